"""Signing up: a mail to confirm the address, the page it leads to, and another mail if it got lost."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.content.text import N_
from app.domain.errors import Invalid
from app.domain.people import sign_ins, throttle
from app.domain.people.links import LinkOver, find_link
from app.domain.people.signing_up import (
    Confirmed,
    confirm_email,
    is_same_browser,
    send_confirmation_again,
    sign_up,
)
from app.forms.bind import Bound, bind, filled
from app.forms.people import ConfirmForm, EmailForm, SignUpForm
from app.models.people import LinkPurpose
from app.services import Services
from app.time_zones import guess_zone, zone_options
from app.web.address import client_address
from app.web.answers import go, own_path, redirect
from app.web.gates import Everybody, TriesCounted
from app.web.requests import Db, Form, Person, Shared, language_of
from app.web.staying import keep_signed_in, set_cookie
from app.web.templating import address, render

router = APIRouter(prefix="/{lang:lang}")

# By this cookie the browser that signed up is known when it confirms, and need not sign in.
PROOF_COOKIE = "sign_up"
MAILS = 5


def count_mail(request: Request, services: Services, *, email: str) -> None:
    """Mails that anybody can ask for with an address are few: for the mailbox, and from one place."""
    minutes = services.settings.throttle_minutes
    place = throttle.address_key("mail", client_address(request))
    with services.database.writing() as session:
        throttle.count_try(session, key=place, limit=MAILS * throttle.PER_ADDRESS, minutes=minutes)
        throttle.count_try(session, key=throttle.account_key("mail", email), limit=MAILS, minutes=minutes)


@router.get("/sign-up", name="sign_up", dependencies=[Everybody])
def show(request: Request, viewer: Person, email: str = "", next: str = "") -> Response:  # noqa: A002
    if viewer.user:
        return go(request, own_path(next, address(request, "home", lang=language_of(request))))
    guess = guess_zone(request.headers.get("accept-language", ""))
    return _page(request, filled({"email": email, "next": own_path(next, ""), "time_zone": guess}))


def _page(request: Request, bound: Bound[SignUpForm]) -> Response:
    guess = guess_zone(request.headers.get("accept-language", ""))
    zones = zone_options(language_of(request))
    return render(request, "people/sign_up.html", bound=bound, zones=zones, guess=guess, status=bound.status)


@router.post("/sign-up", dependencies=[TriesCounted])
def send(request: Request, services: Shared, form: Form) -> Response:
    bound = bind(SignUpForm, form)
    if bound.model is None:
        return _page(request, bound)
    count_mail(request, services, email=bound.model.email)
    try:
        with services.database.writing() as session:
            proof = sign_up(
                session,
                name=bound.model.name,
                email=bound.model.email,
                password=bound.model.password,
                language=language_of(request),
                time_zone=bound.model.time_zone,
                link_hours=services.settings.link_hours,
                next_path=own_path(bound.model.next, ""),
            )
    except Invalid as wrong:
        bound.refuse(wrong)
        return _page(request, bound)
    response = redirect(request, "sign_up_sent", email=bound.model.email, next=own_path(bound.model.next, ""))
    set_cookie(request, response, PROOF_COOKIE, proof, seconds=services.settings.link_hours * 3600)
    return response


@router.get("/sign-up/sent", name="sign_up_sent", dependencies=[Everybody])
def sent(request: Request, services: Shared, email: str = "", next: str = "") -> Response:  # noqa: A002
    return _sent_page(request, services, filled({"email": email, "next": own_path(next, "")}))


def _sent_page(request: Request, services: Services, bound: Bound[EmailForm]) -> Response:
    hours = services.settings.link_hours
    return render(request, "people/sign_up_sent.html", bound=bound, hours=hours, status=bound.status)


@router.post("/sign-up/again", name="sign_up_again", dependencies=[TriesCounted])
def again(request: Request, services: Shared, form: Form) -> Response:
    bound = bind(EmailForm, form)
    if bound.model is None:
        return _sent_page(request, services, bound)
    count_mail(request, services, email=bound.model.email)
    next_path = own_path(bound.model.next, "")
    with services.database.writing() as session:
        send_confirmation_again(
            session,
            email=bound.model.email,
            link_hours=services.settings.link_hours,
            proof=request.cookies.get(PROOF_COOKIE, ""),
            next_path=next_path,
        )
    notice = N_("If this address still waits to be confirmed, another mail is on its way.")
    return redirect(request, "sign_up_sent", email=bound.model.email, next=next_path, notice=notice)


@router.get("/confirm/{token}", name="confirm_email", dependencies=[Everybody])
def confirm_page(request: Request, session: Db, token: str) -> Response:
    """Only a form: programs that check mails for viruses open every link."""
    return _confirm_page(request, session, token, filled({}))


def _confirm_page(request: Request, session: Session, token: str, bound: Bound[ConfirmForm]) -> Response:
    try:
        link = find_link(session, token=token, purpose=LinkPurpose.CONFIRM_EMAIL)
    except LinkOver:
        return _confirmation_over(request)
    same = is_same_browser(link, request.cookies.get(PROOF_COOKIE, ""))
    return render(request, "people/confirm.html", token=token, bound=bound, same_browser=same, status=bound.status)


def _confirmation_over(request: Request) -> Response:
    return render(request, "people/confirmation_over.html", bound=filled({"email": "", "next": ""}), status=410)


@router.post("/confirm/{token}", dependencies=[Everybody])
def confirm(request: Request, session: Db, services: Shared, form: Form, token: str) -> Response:
    bound = bind(ConfirmForm, form)
    password = bound.model.password if bound.model else ""
    try:
        confirmed = confirm_email(session, token=token, proof=request.cookies.get(PROOF_COOKIE, ""), password=password)
    except LinkOver:
        return _confirmation_over(request)
    except Invalid as wrong:
        bound.refuse(wrong)
        return _confirm_page(request, session, token, bound)
    return _signed_in(request, session, services, confirmed)


def _signed_in(request: Request, session: Session, services: Services, confirmed: Confirmed) -> Response:
    """The password was chosen in this very browser, so it is not asked for again."""
    token = sign_ins.start(
        session,
        user=confirmed.user,
        days=services.settings.sign_in_days,
        user_agent=request.headers.get("user-agent", ""),
        address=client_address(request),
    )
    welcome = N_("Welcome! Your address is confirmed and you are signed in.")
    following = own_path(confirmed.next_path, "") or address(request, "waiting", lang=language_of(request))
    response = go(request, following, notice=welcome)
    response.delete_cookie(PROOF_COOKIE, path="/")
    keep_signed_in(request, response, user=confirmed.user, token=token)
    return response
