"""Benchmarks: what is measured, beside the limit, in one run. ``python -m bench``; figures and how to read them in README.md."""
