"""What an event of the audit trail was done to: its name, and its page where the reader may open it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from fastapi import Request
from sqlmodel import Session, col, select

from app.domain.cases.access import readable_cases
from app.domain.organisations.access import readable_organisations
from app.domain.people.names import display_name
from app.domain.viewer import Viewer
from app.models.cases import Case
from app.models.media import Media
from app.models.organisations import Organisation
from app.models.people import User
from app.models.platform import AuditEvent
from app.web import trail_visits
from app.web.requests import language_of
from app.web.templating import address

# Pages that show one thing by its number, or the list in which it stands.
_PAGES = {
    "mail": ("administration_mail", "mail_id"),
    "term_suggestion": ("administration_suggestion", "suggestion_id"),
    "job": ("administration_jobs", ""),
    "invitation": ("administration_roles", ""),
}


@dataclass(frozen=True, slots=True)
class Thing:
    name: str
    address: str = ""


Names = Mapping[tuple[str, str], Thing]


def things_of(request: Request, session: Session, viewer: Viewer, events: Iterable[AuditEvent]) -> Names:
    """By kind and number, those that have a name or a page; a query for each kind that is there."""
    numbers: dict[str, set[str]] = {}
    for event in events:
        numbers.setdefault(event.object_type, set()).add(event.object_id)
    found: dict[tuple[str, str], Thing] = {}
    for kind, ids in numbers.items():
        named = _of_visits if kind in trail_visits.KINDS else _named
        found.update({(kind, number): thing for number, thing in named(request, session, viewer, kind, ids)})
    return found


def _named(request: Request, session: Session, viewer: Viewer, kind: str, ids: set[str]) -> Iterator[tuple[str, Thing]]:
    language = language_of(request)
    if kind == "user":
        wanted = {int(number) for number in ids if number.isdigit()}
        for user in session.exec(select(User).where(col(User.id).in_(wanted))).all():
            page = (
                "" if user.deleted_at else address(request, "administration_person", lang=language, person_id=user.id)
            )
            yield str(user.id), Thing(display_name(user, language), page)
    elif kind == "organisation":
        query = readable_organisations(viewer).where(col(Organisation.code).in_(ids))
        for one in session.exec(query).all():
            yield one.code, Thing(one.name, address(request, "organisation_page", lang=language, code=one.code))
    elif kind in ("case", "case_section", "media"):
        yield from _of_cases(request, session, viewer, kind, ids)
    elif kind == "term":
        for subject in ids:
            vocabulary, _, code = subject.partition(":")
            page = address(request, "administration_term", lang=language, vocabulary=vocabulary, code=code)
            yield subject, Thing(code, page)
    elif kind in _PAGES:
        route, parameter = _PAGES[kind]
        for number in ids:
            chosen = {parameter: number} if parameter else {}
            yield number, Thing(number, address(request, route, lang=language, **chosen))


def _of_visits(
    request: Request, session: Session, viewer: Viewer, kind: str, ids: set[str]
) -> Iterator[tuple[str, Thing]]:
    for code, name, page in trail_visits.of_visits(request, session, viewer, kind, ids):
        yield code, Thing(name, page)


def _of_cases(
    request: Request, session: Session, viewer: Viewer, kind: str, ids: set[str]
) -> Iterator[tuple[str, Thing]]:
    """Cases that the reader may open; sections and files lead to theirs."""
    codes = {number: number.partition("/")[0] for number in ids}
    if kind == "media":
        query = select(Media.public_id, Case.code).join(Case, col(Case.id) == Media.case_id)
        codes = dict(session.exec(query.where(col(Media.public_id).in_(ids))).all())
    cases = session.exec(readable_cases(viewer).where(col(Case.code).in_(set(codes.values())))).all()
    titles = {case.code: case.title or case.code for case in cases}
    for number, code in codes.items():
        if code in titles:
            page = address(request, "case_page", lang=language_of(request), code=code)
            yield number, Thing(titles[code], page)
