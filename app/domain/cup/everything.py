"""Everything of an edition in tables: who entered, judged and decided what, with names or without.

Without names nothing leads back to an organisation or a person: they are numbered, and no text that somebody wrote is
given. The numbers are the same each time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from app.content.text import N_
from app.domain.cup.access import entries_to_run, still_judged
from app.domain.cup.calculating import latest, results_among
from app.domain.cup.conflicts import binding_ties, conflicted_organisations
from app.domain.cup.phases import rights_now
from app.domain.cup.pseudonyms import Names
from app.domain.cup.redaction import redacted_text
from app.domain.viewer import Viewer
from app.models.cup import Criterion, Edition
from app.models.entries import Decision, Entry, EntryEvent, EntrySubmission, Screening
from app.models.jury import Juror, Scorecard
from app.models.organisations import Organisation
from app.models.people import User

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """Its rows by the names of its columns, in this order."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: list[Row]


def everything(session: Session, *, edition: Edition, viewer: Viewer, named: bool) -> list[Table]:
    """Raises NotFound for all but coordinators. Nothing of entries with which this one has a tie: not as rows, nor in
    what is calculated; no score of those that they still judge themselves."""
    entries = session.exec(entries_to_run(session, edition=edition, viewer=viewer).order_by(col(Entry.id))).all()
    jurors = session.exec(select(Juror).where(Juror.edition_id == edition.id).order_by(col(Juror.id))).all()
    names = Names(entries, jurors, _people(session), named=named)
    ids = [entry.id for entry in entries]
    hidden = conflicted_organisations(session, edition=edition, user_id=viewer.id)
    found = [
        _entries(session, entries, names),
        _screening(session, ids, names),
        _jurors(jurors, names),
        _conflicts(session, edition, jurors, hidden, names),
        _history(session, ids, names),
    ]
    if not may_see_scores(session, edition):
        return found
    judged = still_judged(session, edition=edition, viewer=viewer)
    seen = [entry for entry in entries if entry.id not in judged]
    ids = [entry.id for entry in seen]
    return [
        *found,
        _scorecards(session, edition, ids, names),
        _decisions(session, ids, names),
        *_calculated(session, edition, seen, bool(hidden or judged), names),
    ]


def may_see_scores(session: Session, edition: Edition) -> bool:
    """From the deliberation on: before, every juror scores without anybody looking over their shoulder."""
    rights = rights_now(session, edition)
    return rights.decide or rights.results


def _people(session: Session) -> dict[int, str]:
    return {user or 0: name for user, name in session.exec(select(User.id, User.name)).all()}


def _table(name: str, title: str, columns: str, rows: list[Row]) -> Table:
    return Table(name, title, tuple(columns.split()), rows)


def _entries(session: Session, entries: Sequence[Entry], names: Names) -> Table:
    organisations = {
        one.id: one
        for one in session.exec(
            select(Organisation).where(col(Organisation.id).in_({entry.organisation_id for entry in entries}))
        ).all()
    }
    titles = _titles(session, entries)
    rows = [
        {
            "entry": names.entry(entry.id),
            "state": str(entry.state),
            "award": entry.award,
            "anchor": entry.anchor,
            "organisation": names.text(organisations[entry.organisation_id].name),
            "country": names.text(organisations[entry.organisation_id].country),
            "title": names.text(titles.get(entry.id, ("", "", 0))[0]),
            "language": titles.get(entry.id, ("", "", 0))[1],
            "submissions": titles.get(entry.id, ("", "", 0))[2],
            "submitted_at": _moment(entry.submitted_at),
        }
        for entry in entries
    ]
    columns = "entry state award anchor organisation country title language submissions submitted_at"
    return _table("entries", N_("Entries"), columns, rows)


def _titles(session: Session, entries: Sequence[Entry]) -> dict[int | None, tuple[str, str, int]]:
    """Of the latest submission: title without the hidden words, language, number."""
    redactions = {entry.id: entry.redactions for entry in entries}
    query = select(
        EntrySubmission.entry_id, EntrySubmission.title, EntrySubmission.language, EntrySubmission.number
    ).where(col(EntrySubmission.entry_id).in_(list(redactions)))
    rows = session.exec(query.order_by(col(EntrySubmission.number))).all()
    return {
        entry: (redacted_text(title, redactions[entry]), language, number) for entry, title, language, number in rows
    }


def _moment(at: Any) -> str:
    return at.isoformat(timespec="seconds") if at else ""


def _screening(session: Session, ids: Sequence[int | None], names: Names) -> Table:
    query = select(Screening).where(col(Screening.entry_id).in_(ids)).order_by(col(Screening.id))
    rows = [
        {
            "entry": names.entry(one.entry_id),
            "submission": one.submission,
            "on_appeal": one.on_appeal,
            "by": names.person(one.by_id),
            "verdict": str(one.verdict),
            "reasons": list(one.reasons),
            "note": names.text(one.note),
            "at": _moment(one.at),
        }
        for one in session.exec(query).all()
    ]
    return _table("screening", N_("Screening"), "entry submission on_appeal by verdict reasons note at", rows)


def _jurors(jurors: Sequence[Juror], names: Names) -> Table:
    rows = [
        {
            "juror": names.juror(juror.id),
            "state": str(juror.state),
            "languages": list(juror.languages),
            "expertise": list(juror.expertise) if names.named else [],
            "countries": list(juror.countries) if names.named else [],
            "max_load": juror.max_load,
            "declared_at": _moment(juror.conflicts_declared_at),
        }
        for juror in jurors
    ]
    columns = "juror state languages expertise countries max_load declared_at"
    return _table("jurors", N_("Jurors"), columns, rows)


def _conflicts(
    session: Session, edition: Edition, jurors: Sequence[Juror], hidden: frozenset[int], names: Names
) -> Table:
    """Ties that bind; without names only of which kind they are."""
    by_user = {juror.user_id: juror.id for juror in jurors if juror.user_id}
    ties = binding_ties(session, edition=edition, user_ids=[user for user in by_user if user])
    shown = [tie for tie in ties if tie.organisation_id not in hidden]
    query = select(Organisation.id, Organisation.name).where(
        col(Organisation.id).in_({tie.organisation_id for tie in shown})
    )
    called = dict(session.exec(query).all())
    rows = [
        {
            "juror": names.juror(by_user[tie.user_id]),
            "organisation": names.text(called.get(tie.organisation_id, "")),
            "kind": str(tie.kind),
        }
        for tie in shown
    ]
    return _table("conflicts", N_("Ties"), "juror organisation kind", rows)


def _scorecards(session: Session, edition: Edition, ids: Sequence[int | None], names: Names) -> Table:
    criteria = session.exec(
        select(Criterion.code).where(Criterion.edition_id == edition.id).order_by(col(Criterion.position))
    ).all()
    query = select(Scorecard).where(col(Scorecard.entry_id).in_(ids)).order_by(col(Scorecard.id))
    rows = [_scorecard(card, criteria, names) for card in session.exec(query).all()]
    scored = [f"score:{code}" for code in criteria] + [f"reason:{code}" for code in criteria]
    columns = ["entry", "juror", "round", "state", *scored, "strengths", "next_step", "note", "final_at"]
    return Table("scorecards", N_("Scorecards"), tuple(columns), rows)


def _scorecard(card: Scorecard, criteria: Sequence[str], names: Names) -> Row:
    return {
        "entry": names.entry(card.entry_id),
        "juror": names.juror(card.juror_id),
        "round": card.round,
        "state": str(card.state),
        **{f"score:{code}": card.scores.get(code) for code in criteria},
        **{f"reason:{code}": names.text(card.reasons.get(code, "")) for code in criteria},
        "strengths": list(card.strengths) if names.named else [],
        "next_step": names.text(card.next_step),
        "note": names.text(card.note),
        "final_at": _moment(card.final_at),
    }


def _decisions(session: Session, ids: Sequence[int | None], names: Names) -> Table:
    query = select(Decision).where(col(Decision.entry_id).in_(ids)).order_by(col(Decision.entry_id))
    rows = [
        {
            "entry": names.entry(one.entry_id),
            "result": one.result,
            "award": one.award,
            "reason": names.text(one.reason),
            "strengths": list(one.strengths) if names.named else [],
            "next_step": names.text(one.next_step),
            "message": names.text(one.message),
            "parked_by": names.person(one.parked_by_id),
            "parked_at": _moment(one.parked_at),
            "checked_by": names.person(one.checked_by_id),
            "checked_at": _moment(one.checked_at),
        }
        for one in session.exec(query).all()
    ]
    columns = "entry result award reason strengths next_step message parked_by parked_at checked_by checked_at"
    return _table("decisions", N_("Decisions"), columns, rows)


def _history(session: Session, ids: Sequence[int | None], names: Names) -> Table:
    query = select(EntryEvent).where(col(EntryEvent.entry_id).in_(ids)).order_by(col(EntryEvent.id))
    rows = [
        {
            "entry": names.entry(one.entry_id),
            "before": one.before,
            "after": one.after,
            "by": names.person(one.by_id),
            "message": names.text(one.message),
            "at": _moment(one.at),
        }
        for one in session.exec(query).all()
    ]
    return _table("history", N_("What happened"), "entry before after by message at", rows)


def _calculated(
    session: Session, edition: Edition, entries: Sequence[Entry], partly: bool, names: Names
) -> list[Table]:
    """What was calculated, of each round; for somebody who does not see all as if the other entries were not there."""
    known = {entry.code for entry in entries}
    rows: list[Row] = []
    offsets: list[Row] = []
    for number in range(1, edition.round + 1):
        calculation = latest(session, edition=edition, round=number)
        if calculation is None:
            continue
        results = results_among(calculation, known if partly else None)
        rows += [
            {"round": number, "rank": rank, "entry": names.code(code), **_numbers(results["entries"][code])}
            for rank, code in enumerate((code for code in results["order"] if code in known), 1)
        ]
        offsets += [
            {"round": number, "juror": names.juror(int(juror)), **_numbers(line, JUROR)}
            for juror, line in results["jurors"].items()
        ]
    return [
        Table("results", N_("Results"), ("round", "rank", "entry", *ENTRY), rows),
        Table("severity", N_("Severity of jurors"), ("round", "juror", *JUROR), offsets),
    ]


ENTRY = ("raw", "quality", "margin", "chance", "learning", "cards", "lowest", "highest")
JUROR = ("cards", "offset", "corrected", "scatter")


def _numbers(line: Mapping[str, Any], wanted: Sequence[str] = ENTRY) -> Row:
    return {name: line[name] for name in wanted}
