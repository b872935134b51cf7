"""Tests of web.manage."""
