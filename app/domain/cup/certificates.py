"""What a certificate says: which organisation took part with which experience, and what it was given."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.domain.cup.access import entry_to_run, own_entry
from app.domain.cup.calculating import IN_JUDGING
from app.domain.cup.phases import rights_now
from app.domain.cup.redaction import latest_submission, redacted_text
from app.domain.cup.showing import AWARDED
from app.domain.cup.texts import text_in
from app.domain.errors import NotFound
from app.domain.viewer import Viewer
from app.i18n import DEFAULT_LANGUAGE, LANGUAGES
from app.models.cup import Edition
from app.models.entries import Entry
from app.models.organisations import Organisation


@dataclass(frozen=True, slots=True)
class Certificate:
    """`result` is winner, finalist, honoured, or "" for taking part; `award` the name of the prize."""

    language: str
    year: int
    cup: str
    theme: str
    organisation: str
    country: str
    title: str
    title_language: str
    result: str
    award: str
    code: str
    released_at: datetime


def has_certificate(session: Session, *, edition: Edition, entry: Entry) -> bool:
    """Whoever took part, once the results are out."""
    out = edition.released_at is not None and rights_now(session, edition).results
    return out and entry.state in (*IN_JUDGING, *AWARDED)


def entry_to_certify(session: Session, *, edition: Edition, code: str, viewer: Viewer) -> Entry:
    """For its own people, and coordinators without a tie. Raises NotFound."""
    try:
        entry = own_entry(session, edition=edition, code=code, viewer=viewer)
    except NotFound:
        entry = entry_to_run(session, edition=edition, code=code, viewer=viewer)
    if not has_certificate(session, edition=edition, entry=entry):
        raise NotFound
    return entry


def certificate_of(session: Session, *, edition: Edition, entry: Entry) -> Certificate:
    """In the language the organisation wrote in, where the platform speaks it. Raises NotFound."""
    submission = latest_submission(session, entry)
    if submission is None or edition.released_at is None:
        raise NotFound
    spoken = (submission.language, edition.language, DEFAULT_LANGUAGE)
    language = next(code for code in spoken if code in LANGUAGES)
    organisation = session.get_one(Organisation, entry.organisation_id)
    award = next((one for one in edition.awards if one["key"] == entry.award), None)
    return Certificate(
        language=language,
        year=edition.year,
        cup=text_in(edition.texts, "title", language=language, original=edition.language),
        theme=text_in(edition.texts, "theme", language=language, original=edition.language),
        organisation=organisation.name,
        country=organisation.country,
        title=redacted_text(submission.title, entry.redactions),
        title_language=submission.language,
        result=str(entry.state) if entry.state in AWARDED else "",
        award=text_in(award["texts"], "name", language=language, original=edition.language) if award else "",
        code=entry.code,
        released_at=edition.released_at,
    )
