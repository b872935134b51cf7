"""Tests of rag.compose."""
