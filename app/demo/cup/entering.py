"""Organisations enter: with an experience of the library, or with a new one."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from app.demo.cup.people import COORDINATOR, OTHER_COORDINATOR, organisation_named, owner_of
from app.demo.work import SOURCE, Work
from app.domain.cup import answering, entering, screening, submitting
from app.domain.cup.behalf import Behalf
from app.domain.cup.submitting import EntryRights
from app.domain.media import keeping
from app.models.cases import Case, CaseState
from app.models.cup import Edition, QuestionKind
from app.models.entries import Entry, Verdict
from app.models.organisations import Organisation
from app.models.types import now

Story = Mapping[str, Any]
MEDIA = Path(__file__).parents[1] / "data" / "media"
FACTS = ("kind", "benefits", "capabilities", "products", "methods", "started")
BEHALF = "facilitator.fr@example.org"
KEPT = (CaseState.PUBLISHED, CaseState.LEARNING_MATERIAL, CaseState.VALIDATION)


def enter_new(work: Work, edition: Edition, story: Story, language: str, *, send: bool = True) -> Entry:
    """A new experience, written in the short form; with `send`, whole and sent."""
    organisation = organisation_named(work.session, story["organisation"])
    owner = owner_of(work, organisation)
    by = work.viewer(owner)
    entry = entering.begin(work.session, edition=edition, organisation=organisation, by=by, language=language)
    case = work.session.get_one(Case, entry.case_id)
    case.illustration, case.source = True, SOURCE
    work.write(case, _sections(story), owner)
    if said := story.get("picture"):
        _send_picture(work, case, said, owner)
    return _finish(work, edition, entry, story, owner, send=send)


def _send_picture(work: Work, case: Case, said: Mapping[str, str], email: str) -> None:
    path = MEDIA / said["file"]
    with path.open("rb") as file:
        incoming = keeping.Incoming(file, path.name, consent=True, consent_note=said["consent_note"])
        limits = keeping.Limits(path.stat().st_size, 1)
        medium = keeping.add(
            work.session, work.storage, owner=case, incoming=incoming, limits=limits, by=work.viewer(email)
        )
    row = {"medium": medium.public_id, **{name: said[name] for name in ("caption", "alt", "credit")}}
    work.write(case, {"media": {"media": [row]}}, email)


def _sections(story: Story) -> dict[str, dict[str, Any]]:
    told = {"what_we_did": story["did"], "what_changed": story["changed"], "what_was_hard": story["hard"]}
    return {
        "summary": {"title": story["title"], "summary": story["summary"]},
        "facts": {name: story[name] for name in FACTS},
        "story": told,
        **({"lessons": {"lessons": story["lessons"]}} if "lessons" in story else {}),
    }


def enter_existing(work: Work, edition: Edition, story: Story, *, send: bool = True) -> Entry:
    """What the organisation has told in the library already."""
    organisation = organisation_named(work.session, story["organisation"])
    owner = owner_of(work, organisation)
    entry = entering.begin(
        work.session,
        edition=edition,
        organisation=organisation,
        by=work.viewer(owner),
        case=_case_of(work.session, organisation),
    )
    return _finish(work, edition, entry, story, owner, send=send)


def enter_on_behalf(work: Work, edition: Edition, story: Story) -> Entry:
    """A facilitator enters for an organisation that agreed to it."""
    organisation = organisation_named(work.session, story["organisation"])
    owner_of(work, organisation)
    entry = entering.begin(
        work.session,
        edition=edition,
        organisation=organisation,
        by=work.viewer(BEHALF),
        case=_case_of(work.session, organisation),
        behalf=Behalf(story["agreed"], story["how"], (now() - timedelta(days=6)).date()),
    )
    return _finish(work, edition, entry, story, BEHALF, send=True)


def _case_of(session: Session, organisation: Organisation) -> Case:
    query = select(Case).where(Case.organisation_id == organisation.id, col(Case.state).in_(KEPT))
    return session.exec(query.order_by(col(Case.id)).limit(1)).one()


def _finish(work: Work, edition: Edition, entry: Entry, story: Story, email: str, *, send: bool) -> Entry:
    session, by = work.session, work.viewer(email)
    answer(work, edition, entry, story, email)
    if not send:
        return entry
    licence = entry.licence or "cc_by_4"
    submitting.settle(session, edition=edition, entry=entry, rights=EntryRights(licence, consent=True), by=by)
    submitting.submit(session, edition=edition, entry=entry, by=by)
    return entry


def answer(work: Work, edition: Edition, entry: Entry, story: Story, email: str) -> None:
    kinds = {
        QuestionKind.TEXT: story["learn"],
        QuestionKind.CHOICE: story["visitors"],
        QuestionKind.NUMBER: str(story["people"]),
    }
    questions = answering.questions_of(work.session, edition)
    typed = {answering.name_of(one): kinds[one.kind] for one in questions if one.kind in kinds}
    if changed := story.get("changed_since"):
        earlier = answering.previous_entries(work.session, entry=entry, edition=edition)
        typed |= {"what_changed": changed, "previous": str(earlier[0][0].id) if earlier else ""}
    saved = answering.save_answers(
        work.session, edition=edition, entry=entry, typed=typed, expected=entry.row_version, by=work.viewer(email)
    )
    if saved.problems:
        raise ValueError(f"{story['key']}: {sorted(saved.problems)}")


def screen(
    work: Work,
    edition: Edition,
    entry: Entry,
    verdict: Verdict = Verdict.ELIGIBLE,
    reasons: tuple[str, ...] = (),
    note: str = "",
    by: Sequence[str] = (COORDINATOR, OTHER_COORDINATOR),
) -> None:
    """These coordinators say the same."""
    for email in by:
        screening.decide(
            work.session,
            entry=entry,
            edition=edition,
            submission=1,
            verdict=verdict,
            reasons=reasons,
            note=note,
            by=work.viewer(email),
        )
        work.session.flush()
