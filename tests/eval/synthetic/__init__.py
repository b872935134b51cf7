"""Tests of eval.synthetic."""
