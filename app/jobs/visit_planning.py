"""The job that makes a draft of a round of visits."""

import json
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.domain.visits import planning
from app.files.children import ChildLimits, Finished, run
from app.services import Services

_CHILD = Path(__file__).with_name("plan_child.py")
# Reading, the greedy start and writing come on top of the time for the search.
_MORE_SECONDS = 120
_LOOK_EVERY = 0.5
_MEMORY = 6 * 1024**3

Tell = Callable[[Mapping[str, Any]], None]


class NotPlanned(RuntimeError):
    """The child process ended without an answer."""


def make_plan(services: Services, *, plan_id: int, last_try: bool) -> None:
    """From the inputs kept with it; each step in a short transaction of its own."""
    with services.database.writing() as session:
        inputs = planning.begin(session, plan_id=plan_id)
    if inputs is None:
        return

    def tell(progress: Mapping[str, Any]) -> None:
        with services.database.writing() as session:
            planning.keep_progress(session, plan_id=plan_id, progress=progress)

    try:
        answer = work_out(inputs, tell=tell)
    except NotPlanned:
        if not last_try:
            raise
        answer = {"problem": "died"}
    with services.database.writing() as session:
        if "plan" in answer:
            planning.keep_result(session, plan_id=plan_id, result=answer["plan"], inputs=inputs)
        else:
            problem = _PROBLEMS.get(answer["problem"], planning.WRONG_INPUT)
            planning.fail(session, plan_id=plan_id, problem=problem)


_PROBLEMS = {"late": planning.TOO_LONG, "died": planning.ENDED_EARLY}


def work_out(inputs: Mapping[str, Any], *, tell: Tell) -> dict[str, Any]:
    """In a process of its own: {"plan": …} or {"problem": code}. Raises NotPlanned."""
    seconds = int(inputs["time_limit"]) + _MORE_SECONDS
    limits = ChildLimits(
        seconds=seconds, cpu_seconds=4 * seconds, memory_bytes=_MEMORY, file_bytes=200 * 1024**2, nice=10
    )
    with TemporaryDirectory() as place, ThreadPoolExecutor(1) as pool:
        folder = Path(place)
        (folder / "inputs.json").write_text(json.dumps(inputs), encoding="utf-8")
        command = [sys.executable, "-I", str(_CHILD)]
        ended = _watched(pool.submit(run, command, limits=limits, folder=folder), folder, tell)
        if ended.timed_out:
            return {"problem": "late"}
        if not ended.went_well:
            raise NotPlanned(ended.errors.decode(errors="replace")[-2000:] or f"code {ended.code}")
        answer: dict[str, Any] = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
        return answer


def _watched(child: "Future[Finished]", folder: Path, tell: Tell) -> Finished:
    """Wait for the child, and pass on what it says about its progress."""
    told: Any = None
    while True:
        try:
            return child.result(timeout=_LOOK_EVERY)
        except TimeoutError:
            progress = _progress(folder)
            if progress is not None and progress != told:
                tell(progress)
                told = progress


def _progress(folder: Path) -> Any:
    try:
        return json.loads((folder / "progress.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
