"""Inputs that no person would write, for hours: what is read and built must neither break nor hang.

Each target is a module with a function `fuzz_NAME(data: bytes)` that fails on what must not happen, and `seeds()`, the
inputs to start from. `run.py` finds more of them; those that failed once are kept below `tests/faults/finds`.
"""
