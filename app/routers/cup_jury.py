"""The jury, for coordinators: inviting, loads, removing."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.content.text import N_
from app.domain.cup import jury
from app.domain.cup.invitees import read_invitees
from app.domain.cup.jury_words import CARD_STATES, JUROR_STATES
from app.domain.cup.members import member_of, members_of
from app.domain.errors import DomainError, Invalid
from app.domain.viewer import Viewer
from app.forms.bind import Bound, bind, filled
from app.forms.cup_jury import InviteForm, LoadForm, ReasonForm
from app.models.cup import Edition
from app.models.jury import Juror, JurorState
from app.models.types import now
from app.web.answers import redirect
from app.web.cup_gates import EditionToRun
from app.web.cup_jury_gates import JurorToRun
from app.web.cup_words import EditionWords
from app.web.gates import Coordinator
from app.web.requests import Db, Form, Lang, Shared
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/cup/{year}/run/jury")


@router.get("", name="cup_jury")
def page(request: Request, edition: EditionToRun, session: Db, viewer: Coordinator, lang: Lang) -> Response:
    return _page(request, session, edition, viewer, lang, Bound())


def _page(
    request: Request, session: Session, edition: Edition, viewer: Viewer, lang: str, bound: Bound[Any]
) -> Response:
    members = members_of(session, edition=edition, viewer=viewer)
    seated = [one.juror for one in members if one.juror.state is JurorState.ACCEPTED]
    return render(
        request,
        "cup_run/jury.html",
        edition=edition,
        words=EditionWords(edition, lang),
        members=members,
        states=JUROR_STATES,
        now=now(),
        bound=bound,
        places=sum(juror.max_load for juror in seated),
        seated=len(seated),
        spoken=sorted({language for juror in seated for language in juror.languages}),
        status=bound.status,
    )


@router.post("/invite", name="cup_jury_invite")
def invite(
    request: Request,
    edition: EditionToRun,
    session: Db,
    viewer: Coordinator,
    shared: Shared,
    lang: Lang,
    form: Form,
) -> Response:
    bound = bind(InviteForm, form)
    try:
        if bound.model:
            jury.invite(
                session,
                edition=edition,
                invitees=read_invitees(bound.model.people),
                by=viewer,
                days=shared.settings.invitation_days,
                language=lang,
            )
            return redirect(request, "cup_jury", year=edition.year, notice=N_("The invitations are on their way."))
    except Invalid as wrong:
        bound.refuse(wrong)
    return _page(request, session, edition, viewer, lang, bound)


@router.get("/{juror_id}", name="cup_juror")
def one(
    request: Request, edition: EditionToRun, juror: JurorToRun, session: Db, viewer: Coordinator, lang: Lang
) -> Response:
    return _one(request, session, edition, juror, viewer, lang, Bound())


def _one(
    request: Request,
    session: Session,
    edition: Edition,
    juror: Juror,
    viewer: Viewer,
    lang: str,
    removing: Bound[Any],
    load: Bound[Any] | None = None,
) -> Response:
    load = load or filled({"max_load": juror.max_load})
    return render(
        request,
        "cup_run/juror.html",
        edition=edition,
        words=EditionWords(edition, lang),
        member=member_of(session, edition=edition, juror=juror, viewer=viewer),
        states=JUROR_STATES,
        card_states=CARD_STATES,
        now=now(),
        removing=removing,
        load=load,
        status=max(removing.status, load.status),
    )


@router.post("/{juror_id}/resend", name="cup_juror_resend")
def resend(
    request: Request,
    edition: EditionToRun,
    juror: JurorToRun,
    session: Db,
    viewer: Coordinator,
    shared: Shared,
    lang: Lang,
) -> Response:
    days = shared.settings.invitation_days
    jury.resend(session, edition=edition, juror=juror, by=viewer, days=days, language=lang)
    notice = N_("Sent again. The link sent before no longer works.")
    return redirect(request, "cup_jury", year=edition.year, notice=notice)


@router.post("/{juror_id}/load", name="cup_juror_load")
def set_load(
    request: Request,
    edition: EditionToRun,
    juror: JurorToRun,
    session: Db,
    viewer: Coordinator,
    lang: Lang,
    form: Form,
) -> Response:
    bound = bind(LoadForm, form)
    if bound.model is None:
        return _one(request, session, edition, juror, viewer, lang, Bound(), bound)
    jury.set_load(session, juror=juror, max_load=bound.model.max_load, by=viewer)
    return redirect(request, "cup_juror", year=edition.year, juror_id=juror.id, notice=N_("Saved."))


@router.post("/{juror_id}/remove", name="cup_juror_remove")
def remove(
    request: Request,
    edition: EditionToRun,
    juror: JurorToRun,
    session: Db,
    viewer: Coordinator,
    lang: Lang,
    form: Form,
) -> Response:
    bound = bind(ReasonForm, form)
    try:
        if bound.model:
            jury.remove(session, edition=edition, juror=juror, reason=bound.model.reason, by=viewer)
            notice = N_("Removed. What was still open is free for somebody else.")
            return redirect(request, "cup_jury", year=edition.year, notice=notice)
    except DomainError as wrong:
        bound.refuse(wrong if isinstance(wrong, Invalid) else Invalid(wrong.message, "", **wrong.params))
    return _one(request, session, edition, juror, viewer, lang, bound)
