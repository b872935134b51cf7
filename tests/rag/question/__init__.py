"""Tests of rag.question."""
