"""Sets limits on itself, then becomes the program named on its command line.

Run as a script: LIMITS PROGRAM ARGUMENT…, where LIMITS is a JSON object. Limits set between fork and exec of
a process with threads could deadlock, so they are set here, in a fresh interpreter.
"""

import json
import os
import resource
import signal
import sys


def main(arguments: list[str]) -> None:
    """Does not return: the process goes on as the program."""
    wanted = json.loads(arguments[0])
    os.nice(wanted["nice"])
    cpu = wanted["cpu_seconds"]
    for limit, value in (
        (resource.RLIMIT_CORE, (0, 0)),
        (resource.RLIMIT_CPU, (cpu, cpu + 1)),
        (resource.RLIMIT_FSIZE, (wanted["file_bytes"],) * 2),
        (resource.RLIMIT_AS, (wanted["memory_bytes"],) * 2),
    ):
        resource.setrlimit(limit, value)
    # Python ignores this one, and what a process ignores its successor would ignore too.
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    os.execv(arguments[1], arguments[1:])  # noqa: S606 - no shell is the point


if __name__ == "__main__":
    main(sys.argv[1:])
