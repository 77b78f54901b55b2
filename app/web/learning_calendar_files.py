"""What calendar files need to know of the web: who reads, and where the pages of visits are."""

from collections.abc import Sequence
from email.utils import parseaddr

from fastapi import Request
from fastapi.responses import Response

from app.domain.visits.listing import CalendarVisit
from app.exports.calendars import ICS_TYPE, Reading, file_of
from app.web import machine_answers
from app.web.requests import language_of, services
from app.web.templating import address

# The address of a feed is a key: nothing of it goes to others.
HEADERS = {"X-Robots-Tag": "noindex"}


def calendar_answer(request: Request, visits: Sequence[CalendarVisit], *, file: str, name: str = "") -> Response:
    """The visits as a file that no cache keeps for others; 304 to who has it already."""
    language, settings = language_of(request), services(request).settings
    codes = [one.visit.code for one in visits]
    pages = {code: settings.base_url + address(request, "visit_page", lang=language, code=code) for code in codes}
    body = file_of(visits, Reading(language, parseaddr(settings.mail_from)[1], pages), name=name)
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{file}"'}
    return machine_answers.answer(request, body, ICS_TYPE, headers=headers, private=True)
