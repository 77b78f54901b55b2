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
    """What `app.domain.cup.proposing` keeps; `parts` are the entries, by id, that hang together."""
    from app.judging import Impossible, assign  # noqa: PLC0415 - only found once the path is set

    try:
        found = assign(
            problem["affinity"],
            [tuple(pair) for pair in problem["forbidden"]],
            problem["per_entry"],
            problem["max_load"],
            0,
            [tuple(pair) for pair in problem["fixed"]],
            time_limit=SECONDS,
        )
    except Impossible as impossible:
        return {"problem": _described(problem, impossible)}
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
