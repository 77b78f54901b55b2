"""Importing packages at the least cost: what a process loads it carries, and waits for, as long as it runs.

Modules are imported at the top of a file. A package of more than 1 MB that most web processes never use is imported
in the function that needs it, with a comment that says so; `tests/operations/test_imports.py` names these.
"""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """What is imported stays: to look for garbage in it again and again would take a quarter of the time to start."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()


@contextmanager
def without(package: str) -> Iterator[None]:
    """As if that package were not installed, for others that load it if they find it."""
    if package in sys.modules:
        yield
        return
    sys.modules[package] = None  # type: ignore[assignment] # what Python documents for an import that shall fail
    try:
        yield
    finally:
        del sys.modules[package]
