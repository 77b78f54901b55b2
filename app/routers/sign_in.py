"""Signing in and out, a forgotten password, and the form that waited for its writer to come back."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from app.content.text import N_
from app.domain.errors import Invalid
from app.domain.people import sign_ins
from app.domain.people.links import LinkOver, find_link
from app.domain.people.parking import forget, parked
from app.domain.people.password_change import request_password_reset, reset_password
from app.domain.people.signing_in import NotConfirmed, sign_in
from app.forms.bind import Bound, bind, filled
from app.forms.people import EmailForm, NewPasswordForm, SignInForm
from app.log import structlog
from app.models.people import LinkPurpose
from app.routers.sign_up import count_mail
from app.web.address import client_address
from app.web.answers import go, own_path, redirect
from app.web.gates import Everybody, SignedIn, TriesCounted
from app.web.parking import COOKIE as PARKED_COOKIE
from app.web.requests import SIGN_IN_COOKIE, Db, Form, Person, Shared, language_of
from app.web.staying import forget_browser, keep_signed_in
from app.web.templating import address, render

router = APIRouter(prefix="/{lang:lang}")
log = structlog.get_logger("people")


@router.get("/sign-in", name="sign_in", dependencies=[Everybody])
def show(request: Request, viewer: Person, email: str = "", next: str = "") -> Response:  # noqa: A002
    if viewer.user:
        return go(request, own_path(next, address(request, "waiting", lang=language_of(request))))
    return _page(request, filled({"email": email, "next": own_path(next, "")}))


def _page(request: Request, bound: Bound[SignInForm]) -> Response:
    return render(request, "people/sign_in.html", bound=bound, status=bound.status)


@router.post("/sign-in", dependencies=[TriesCounted])
def enter(request: Request, services: Shared, form: Form) -> Response:
    bound = bind(SignInForm, form)
    if bound.model is None:
        return _page(request, bound)
    came_from = client_address(request)
    try:
        user, token = sign_in(
            services.database,
            email=bound.model.email,
            password=bound.model.password,
            settings=services.settings,
            user_agent=request.headers.get("user-agent", ""),
            address=came_from,
            old_token=request.cookies.get(SIGN_IN_COOKIE, ""),
        )
    except Invalid as wrong:
        log.info("sign_in_refused", address=came_from)
        bound.refuse(wrong)
        return _page(request, bound)
    except NotConfirmed:
        return render(request, "people/unconfirmed.html", bound=bound, status=403)
    log.info("signed_in", user=user.id, address=came_from)
    response = go(request, own_path(bound.model.next, address(request, "waiting", lang=user.language)))
    keep_signed_in(request, response, user=user, token=token)
    return response


@router.post("/sign-out", name="sign_out", dependencies=[Everybody])
def leave(request: Request, session: Db) -> Response:
    sign_ins.end_by_token(session, request.cookies.get(SIGN_IN_COOKIE, ""))
    response = redirect(request, "home", notice=N_("You are signed out."))
    forget_browser(response)
    return response


@router.get("/password/forgotten", name="password_forgotten", dependencies=[Everybody])
def forgotten(request: Request, email: str = "") -> Response:
    return render(request, "people/password_forgotten.html", bound=filled({"email": email}))


@router.post("/password/forgotten", dependencies=[TriesCounted])
def send_link(request: Request, services: Shared, form: Form) -> Response:
    bound = bind(EmailForm, form)
    if bound.model is None:
        return render(request, "people/password_forgotten.html", bound=bound, status=bound.status)
    count_mail(request, services, email=bound.model.email)
    with services.database.writing() as session:
        request_password_reset(session, email=bound.model.email, link_hours=services.settings.link_hours)
    return redirect(request, "password_link_sent")


@router.get("/password/sent", name="password_link_sent", dependencies=[Everybody])
def link_sent(request: Request, services: Shared) -> Response:
    return render(request, "people/password_link_sent.html", hours=services.settings.link_hours)


@router.get("/password/new/{token}", name="password_new", dependencies=[Everybody])
def choose(request: Request, session: Db, token: str) -> Response:
    try:
        find_link(session, token=token, purpose=LinkPurpose.RESET_PASSWORD)
    except LinkOver:
        return _link_over(request)
    return render(request, "people/password_new.html", bound=filled({}), token=token)


def _link_over(request: Request) -> Response:
    return render(request, "people/password_link_over.html", status=410)


@router.post("/password/new/{token}", dependencies=[Everybody])
def chosen(request: Request, session: Db, form: Form, token: str) -> Response:
    bound = bind(NewPasswordForm, form)
    try:
        if bound.model:
            user = reset_password(session, token=token, password=bound.model.password)
            notice = N_("Your new password is set, and you are signed out everywhere. Sign in with it now.")
            return redirect(request, "sign_in", email=user.email, notice=notice)
    except Invalid as wrong:
        bound.refuse(wrong)
    except LinkOver:
        return _link_over(request)
    return render(request, "people/password_new.html", bound=bound, token=token, status=bound.status)


@router.get("/parked", name="parked_form")
def parked_form(request: Request, session: Db, _: SignedIn) -> Response:
    """What was typed when the sign-in ran out: to read, and to send where it was going."""
    form = parked(session, request.cookies.get(PARKED_COOKIE, ""))
    if form is None:
        return redirect(request, "waiting")
    return render(request, "people/parked.html", form=form, shown=_readable(form.fields))


def _readable(fields: list[list[str]]) -> list[tuple[str, str]]:
    """Names of fields as words, with what was written; not what the page itself put into the form."""
    shown = [(name.replace("_", " ").replace("-", " "), value) for name, value in fields]
    return [(name, value) for name, value in shown if any(c.isalpha() for c in value) and name != "do"]


@router.post("/parked/forget", name="parked_form_forget")
def forget_form(request: Request, session: Db, _: SignedIn) -> Response:
    form = parked(session, request.cookies.get(PARKED_COOKIE, ""))
    if form:
        forget(session, form=form)
    response: RedirectResponse = redirect(request, "waiting", notice=N_("Thrown away."))
    response.delete_cookie(PARKED_COOKIE, path="/")
    return response
