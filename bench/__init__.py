"""Benchmarks: `python -m bench [NAME]`; each module here with a `run` is one of them."""
