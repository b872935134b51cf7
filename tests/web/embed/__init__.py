"""Tests of web.embed."""
