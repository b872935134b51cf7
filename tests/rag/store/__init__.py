"""Tests of rag.store."""
