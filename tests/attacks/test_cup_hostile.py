"""Values that no form of the cup would send, from people who may send its forms."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from fastapi import FastAPI

from app.models.cup import Phase
from app.models.jury import CardState
from app.models.people import Role
from app.services import Services
from tests.attacks.test_cup_posts import addresses
from tests.attacks.unread import Watched
from tests.cup.making import CRITERIA, MakeCup
from tests.cup.test_conflicts_everywhere import Cup
from tests.factories import Make
from tests.pages import Browser

Visit = Callable[..., Browser]
TYPED = {
    "nul": "a\x00b",
    "huge": "9" * 30,
    "longer than int() reads": "7" * 5000,
    "negative": "-1",
    "not finite": "1e400",
    "other digits": "²٣",
    "bidi": "a\u202e\u2066\u200b" + "\u0301" * 300,
    "long": "x" * 20_000,
    "markup": "<script>alert(1)</script>{{7*7}}%(x)s{0}=1+1",
    "last day": "9999-12-31T23:59",
    "first day": "0001-01-01T00:00",
    "json": '{"__proto__": [[[[]]]]}',
}
FIELDS = (
    *("do", "row_version", "strength-0", "strength-1", "strength_0", "strength_1", "next_step", "entry", "anchors"),
    *("award", "reason", "message", "note", "verdict", "reasons", "submission", "redactions", "licence", "consent"),
    *("way", "case", "language", "juror", "agreed", "person", "organisation", "kind", "accepted", "until", "people"),
    *("max_load", "year", "source", "time_zone", "title", "theme", "rules", "languages", "repair_days", "seen"),
    *("jurors_per_entry", "entries_per_organisation", "proposal", "listed", "about", "expertise", "countries"),
    *("starts_call_open", "starts_screening", "starts_judging", "starts_deliberation", "starts_announced"),
    *("rights_judging", "who", "how", "day", "previous", "what_changed", "derived", "feedback", "kept", "file"),
    *(f"{part}-{code}" for part in ("score", "reason", "passage") for code, _, _ in CRITERIA),
    *("questions-0-key", "questions-0-label", "questions-0-kind", "questions-0-limit", "questions-99999-label"),
    *("criteria-0-key", "criteria-0-name", "criteria-0-weight", "criteria-0-level_zero", "awards-0-places"),
    *("awards-0-name", "awards-0-result", "awards-0-key"),
)
# Buttons and choices, without which the rest is not looked at.
DEEDS: tuple[dict[str, str], ...] = (
    {"do": "send", "to": "announced", "kind": "household", "verdict": "ineligible", "time_zone": "America/Lima"},
    {"do": "park", "language": "en", "time_zone": "Pacific/Kiritimati", "title": "x", "reason": "x"},
)
TYPE = {"content-type": "application/x-www-form-urlencoded"}
# Steps that would take the rest away from under the walk.
LEAVE_OUT = ("/run/next", "/run/back", "/withdraw", "/discard", "/remove", "/take-back")


@pytest.fixture
def cup(make: Make) -> MakeCup:
    return MakeCup(make)


@pytest.mark.usefixtures("watched_forms")
@pytest.mark.parametrize("phase", [Phase.CALL_OPEN, Phase.JUDGING, Phase.DELIBERATION])
def test_hostile_fields_break_nothing(
    services: Services, make: Make, cup: MakeCup, visit: Visit, applications: list[FastAPI], phase: Phase
) -> None:
    """One person enters, another runs the cup and judges: every form, every field at once."""
    edition = cup.edition(phase=phase)
    organisation = make.organisation()
    owner = make.owner(organisation, roles=(Role.FACILITATOR,))
    judge = make.user("Judge", roles=(Role.COORDINATOR, Role.FACILITATOR))
    entry = cup.entry(edition, organisation)
    cup.edition(year=edition.year + 1, phase=Phase.DRAFT)
    jurors = [cup.juror(edition, judge), cup.juror(edition)]
    cup.card(entry, jurors[0])
    cup.card(entry, jurors[1], state=CardState.FINAL)
    made = Cup(edition, entry, [], jurors, {})
    broken: list[str] = []

    of_owner = ("/enter", f"/entries/{entry.code}")
    for user in (owner, judge):
        browser = visit(user)
        browser.client._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
        paths = [
            one
            for one in addresses(applications[0], services, made)
            if not any(part in one for part in LEAVE_OUT)
            and any(part in one and "/run/" not in one for part in of_owner) == (user is owner)
        ]
        for kind, value in TYPED.items():
            for deed in DEEDS:
                form = urlencode({**dict.fromkeys(FIELDS, value), **deed})
                waiting, paths = paths, []
                for path in waiting:
                    Watched.read = False
                    answer = browser.client.post(path, content=form, headers=TYPE, follow_redirects=False)
                    if answer.status_code >= 500 or "<script>alert" in answer.text:
                        broken.append(f"{kind}: {answer.status_code} {path}")
                    # Whoever was turned away before anybody looked into the form is so whatever it says.
                    if Watched.read:
                        paths.append(path)

    assert "\n".join(sorted(set(broken))) == ""
