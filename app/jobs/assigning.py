"""The job that works out who reads what."""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.domain.cup.assignable import situation_of
from app.domain.cup.declaring import free_tied_cards
from app.domain.cup.proposing import inputs_of, keep_proposal
from app.files.children import ChildLimits, run
from app.models.cup import Edition
from app.services import Services

_CHILD = Path(__file__).with_name("assign_child.py")
_LIMITS = ChildLimits(seconds=300, cpu_seconds=280, memory_bytes=6 * 1024**3, file_bytes=60 * 1024**2)


class NotWorkedOut(RuntimeError):
    """The child process ended without an answer."""


def propose(services: Services, *, edition_id: int, by_id: int | None) -> None:
    """From the situation as it is now; cards that a new tie has closed are free for others first."""
    with services.database.writing() as session:
        free_tied_cards(session, edition=session.get_one(Edition, edition_id))
    with services.database.reading() as session:
        inputs = inputs_of(situation_of(session, edition=session.get_one(Edition, edition_id)))
    results = solve(inputs)
    with services.database.writing() as session:
        edition = session.get_one(Edition, edition_id)
        keep_proposal(session, edition=edition, inputs=inputs, results=results, by_id=by_id)


def solve(inputs: dict[str, Any]) -> dict[str, Any]:
    """In a process of its own. Raises NotWorkedOut."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "problem.json").write_text(json.dumps(inputs), encoding="utf-8")
        ended = run([sys.executable, "-I", str(_CHILD)], limits=_LIMITS, folder=folder)
        if not ended.went_well:
            raise NotWorkedOut(ended.errors.decode(errors="replace")[-2000:] or f"code {ended.code}")
        answer: dict[str, Any] = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
        return answer
