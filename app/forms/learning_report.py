"""The form of a learning report: what was typed becomes a report, and a report what the form shows."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from app.content.clean import Problem
from app.content.text import N_, one_line, tidy
from app.domain.visits.commitments import LONGEST_TEXT, LONGEST_WHO, MOST, Resolution
from app.domain.visits.reporting import LONGEST, RESULTS, Written

Values = Mapping[str, Sequence[str]]
ROWS = "commitments"
LABELS = {
    "language": N_("In which language do you write?"),
    "title": N_("Title"),
    "seen": N_("What did you see?"),
    "surprised": N_("What surprised you?"),
    "not_here": N_("What would not work at home, and why?"),
    "why_none": N_("If there is nothing: why?"),
    ROWS: N_("What will you do at home?"),
}
_LINES = ("title",)
_ROW = re.compile(r"commitments-(\d{1,3})-(?:text|who|due_on)")
TOO_LONG = N_("Too long: at most %(max_length)s characters.")
NO_DATE = N_("There is no such date.")
CHOOSE = N_("Choose one of the answers offered.")
# Dates of resolutions lie in the life of those who resolve.
LAST_YEARS = 10


def value(values: Values, name: str) -> str:
    return (values.get(name) or [""])[-1]


def rows(values: Values) -> list[tuple[str, str, str]]:
    """Text, who and day of each row as typed, in the order of the form; what is empty throughout is left out."""
    numbers = sorted({int(found[1]) for name in values if (found := _ROW.fullmatch(name))})
    typed = [tuple(value(values, f"{ROWS}-{n}-{part}") for part in ("text", "who", "due_on")) for n in numbers]
    return [(text, who, due) for text, who, due in typed if text.strip() or who.strip()]


def read(
    values: Values, *, goals: Sequence[int], languages: Mapping[str, str], by_default: date
) -> tuple[Written, dict[str, Problem]]:
    """What was typed as a report, and what is wrong with it by the name of the field.

    `goals` are the ids of the visit's goals; `by_default` is the day of a resolution without one.
    """
    problems: dict[str, Problem] = {}
    texts = {name: (one_line if name in _LINES else tidy)(value(values, name)) for name in LONGEST}
    for name, limit in LONGEST.items():
        if len(texts[name]) > limit:
            problems[name] = Problem(TOO_LONG, {"max_length": limit})
    if value(values, "language") not in languages:
        problems["language"] = Problem(CHOOSE)
    results = {str(goal): value(values, f"goal-{goal}") for goal in goals}
    problems |= {f"goal-{goal}": Problem(CHOOSE) for goal, code in results.items() if code and code not in RESULTS}
    typed = rows(values)
    if len(typed) > MOST:
        problems[ROWS] = Problem(N_("At most %(max_length)s of these."), {"max_length": MOST})
    resolutions = [_resolution(index, row, by_default, problems) for index, row in enumerate(typed[: MOST + 1])]
    written = Written(
        language=value(values, "language"),
        goals={goal: code for goal, code in results.items() if code},
        resolutions=tuple(resolutions),
        **texts,
    )
    return written, problems


def _resolution(index: int, row: tuple[str, str, str], by_default: date, problems: dict[str, Problem]) -> Resolution:
    text, who, typed = tidy(row[0]), one_line(row[1]), row[2].strip()
    if not text:
        problems[f"{ROWS}-{index}-text"] = Problem(N_("Please fill this in."))
    for name, content, limit in (("text", text, LONGEST_TEXT), ("who", who, LONGEST_WHO)):
        if len(content) > limit:
            problems[f"{ROWS}-{index}-{name}"] = Problem(TOO_LONG, {"max_length": limit})
    due = _day(typed) if typed else by_default
    if due is None or abs(due.year - by_default.year) > LAST_YEARS:
        problems[f"{ROWS}-{index}-due_on"] = Problem(NO_DATE)
    return Resolution(text, who, due or by_default)


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def show(written: Written) -> dict[str, list[str]]:
    """Every answer by its name in the form."""
    shown = {name: [str(getattr(written, name))] for name in (*LONGEST, "language")}
    shown |= {f"goal-{goal}": [code] for goal, code in written.goals.items()}
    for index, one in enumerate(written.resolutions):
        shown |= _shown_row(index, one.text, one.who, one.due_on.isoformat())
    return shown


def typed(values: Values) -> dict[str, list[str]]:
    """As typed, the rows numbered anew so that what is wrong with one stands beside it."""
    shown = {name: list(given) for name, given in values.items() if not name.startswith(f"{ROWS}-")}
    for index, (text, who, due) in enumerate(rows(values)):
        shown |= _shown_row(index, text, who, due)
    return shown


def _shown_row(index: int, text: str, who: str, due: str) -> dict[str, list[str]]:
    return {f"{ROWS}-{index}-{name}": [typed] for name, typed in (("text", text), ("who", who), ("due_on", due))}


def obey(values: dict[str, list[str]], command: str) -> tuple[dict[str, list[str]], int]:
    """What a button of the rows says: the form after it, and how many rows it shows then."""
    table, shown = rows(values), {name: given for name, given in values.items() if not name.startswith(f"{ROWS}-")}
    verb, _, number = command.partition(f":{ROWS}")
    at = int(number[1:]) if number[1:].isdecimal() and len(number) < 5 else -1
    if verb == "remove" and at < len(table):
        table = [row for index, row in enumerate(table) if index != at]
    if verb == "up" and 0 < at < len(table):
        table[at - 1 : at + 1] = [table[at], table[at - 1]]
    for index, row in enumerate(table):
        shown |= _shown_row(index, *row)
    return shown, min(len(table) + (verb == "add"), MOST)


def differences(mine: Written, theirs: Written) -> dict[str, str]:
    """What somebody else saved where it differs from what was typed, as text by the name of the field."""
    other = {name: getattr(theirs, name) for name in LONGEST if getattr(theirs, name) != getattr(mine, name)}
    if mine.resolutions != theirs.resolutions:
        lines = (f"{one.text} ({one.who}, {one.due_on.isoformat()})" for one in theirs.resolutions)
        other[ROWS] = "\n".join(lines)
    return other
