"""What the answers of a case may point at: its own media, and cases that the writer may read."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlmodel import Session, col, select

from app.content.clean import Choices, case_codes
from app.content.schema import Field, Kind, Section
from app.domain.cases.access import readable_cases
from app.domain.viewer import Viewer
from app.models.cases import Case
from app.models.media import Media


def with_references(
    session: Session,
    choices: Choices,
    *,
    case: Case,
    section: Section,
    typed: Mapping[str, Any],
    stored: Mapping[str, Any],
    by: Viewer,
) -> Choices:
    """The choices with the media and cases that one section may name. What it names already may stay."""
    fields = list(_fields(section))
    if any(part.kind is Kind.MEDIUM for part in fields):
        choices = replace(choices, media=frozenset(_media(session, case)))
    naming = [part.name for part in fields if part.kind is Kind.CASES]
    if naming:
        kept = {code for name in naming for code in stored.get(name, ())}
        asked = {code for name in naming for code in case_codes(typed.get(name))}
        found = _readable(session, asked, by)
        choices = replace(choices, cases=frozenset((kept | found) - {case.code}))
    return choices


def _fields(section: Section) -> Iterator[Field]:
    yield from section.fields
    for group in section.groups:
        yield from group.fields


def _media(session: Session, case: Case) -> Collection[str]:
    return session.exec(select(Media.public_id).where(Media.case_id == case.id)).all()


def _readable(session: Session, codes: Collection[str], by: Viewer) -> set[str]:
    # More than a handful is wrong anyway, and no reason for a long query.
    wanted = [code for code in codes if len(code) == 6][:50]
    seen = readable_cases(by).where(col(Case.code).in_(wanted)).subquery()
    return set(session.exec(select(seen.c.code)).all()) if wanted else set()
