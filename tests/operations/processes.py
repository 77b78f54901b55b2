"""Commands as processes of their own, with the settings of a test."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.settings import Settings

ROOT = Path(__file__).parents[2]


def environment(settings: Settings) -> dict[str, str]:
    return {
        **os.environ,
        "DATA_DIR": str(settings.data_dir),
        "MEDIA_DIR": str(settings.media_dir),
        "DATABASE_URL": settings.database_url,
        "BASE_URL": settings.base_url,
        "SMTP_URL": settings.smtp_url.get_secret_value(),
    }


@contextmanager
def started(settings: Settings, *arguments: str, **more: str) -> Iterator["subprocess.Popen[str]"]:
    """A command at work; whatever happens in the block, it is over afterwards."""
    with subprocess.Popen(
        [sys.executable, "-m", "app", *arguments],
        cwd=ROOT,
        env={**environment(settings), **more},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def run(settings: Settings, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    with started(settings, *arguments, **more) as process:
        out, err = process.communicate(timeout=90)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)
