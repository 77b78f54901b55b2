"""A juror's desk: how far they are, what comes next, everything on paper."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response

from app.content.text import N_
from app.domain.cup import views
from app.domain.cup.calibration_round import offset_of
from app.domain.cup.card_words import WORDS
from app.domain.cup.compared import compared
from app.domain.cup.phases import ORDER, ends_at, may_score, rights_now
from app.domain.cup.redaction import latest_submission
from app.domain.cup.scoring import weighed
from app.domain.cup.seats import OnDesk, Seat, due_of, entries_on_desk
from app.domain.errors import NotFound
from app.exports.papers import pdf_from
from app.forms.scorecard import asked_in
from app.models.cup import Phase
from app.models.jury import CardState
from app.web.cup_board import figure
from app.web.cup_gates import DeskAfterResults, OwnDesk
from app.web.cup_reading import asking_of, text_of
from app.web.cup_words import EditionWords, left_until
from app.web.gates import SignedIn
from app.web.requests import Db, Lang, Shared
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/cup/{year}/desk")
# Below this many points of 100 nobody is called severe or generous.
ALIKE = 3


@router.get("", name="cup_desk")
def desk(request: Request, seat: OwnDesk, session: Db, lang: Lang) -> Response:
    rows = entries_on_desk(session, seat=seat) if seat.juror.conflicts_declared_at else []
    scoring, due = may_score(session, seat.edition), due_of(session, seat.edition)
    # A second round has no calibration of its own.
    anchors = [one for one in rows if one.entry.anchor and one.card.round == 1]
    calibrating = any(one.card.state in (CardState.ASSIGNED, CardState.DRAFT) for one in anchors)
    words = EditionWords(seat.edition, lang)
    return render(
        request,
        "cup_desk/desk.html",
        edition=seat.edition,
        juror=seat.juror,
        title=words.title,
        anchors=anchors,
        others=[one for one in rows if one not in anchors],
        calibrating=calibrating,
        done=sum(one.card.state is CardState.FINAL for one in rows),
        next=_next(rows) if scoring or _given_back(rows) else None,
        scoring=scoring,
        due=words.moment(due) if due else "",
        left=left_until(due, seat.edition),
        nothing=_why_nothing(session, seat, rows, words),
        words=WORDS,
        results_out=bool(seat.edition.released_at) and rights_now(session, seat.edition).results,
        **_comparison(request, session, seat, anchors, lang),
    )


def _given_back(rows: list[OnDesk]) -> list[OnDesk]:
    return [one for one in rows if one.card.state is CardState.REOPENED]


def _next(rows: list[OnDesk]) -> OnDesk | None:
    """What a coordinator gave back waits longest; then the order of the desk."""
    return next((one for one in [*_given_back(rows), *rows] if one.is_open), None)


def _comparison(request: Request, session: Db, seat: Seat, anchors: list[OnDesk], language: str) -> dict[str, Any]:
    """How this juror compares with the others after the calibration round."""
    criteria = asking_of(request, session, seat.edition).criteria if anchors else []
    cards = [one.card for one in anchors]
    offset = offset_of(session, edition=seat.edition, juror=seat.juror, own=cards, criteria=weighed(criteria))
    return {"offset": offset, "asked": asked_in(criteria, seat.edition, language), "alike": ALIKE}


def _why_nothing(session: Db, seat: Seat, rows: list[OnDesk], words: EditionWords) -> tuple[str, dict[str, str]] | None:
    """What stands on a desk with no entries, with what is filled in."""
    place = ORDER.index(seat.edition.phase) - ORDER.index(Phase.JUDGING)
    if rows or seat.juror.conflicts_declared_at is None:
        return None
    if place < 0:
        starts = ends_at(session, seat.edition, Phase.SCREENING)
        if starts is None:
            return N_("The judging has not begun. You will get a mail when it does."), {}
        when = {"when": words.moment(starts)}
        return N_("The judging begins on %(when)s. You will find your entries here then."), when
    if not rights_now(session, seat.edition).read:
        return N_("The judging is over. Thank you for the evenings you gave to it."), {}
    return N_("No entry is assigned to you at the moment. You will get a mail when one is."), {}


@router.get("/compared", name="cup_compared")
def compared_page(
    request: Request, seat: DeskAfterResults, session: Db, viewer: SignedIn, shared: Shared, lang: Lang
) -> Response:
    """Own scores beside the mean of all; who sees scores is kept, once a day."""
    rounds = compared(session, seat=seat)
    scored = {row.entry_id for one in rounds for row in one.rows}
    if unseen := views.unseen_today(session, entry_ids=scored, viewer=viewer, what=views.SCORES):
        with shared.database.writing() as writing:
            views.note_views(writing, entry_ids=unseen, user_id=viewer.id or 0, what=views.SCORES)
    return render(
        request,
        "cup_desk/compared.html",
        edition=seat.edition,
        words=EditionWords(seat.edition, lang),
        rounds=rounds,
        asked=asked_in(asking_of(request, session, seat.edition).criteria, seat.edition, lang),
        alike=ALIKE,
        figure=lambda value: figure(value, lang),
    )


@router.get("/pack.pdf", name="cup_pack")
def pack(request: Request, seat: OwnDesk, session: Db, viewer: SignedIn, shared: Shared, lang: Lang) -> Response:
    """All that is assigned, with scorecards to fill in by hand; every entry in it counts as read."""
    rows = entries_on_desk(session, seat=seat) if seat.juror.conflicts_declared_at else []
    if not rows:
        raise NotFound
    ids = [one.entry.id or 0 for one in rows]
    if unseen := views.unseen_today(session, entry_ids=ids, viewer=viewer, what=views.TEXT):
        with shared.database.writing() as writing:
            views.note_views(writing, entry_ids=unseen, user_id=viewer.id or 0, what=views.TEXT)
    path = pdf_from(
        shared.settings,
        shared.storage,
        template="cup_desk/pack.html",
        language=lang,
        code=f"cup-{seat.edition.year}-pack-{seat.juror.id}",
        name=f"pack-{lang}",
        context=_on_paper(request, session, seat, rows, lang),
    )
    name = f"cup-{seat.edition.year}-entries.pdf"
    return FileResponse(path, media_type="application/pdf", filename=name, headers={"cache-control": "no-store"})


def _on_paper(request: Request, session: Db, seat: Seat, rows: list[OnDesk], language: str) -> dict[str, Any]:
    words, due = EditionWords(seat.edition, language), due_of(session, seat.edition)
    sheets = []
    for one in rows:
        submission = latest_submission(session, one.entry)
        if submission is not None:
            text = text_of(request, session, edition=seat.edition, entry=one.entry, submission=submission, bare=True)
            sheets.append((one, text))
    return {
        "edition_title": words.title.text,
        "juror": seat.juror.name,
        "sheets": sheets,
        "asked": asked_in(asking_of(request, session, seat.edition).criteria, seat.edition, language),
        "due": words.moment(due) if due else "",
    }
