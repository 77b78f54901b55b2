"""What was found as cards, each kind as its own list shows it. The index may be a moment behind, so all is read again
from the database, through the gates of what everybody may read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from fastapi import Request
from markupsafe import Markup
from sqlmodel import Session

from app.content.text import N_
from app.domain.cases.blocks import BlockCard, block_cards
from app.domain.cases.cards import Card, cards, shown_media
from app.domain.terms import TermBook
from app.domain.visits import found as visits
from app.domain.visits.boards import Line
from app.domain.visits.report_lists import ReportLine
from app.exports.found_places import medium_of, page_of, part_of
from app.i18n import translate
from app.search.engine import Hit
from app.web.case_cards import CaseCard, card_of
from app.web.filters import language_word, show_date
from app.web.found_words import found_words, has_marks, in_common, marked, reasons
from app.web.learning_boards import offer_cards, on_card
from app.web.requests import language_of
from app.web.templating import address

IN_PART = N_("In the part “%(part)s”")
IN_DOCUMENT = N_("In an attached document")
ON_PAGE = N_("In an attached document, page %(page)s")
IN_VERSION = N_("Found in the %(name)s version")
BY_WORDS = N_("Found by: %(words)s")
KIND_WORDS = {"block": N_("Building block"), "offer": N_("Visit on offer"), "report": N_("What a visit taught")}
_PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands below a card because it was looked for. `place` and `version` are words and an address; `why` says
    by which terms it was found, `ours` what it has in common with the reader's organisation."""

    place: tuple[str, str] | None = None
    version: tuple[str, str] | None = None
    why: list[str] = field(default_factory=list)
    ours: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FoundCard:
    """`card` is as templates/ui/cards.html wants one of its kind; `said` names the kind in a list of several."""

    kind: str
    card: Any
    beside: Beside = field(default_factory=Beside)
    said: str = ""


def found_cards(
    request: Request, session: Session, terms: TermBook, hits: Sequence[Hit], *, pictures: bool = True
) -> list[FoundCard]:
    """In the order of the hits, without those that nobody may read any more."""
    return _Cards(request, session, terms, pictures).of(hits)


class _Cards:
    def __init__(self, request: Request, session: Session, terms: TermBook, pictures: bool) -> None:
        self.request, self.session, self.terms, self.pictures = request, session, terms, pictures
        self.language = language_of(request)

    def of(self, hits: Sequence[Hit]) -> list[FoundCard]:
        by_kind: dict[str, dict[str, Hit]] = {}
        for hit in hits:
            by_kind.setdefault(hit.kind, {})[hit.group] = hit
        readers = {"case": self.cases, "block": self.blocks, "offer": self.offers, "report": self.reports}
        found: dict[str, FoundCard] = {}
        for kind, of_kind in by_kind.items():
            if kind in readers:
                found |= readers[kind](of_kind)
        return [found[hit.group] for hit in hits if hit.group in found]

    def say(self, message: str, **params: object) -> str:
        return translate(self.language, message, **params)

    # Each kind

    def cases(self, hits: Mapping[str, Hit]) -> dict[str, FoundCard]:
        codes = [group.partition(":")[2] for group in hits]
        listed = cards(self.session, codes=codes, language=self.language)
        return {f"case:{one.code}": self.case(one, hits[f"case:{one.code}"]) for one in listed}

    def case(self, card: Card, hit: Hit) -> FoundCard:
        shown = card_of(self.request, self.terms, card, self.language)
        medium = medium_of(hit.section)
        readable = hit.language in card.languages and (not medium or medium in card.media)
        passage = self.passage(hit, card.language, readable)
        # Who looks for something reads the passage; what one can learn stands on the page.
        learn = "" if passage else shown.learn
        picture = shown.picture if self.pictures else None
        shown = replace(shown, title=self.title(hit, card.title), snippet=passage, learn=learn, picture=picture)
        place = self.place(card, hit) if shown.snippet else None
        return FoundCard("case", shown, self.beside(hit, shown, place, readable))

    def place(self, card: Card, hit: Hit) -> tuple[str, str] | None:
        """The part of the page, or the page of the document, in which the passage stands."""
        if document := self.document(card.media, hit):
            return document
        part = part_of("media" if medium_of(hit.section) else hit.section)
        if part is None:
            return None
        words = (
            self.say(IN_DOCUMENT)
            if hit.section.startswith("attachment:")
            else self.say(IN_PART, part=self.say(part[0]))
        )
        return words, f"{self.page(hit, hit.language if hit.language != card.language else '')}#{part[1]}"

    def document(self, media: Mapping[str, str], hit: Hit) -> tuple[str, str] | None:
        """The page of a document that browsers open at it; `media` are the types of files that are shown."""
        medium = medium_of(hit.section)
        if not hit.section.startswith("attachment:") or media.get(medium) != _PDF:
            return None
        file = address(self.request, "media_file", public_id=medium, name="original")
        if hit.page:
            return self.say(ON_PAGE, page=hit.page), f"{file}#page={hit.page}"
        return self.say(IN_DOCUMENT), file

    def blocks(self, hits: Mapping[str, Hit]) -> dict[str, FoundCard]:
        places = [(code, key) for _, code, key in (group.split(":") for group in hits)]
        listed = block_cards(self.session, wanted=places, language=self.language)
        return {group: self.block(one, hits[group]) for one in listed for group in [f"block:{one.code}:{one.key}"]}

    def block(self, block: BlockCard, hit: Hit) -> FoundCard:
        readable = hit.language in block.languages
        snippet = self.passage(hit, block.language, readable)
        card = {
            "address": self.page(hit),
            "title": self.title(hit, block.title),
            "text": snippet or block.text,
            "lang": block.language,
            "case_title": block.case_title,
            "case_address": address(self.request, "case_page", lang=self.language, code=block.code),
            "organisation": block.organisation,
            "effort": block.effort,
        }
        beside = self.beside(hit, card, None, readable)
        return FoundCard("block", card, beside, self.say(KIND_WORDS["block"]))

    def offers(self, hits: Mapping[str, Hit]) -> dict[str, FoundCard]:
        lines = visits.offers(self.session, [group.partition(":")[2] for group in hits])
        return {f"offer:{code}": self.offer(line, hits[f"offer:{code}"]) for code, line in lines.items()}

    def offer(self, line: Line, hit: Hit) -> FoundCard:
        [card] = offer_cards(self.request, [line], self.terms)
        return self.plain(card, hit, line.thing.title, line.thing.language)

    def reports(self, hits: Mapping[str, Hit]) -> dict[str, FoundCard]:
        lines = visits.reports(self.session, [group.partition(":")[2] for group in hits])
        media = shown_media(self.session, {medium for hit in hits.values() if (medium := medium_of(hit.section))})
        return {f"report:{code}": self.report(line, media, hits[f"report:{code}"]) for code, line in lines.items()}

    def report(self, line: ReportLine, media: Mapping[str, str], hit: Hit) -> FoundCard:
        day = show_date(line.starts_on, self.language)
        where = N_("%(organisation)s at %(host)s, %(day)s")
        card = {
            "address": self.page(hit),
            "lang": line.language,
            "above": self.say(where, organisation=line.organisation, host=line.host, day=day),
            "text": on_card(line.opening),
        }
        return self.plain(card, hit, line.title or self.say(N_("Untitled report")), line.language, media)

    def plain(
        self, card: dict[str, Any], hit: Hit, title: str, language: str, media: Mapping[str, str] = MappingProxyType({})
    ) -> FoundCard:
        """A card of something that is written in one language only."""
        medium = medium_of(hit.section)
        snippet = self.passage(hit, language, hit.language == language and (not medium or medium in media))
        card = {**card, "title": self.title(hit, title), "text": snippet or card["text"]}
        place = self.document(media, hit) if snippet else None
        return FoundCard(hit.kind, card, self.beside(hit, card, place, False), self.say(KIND_WORDS[hit.kind]))

    # What they share

    def page(self, hit: Hit, language: str = "") -> str:
        """The page of a hit; with a language, the version in it."""
        route, params = page_of(hit)
        return address(self.request, route, lang=self.language, **params, **({"in": language} if language else {}))

    def title(self, hit: Hit, title: str) -> str | Markup:
        """With its marks, where the index knows the very title that the database has."""
        same = has_marks(hit.title) and "".join(segment.text for segment in hit.title) == " ".join(title.split())
        return marked(hit.title) if same else title

    def passage(self, hit: Hit, card_language: str, readable: bool) -> Markup | None:
        """The name of the organisation stands on every card anyway."""
        if not readable or not has_marks(hit.snippet) or hit.section == "organisation":
            return None
        text = marked(hit.snippet)
        if hit.language == card_language:
            return text
        return Markup('<span lang="{}" dir="auto">{}</span>').format(hit.language, text)

    def beside(
        self, hit: Hit, card: CaseCard | Mapping[str, Any], place: tuple[str, str] | None, versions: bool
    ) -> Beside:
        """`versions`: it is there in several languages, that of the hit among them."""
        version = None
        if versions and hit.why and hit.language != self.language:
            words = self.say(IN_VERSION, name=language_word(hit.language, self.language))
            version = (words, self.page(hit, hit.language))
        why = reasons(hit.why, self.terms, self.language)
        if not why and not _is_marked(card) and (typed := found_words(hit.why)):
            why = [self.say(BY_WORDS, words=", ".join(typed))]
        return Beside(place, version, why, in_common(hit.why, self.terms, self.language))


def _is_marked(card: CaseCard | Mapping[str, Any]) -> bool:
    shown: Iterable[Any] = (card.title, card.snippet) if isinstance(card, CaseCard) else (card["title"], card["text"])
    return any(isinstance(text, Markup) for text in shown)
