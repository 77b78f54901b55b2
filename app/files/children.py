"""Running a program on a stranger's file: few resources, a time-out, none of our secrets."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

_LAUNCHER = Path(__file__).with_name("launcher.py")
_MOST_OUTPUT = 64 * 1024


@dataclass(frozen=True, slots=True)
class ChildLimits:
    """What a child may use; `seconds` is time on the wall, `cpu_seconds` whole seconds of computing.

    `memory_bytes` limits the address space, which is larger than what is really used: ffmpeg alone reserves
    several hundred megabytes. `file_bytes` limits each file the child writes.
    """

    seconds: float
    cpu_seconds: int
    memory_bytes: int
    file_bytes: int
    nice: int = 10


@dataclass(frozen=True, slots=True)
class Finished:
    """How a child ended; `output` and `errors` are the first 64 KiB of each."""

    code: int
    timed_out: bool
    output: bytes
    errors: bytes

    @property
    def went_well(self) -> bool:
        return self.code == 0 and not self.timed_out

    @property
    def over_limit(self) -> bool:
        """Ended by the system for using too much computing time or writing too much."""
        return -self.code in (signal.SIGXCPU, signal.SIGXFSZ, signal.SIGKILL) and not self.timed_out


def run(
    command: Sequence[str], *, limits: ChildLimits, folder: Path, environment: Mapping[str, str] | None = None
) -> Finished:
    """Run `command`, whose first word is an absolute path, in `folder`, which gets its output too.

    Returns when the child has ended; if that takes too long, it is killed with everything it started.
    """
    wanted = json.dumps({name: value for name, value in asdict(limits).items() if name != "seconds"})
    out, err = folder / "child.out", folder / "child.err"
    with out.open("wb") as output, err.open("wb") as errors:
        child = subprocess.Popen(  # noqa: S603 - no shell; the command is ours, only file names vary
            [sys.executable, "-I", "-S", str(_LAUNCHER), wanted, *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            cwd=folder,
            env={"PATH": os.defpath, "LANG": "C.UTF-8", **(environment or {})},
            start_new_session=True,
        )
        timed_out = _wait(child, limits.seconds)
    return Finished(child.returncode, timed_out, _beginning(out), _beginning(err))


def _wait(child: subprocess.Popen[bytes], seconds: float) -> bool:
    """Whether the time ran out. The whole group is ended in any case, also when we are interrupted."""
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        return True
    finally:
        _kill_group(child)
    return False


def _kill_group(child: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    finally:
        child.wait()


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_MOST_OUTPUT)
