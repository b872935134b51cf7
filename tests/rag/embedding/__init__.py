"""Tests of rag.embedding."""
