"""The widget for other sites."""
