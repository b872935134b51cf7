"""Tests of the page and the widget in Chromium."""
