"""Benchmarks: what is measured, beside the limit, in one run."""
