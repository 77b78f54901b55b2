"""A cup in every phase at once, each an edition of its own, with all that its pages can show."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlmodel import select

from app.content.text import tidy
from app.domain.cup.releasing import carry_out
from app.domain.people.parking import park
from app.domain.tokens import hash_token
from app.jobs.assigning import propose
from app.models.cup import Edition, Phase, Question, QuestionKind
from app.models.entries import Entry, EntryState
from app.models.jury import CardState, Conflict, ConflictKind, JurorState
from app.models.organisations import Organisation
from app.models.people import Role, User
from app.models.types import now
from tests.browser.conftest import Site
from tests.browser.cup_paths import ANSWERED, CALL, DELIBERATION, DRAFT, JUDGING, RELEASED, SCREENING, TOKEN
from tests.contents import full_content
from tests.cup.deciding import decide
from tests.cup.making import MakeCup, make_submission
from tests.cup.screened import AGAINST, FOR, MENDING, Screened
from tests.factories import Make, raw_content

LONG = "Asociación de productoras y productores agroecológicos de la cuenca alta"


@dataclass
class Cups:
    """`codes` are what the addresses in `PAGES` are filled with."""

    site: Site
    make: Make
    codes: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.cup = MakeCup(self.make)
        self.database = self.site.services.database
        self.rosa = self.make.user("Rosa", email="rosa@example.org")
        self.judith = self.make.user("Judith", email="judith@example.org")
        self.olga = self.make.coordinator("Olga", email="olga@example.org")
        self.dora = self.make.coordinator("Dora")
        self.tari = self.make.coordinator("Tari")
        self.make.user("Fatou", email="fatou@example.org", roles=(Role.FACILITATOR,))

    def owned(self, name: str) -> Organisation:
        organisation = self.make.organisation(name, country="BO", description="Forty families.")
        self.make.member(self.rosa, organisation)
        return organisation

    def entry(self, name: str, edition: Edition, organisation: Organisation | None = None, **changes: Any) -> Entry:
        organisation = organisation or self.make.organisation(f"Valley of {name}")
        entry = self.cup.entry(edition, organisation, **changes)
        self.codes |= {name: entry.code, f"{name}_organisation": organisation.code}
        return entry

    def add(self, *rows: Any) -> None:
        with self.database.writing() as session:
            session.add_all(rows)

    def keep(self, name: str, path: str, fields: dict[str, list[str]]) -> None:
        """What somebody typed while another wrote the same."""
        with self.database.writing() as session:
            self.codes[name] = park(session, path=path.format(**self.codes), fields=fields)


def every_cup(site: Site, make: Make) -> dict[str, str]:
    cups = Cups(site, make)
    results(cups)
    call(cups)
    screening(cups)
    judging(cups)
    deliberation(cups)
    cups.cup.edition(year=DRAFT, phase=Phase.DRAFT)
    return cups.codes


def results(cups: Cups) -> None:
    """A cup whose results are out, done at once instead of by the worker, which has a lot to do on a busy machine."""
    decided = decide(cups.cup, year=RELEASED)
    cups.codes["won"] = decided.winner.code
    with cups.database.writing() as session:
        winner = session.get_one(Organisation, decided.winner.organisation_id)
        by, number = decided.coordinator.id or 0, decided.edition.id or 0
        assert carry_out(session, edition_id=number, by_id=by, accepted=(), reason="")
    cups.make.member(cups.rosa, winner)


def call(cups: Cups) -> None:
    """Entries that are written, a question with a file, and people asked to judge."""
    edition = cups.cup.edition(year=CALL)
    asked = Question(
        edition_id=edition.id or 0,
        position=2,
        kind=QuestionKind.FILE,
        texts={"en": {"label": "Do you have a photo of the scale?", "help": "Any will do."}},
    )
    cups.add(asked)
    with cups.database.reading() as session:
        first = session.exec(select(Question.id).where(Question.edition_id == edition.id, Question.position == 0)).one()
    cups.codes["question"] = str(asked.id)
    growers = cups.owned(LONG)
    cups.codes["organisation"] = growers.code
    cups.entry("draft", edition, growers, state=EntryState.DRAFT, created_by_id=cups.rosa.id)
    cups.entry(
        "sent", edition, cups.owned("Potato growers"), state=EntryState.SUBMITTED, answers={str(first): "To learn."}
    )
    cups.keep("answers_kept", "/en/cup/2026/entries/{draft}/answers", {f"q-{first}": ["To learn from others."]})
    cups.cup.juror(edition, cups.judith)
    waiting = {"state": JurorState.INVITED, "expires_at": now() + timedelta(days=9), "invited_by_id": cups.olga.id}
    invited = cups.cup.juror(edition, cups.make.user("Ines"), token_hash=hash_token(TOKEN), **waiting)
    cups.cup.juror(edition, state=JurorState.DECLINED, token_hash=hash_token(ANSWERED), reason="No time this year.")
    cups.codes["invited"] = str(invited.id)


def screening(cups: Cups) -> None:
    """An entry for each thing that is decided on this desk, and a juror who has not said their ties."""
    edition = cups.cup.edition(year=SCREENING, phase=Phase.SCREENING, time_zone="America/Lima")
    growers = cups.owned("Bean growers")
    for name, verdicts in {
        "undecided": (),
        "mending": (MENDING, MENDING),
        "again": (MENDING, FOR),
        "refused": (AGAINST, AGAINST),
        "appealed": (AGAINST, AGAINST),
    }.items():
        owner = growers if name == "mending" else cups.owned("Milk of the plain") if name == "refused" else None
        content = raw_content(summary=tidy(f"{LONG} sells its milk at one gate."))
        entry = cups.entry(name, edition, owner, state=EntryState.SUBMITTED, content=content, redactions=["one gate"])
        number = 1
        if name == "again":
            number = resent(cups, entry)
        desk = screened_by(cups, edition, entry)
        for person, verdict in zip((cups.dora, cups.tari), verdicts, strict=False):
            desk.decide(person, submission=number, **verdict)
        if name == "appealed":
            desk.set(state=EntryState.APPEAL)
    cups.cup.juror(edition, cups.judith, conflicts_declared_at=None)
    tie(cups, edition, growers.id, cups.judith.id, ConflictKind.HOUSEHOLD)


def resent(cups: Cups, entry: Entry) -> int:
    with cups.database.writing() as session:
        return make_submission(session, entry=session.get_one(Entry, entry.id), content=full_content()).number


def screened_by(cups: Cups, edition: Edition, entry: Entry) -> Screened:
    people = (cups.rosa, entry, cups.dora, cups.tari, cups.olga)
    with cups.database.reading() as session:
        organisation = session.get_one(Organisation, entry.organisation_id)
    return Screened(cups.site.services, cups.make, cups.cup, edition, organisation, *people)


def judging(cups: Cups) -> None:
    """A juror with a card in every state, others who judged the same, a tie to decide about, a proposal."""
    edition = cups.cup.edition(year=JUDGING, phase=Phase.JUDGING)
    anchor = cups.entry("anchor", edition, anchor=True, content=full_content())
    juror = cups.cup.juror(edition, cups.judith, named=True, about="Grows coffee.", max_load=8)
    others = [cups.cup.juror(edition, max_load=8) for _ in range(3)]
    cups.cup.card(anchor, juror, state=CardState.FINAL, scores=levels(3))
    for place, one in enumerate(others):
        cups.cup.card(anchor, one, state=CardState.FINAL, scores=levels(place))
    states = {"open": CardState.ASSIGNED, "begun": CardState.DRAFT, "given_back": CardState.REOPENED}
    for name, state in states.items():
        entry = cups.entry(name, edition, content=full_content())
        scores, reason = ({}, "") if name == "open" else (levels(2), "Please say why.")
        cups.cup.card(entry, juror, state=state, scores=scores, reopened_reason=reason)
        cups.cup.card(entry, others[0], state=CardState.FINAL)
    cups.entry("unread", edition)
    card = cups.cup.card(cups.entry("read", edition), others[1], state=CardState.FINAL)
    tied = cups.entry("tied", edition)
    tie(cups, edition, tied.organisation_id, others[2].user_id, ConflictKind.OTHER)
    cups.codes |= {"juror": str(juror.id), "card": str(card.id)}
    cups.keep("card_kept", "/en/cup/2028/desk/{begun}", {"score-reflection": ["4"], "next_step": ["Weigh twice."]})
    propose(cups.site.services, edition_id=edition.id or 0, by_id=cups.olga.id)


def levels(value: int) -> dict[str, int]:
    return dict.fromkeys(("reflection", "transfer", "results"), value)


def tie(cups: Cups, edition: Edition, organisation_id: int | None, user_id: int | None, kind: ConflictKind) -> None:
    cups.add(
        Conflict(
            edition_id=edition.id or 0,
            organisation_id=organisation_id or 0,
            user_id=user_id or 0,
            kind=kind,
            note="We went to school together.",
        )
    )


def deliberation(cups: Cups) -> None:
    """Decisions parked on some entries; the juror has judged one of them."""
    decided = decide(cups.cup, year=DELIBERATION)
    cups.codes |= {"best": decided.winner.code, "contested": decided.entries[2].code}
    juror = cups.cup.juror(decided.edition, cups.judith)
    cups.cup.card(decided.entries[2], juror, state=CardState.FINAL, scores=levels(4))
    with cups.database.writing() as session:
        session.get_one(Entry, decided.entries[1].id).state = EntryState.SHORTLISTED


def user_of(site: Site, email: str) -> User | None:
    with site.services.database.reading() as session:
        return session.exec(select(User).where(User.email == email)).first()
