"""Tests of rag.names."""
