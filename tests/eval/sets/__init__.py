"""Tests of eval.sets."""
