"""structlog, imported from here so that it does not bring Rich and Pygments along.

It would only colour tracebacks with them, and each web process would carry their 7 MB.
"""

from app.imports import without

with without("rich"):
    import structlog

__all__ = ["structlog"]
