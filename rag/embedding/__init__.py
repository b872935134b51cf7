"""Texts become vectors; the only place that knows sentence-transformers and onnxruntime."""
