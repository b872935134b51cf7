"""Tests of rag.checking."""
