"""`python -m app`."""

import sys

from app.imports import uncollected

with uncollected():
    from app.cli.main import run

if __name__ == "__main__":
    sys.exit(run())
