"""A cup in deliberation whose decisions are parked and checked, ready to be released."""

from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, select

from app.domain.cup.calculating import calculate_now
from app.domain.cup.releasing import ask_release
from app.models.cup import Edition, Phase
from app.models.entries import Decision, Entry
from app.models.jury import CardState, Juror
from app.models.organisations import Organisation
from app.models.people import User
from app.models.types import now
from tests.cup.making import MakeCup, make_awards
from tests.factories import Make

SCORES = ({"reflection": 4, "transfer": 4, "results": 4}, {"reflection": 2, "transfer": 2, "results": 2})


@dataclass
class Decided:
    """`entries` by what was decided of them: winner, finalist, "" (two of these)."""

    edition: Edition
    coordinator: User
    checker: User
    jurors: list[Juror]
    entries: list[Entry] = field(default_factory=list)
    owners: list[User] = field(default_factory=list)

    @property
    def winner(self) -> Entry:
        return self.entries[0]


RESULTS = ("winner", "finalist", "", "")


def awards() -> list[dict[str, Any]]:
    """A winner and a finalist, the winner's prize with a name in French, too."""
    found = [{**award, "places": 1} for award in make_awards() if award["key"] != "honoured"]
    found[0]["texts"]["fr"] = {"name": "Premier prix", "about": ""}
    return found


def decide(cup: MakeCup, *, year: int = 2026, **changes: Any) -> Decided:
    """Four entries with scores of three jurors, calculated; two coordinators, one decided, the other checked."""
    make = cup.make
    edition = cup.edition(year=year, phase=Phase.DELIBERATION, awards=awards(), **changes)
    jurors = [cup.juror(edition) for _ in range(3)]
    decided = Decided(edition, make.coordinator("Carla"), make.coordinator("Dora"), jurors)
    for place, result in enumerate(RESULTS):
        add_entry(cup, decided, make.organisation(f"Cooperative {place}"), result, generous=place < 2)
    with cup.database.writing() as session:
        calculate_now(session, edition=session.get_one(Edition, edition.id), by=None)
    return decided


def add_entry(
    cup: MakeCup,
    decided: Decided,
    organisation: Organisation,
    result: str = "",
    *,
    generous: bool = False,
    language: str = "en",
    **changes: Any,
) -> Entry:
    owner = cup.make.owner(organisation, language=language)
    entry = cup.entry(decided.edition, organisation, created_by_id=owner.id, **changes)
    for place, juror in enumerate(decided.jurors):
        scores = dict(SCORES[0 if generous else 1])
        scores["results"] = max(0, scores["results"] - place)
        cup.card(entry, juror, state=CardState.FINAL, scores=scores)
    with cup.database.writing() as session:
        session.add(decision_on(entry, decided, result))
    decided.entries.append(entry)
    decided.owners.append(owner)
    return entry


def decision_on(entry: Entry, decided: Decided, result: str) -> Decision:
    return Decision(
        entry_id=entry.id or 0,
        result=result,
        award=result,
        strengths=["Honest about what failed.", "Others can do it."],
        next_step="Write down the costs.",
        message="Thank you for telling it.",
        parked_by_id=decided.coordinator.id,
        checked_by_id=decided.checker.id,
        checked_at=now(),
    )


def ask(make: Make, decided: Decided, by: User | None = None, **how: Any) -> None:
    """Ask for the release as a coordinator does."""
    with make.services.database.writing() as session:
        edition = session.get_one(Edition, decided.edition.id)
        ask_release(session, edition=edition, by=make.viewer(by or decided.coordinator), **how)


def decision_of(session: Session, entry: Entry) -> Decision:
    return session.exec(select(Decision).where(Decision.entry_id == entry.id)).one()
