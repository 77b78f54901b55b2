"""A juror's seat: what they read and know, and with whom they have a tie."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.content.text import N_
from app.domain.cup import declaring, jury
from app.domain.cup.conflicts import binding_ties, derived_ties
from app.domain.cup.matrix import KINDS
from app.domain.cup.phases import ends_at, rights_now
from app.domain.errors import Conflict, Invalid
from app.forms.bind import Bound, bind, filled
from app.forms.cup_jury import ProfileForm, ReasonForm, TieForm
from app.i18n import LANGUAGES, all_languages, territories
from app.models.cup import Edition, Phase
from app.models.jury import ConflictKind, Juror
from app.web.answers import redirect
from app.web.cup_jury_gates import SeatHeld
from app.web.cup_ties import tie_form
from app.web.cup_words import EditionWords
from app.web.gates import SignedIn
from app.web.requests import Db, Form, Lang, Terms
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/cup/{year}/seat")


@router.get("", name="cup_seat")
def page(request: Request, held: SeatHeld, session: Db, lang: Lang, words: str = "") -> Response:
    edition, juror = held
    return _page(request, session, edition, juror, lang, _profile_of(juror), words)


def _profile_of(juror: Juror) -> Bound[Any]:
    return filled({**juror.model_dump(include=set(ProfileForm.model_fields)), "named": juror.named})


def _page(
    request: Request,
    session: Session,
    edition: Edition,
    juror: Juror,
    lang: str,
    bound: Bound[Any],
    words: str = "",
    leaving: Bound[Any] | None = None,
) -> Response:
    leaving = leaving or Bound()
    over = declaring.call_is_over(edition)
    entrants = declaring.entrants_of(session, edition) if over else []
    by_id = {one.id: one for one in entrants}
    me = [juror.user_id or 0]
    ties = binding_ties(session, edition=edition, user_ids=me) if over else []
    seen = derived_ties(session, edition=edition, user_ids=me) if over else []
    new = declaring.newcomers(session, edition=edition, juror=juror) if over else set()
    return render(
        request,
        "cup_seat/seat.html",
        edition=edition,
        words=EditionWords(edition, lang),
        juror=juror,
        over=over,
        call_ends=ends_at(session, edition, Phase.CALL_OPEN),
        reads=rights_now(session, edition).read,
        entrants=declaring.named_like(entrants, words),
        total=len(entrants),
        listed=declaring.list_version(entrants),
        typed=words,
        ties=[
            (by_id[tie.organisation_id], KINDS[tie.kind], tie in seen) for tie in ties if tie.organisation_id in by_id
        ],
        newcomers=[one for one in entrants if one.id in new],
        bound=bound,
        leaving=leaving,
        may_leave=edition.phase in jury.RUNNING,
        usual_languages=list(dict.fromkeys([*LANGUAGES, *edition.languages])),
        status=max(bound.status, leaving.status),
    )


@router.post("/profile", name="cup_seat_profile")
def save_profile(
    request: Request, held: SeatHeld, session: Db, viewer: SignedIn, lang: Lang, terms: Terms, form: Form
) -> Response:
    edition, juror = held
    bound = bind(ProfileForm, form)
    try:
        if bound.model:
            known = {
                "languages": set(all_languages(lang)),
                "expertise": terms.codes("capability") | terms.codes("method"),
                "countries": set(territories(lang)),
            }
            chosen = bound.model.model_dump()
            chosen.update({name: [one for one in chosen[name] if one in codes] for name, codes in known.items()})
            declaring.set_profile(session, juror=juror, profile=declaring.Profile(**chosen), by=viewer)
            return redirect(request, "cup_seat", year=edition.year, notice=N_("Saved."))
    except Invalid as wrong:
        bound.refuse(wrong)
    return _page(request, session, edition, juror, lang, bound)


@router.get("/ties/{code}", name="cup_seat_tie")
def tie_page(request: Request, held: SeatHeld, session: Db, lang: Lang, code: str) -> Response:
    edition, _ = held
    declaring.check_call_over(edition)
    entrant = declaring.entrant_of(session, edition=edition, code=code)
    return tie_form(request, edition, entrant, lang, Bound(), back="cup_seat")


@router.post("/ties/{code}")
def add_tie(
    request: Request, held: SeatHeld, session: Db, viewer: SignedIn, lang: Lang, code: str, form: Form
) -> Response:
    edition, _ = held
    declaring.check_call_over(edition)
    entrant = declaring.entrant_of(session, edition=edition, code=code)
    bound = bind(TieForm, form)
    try:
        if bound.model:
            kind, note = ConflictKind(bound.model.kind), bound.model.note
            freed = declaring.add_tie(session, edition=edition, entrant=entrant, kind=kind, note=note, by=viewer)
            notice = N_("Noted. You see nothing of their entry.")
            if freed:
                notice = N_("Noted. Their entry is no longer on your desk; the coordinators know.")
            return redirect(request, "cup_seat", year=edition.year, notice=notice, fragment="ties")
    except Invalid as wrong:
        bound.refuse(wrong)
    except Conflict as known:
        return redirect(request, "cup_seat", year=edition.year, notice=known.message, fragment="ties")
    return tie_form(request, edition, entrant, lang, bound, back="cup_seat")


@router.post("/declare", name="cup_seat_declare")
def declare(request: Request, held: SeatHeld, session: Db, viewer: SignedIn, form: Form) -> Response:
    edition, juror = held
    try:
        listed = str(form.get("listed", ""))
        declaring.declare(session, edition=edition, juror=juror, listed=listed, by=viewer)
    except Conflict as changed:
        return redirect(request, "cup_seat", year=edition.year, notice=changed.message, level="warn", fragment="ties")
    return redirect(request, "cup_seat", year=edition.year, notice=N_("Thank you. You can add a tie at any time."))


@router.post("/leave", name="cup_seat_leave")
def leave(request: Request, held: SeatHeld, session: Db, viewer: SignedIn, lang: Lang, form: Form) -> Response:
    edition, juror = held
    bound = bind(ReasonForm, form)
    try:
        if bound.model:
            jury.remove(session, edition=edition, juror=juror, reason=bound.model.reason, by=viewer)
            notice = N_("You have left the jury; the coordinators know. Thank you for what you did.")
            return redirect(request, "home", notice=notice)
    except Invalid as wrong:
        bound.refuse(wrong)
    return _page(request, session, edition, juror, lang, _profile_of(juror), leaving=bound)
