"""The same library as for browsing."""

from tests.browse.conftest import library

__all__ = ["library"]
