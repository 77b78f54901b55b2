"""What everybody reads once the results are out: who was awarded, who took part, and how it was judged, in figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.content.text import N_
from app.domain.cup.calculating import IN_JUDGING, latest
from app.domain.cup.showing import AWARDED
from app.domain.cup.uncounted import uncounted
from app.models.cases import Case, CaseState, CaseVersion
from app.models.cup import Edition
from app.models.entries import Entry, EntryState
from app.models.jury import CardState, Juror, JurorState, Scorecard
from app.models.organisations import Organisation

S = EntryState
# At least so much of Krippendorff's alpha, and what it says to somebody who was not there.
AGREEMENT: tuple[tuple[float, str], ...] = (
    (0.8, N_("The jurors saw the entries very much alike.")),
    (0.667, N_("The jurors saw the entries largely alike.")),
    (0.4, N_("The jurors saw the entries partly alike, so they talked about them before they decided.")),
    (-2.0, N_("The jurors saw the entries differently, so they talked about each of them before they decided.")),
)
_HIDDEN = (CaseState.WITHDRAWN, CaseState.ARCHIVED)


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry that took part. `state` is that of a prize or eligible; `award` a key of the edition's awards.

    `title`, `learn` (the first lesson, else the experience in a sentence) and `case` are "" where nobody may read it.
    """

    state: EntryState
    award: str
    organisation: str
    organisation_code: str
    country: str
    language: str
    title: str
    learn: str
    case: str


@dataclass(frozen=True, slots=True)
class Figures:
    """How it was judged. `alpha` and `agreement` are None and "" where too little was scored twice to say.

    `corrected`: somebody's severity was taken out; it takes five scorecards to know one.
    """

    entries: int
    countries: int
    jurors: int
    scorecards: int
    second_round: bool
    corrected: bool
    alpha: float | None
    agreement: str


@dataclass(frozen=True, slots=True)
class PublicResults:
    awarded: list[Shown]
    others: list[Shown]
    figures: Figures


def public_results(session: Session, edition: Edition) -> PublicResults:
    """In five queries, however many entries there are. Call it only where the phase shows results."""
    shown = _shown(session, edition)
    awarded = [one for one in shown if one.state in AWARDED]
    order = {award["key"]: place for place, award in enumerate(edition.awards)}
    awarded.sort(key=lambda one: (AWARDED.index(one.state), order.get(one.award, len(order)), one.organisation))
    others = [one for one in shown if one.state not in AWARDED]
    return PublicResults(awarded, others, _figures(session, edition, shown))


def _shown(session: Session, edition: Edition) -> list[Shown]:
    columns: list[Any] = [
        *(Entry.state, Entry.award, Organisation.name, Organisation.code, Organisation.country),
        *(Case.original_language, Case.code, Case.state, CaseVersion.card),
    ]
    query = (
        sa.select(*columns)
        .join(Organisation, col(Organisation.id) == Entry.organisation_id)
        .join(Case, col(Case.id) == Entry.case_id)
        .outerjoin(CaseVersion, col(CaseVersion.id) == Case.current_version_id)
        .where(col(Entry.edition_id) == edition.id, col(Entry.state).in_((*IN_JUDGING, *AWARDED)))
        .order_by(col(Organisation.name), col(Entry.id))
    )
    return [_one(row) for row in session.execute(query).all()]


def _one(row: Any) -> Shown:
    state, award, name, code, country, language, case, at, stored = row
    card = stored if stored and at not in _HIDDEN else {}
    summary, lessons = card.get("summary", {}), card.get("lessons", {}).get("lessons") or [{}]
    learn = lessons[0].get("statement") or summary.get("summary", "")
    # Who was on the short list stays with the jury.
    state = S.ELIGIBLE if state is S.SHORTLISTED else state
    return Shown(state, award, name, code, country, language, summary.get("title", ""), learn, case if card else "")


def _figures(session: Session, edition: Edition, shown: Sequence[Shown]) -> Figures:
    query = (
        sa.select(sa.func.count(sa.distinct(col(Scorecard.juror_id))), sa.func.count())
        .join(Entry, col(Entry.id) == Scorecard.entry_id)
        .join(Juror, col(Juror.id) == Scorecard.juror_id)
        .where(
            col(Scorecard.edition_id) == edition.id,
            col(Scorecard.state) == CardState.FINAL,
            col(Juror.state) == JurorState.ACCEPTED,
            col(Entry.state).in_((*IN_JUDGING, *AWARDED)),
            col(Scorecard.id).not_in(sorted(uncounted(session, edition=edition))),
        )
    )
    jurors, cards = session.execute(query).one()
    calculation = latest(session, edition=edition, round=1)  # in which all entries were judged
    found = calculation.results if calculation else {}
    alpha = found.get("agreement", {}).get("alpha")
    corrected = any(juror["corrected"] for juror in found.get("jurors", {}).values())
    words = next((said for least, said in AGREEMENT if alpha is not None and alpha >= least), "")
    countries = {one.country for one in shown if one.country}
    return Figures(len(shown), len(countries), jurors, cards, edition.round > 1, corrected, alpha, words)
