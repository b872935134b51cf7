"""Tests of eval.measure."""
