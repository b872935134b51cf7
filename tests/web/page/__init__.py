"""Tests of web.page."""
