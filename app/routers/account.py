"""One's own account: profile, address, password, sign-ins, everything stored, and the end of it."""

import json
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.content.text import N_
from app.domain.errors import Invalid
from app.domain.people import sign_ins
from app.domain.people.deletion import delete_account, owned_alone
from app.domain.people.devices import device_of
from app.domain.people.email_change import change_email, request_email_change
from app.domain.people.links import LinkOver, find_link
from app.domain.people.password_change import change_password
from app.domain.people.profile import change_profile
from app.domain.people.takeout import everything_about
from app.forms.account import DeletionForm, EmailChangeForm, PasswordChangeForm, ProfileForm
from app.forms.bind import Bound, bind, filled
from app.models.people import LinkPurpose
from app.models.types import now
from app.time_zones import zone_options
from app.web.answers import go, redirect
from app.web.gates import Everybody, SignedIn, user_of
from app.web.requests import Db, Form, Id, Person, Shared, language_of
from app.web.staying import forget_browser, keep_language
from app.web.templating import address, render

router = APIRouter(prefix="/{lang:lang}/account")


@router.get("", name="account")
def profile(request: Request, viewer: SignedIn) -> Response:
    user = user_of(viewer)
    return _profile_page(
        request,
        filled({"name": user.name, "language": user.language, "time_zone": user.time_zone, "digest": user.digest}),
    )


def _profile_page(request: Request, bound: Bound[ProfileForm]) -> Response:
    zones = zone_options(language_of(request))
    return render(request, "account/profile.html", bound=bound, zones=zones, status=bound.status)


@router.post("")
def save_profile(request: Request, session: Db, viewer: SignedIn, form: Form) -> Response:
    bound = bind(ProfileForm, form)
    try:
        if bound.model:
            user = change_profile(session, viewer=viewer, **bound.model.model_dump())
            response = go(request, address(request, "account", lang=user.language), notice=N_("Saved."))
            keep_language(request, response, user.language)
            return response
    except Invalid as wrong:
        bound.refuse(wrong)
    return _profile_page(request, bound)


@router.get("/security", name="account_security")
def security(request: Request, session: Db, viewer: SignedIn) -> Response:
    return _security_page(request, session, viewer)


def _security_page(request: Request, session: Db, viewer: SignedIn, **bound: Bound[Any]) -> Response:
    rows = [(row, device_of(row.user_agent)) for row in sign_ins.of_user(session, viewer.id or 0)]
    forms = {"email_form": None, "password_form": None, **bound}
    status = max((form.status for form in bound.values()), default=200)
    return render(request, "account/security.html", forms, sign_ins=rows, status=status)


@router.post("/security/email", name="account_email")
def ask_for_email(request: Request, session: Db, shared: Shared, viewer: SignedIn, form: Form) -> Response:
    bound = bind(EmailChangeForm, form)
    try:
        if bound.model:
            request_email_change(
                session,
                viewer=viewer,
                email=bound.model.email,
                password=bound.model.own_password,
                settings=shared.settings,
            )
            notice = N_("We sent a link to the new address. Your address changes when you open it.")
            return redirect(request, "account_security", notice=notice, level="info")
    except Invalid as wrong:
        bound.refuse(wrong)
    return _security_page(request, session, viewer, email_form=bound)


@router.get("/email/{token}", name="account_email_confirm", dependencies=[Everybody])
def confirm_email_page(request: Request, session: Db, token: str) -> Response:
    try:
        link = find_link(session, token=token, purpose=LinkPurpose.CHANGE_EMAIL)
    except LinkOver:
        return render(request, "account/email_link_over.html", status=410)
    return render(request, "account/email_confirm.html", token=token, email=link.data["email"])


@router.post("/email/{token}", dependencies=[Everybody])
def confirm_email(request: Request, session: Db, viewer: Person, token: str) -> Response:
    try:
        user = change_email(session, token=token, keep_sign_in_id=viewer.sign_in_id)
    except LinkOver:
        return render(request, "account/email_link_over.html", status=410)
    notice = N_("Your e-mail address is changed. You are signed out everywhere else.")
    if viewer.id == user.id:
        return redirect(request, "account_security", notice=notice)
    return redirect(request, "sign_in", email=user.email, notice=notice)


@router.post("/security/password", name="account_password")
def save_password(request: Request, session: Db, shared: Shared, viewer: SignedIn, form: Form) -> Response:
    bound = bind(PasswordChangeForm, form)
    try:
        if bound.model:
            change_password(
                session,
                viewer=viewer,
                old=bound.model.old_password,
                new=bound.model.password,
                settings=shared.settings,
            )
            notice = N_("Your password is changed. You are signed out everywhere else.")
            return redirect(request, "account_security", notice=notice)
    except Invalid as wrong:
        bound.refuse(wrong)
    return _security_page(request, session, viewer, password_form=bound)


@router.post("/sign-ins/{sign_in_id}/end", name="sign_in_end")
def end_sign_in(request: Request, session: Db, viewer: SignedIn, sign_in_id: Id) -> Response:
    sign_ins.end(session, user_id=viewer.id or 0, sign_in_id=sign_in_id)
    return redirect(request, "account_security", notice=N_("That device is signed out."))


@router.post("/sign-ins/end-others", name="sign_ins_end_others")
def end_other_sign_ins(request: Request, session: Db, viewer: SignedIn) -> Response:
    sign_ins.end_all(session, user_id=viewer.id or 0, except_id=viewer.sign_in_id)
    return redirect(request, "account_security", notice=N_("All other devices are signed out."))


@router.get("/data", name="account_data")
def data(request: Request, session: Db, viewer: SignedIn) -> Response:
    return _data_page(request, session, viewer, Bound())


def _data_page(request: Request, session: Db, viewer: SignedIn, bound: Bound[DeletionForm]) -> Response:
    organisations = owned_alone(session, user_id=viewer.id or 0)
    return render(request, "account/data.html", bound=bound, organisations=organisations, status=bound.status)


@router.get("/data/download", name="account_download")
def download(session: Db, viewer: SignedIn) -> Response:
    document = json.dumps(everything_about(session, user=user_of(viewer)), ensure_ascii=False, indent=1)
    response = Response(document, media_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="excellent-experiences-{now():%Y-%m-%d}.json"'
    response.headers["Cache-Control"] = "no-store"
    return response


@router.post("/data/delete", name="account_delete")
def delete(request: Request, session: Db, shared: Shared, viewer: SignedIn, form: Form) -> Response:
    bound = bind(DeletionForm, form)
    try:
        if bound.model:
            delete_account(session, viewer=viewer, password=bound.model.own_password, settings=shared.settings)
            response = redirect(request, "home", notice=N_("Your account is deleted. Thank you for having been here."))
            forget_browser(response)
            return response
    except Invalid as wrong:
        bound.refuse(wrong)
    return _data_page(request, session, viewer, bound)
