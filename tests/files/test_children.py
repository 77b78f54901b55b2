"""Children: limited, ended with all they started, told nothing."""

import os
import sys
import time
from pathlib import Path

import pytest

from app.files.children import ChildLimits, run

ROOMY = ChildLimits(seconds=20, cpu_seconds=10, memory_bytes=512 * 2**20, file_bytes=2**20)


def python(code: str) -> list[str]:
    return [sys.executable, "-I", "-c", code]


def test_run_gives_output(tmp_path: Path) -> None:
    code = "import sys; print('out'); print('err', file=sys.stderr)"

    finished = run(python(code), limits=ROOMY, folder=tmp_path)

    assert (finished.code, finished.timed_out, finished.output, finished.errors) == (0, False, b"out\n", b"err\n")
    assert finished.went_well


def test_run_too_slow_is_ended_with_its_own_children(tmp_path: Path) -> None:
    limits = ChildLimits(seconds=1.5, cpu_seconds=10, memory_bytes=512 * 2**20, file_bytes=2**20)
    code = "import subprocess, time; print(subprocess.Popen(['/bin/sleep', '60']).pid, flush=True); time.sleep(60)"

    begun = time.monotonic()
    finished = run(python(code), limits=limits, folder=tmp_path)

    assert finished.timed_out
    assert not finished.went_well
    assert time.monotonic() - begun < 10
    assert _gone(int(finished.output))


def _gone(pid: int) -> bool:
    """Also true of one that is dead but not yet buried by its foster parent."""
    for _ in range(100):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.02)
    return False


def test_run_too_much_memory_fails(tmp_path: Path) -> None:
    limits = ChildLimits(seconds=20, cpu_seconds=10, memory_bytes=100 * 2**20, file_bytes=2**20)

    finished = run(python("bytearray(300 * 2**20)"), limits=limits, folder=tmp_path)

    assert finished.code == 1
    assert b"MemoryError" in finished.errors


def test_run_too_much_computing_is_ended(tmp_path: Path) -> None:
    limits = ChildLimits(seconds=30, cpu_seconds=1, memory_bytes=512 * 2**20, file_bytes=2**20)

    finished = run(python("while True: pass"), limits=limits, folder=tmp_path)

    assert finished.over_limit
    assert not finished.timed_out


def test_run_file_too_large_is_cut(tmp_path: Path) -> None:
    limits = ChildLimits(seconds=20, cpu_seconds=10, memory_bytes=512 * 2**20, file_bytes=1000)

    finished = run(
        python("import pathlib; pathlib.Path('big').write_bytes(bytes(5000))"), limits=limits, folder=tmp_path
    )

    assert not finished.went_well
    assert (tmp_path / "big").stat().st_size <= 1000


def test_run_knows_none_of_our_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXCELLENT_SECRET_KEY", "hush")
    code = "import os; print(*sorted(os.environ)); print(*os.listdir('/proc/self/fd'))"

    with Path(os.devnull).open("rb") as ours:
        os.set_inheritable(ours.fileno(), True)
        finished = run(python(code), limits=ROOMY, folder=tmp_path)

    names, handles = finished.output.decode().splitlines()
    assert set(names.split()) - {"LC_CTYPE"} == {"LANG", "PATH"}
    assert len(handles.split()) == 4  # the usual three and the folder being listed
