"""People with a tie to an entry learn nothing of it: not its text, scores, jurors, counts or averages, at any address.

Every address of the application is opened twice as such a person. Before the second time everything that is to be
secret is changed: the text, the scores, who judges it, what is decided. Whatever answers differently has told them
something. New routes are walked as soon as they are there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from fastapi import FastAPI
from sqlmodel import Session, select

from app.domain.cup.calculating import calculate_now
from app.jobs.worker import Worker
from app.models.cases import Case, CaseState, CaseVersion
from app.models.cup import Edition, Phase
from app.models.entries import (
    Decision,
    DeliberationNote,
    Entry,
    EntryEvent,
    EntryState,
    Screening,
    Verdict,
)
from app.models.jury import CardState, Conflict, ConflictKind, Juror, Scorecard
from app.models.organisations import MemberRole, Organisation, OrganisationRelation, RelationKind
from app.models.people import Role, User
from app.models.platform import AuditEvent, Job, JobState, MailMessage
from app.models.types import now
from app.services import Services
from tests.cup.making import CRITERIA, MakeCup, make_card, make_submission
from tests.cup.walking import Walk, addresses, walk
from tests.factories import Make, raw_content
from tests.pages import Browser

Visit = Callable[..., Browser]
WORDS = ("quokkatitle", "quokkastory", "quokkaanswer", "quokkareason", "quokkanote", "quokkafeedback", "quokkawhy")
# What takes seconds and is the same for everybody.
LEAVE_OUT = ("form.pdf", "case.pdf", "/sign-out")
PHASES = (Phase.JUDGING, Phase.DELIBERATION)


@dataclass
class Cup:
    edition: Edition
    secret: Entry
    others: list[Entry]
    jurors: list[Juror]
    people: dict[str, User]


def text(word: str) -> dict[str, dict[str, Any]]:
    content = raw_content(title=f"{word} quokkatitle of the hidden valley", summary=f"{word} quokkastory")
    content["story"]["what_we_did"] = f"{word} quokkastory told at length to the zebrafinch."
    return content


def build(make: Make, cup: MakeCup, phase: Phase) -> Cup:
    """Three entries with scorecards; one of them is the secret of two coordinators and two jurors."""
    edition = cup.edition(phase=phase)
    organisation = make.organisation("Hidden Valley Growers", country="BO")
    owner = make.owner(organisation)
    others = [cup.entry(edition, make.organisation(f"Open Field {place}")) for place in range(2)]
    question = 1
    secret = cup.entry(
        edition,
        organisation,
        content=text("first"),
        created_by_id=owner.id,
        answers={str(question): "first quokkaanswer"},
        redactions=["quokkahidden"],
    )
    people = {
        "coordinator by relation": make.coordinator("Relata"),
        "coordinator who declared it": make.coordinator("Declara"),
        "administrator who declared a tie": make.administrator("Admina"),
        "juror who declared it": make.user("Iurata"),
        "juror and facilitator by relation": make.user("Facila", roles=(Role.FACILITATOR,)),
        "stranger with an account": make.user("Strana"),
    }
    funder = make.organisation("Fund")
    for name in ("coordinator by relation", "juror and facilitator by relation"):
        make.member(people[name], funder, MemberRole.EDITOR)
    jurors = [cup.juror(edition, make.user(f"Judge {place}"), max_load=5) for place in range(4)]
    tied = [cup.juror(edition, people[name]) for name in people if name.startswith("juror")]
    with make.services.database.writing() as session:
        session.add(
            OrganisationRelation(
                from_id=organisation.id or 0, to_id=funder.id or 0, kind=RelationKind.FUNDED_BY, stated_by_id=owner.id
            )
        )
        for person in [person for name, person in people.items() if "declared" in name]:
            session.add(
                Conflict(
                    edition_id=edition.id or 0,
                    organisation_id=organisation.id or 0,
                    user_id=person.id or 0,
                    kind=ConflictKind.HOUSEHOLD,
                )
            )
        for juror in (*jurors[:2], *tied):
            for place, entry in enumerate(others):
                final = juror in jurors
                scores = {code: 1 + place for code, _, _ in CRITERIA}
                make_card(
                    session,
                    entry=entry,
                    juror=juror,
                    state=CardState.FINAL if final else CardState.ASSIGNED,
                    scores=scores if final else {},
                    saved_at=now() if final else None,
                )
        # Assigned before the tie was known.
        for juror in (*tied, jurors[0]):
            make_card(session, entry=secret, juror=juror)
    people["stranger"] = None  # type: ignore[assignment]
    return Cup(edition, secret, others, jurors, people)


def reveal(services: Services, cup: Cup, at: datetime) -> None:
    """Change all that is to stay secret."""
    with services.database.writing() as session:
        entry = session.get_one(Entry, cup.secret.id)
        if cup.edition.phase is Phase.DELIBERATION:
            entry.state = EntryState.SHORTLISTED
        entry.answers = {"1": "second quokkaanswer"}
        entry.hidden_from_jury = ["quokkawhy"]
        session.add(EntryEvent(entry_id=entry.id or 0, before="eligible", after=entry.state, message="quokkawhy"))
        make_submission(session, entry=entry, content=text("second"))
        version = session.exec(select(CaseVersion).where(CaseVersion.case_id == entry.case_id)).one()
        version.content = text("second")
        for juror in cup.jurors[1:]:
            make_card(
                session,
                entry=entry,
                juror=session.get_one(Juror, juror.id),
                state=CardState.FINAL,
                scores={code: 4 for code, _, _ in CRITERIA},
                reasons={code: "quokkareason" for code, _, _ in CRITERIA},
                note="quokkanote",
                strengths=["quokkafeedback one", "quokkafeedback two"],
                next_step="quokkafeedback three",
                saved_at=at,
                final_at=at,
            )
        first = session.exec(
            select(Scorecard).where(Scorecard.entry_id == entry.id, Scorecard.juror_id == cup.jurors[0].id)
        ).one()
        first.state, first.decline_reason = CardState.DECLINED, "quokkawhy"
        session.add(
            Screening(entry_id=entry.id or 0, submission=1, by_id=1, verdict=Verdict.ELIGIBLE, note="quokkanote")
        )
        leave_traces(session, entry, first)
        session.add(DeliberationNote(entry_id=entry.id or 0, by_id=1, text="quokkanote"))
        session.add(
            Decision(
                entry_id=entry.id or 0,
                result="winner",
                award="winner",
                strengths=["quokkafeedback one", "quokkafeedback two"],
                next_step="quokkafeedback three",
                message="quokkafeedback",
                reason="quokkawhy",
                parked_by_id=1,
            )
        )


def leave_traces(session: Session, entry: Entry, card: Scorecard) -> None:
    """What the administration keeps of all this: the trail, a mail, a job that failed."""
    values = {"note": "quokkanote", "scores": {"reflection": 4}}
    for kind, number in (("entry", entry.code), ("card", str(card.id))):
        session.add(AuditEvent(by_id=1, verb=f"{kind}.park", object_type=kind, object_id=number, after=values))
    link = f"https://x.example/en/cup/2026/run/entries/{entry.code}"
    mail = MailMessage(
        recipient="a@b.example", kind="cup_submitted", language="en", subject="quokkatitle", text=link, html=""
    )
    session.add(mail)
    session.flush()
    session.add_all(
        [
            Job(kind="cup_repair_reminder", state=JobState.FAILED, error="quokkawhy", payload={"entry_id": entry.id}),
            Job(kind="mail_deliver", state=JobState.FAILED, error="quokkawhy", payload={"message_id": mail.id}),
        ]
    )


def calculate(services: Services, cup: Cup, at: datetime) -> None:
    """At the same moment each time, which the board says."""
    with services.database.writing() as session:
        made = calculate_now(session, edition=session.get_one(Edition, cup.edition.id), by=None)
        made.at = at


def values(cup: Cup) -> dict[str, list[str]]:
    return {
        "lang": ["en"],
        "year": [str(cup.edition.year)],
        "number": ["1", "2"],
        "juror_id": [str(juror.id) for juror in cup.jurors],
        "question": ["1"],
        "token": ["x"],
        "ending": ["csv", "xlsx", "json"],
        "format": ["bib", "ris"],
        "section": ["story", "summary"],
        "section_name": ["story"],
        "sheet": ["story"],
        "story": ["what_we_did"],
        "field": ["what_we_did", "title"],
        "step": ["1", "2"],
        "to": ["es", "fr"],
        "vocabulary": ["product"],
        "facet": ["product"],
        "kept": ["1", "x"],
    }


def values_there(services: Services, cup: Cup) -> dict[str, dict[str, list[str]]]:
    """What is named in which part of the addresses; the secret's own first, as what is walked is cut off somewhere."""
    with services.database.reading() as session:
        case = session.get_one(Case, cup.secret.case_id).code
        organisation = session.get_one(Organisation, cup.secret.organisation_id).code
        cards = session.exec(select(Scorecard.id).where(Scorecard.entry_id == cup.secret.id)).all()
    return {
        "/run/cards/": {"number": [*map(str, cards)]},
        "/run/conflicts/": {"code": [organisation]},
        "/seat/": {"code": [organisation]},
        "/cup/": {"code": [cup.secret.code, cup.others[0].code]},
        "/cases/": {"code": [case]},
        "/blocks/": {"code": [case]},
        "/organisations/": {"code": [organisation]},
    }


QUESTIONS = (
    "/en/cases?q=zebrafinch",
    "/en/cases?q=hidden+valley",
    "/en/suggestions?q=zebraf",
    "/api/v1/search?q=zebrafinch",
    "/api/v1/cases?q=zebrafinch",
    "/en/cases/export.csv?q=zebrafinch",
)


def walk_as(browser: Browser, app: FastAPI, services: Services, cup: Cup) -> Walk:
    paths = [*addresses(app, values(cup), values_there(services, cup)), *QUESTIONS]
    return walk(browser.client, paths, follow=f"/en/cup/{cup.edition.year}", leave_out=LEAVE_OUT)


WHO = (
    "coordinator by relation",
    "coordinator who declared it",
    "administrator who declared a tie",
    "juror who declared it",
    "juror and facilitator by relation",
    "stranger with an account",
    "stranger",
)


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("who", WHO)
def test_no_address_tells_anything_of_an_entry_to_whom_it_must_stay_secret(
    services: Services, make: Make, cup: MakeCup, visit: Visit, applications: list[FastAPI], phase: Phase, who: str
) -> None:
    made, at = build(make, cup, phase), now()
    user = made.people[who]
    calculate(services, made, at)
    services.search.catch_up(services)
    browser = visit(user)
    before = walk_as(browser, applications[0], services, made)

    reveal(services, made, at)
    calculate(services, made, at)
    Worker(services).run_once()
    after = walk_as(browser, applications[0], services, made)

    assert after.containing(WORDS) == []
    assert after.different_from(before) == {}


@pytest.mark.parametrize("who", WHO[:5])
def test_case_that_was_sent_to_the_library_too_stays_secret_with_its_entry(
    services: Services, make: Make, cup: MakeCup, visit: Visit, applications: list[FastAPI], who: str
) -> None:
    made = build(make, cup, Phase.JUDGING)
    with services.database.writing() as session:
        session.get_one(Case, made.secret.case_id).state = CaseState.SUBMITTED
    browser = visit(made.people[who])

    assert walk_as(browser, applications[0], services, made).containing(WORDS) == []
