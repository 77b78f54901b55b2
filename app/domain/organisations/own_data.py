"""All that is stored about an organisation, for its owners to take along: profile, people, experiences, files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from app.domain.cup.entering import is_of_short_list, people_of
from app.domain.organisations import trail
from app.domain.organisations.members import members_of
from app.domain.organisations.own_learning import own_coachings, own_reports
from app.domain.organisations.own_visits import own_demands, own_offers, own_proposals, own_visits
from app.domain.organisations.profile import OrganisationFields
from app.domain.organisations.relations import relations_of
from app.domain.people.names import display_name
from app.domain.viewer import Viewer
from app.i18n import DEFAULT_LANGUAGE
from app.models.cases import Case, CaseEvent, CaseTranslation, CaseVersion, FollowUp
from app.models.cup import Edition
from app.models.entries import Decision, Entry, EntryEvent, EntryState, EntrySubmission
from app.models.media import Media
from app.models.organisations import Organisation
from app.models.people import User

_ORIGINAL = "original"
# They mean nothing outside this database.
_INTERNAL = {
    "id",
    "case_id",
    "version_id",
    "entry_id",
    "edition_id",
    "organisation_id",
    "current_version_id",
    "row_version",
    "section_versions",
}
_NO_PERSON = {"public_id", "external_id"}
_OF_VISITS = {"wish": own_demands, "offer": own_offers, "proposal": own_proposals, "visit": own_visits}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a case: where the archive has it, and under which key it is stored."""

    name: str
    key: str


@dataclass(frozen=True, slots=True)
class OwnData:
    """JSON documents by the name they get in the archive, and the files beside them."""

    documents: Mapping[str, Any]
    files: Sequence[StoredFile]


def own_data(session: Session, *, organisation: Organisation, by: Viewer) -> OwnData:
    """People by their names only; media whose consent was withdrawn are described, their files stay out."""
    documents: dict[str, Any] = {
        "profile.json": {"code": organisation.code, **OrganisationFields.of(organisation).stored()},
        "members.json": [
            {"name": member.name, "role": member.role, "joined_at": member.joined_at.isoformat()}
            for member in members_of(session, organisation)
        ],
        "relations.json": [
            {"kind": one.kind, "first": one.forward, "code": one.code, "name": one.name}
            for one in relations_of(session, organisation=organisation, viewer=by)
        ],
        "history.json": [
            {"at": one.at.isoformat(), "who": one.who, "what": one.text, "about": one.about, "note": one.note}
            for one in trail.history(session, organisation, limit=100_000)
        ],
    }
    files: list[StoredFile] = []
    cases = select(Case).where(Case.organisation_id == organisation.id).order_by(col(Case.id))
    for case in session.exec(cases).all():
        media = session.exec(select(Media).where(Media.case_id == case.id).order_by(col(Media.id))).all()
        documents[f"cases/{case.code}/case.json"] = _case(session, case, media)
        files += _files(f"cases/{case.code}/media", media)
    entries = select(Entry, Edition.year).join(Edition, col(Edition.id) == Entry.edition_id)
    mine = entries.where(Entry.organisation_id == organisation.id).order_by(col(Entry.id))
    for entry, year in session.exec(mine).all():
        documents[f"cup/{year}-{entry.code}.json"] = _entry(session, entry, year)
    for code, document, media in own_reports(session, organisation, _plain):
        told = {entry["medium"]: entry for entry in document["media"]}
        described = [
            {**_plain(session, one, "files", "report_id"), **told.get(one.public_id, {}), "file": _file_name(one)}
            for one in media
        ]
        documents[f"learning/{code}/report.json"] = {**document, "media": described}
        files += _files(f"learning/{code}/media", media)
    for code, document in own_coachings(session, organisation, _plain):
        documents[f"learning/coaching-{code}.json"] = document
    for kind, documents_of in _OF_VISITS.items():
        for code, document in documents_of(session, organisation, _plain):
            documents[f"learning/{kind}-{code}.json"] = document
    trail.note(session, organisation=organisation, verb="organisation.export", by=by)
    return OwnData(documents, files)


def _case(session: Session, case: Case, media: Sequence[Media]) -> dict[str, Any]:
    versions = select(CaseVersion).where(CaseVersion.case_id == case.id).order_by(col(CaseVersion.id))
    events = select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(col(CaseEvent.id))
    follow_ups = select(FollowUp).where(FollowUp.case_id == case.id).order_by(col(FollowUp.id))
    return {
        **_plain(session, case),
        "versions": [_version(session, version) for version in session.exec(versions).all()],
        "events": [_plain(session, event) for event in session.exec(events).all()],
        "follow_ups": [_plain(session, one) for one in session.exec(follow_ups).all()],
        "media": [{**_plain(session, medium, "files", "report_id"), "file": _file_name(medium)} for medium in media],
    }


def _entry(session: Session, entry: Entry, year: int) -> dict[str, Any]:
    """An entry of the cup with all that was sent and said. What stays with the jury stays out."""
    submissions = select(EntrySubmission).where(EntrySubmission.entry_id == entry.id)
    events = select(EntryEvent).where(EntryEvent.entry_id == entry.id).order_by(col(EntryEvent.id))
    released = session.get_one(Edition, entry.edition_id).released_at is not None
    decision = session.exec(select(Decision).where(Decision.entry_id == entry.id)).first() if released else None
    said = [event for event in session.exec(events).all() if released or not is_of_short_list(event)]
    return {
        "year": year,
        "case": session.get_one(Case, entry.case_id).code,
        **_plain(session, entry, "state", "award", "hidden_from_jury", "anchor", "previous_id"),
        "state": entry.state if released or entry.state is not EntryState.SHORTLISTED else EntryState.ELIGIBLE,
        "submissions": [_plain(session, one) for one in session.exec(submissions.order_by(col(EntrySubmission.id)))],
        "events": [{**_plain(session, event, "by_id"), "by": _own_name(session, entry, event)} for event in said],
        "feedback": _plain(session, decision, "reason", "parked_by_id", "checked_by_id") if decision else None,
    }


def _own_name(session: Session, entry: Entry, event: EntryEvent) -> str:
    """Who of the organisation took a step; those who run the cup are not named."""
    own = event.by_id in people_of(session, entry)
    return display_name(session.get(User, event.by_id), DEFAULT_LANGUAGE) if own else ""


def _version(session: Session, version: CaseVersion) -> dict[str, Any]:
    query = select(CaseTranslation).where(CaseTranslation.version_id == version.id)
    rows = session.exec(query.order_by(col(CaseTranslation.language), col(CaseTranslation.section))).all()
    return {**_plain(session, version), "translations": [_plain(session, row) for row in rows]}


def _plain(session: Session, row: SQLModel, *without: str) -> dict[str, Any]:
    """A row as JSON, with people's names in place of their numbers."""
    values = row.model_dump(mode="json", exclude={*_INTERNAL, *without})
    for name in [name for name in values if name.endswith("_id") and name not in _NO_PERSON]:
        person = values.pop(name)
        said = display_name(session.get(User, person), DEFAULT_LANGUAGE) if person else ""
        values[name.removesuffix("_id")] = said
    return values


def _files(folder: str, media: Sequence[Media]) -> Iterator[StoredFile]:
    for medium in media:
        if name := _file_name(medium):
            yield StoredFile(f"{folder}/{name}", medium.files[_ORIGINAL]["key"])


def _file_name(medium: Media) -> str:
    """ "" for a medium whose file stays here: not ready, removed, or its consent withdrawn."""
    if _ORIGINAL not in medium.files or medium.removed_at or medium.consent_withdrawn_at:
        return ""
    extension = medium.file_name.rpartition(".")[2].lower()
    known = extension.isascii() and extension.isalnum() and len(extension) <= 5
    return f"{medium.public_id}.{extension}" if known else medium.public_id
