"""Tests of eval.teach."""
