"""Tests of the service, a folder for each package."""
