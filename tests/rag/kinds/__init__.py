"""Tests of rag.kinds."""
