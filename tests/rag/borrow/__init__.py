"""Tests of rag.borrow."""
