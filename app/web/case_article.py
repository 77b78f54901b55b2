"""The article of a case: what the page, the printed page and the PDF have in common."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from markupsafe import Markup
from sqlmodel import Session

from app.domain.cases.follow_ups import ANSWERS, answered
from app.domain.cases.neighbours import Alike, Library, Neighbours, neighbours
from app.domain.cases.reading import Reading, read
from app.domain.terms import TermBook
from app.domain.visits import report_lists
from app.domain.visits.adoption import Adoption
from app.domain.visits.report_lists import ReportLine
from app.exports import meta, structured_data
from app.exports.citation import Citation, cite
from app.exports.links import Links
from app.exports.shapes import WIDTHS, shapes
from app.i18n import LANGUAGES, locale, translate
from app.models.cases import Case, CaseState, CaseVersion
from app.models.media import MediaKind
from app.models.types import now
from app.web.case_stamp import Stamp
from app.web.case_words import Words, answers, contents, numbers
from app.web.templating import address, environment
from app.web.typography import keep_together

PLATFORM = "Excellent Experiences"


@dataclass(frozen=True, slots=True)
class Article:
    """`head` goes into the page's head, `body` into its main part; `language` is that of the content."""

    title: str
    description: str
    language: str
    head: Markup
    body: Markup
    citation: Citation | None
    # For the PDF: the addresses of pictures in the article, and under which keys the storage has them.
    pictures: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wish:
    """Which article is wanted. `insider` may see contact data; `paper` is for the PDF, with absolute addresses.

    `own`: for somebody of the organisation whose case it is; `writes`: who may also write for it.
    """

    page_language: str
    language: str
    insider: bool = False
    text_only: bool = False
    paper: bool = False
    own: bool = False
    writes: bool = False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is asked for once the reading is there, and not at all for a working copy."""

    near: Neighbours = field(default_factory=Neighbours)
    later: list[Any] = field(default_factory=list)
    versions: int = 0
    adoption: Adoption = field(default_factory=Adoption)
    reports: list[ReportLine] = field(default_factory=list)


def links_of(request: Request, language: str, base: str = "") -> Links:
    """Addresses for a page in a language; absolute ones with the base address."""

    def page(name: str, /, **parameters: Any) -> str:
        return base + address(request, name, **{"lang": language, **parameters})

    def medium(public_id: str, name: str) -> str:
        return base + address(request, "media_file", public_id=public_id, name=name)

    return Links(page, medium)


def write_article(
    request: Request,
    session: Session,
    *,
    case: Case,
    version: CaseVersion,
    wish: Wish,
    terms: TermBook,
    library: Callable[[], Library],
    stamp: Stamp | None = None,
    alike: Callable[[], Sequence[Alike]] = tuple,
) -> Article:
    """Read a version and write its article; a working copy has no stamp, and nothing around it."""
    reading = read(session, case=case, version=version, language=wish.language)
    if stamp is None:
        return render_article(request, reading, wish, terms, Surroundings())
    around = Surroundings(
        neighbours(
            session,
            library=library(),
            case=case,
            content=version.content,
            language=wish.page_language,
            alike=alike(),
        ),
        answered(session, case=case) if stamp.answered else [],
        stamp.versions,
        Adoption(stamp.tried, stamp.adopted),
        report_lists.of_case(session, case_id=case.id or 0) if stamp.reports else [],
    )
    return render_article(request, reading, wish, terms, around)


def citation_of(request: Request, reading: Reading, page_language: str) -> Citation:
    """The citation of what is shown: a translation where there is one, else the original."""
    absolute = links_of(request, page_language, request.app.state.services.settings.base_url)
    shown = reading.language if "summary" in reading.translated else reading.case.original_language
    return cite(
        reading,
        address=absolute.in_language("case_version", shown, code=reading.case.code, number=reading.version.number or 0),
        publisher=translate(page_language, PLATFORM),
        accessed=now().date(),
    )


def render_article(request: Request, reading: Reading, wish: Wish, terms: TermBook, around: Surroundings) -> Article:
    env = environment(wish.page_language)
    context = _context(request, reading, wish, terms, around)
    head = env.get_template("cases/_tags.html").render(context) if context["citation"] else ""
    body = keep_together(env.get_template("cases/_article.html").render(context))
    return Article(
        title=reading.title,
        description=reading.section("summary").get("summary", ""),
        language=context["words"].language("summary"),
        head=Markup(head),  # noqa: S704 - rendered by the same escaping templates
        body=Markup(body),  # noqa: S704
        citation=context["citation"],
        pictures=_pictures(reading, context["links"]) if wish.paper else {},
    )


def _pictures(reading: Reading, links: Links) -> dict[str, str]:
    return {
        links.medium(shown.medium.public_id, name): shown.medium.files[name]["key"]
        for shown in reading.media
        if shown.medium.kind is MediaKind.PICTURE
        for name in WIDTHS
        if name in shown.medium.files
    }


def _context(request: Request, reading: Reading, wish: Wish, terms: TermBook, around: Surroundings) -> dict[str, Any]:
    base = request.app.state.services.settings.base_url
    absolute = links_of(request, wish.page_language, base)
    links = absolute if wish.paper else links_of(request, wish.page_language)
    context = {
        **_frame(request, wish, terms),
        **_text(reading, wish, terms),
        **_around(reading, wish, links, around),
        "links": links,
        "citation": None,
    }
    if reading.version.number is not None:
        citation = citation_of(request, reading, wish.page_language)
        context |= {"citation": citation, **_tags(reading, citation, absolute, wish, terms, around)}
    return context


def _frame(request: Request, wish: Wish, terms: TermBook) -> dict[str, Any]:
    """What any template needs. Days of publication are those of the platform, not of the reader's zone."""
    return {
        "request": request,
        "terms": terms,
        "time_zone": "UTC",
        "text_only": wish.text_only,
        "own": wish.own,
        "writes": wish.writes,
        "paper": wish.paper,
        "ui_languages": LANGUAGES,
        "still_works": ANSWERS,
    }


def _text(reading: Reading, wish: Wish, terms: TermBook) -> dict[str, Any]:
    language, case = wish.page_language, reading.case
    words = Words(reading, language)
    return {
        "reading": reading,
        "part": lambda name: answers(reading.section(name)),
        "case": case,
        "version": reading.version,
        "organisation": reading.organisation,
        "words": words,
        "t": words.attributes,
        "numbers": numbers(reading, words, terms, language),
        # Pages about the same text stay in its language.
        "stay": {"in": reading.language} if reading.language != language else {},
        "is_current": reading.version.id == case.current_version_id,
        "archived": case.state is CaseState.ARCHIVED,
        # As it is written within a sentence: "inglés".
        "original_name": locale(language).languages.get(case.original_language, case.original_language),
    }


def _around(reading: Reading, wish: Wish, links: Links, around: Surroundings) -> dict[str, Any]:
    """The media, the contact and the other cases; and so which parts the page has."""
    organisation = reading.organisation
    shown = shapes(reading.media, links, Words(reading, wish.page_language).language("media"))
    beside = shown.beside_the_story()
    gallery = beside if wish.text_only else beside.without_first_picture()
    contact = organisation.contact_public or wish.insider
    there = {
        # On paper nobody can be asked to receive visitors.
        "contact": not wish.paper or bool(contact and (organisation.contact_email or organisation.contact_phone)),
        "later": bool(around.later),
        "related": bool(around.near),
    }
    return {
        "shapes": shown,
        "hero": None if wish.text_only else next(iter(beside.pictures), None),
        "gallery": gallery,
        "contents": contents(reading, gallery, there),
        "contact": contact,
        "near": around.near,
        "later": around.later,
        "versions": around.versions,
        "adoption": around.adoption,
        "visit_reports": around.reports,
    }


def _tags(
    reading: Reading, citation: Citation, absolute: Links, wish: Wish, terms: TermBook, around: Surroundings
) -> dict[str, Any]:
    """What the head says to machines, always with absolute addresses."""
    about = [
        (
            terms.label(vocabulary, code, wish.page_language),
            absolute.page("term_page", vocabulary=vocabulary, code=code),
        )
        for name, vocabulary in (("benefits", "benefit"), ("capabilities", "capability"), ("products", "product"))
        for code in reading.section("facts").get(name, ())
    ]
    term = terms.get("licence", reading.case.licence)
    licence = term.uri if term else ""
    shown = shapes(reading.media, absolute, wish.language)
    canonical = absolute.in_language("case_page", citation.language, code=reading.case.code)
    others = [language for language in reading.languages if language != citation.language]
    data = structured_data.describe(
        reading,
        citation,
        absolute,
        shown,
        about=about,
        based_on=[one.code for one in around.near.adapted_from],
        licence=licence,
    )
    return {
        "canonical": canonical,
        "original": absolute.in_language("case_page", reading.case.original_language, code=reading.case.code),
        "named": meta.named(reading, citation, absolute, subjects=[label for label, _ in about], licence=licence),
        "properties": meta.properties(citation, shown, address=canonical, languages=others),
        "json_ld": Markup(structured_data.as_script(data)),  # noqa: S704 - every sign of HTML is escaped in it
    }
