"""What happened: the list in the app, and the link in mails that ends them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from app.domain.people.notifications import count_unread, mark_all_read, notifications_of, open_notification
from app.domain.people.opt_out import user_of_opt_out
from app.domain.people.profile import stop_mails
from app.mail.rendering import Reader, sentence
from app.models.people import User
from app.models.platform import Notification
from app.web.answers import go, redirect
from app.web.gates import Everybody, SignedIn, gate
from app.web.listing import listing
from app.web.paging import PageNumber
from app.web.requests import Db, Id, Shared, language_of
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/notifications")


@gate("whoever holds the signed link of a mail")
def reader_of_mail(token: str, session: Db, shared: Shared) -> User:
    return user_of_opt_out(session, secret=shared.settings.secret, token=token)


MailReader = Annotated[User, Depends(reader_of_mail)]


@router.get("", name="notifications")
def news(request: Request, session: Db, viewer: SignedIn, page: PageNumber = 1) -> Response:
    found = listing(request, session, notifications_of(viewer), page=page)
    shown = [(row, _sentence(request, row)) for row in found.rows]
    return render(request, "notifications/list.html", found=found, news=shown, unread=count_unread(session, viewer))


def _sentence(request: Request, notification: Notification) -> str:
    return sentence(notification.kind, reader=Reader(language_of(request)), params=notification.params)


@router.post("/read", name="notifications_read")
def read_all(request: Request, session: Db, viewer: SignedIn) -> Response:
    mark_all_read(session, viewer=viewer)
    return redirect(request, "notifications")


@router.post("/{notification_id:int}/open", name="notification_open")
def follow(request: Request, session: Db, viewer: SignedIn, notification_id: Id) -> Response:
    """A button, not a link: it is read from now on, and that is kept."""
    notification = open_notification(session, notification_id=notification_id, viewer=viewer)
    if not notification.path:
        return redirect(request, "notifications")
    return go(request, f"/{language_of(request)}{notification.path}")


@router.get("/stop/{token}", name="mails_stop", dependencies=[Everybody])
def stop_page(request: Request, _: MailReader, token: str) -> Response:
    return render(request, "notifications/stop.html", token=token)


@router.post("/stop/{token}")
def stop(request: Request, session: Db, user: MailReader) -> Response:
    """Also called by mail programs, for the button that they show beside such mails."""
    stop_mails(session, user=user)
    return render(request, "notifications/stopped.html")
