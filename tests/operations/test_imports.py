"""What a web process loads before its first page: every MB of it is carried by each process for as long as it runs."""

import subprocess
import sys

# Packages that only some processes need, which import them in the function that does.
NOT_FOR_PAGES = {
    "PIL",
    "alembic",
    "mako",
    "numpy.ma",
    "openpyxl",
    "pygments",
    "pypdf",
    "rich",
    "scipy",
    "sqlalchemy.dialects.postgresql",
    "weasyprint",
    "xlsxwriter",
}
LOADED = "import sys, app.__main__, app.cli.web; print(*sys.modules)"


def test_web_process_loads_nothing_that_pages_do_not_need() -> None:
    answer = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)

    assert NOT_FOR_PAGES & set(answer.stdout.split()) == set()


def test_collector_runs_again_once_everything_is_imported() -> None:
    program = "import gc, app.__main__, app.cli.web; print(gc.isenabled())"

    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert answer.stdout == "True\n"
