import ast
from pathlib import Path

import app
from app.jobs.tasks import PERIODIC, TASKS

SOURCES = sorted(Path(app.__file__).parent.rglob("*.py"))


def enqueued_kinds() -> set[str]:
    """The second argument of every enqueue(session, "kind", …) in the code."""
    calls = (node for path in SOURCES for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
    named = (call for call in calls if getattr(call.func, "id", getattr(call.func, "attr", "")) == "enqueue")
    return {call.args[1].value for call in named if isinstance(call.args[1], ast.Constant)}


def test_every_job_that_is_asked_for_has_a_task() -> None:
    assert enqueued_kinds() | set(PERIODIC) == set(TASKS)
