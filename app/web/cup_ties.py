"""The form for a tie with one organisation: jurors reach it from their seat, coordinators from the matrix."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from app.domain.cup.declaring import Entrant
from app.forms.bind import Bound
from app.models.cup import Edition
from app.web.cup_words import EditionWords
from app.web.templating import render


def tie_form(
    request: Request, edition: Edition, entrant: Entrant, lang: str, bound: Bound[Any], *, back: str
) -> Response:
    return render(
        request,
        "cup_seat/tie.html",
        edition=edition,
        words=EditionWords(edition, lang),
        entrant=entrant,
        back=back,
        bound=bound,
        status=bound.status,
    )
