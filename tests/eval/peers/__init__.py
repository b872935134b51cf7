"""Tests of eval.peers."""
