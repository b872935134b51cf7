"""Tests of web.guard."""
