"""`python -m app`."""

import sys

from app.imports import uncollected

# Texts in an index of their own are searched without loading the platform.
alone = sys.argv[1:2] == ["search"] and any(one.partition("=")[0] == "--index" for one in sys.argv)

with uncollected():
    if alone:
        from app.cli.search import run_alone
    else:
        from app.cli.main import run

if __name__ == "__main__":
    sys.exit(run_alone(sys.argv[2:]) if alone else run())
