"""Makes a plan of `inputs.json` of the working folder into `answer.json`: run as a script, in a process of its own.

The optimiser is large and may be busy for minutes; so it never enters the web process. After each stage
`progress.json` says how far it is.
"""

import json
import sys
from pathlib import Path
from typing import Any


def main() -> int:
    sys.path.insert(0, str(Path(__file__).parents[2]))
    inputs = json.loads(Path("inputs.json").read_text(encoding="utf-8"))
    _write("answer.json", planned(inputs))
    return 0


def planned(inputs: dict[str, Any]) -> dict[str, Any]:
    """{"plan": as `app.domain.visits.planning` keeps it}, or {"problem": a code} for inputs that do not go together."""
    # Only found once the path is set.
    from app import matching  # noqa: PLC0415
    from app.domain.visits.plain_values import read_inputs, to_plain  # noqa: PLC0415

    try:
        round_, demands, offers, settings = read_inputs(inputs)
        found = matching.plan(
            round_, demands, offers, settings, time_limit=float(inputs["time_limit"]), progress=_progress
        )
    except matching.InputError as wrong:
        return {"problem": wrong.code}
    return {"plan": to_plain(found)}


def _progress(stage: str, number: int, of: int, gap: int) -> None:
    _write("progress.json", {"stage": stage, "number": number, "of": of, "gap": gap})


def _write(name: str, value: Any) -> None:
    """Whole or not at all: somebody reads it meanwhile."""
    half = Path(f"{name}.part")
    half.write_text(json.dumps(value), encoding="utf-8")
    half.replace(name)


if __name__ == "__main__":
    sys.exit(main())
