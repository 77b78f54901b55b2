"""The public results of the cups, as rows of the export of the whole library."""

from collections.abc import Iterator
from typing import Any

from sqlmodel import Session, col, select

from app.domain.cup.calculating import IN_JUDGING
from app.domain.cup.phases import rights_now
from app.domain.cup.showing import AWARDED
from app.domain.organisations.access import is_public
from app.models.cases import Case, CaseState
from app.models.cup import Edition
from app.models.entries import Entry
from app.models.organisations import Organisation

_HIDDEN = (CaseState.WITHDRAWN, CaseState.ARCHIVED)


def cup_rows(session: Session) -> Iterator[dict[str, Any]]:
    """The editions whose results everybody reads, the earliest first; nothing of those still going on."""
    for edition in session.exec(select(Edition).order_by(col(Edition.year))).all():
        if edition.released_at is None or not rights_now(session, edition).results:
            continue
        yield {
            "type": "cup",
            "year": edition.year,
            "language": edition.language,
            "texts": edition.texts,
            "released": edition.released_at,
            "page": f"/cup/{edition.year}",
            "awards": edition.awards,
            "entries": _entries(session, edition),
        }


def _entries(session: Session, edition: Edition) -> list[dict[str, str]]:
    """Who took part, with the prizes; organisations and cases by the name that their own rows have."""
    query = (
        select(Entry, Organisation, Case)
        .join(Organisation, col(Organisation.id) == Entry.organisation_id)
        .join(Case, col(Case.id) == Entry.case_id)
        .where(Entry.edition_id == edition.id, col(Entry.state).in_((*IN_JUDGING, *AWARDED)), is_public())
        .order_by(col(Organisation.name), col(Entry.id))
    )
    return [_entry(*row) for row in session.exec(query).all()]


def _entry(entry: Entry, organisation: Organisation, case: Case) -> dict[str, str]:
    public = case.current_version_id is not None and case.state not in _HIDDEN
    said = {
        "organisation": organisation.external_id or organisation.code,
        "result": str(entry.state) if entry.state in AWARDED else "",
        "award": entry.award,
        "case": case.external_id or case.code if public else "",
        "page": f"/cases/{case.code}" if public else "",
    }
    return {name: value for name, value in said.items() if value}
