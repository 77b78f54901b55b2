"""What search engines are told: which pages there are in which language, and what is not for them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response
from sqlmodel import Session, col, select

from app.domain.cases.access import public_cases
from app.domain.cup.access import readable_editions
from app.domain.errors import NotFound
from app.domain.organisations.access import public_organisations
from app.domain.terms import TermBook
from app.domain.viewer import STRANGER
from app.domain.visits.access import open_demands, open_offers, public_reports
from app.exports import sitemap
from app.exports.links import Links
from app.exports.sitemap import PART, Entry
from app.i18n import DEFAULT_LANGUAGE, LANGUAGES
from app.models.cases import Case, CaseTranslation, CaseVersion, TranslationState
from app.models.cup import Edition
from app.models.demands import Demand, Offer
from app.models.learning import LearningReport
from app.routers.vocabularies import OPEN
from app.web import machine_answers
from app.web.case_article import links_of
from app.web.gates import Machine
from app.web.requests import Db, Shared, Terms, services

router = APIRouter()

MAX_AGE = 3600
LEARNING = ("learning_home", "demand_list", "offer_list", "report_list")
LEARNING_PRIVATE = (
    *("answer", "calendar", "coaching", "feed", "for", "mine", "ours", "programme", "proposals", "rounds", "visits"),
    *("*/new", "*/*/coaching", "*/*/edit", "*/*/hosts", "*/*/media", "*/*/show"),
)
PLAIN = (
    "home",
    "about",
    "case_list",
    "block_list",
    "vocabulary_list",
    "organisation_list",
    "cup",
    "case_new",
    *LEARNING,
)
# Pages about a person or a piece of work, and lists narrowed in endless ways: nothing to be found by a search engine.
PRIVATE = (
    *("account", "administration", "desk", "invitations", "my", "notifications", "queue", "sign-in", "sign-up"),
    *(
        "parked",
        "looked-for",
        "questions",
        "searches",
        "suggestions",
        "terms",
        "waiting",
        "forgotten-password",
        "new-password",
        "first-looks",
        "organisations/mine",
    ),
    "cup/new",
    *(f"learning/{page}" for page in LEARNING_PRIVATE),
    *(f"cup/*/{page}" for page in ("desk", "enter", "entries", "jury", "run", "seat")),
)
NARROWED = (
    "cases?",
    "blocks?",
    "organisations?",
    "learning/demands?",
    "learning/offers?",
    "cases/export.",
    "cases/*/work",
    "cases/*/edit",
    "cases/*/cite.",
)


@router.get("/robots.txt", name="robots", dependencies=[Machine])
def robots(shared: Shared) -> Response:
    private = [f"Disallow: /*/{path}" for path in (*PRIVATE, *NARROWED)]
    lines = ["User-agent: *", *private, f"Sitemap: {shared.settings.base_url}/sitemap.xml", ""]
    return PlainTextResponse("\n".join(lines), headers={"Cache-Control": f"public, max-age={MAX_AGE}"})


@router.get("/sitemap.xml", name="sitemap", dependencies=[Machine])
def index(request: Request, session: Db, terms: Terms, shared: Shared) -> Response:
    site = _Site(request, session, terms)
    parts = [
        f"{shared.settings.base_url}/sitemap-{language}-{number}.xml"
        for language in LANGUAGES
        for number in range(1, -(-len(site.pages(language)) // PART) + 1)
    ]
    return machine_answers.answer(request, sitemap.index(parts), sitemap.XML_TYPE, max_age=MAX_AGE)


@router.get("/sitemap-{lang:lang}-{number:int}.xml", name="sitemap_part", dependencies=[Machine])
def part(request: Request, lang: str, number: int, session: Db, terms: Terms) -> Response:
    site = _Site(request, session, terms)
    pages = site.pages(lang)[max(number - 1, 0) * PART : number * PART]
    if not pages:
        raise NotFound
    body = sitemap.part([site.entry(page, lang) for page in pages])
    return machine_answers.answer(request, body, sitemap.XML_TYPE, max_age=MAX_AGE)


@dataclass(frozen=True, slots=True)
class _Page:
    """A page that is there in every language of the interface."""

    route: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Case:
    """A case in one of the languages it can be read in."""

    code: str
    original: str
    language: str
    languages: Sequence[str]
    changed: datetime | None


class _Site:
    """The public pages, by language. Addresses are made only for those that are asked for."""

    def __init__(self, request: Request, session: Session, terms: TermBook) -> None:
        self.links: Links = links_of(request, DEFAULT_LANGUAGE, services(request).settings.base_url)
        self.everywhere = list(_pages(session, terms))
        self.cases = list(_cases(session))

    def pages(self, language: str) -> list[_Page | _Case]:
        # A language that the interface does not speak is read on English pages.
        own = (case for case in self.cases if _spoken(case.language) == language)
        return [*self.everywhere, *own]

    def entry(self, page: _Page | _Case, language: str) -> Entry:
        """A case stands at the address that its page itself calls canonical."""
        if isinstance(page, _Page):
            others = {other: self.links.page(page.route, lang=other, **page.params) for other in LANGUAGES}
            return Entry(others[language], others)
        others = {other: self.links.in_language("case_page", other, code=page.code) for other in page.languages}
        return Entry(others[page.language], {**others, "x-default": others[page.original]}, page.changed)


def _spoken(language: str) -> str:
    return language if language in LANGUAGES else DEFAULT_LANGUAGE


def _pages(session: Session, terms: TermBook) -> Iterator[_Page]:
    yield from map(_Page, PLAIN)
    for vocabulary in OPEN:
        yield _Page("vocabulary_page", {"vocabulary": vocabulary})
        for code in terms.terms.get(vocabulary, ()):
            yield _Page("term_page", {"vocabulary": vocabulary, "code": code})
    for edition in session.exec(readable_editions(STRANGER).order_by(col(Edition.year))).all():
        yield _Page("cup_edition", {"year": str(edition.year)})
    yield from _learning(session)
    for code in _organisations(session):
        yield _Page("organisation_page", {"code": code})


def _learning(session: Session) -> Iterator[_Page]:
    """Open wishes and offers, and what was published of visits."""
    for code in session.scalars(open_demands().with_only_columns(col(Demand.code)).order_by(col(Demand.id))).all():
        yield _Page("demand_page", {"code": code})
    for code in session.scalars(open_offers().with_only_columns(col(Offer.code)).order_by(col(Offer.id))).all():
        yield _Page("offer_page", {"code": code})
    reports = public_reports().with_only_columns(col(LearningReport.code)).order_by(col(LearningReport.id))
    for code in session.scalars(reports).all():
        yield _Page("report_page", {"code": code})


def _organisations(session: Session) -> list[str]:
    seen = public_organisations().subquery()
    return list(session.exec(select(seen.c.code).order_by(seen.c.id)).all())


def _cases(session: Session) -> Iterator[_Case]:
    """The public cases in each of their languages, without their texts."""
    seen = public_cases().subquery()
    spoken: defaultdict[int, set[str]] = defaultdict(set)
    for version_id, language in session.exec(
        select(CaseTranslation.version_id, CaseTranslation.language).where(
            col(CaseTranslation.version_id).in_(select(seen.c.current_version_id)),
            CaseTranslation.section == "summary",
            CaseTranslation.state == TranslationState.PUBLISHED,
        )
    ).all():
        spoken[version_id].add(language)
    query = (
        select(Case.code, Case.original_language, CaseVersion.id, CaseVersion.published_at)
        .join(CaseVersion, col(CaseVersion.id) == Case.current_version_id)
        .where(col(Case.id).in_(select(seen.c.id)))
        .order_by(col(Case.id))
    )
    for code, original, current, changed in session.exec(query).all():
        languages = sorted({original, *spoken[current or 0]})
        for language in languages:
            yield _Case(code, original, language, languages, changed)
