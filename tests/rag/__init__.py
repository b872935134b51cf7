"""Tests of the library, a folder for each package."""
