"""Works out `problem.json` of the working folder into `answer.json`: run as a script, in a process of its own.

The optimiser is large and may be busy for half a minute; so it never enters the web process.
"""

import json
import sys
from pathlib import Path
from typing import Any

SECONDS = 40.0


def main() -> int:
    sys.path.insert(0, str(Path(__file__).parents[2]))
    problem = json.loads(Path("problem.json").read_text(encoding="utf-8"))
    Path("answer.json").write_text(json.dumps(solved(problem)), encoding="utf-8")
    return 0


def solved(problem: dict[str, Any]) -> dict[str, Any]:
    """What `app.domain.cup.proposing` keeps; `parts` are the entries, by id, that hang together.

    Loads are as even as coverage allows: nobody has more than an even share, else half more, else all they can take.
    """
    from app.judging import Impossible  # noqa: PLC0415 - only found once the path is set

    share = problem["even_load"]
    kept = [sum(column == place for _, column in problem["fixed"]) for place in range(len(problem["jurors"]))]
    for most in (share, share + (share + 1) // 2, max(problem["max_load"])):
        loads = [max(min(limit, most), kept[place]) for place, limit in enumerate(problem["max_load"])]
        try:
            return _found(problem, loads)
        except Impossible as impossible:
            reason = impossible
    return {"problem": _described(problem, reason)}


def _found(problem: dict[str, Any], loads: list[int]) -> dict[str, Any]:
    from app.judging import assign  # noqa: PLC0415

    found = assign(
        problem["affinity"],
        [tuple(pair) for pair in problem["forbidden"]],
        problem["per_entry"],
        loads,
        0,
        [tuple(pair) for pair in problem["fixed"]],
        time_limit=SECONDS,
    )
    return {
        "problem": None,
        "jurors": found.jurors,
        "affinities": found.affinities,
        "proved": found.proved,
        "parts": [sorted(problem["entries"][row] for row in part.entries) for part in found.parts],
    }


def _described(problem: dict[str, Any], impossible: Any) -> dict[str, Any]:
    """By id: which entries lack how many and why, whose larger load would help."""
    entries, jurors = problem["entries"], problem["jurors"]
    return {
        "lacks": [
            {
                "entry": entries[lack.entry],
                "missing": lack.missing,
                "conflicted": lack.conflicted,
                "crowded": lack.crowded,
                "open": [jurors[one] for one in lack.open_jurors],
            }
            for lack in impossible.lacks
        ],
        "extra_load": [[jurors[one], extra] for one, extra in sorted(impossible.extra_load.items())],
    }


if __name__ == "__main__":
    sys.exit(main())
