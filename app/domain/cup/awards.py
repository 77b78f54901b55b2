"""The awards of an edition."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlmodel import Session, col, or_, select

from app.content.text import N_, one_line
from app.domain.cup.versions import begin_change, keep_change
from app.domain.errors import Conflict, Invalid
from app.domain.viewer import Viewer
from app.models.cup import Edition
from app.models.entries import Decision, Entry
from app.models.types import new_code

RESULTS = {"winner": N_("Winner"), "finalist": N_("Finalist"), "honoured": N_("Honourable mention")}
MOST, MOST_PLACES = 20, 100
NAME, ABOUT = 120, 400
FROZEN = N_("The results are out; the awards stay as they were given, in every language.")


@dataclass(frozen=True, slots=True)
class AwardSaid:
    """An award in one language; `key` is "" for a new one."""

    key: str
    result: str
    places: int
    name: str
    about: str

    def tidied(self) -> "AwardSaid":
        return AwardSaid(self.key, self.result, self.places, one_line(self.name), one_line(self.about))


def part_of(edition: Edition, language: str) -> list[AwardSaid]:
    return [
        AwardSaid(
            award["key"],
            award["result"],
            award["places"],
            award["texts"].get(language, {}).get("name", ""),
            award["texts"].get(language, {}).get("about", ""),
        )
        for award in edition.awards
    ]


def set_awards(session: Session, *, edition: Edition, by: Viewer, seen: str, said: Sequence[AwardSaid]) -> None:
    """All awards, in their order, in the edition's language. Raises Invalid, Conflict after the release, Stale."""
    language = edition.language
    before = begin_change(session, edition=edition, seen=seen, part=lambda: part_of(edition, language))
    _check_open(edition)
    said = [one.tidied() for one in said]
    stored = {award["key"]: award for award in edition.awards}
    _check(said)
    _check_unused(session, edition, stored.keys() - {one.key for one in said})
    edition.awards = [_written(stored.get(one.key), language, one) for one in said]
    _note(session, edition, by, language, before)


def translate_awards(
    session: Session, *, edition: Edition, by: Viewer, seen: str, language: str, said: Sequence[AwardSaid]
) -> None:
    """The words of the awards in another language. Raises Invalid, Conflict after the release, Stale."""
    before = begin_change(session, edition=edition, seen=seen, part=lambda: part_of(edition, language))
    _check_open(edition)
    by_key = {one.key: one.tidied() for one in said}
    for place, one in enumerate(said):
        _check_lengths(place, one)
    edition.awards = [
        {**award, "texts": {**award["texts"], language: _words(by_key[award["key"]])}}
        if award["key"] in by_key
        else award
        for award in edition.awards
    ]
    _note(session, edition, by, language, before)


def _check_open(edition: Edition) -> None:
    if edition.released_at:
        raise Conflict(FROZEN)


def _written(stored: dict[str, Any] | None, language: str, said: AwardSaid) -> dict[str, Any]:
    key, texts = (stored["key"], stored["texts"]) if stored else (new_code(), {})
    return {"key": key, "result": said.result, "places": said.places, "texts": {**texts, language: _words(said)}}


def _words(said: AwardSaid) -> dict[str, str]:
    return {"name": said.name, "about": said.about}


def _note(session: Session, edition: Edition, by: Viewer, language: str, before: Sequence[AwardSaid]) -> None:
    keep_change(
        session,
        edition=edition,
        by=by,
        part="awards",
        language=language,
        before=before,
        after=lambda: part_of(edition, language),
        plain=asdict,
    )


def _check_unused(session: Session, edition: Edition, keys: set[str]) -> None:
    if not keys:
        return
    given = or_(col(Entry.award).in_(keys), col(Decision.award).in_(keys))
    query = select(Entry.id).join(Decision, col(Decision.entry_id) == Entry.id, isouter=True)
    if session.exec(query.where(Entry.edition_id == edition.id, given).limit(1)).first():
        raise Invalid(N_("An award that was decided on already cannot be taken away."), "awards")


def _check(said: Sequence[AwardSaid]) -> None:
    if len(said) > MOST:
        raise Invalid(N_("At most %(max_length)s of these."), "awards", max_length=MOST)
    for place, one in enumerate(said):
        if one.result not in RESULTS:
            raise Invalid(N_("Choose one of the answers offered."), f"awards-{place}-result")
        if not one.name:
            raise Invalid(N_("Please fill this in."), f"awards-{place}-name")
        if not 1 <= one.places <= MOST_PLACES:
            raise Invalid(N_("From %(least)s to %(most)s."), f"awards-{place}-places", least=1, most=MOST_PLACES)
        _check_lengths(place, one)


def _check_lengths(place: int, said: AwardSaid) -> None:
    for name, text, longest in (("name", said.name, NAME), ("about", said.about, ABOUT)):
        if len(text) > longest:
            message = N_("Too long: at most %(max_length)s characters.")
            raise Invalid(message, f"awards-{place}-{name}", max_length=longest)
