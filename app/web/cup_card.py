"""One juror before one scorecard, for one request: the page, the form, two texts of which one must be chosen."""

from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from markupsafe import Markup
from sqlmodel import Session

from app.domain.cup import cards, views
from app.domain.cup.card_words import WORDS
from app.domain.cup.scoring import total, weighed
from app.domain.cup.seats import OpenedCard, due_of, others_on
from app.domain.errors import Conflict
from app.domain.people.parking import park
from app.domain.viewer import Viewer
from app.forms.bind import Bound, filled
from app.forms.scorecard import Asked, asked_in, chosen, differences, labels_of, stored_in
from app.i18n import translate
from app.models.jury import CardState
from app.models.types import now
from app.web.cup_fields import filled_in, rendered, skeleton
from app.web.cup_gates import note_view
from app.web.cup_reading import Text, asking_of, kept, text_of
from app.web.requests import READING, language_of, services
from app.web.templating import address, render


@dataclass
class AtCard:
    request: Request
    session: Session
    opened: OpenedCard
    viewer: Viewer
    asked: list[Asked] = field(init=False)

    def __post_init__(self) -> None:
        self.criteria = asking_of(self.request, self.session, self.opened.edition).criteria
        self.asked = asked_in(self.criteria, self.opened.edition, self.language)

    @property
    def language(self) -> str:
        return language_of(self.request)

    @property
    def autosaving(self) -> bool:
        return self.request.headers.get("x-autosave") == "1"

    def address_of(self, name: str, **more: Any) -> str:
        where = {"lang": self.language, "year": self.opened.edition.year, "code": self.opened.entry.code}
        return address(self.request, name, **where, **more)

    def closed_because(self) -> Conflict | None:
        """Why nothing can be written on this card now."""
        try:
            cards.check_open(self.session, edition=self.opened.edition, card=self.opened.card)
        except Conflict as why:
            return why
        return None

    def text(self) -> Text:
        """What the jury reads, noted as read once a day."""
        opened = self.opened
        if not opened.seen:
            self._note(views.TEXT)
        return text_of(
            self.request, self.session, edition=opened.edition, entry=opened.entry, submission=opened.submission
        )

    def _note(self, what: str) -> None:
        """Reading, in a unit of work of its own; writing, in the one there is, which nobody else can write beside."""
        shared, entry = services(self.request), self.opened.entry
        if self.request.method in READING:
            note_view(shared, self.session, entry=entry, viewer=self.viewer, what=what)
        else:
            views.note_view(self.session, entry_id=entry.id or 0, user_id=self.viewer.id or 0, what=what)

    def page(self, bound: Bound[Any] | None = None, status: int = 200) -> Response:
        opened, weights = self.opened, weighed(self.criteria)
        bound = bound or filled(stored_in(opened.card))
        closed, others = self.closed_because(), others_on(self.session, opened=self.opened)
        if others:
            self._note(views.SCORES)
        return render(
            self.request,
            "cup_desk/card.html",
            edition=opened.edition,
            card=opened.card,
            entry=opened.entry,
            text=self.text(),
            asked=self.asked,
            labels=labels_of(self.asked, self.language),
            bound=bound,
            fields=None if closed else self._fields(bound),
            closed=closed,
            words=WORDS[opened.card.state],
            due=due_of(self.session, opened.edition),
            own=total(opened.card.scores, weights),
            others=[(other.scores, total(other.scores, weights)) for other in others],
            final=opened.card.state is CardState.FINAL,
            status=status,
        )

    def _fields(self, bound: Bound[Any]) -> Markup:
        if bound.errors:
            return rendered(bound, self.asked, self.language)
        edition = self.opened.edition
        made_of = ("fields", edition.id, edition.row_version, self.language)
        return filled_in(kept(self.request).get(made_of, lambda: skeleton(self.asked, self.language)), bound)

    def saved(self) -> Response:
        """What an autosave hears when all went well."""
        card = self.opened.card
        missing = list(cards.missing(self.criteria, card))
        return JSONResponse({"saved_at": now().isoformat(), "row_version": card.row_version, "missing": missing})

    def refused(self, bound: Bound[Any]) -> Response:
        """What was typed, with what is to be mended beside its control."""
        if not self.autosaving:
            return self.page(bound, 422)
        said = {name: translate(self.language, one.message, **one.params) for name, one in bound.errors.items()}
        return JSONResponse({"errors": said, "row_version": self.opened.card.row_version}, 422)

    def settled(self, bound: Bound[Any]) -> Bound[Any]:
        """What was posted, and where the juror has chosen what is stored, that."""
        keep = {name[5:]: values[-1] for name, values in bound.typed.items() if name.startswith("keep:")}
        mine = {name: bound.value(name) for name in bound.typed}
        return filled(chosen(mine, stored_in(self.opened.card), keep))

    def not_taken(self, bound: Bound[Any], why: Conflict | None) -> Response:
        """Both texts; an autosave hears where to find them, and what was typed is kept there meanwhile."""
        if not self.autosaving:
            return self.clash(bound, why, 409)
        fields = {name: list(values) for name, values in bound.typed.items()}
        kept = park(self.session, path=self.address_of("cup_card"), fields=fields)
        return JSONResponse({"address": self.address_of("cup_card_compare", kept=kept)}, 409)

    def clash(self, bound: Bound[Any], why: Conflict | None, status: int = 200) -> Response:
        """`why`: the card is closed, and what was typed can only be read."""
        card = self.opened.card
        mine = {name: bound.value(name) for name in labels_of(self.asked, self.language)}
        return render(
            self.request,
            "cup_desk/clash.html",
            edition=self.opened.edition,
            entry=self.opened.entry,
            card=card,
            hidden={name: value for name, value in mine.items() if value},
            differences=differences(mine, stored_in(card), self.asked, self.language),
            why=why,
            status=status,
        )
