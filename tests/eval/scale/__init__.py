"""Tests of eval.scale."""
