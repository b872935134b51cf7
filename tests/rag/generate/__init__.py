"""Tests of rag.generate."""
