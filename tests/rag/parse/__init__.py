"""Tests of rag.parse."""
