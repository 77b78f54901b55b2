"""The page to which the invitation of a juror leads."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session, col, func, select

from app.content.text import N_
from app.domain.cup import jury
from app.domain.cup.assignable import states_read
from app.domain.cup.phases import phase_rows
from app.domain.errors import Invalid, NotFound
from app.domain.people.links import LinkOver
from app.domain.viewer import Viewer
from app.forms.bind import Bound, bind
from app.forms.cup_jury import ReasonForm
from app.models.cup import Edition
from app.models.entries import Entry
from app.models.jury import Juror, JurorState
from app.models.people import User
from app.web.answers import redirect
from app.web.cup_gates import Year
from app.web.cup_jury_gates import InvitationHeld
from app.web.cup_words import EditionWords
from app.web.gates import Everybody, SignedIn
from app.web.requests import Db, Form, Lang, Person
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/cup/{year}/jury/{token}")
PHASES_SHOWN = ("judging", "deliberation", "announced")


@router.get("", name="cup_invitation", dependencies=[Everybody])
def show(request: Request, session: Db, viewer: Person, lang: Lang, year: Year, token: str) -> Response:
    """What is asked. A link that is unknown, because a newer one was sent, looks like one that is over."""
    try:
        edition, juror = jury.find_invitation(session, year=year, token=token)
        if juror.state is JurorState.ACCEPTED and juror.user_id == viewer.id:
            return redirect(request, "cup_seat", year=year)
        jury.check_waiting(edition, juror)
    except NotFound:
        return render(request, "people/invitation_over.html", status=404)
    except LinkOver:
        return render(request, "people/invitation_over.html", status=410)
    return _page(request, session, edition, juror, viewer, lang, token, Bound())


def _page(
    request: Request,
    session: Session,
    edition: Edition,
    juror: Juror,
    viewer: Viewer,
    lang: str,
    token: str,
    bound: Bound[ReasonForm],
) -> Response:
    here = (Entry.edition_id == edition.id, col(Entry.state).in_(states_read(edition)))
    return render(
        request,
        "cup_seat/invitation.html",
        edition=edition,
        juror=juror,
        words=EditionWords(edition, lang),
        rows=phase_rows(session, edition),
        entries=session.exec(select(func.count()).select_from(Entry).where(*here)).one(),
        inviter=session.get(User, juror.invited_by_id) if juror.invited_by_id else None,
        fits=viewer.user is not None and viewer.user.email == juror.email,
        token=token,
        bound=bound,
        status=bound.status,
    )


@router.post("/accept", name="cup_invitation_accept")
def accept(request: Request, session: Db, viewer: SignedIn, held: InvitationHeld) -> Response:
    edition, juror = held
    jury.accept(session, edition=edition, juror=juror, viewer=viewer)
    notice = N_("Welcome to the jury! Please say what you read and know.")
    return redirect(request, "cup_seat", year=edition.year, notice=notice)


@router.post("/decline", name="cup_invitation_decline")
def decline(
    request: Request, session: Db, viewer: Person, lang: Lang, held: InvitationHeld, token: str, form: Form
) -> Response:
    edition, juror = held
    bound = bind(ReasonForm, form)
    try:
        if bound.model:
            jury.decline(session, edition=edition, juror=juror, reason=bound.model.reason, viewer=viewer)
            return redirect(request, "home", notice=N_("Thank you for telling us. The coordinators read your reason."))
    except Invalid as wrong:
        bound.refuse(wrong)
    jury.check_waiting(edition, juror)
    return _page(request, session, edition, juror, viewer, lang, token, bound)
