"""Sending an entry: agreement, licence and hidden words are settled, then the whole is looked over and sent."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.content.clean import Problem
from app.content.text import N_
from app.domain.cases.submission import Incomplete
from app.domain.cup import entering, submitting
from app.domain.cup.redaction import Occurrence, occurrences, redacted
from app.domain.errors import Conflict, Invalid
from app.domain.media.keeping import files_of
from app.domain.viewer import Viewer
from app.forms.bind import Bound, typed_values
from app.forms.cases.answer_rows import answer_rows
from app.forms.cases.offers import Offers
from app.i18n import translate
from app.models.cup import Edition
from app.models.entries import Entry
from app.models.organisations import Organisation
from app.web.answers import redirect
from app.web.cup_entry import edition_title, entry_deadline, standing
from app.web.cup_gates import EditionToRead, OwnEntry
from app.web.gates import SignedIn
from app.web.requests import Db, Form, Terms
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/cup/{year}/entries/{code}/send")
SHOWN = 5
LABELS = {"licence": N_("Licence"), "consent": N_("Agreement"), "redactions": N_("Words that are hidden")}


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase to be hidden, how often it stands in the text, and the first places."""

    phrase: str
    count: int
    places: list[Occurrence]


@router.get("", name="cup_entry_send")
def look_over(
    request: Request, edition: EditionToRead, entry: OwnEntry, session: Db, viewer: SignedIn, terms: Terms
) -> Response:
    stored = {
        "licence": [entry.licence],
        "consent": ["1" if entry.consent_at else ""],
        "redactions": ["\n".join(entry.redactions)],
    }
    return _page(request, session, edition, entry, viewer, terms, Bound(stored))


def _page(
    request: Request,
    session: Session,
    edition: Edition,
    entry: Entry,
    viewer: Viewer,
    terms: Terms,
    bound: Bound[Any],
    status: int = 0,
) -> Response:
    language = request.path_params["lang"]
    case = entering.case_of(session, entry)
    snapshot = submitting.snapshot_of(session, entry=entry)
    offers = Offers(terms, language, media={medium.public_id: medium for medium in files_of(session, case)})
    organisation = session.get_one(Organisation, entry.organisation_id)
    return render(
        request,
        "cup_entry/send.html",
        edition=edition,
        title=edition_title(edition, language),
        entry=entry,
        case=case,
        organisation=organisation,
        here=standing(request, session, edition=edition, entry=entry, snapshot=snapshot, viewer=viewer),
        deadline=entry_deadline(session, edition=edition, entry=entry, viewer=viewer, language=language),
        offers=offers,
        found=[_found(snapshot.content, phrase) for phrase in entry.redactions],
        sections=answer_rows(redacted(snapshot.content, entry.redactions), offers),
        labels={name: translate(language, label) for name, label in LABELS.items()},
        seen=snapshot.content_hash,
        bound=bound,
        status=status or bound.status,
    )


def _found(content: submitting.Content, phrase: str) -> Found:
    places = occurrences(content, phrase)
    return Found(phrase, len(places), places[:SHOWN])


@router.post("")
def send(
    request: Request, edition: EditionToRead, entry: OwnEntry, session: Db, viewer: SignedIn, terms: Terms, form: Form
) -> Response:
    """Keep what was settled, then send it if that was the button."""
    bound: Bound[Any] = Bound(typed_values(form))
    try:
        _settle(session, edition, entry, viewer, bound)
        if bound.value("do") == "send":
            submitting.submit(session, edition=edition, entry=entry, by=viewer, seen=bound.value("seen"))
    except Invalid as wrong:
        bound.refuse(wrong)
    except Incomplete as unfinished:
        rights = {one.path: Problem(one.message, one.params) for one in unfinished.missing if one.section == "rights"}
        bound.errors |= rights or {"": Problem(unfinished.message)}
    except Conflict as why:
        bound.errors[""] = Problem(why.message, why.params)
        return _page(request, session, edition, entry, viewer, terms, bound, why.status)
    if bound.errors:
        return _page(request, session, edition, entry, viewer, terms, bound)
    return _done(request, edition, entry, sent=bound.value("do") == "send")


def _settle(session: Session, edition: Edition, entry: Entry, viewer: Viewer, bound: Bound[Any]) -> None:
    rights = submitting.EntryRights(
        bound.value("licence"), bool(bound.value("consent")), submitting.redactions_from(bound.value("redactions"))
    )
    submitting.settle(session, edition=edition, entry=entry, rights=rights, by=viewer)


def _done(request: Request, edition: Edition, entry: Entry, *, sent: bool) -> Response:
    if sent:
        notice = N_("Sent. Thank you! A mail with a copy is on its way to you.")
        return redirect(request, "cup_entry", year=edition.year, code=entry.code, notice=notice)
    return redirect(
        request, "cup_entry_send", year=edition.year, code=entry.code, notice=N_("Saved."), fragment="hidden-words"
    )
