"""Tests of rag.files."""
