"""Gensui 跟隨: every request, followed to the end."""

__version__ = "0.1.0"
