"""What the C library does with the memory of a process of many threads."""

import ctypes

_M_ARENA_MAX = -8


def share_one_heap() -> None:
    """To be called before there are threads.

    glibc gives each thread a heap of its own, where the others cannot use what has become free: 5 MB in a web
    process, for nothing, because Python lets one thread run at a time. Other C libraries know no such setting.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(_M_ARENA_MAX, 1)
