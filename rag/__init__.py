"""The library: read bulletins, keep them, find evidence, answer with citations.

Importing it does no work and loads no model.
"""
