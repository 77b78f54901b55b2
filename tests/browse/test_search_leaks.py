"""Whoever asks, and however: what is not public is in no result, count, suggestion, passage, feed, export or answer.

The same questions are asked before and after the library gets secrets, and the answers must be the same.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.content.sections import BY_NAME
from app.content.units import fingerprint, texts
from app.domain.cases.versions import current_version, find_working_copy, mirror, open_working_copy
from app.domain.search_log import note_change
from app.models.cases import Case, CaseReview, CaseState, CaseTranslation, TranslationState
from app.models.media import Media, MediaKind, MediaState
from app.models.people import User
from app.models.types import now
from tests.browse.library import Library
from tests.cup.making import MakeCup
from tests.factories import Make, raw_content
from tests.pages import Browser
from tests.visits.learning import MakeLearning
from tests.visits.making import MakeVisit

Visit = Callable[..., Browser]
WORD = "zanahorias"
WORDS = ("", f"q={WORD}", "q=zanahorais", f"q={WORD[:6]}*", f"q=title:{WORD}", f'q="secret {WORD}"', "q=-potatoes")
NARROWED = ("country=NP", "product=rice", "sort=similar&our_country=NP&our_product=rice", "from=2020", "all=country")


def questions(near: Case) -> Iterator[str]:
    for asked in (*WORDS, *NARROWED, f"q={WORD}&country=NP"):
        for path in ("search", "cases", "blocks", "search/feed"):
            yield f"/en/{path}?{asked}"
        yield f"/es/search?type=report&{asked}"
        yield f"/es/search?type=offer&{asked}"
        yield f"/en/cases/export.csv?{asked}"
    for asked in ("", f"q={WORD}", "q=zanahorais", "country=NP"):
        yield f"/api/v1/search?{asked}"
    for typed in (WORD[:3], WORD, "Secr", "Hidden", "New"):
        yield f"/en/suggestions?q={typed}"
    # Where similar cases stand.
    yield f"/en/cases/{near.code}"
    yield f"/fr/cases/{near.code}"


def content() -> dict[str, dict[str, Any]]:
    made = raw_content(title=f"Secret {WORD}", summary=f"All about {WORD}.")
    made["facts"] |= {"country": "NP", "products": ["rice"], "benefits": ["savings_credit"]}
    return made


class Secrets:
    """Everything that may be in the database without being public, each with the word."""

    def __init__(self, library: Library, make: Make) -> None:
        self.library, self.make = library, make
        self.database = library.services.database
        self.organisation = make.organisation("Hidden growers", country="NP", products=["rice"])
        self.learning, self.cup = MakeLearning(make, MakeVisit(make)), MakeCup(make)
        self.edition = self.cup.edition(blind=True)
        # A public one that is like the secret ones.
        about = {"country": "PE", "products": ["rice"], "benefits": ["savings_credit"]}
        self.near = library.tell(facts=about, title="Saving with rice")
        library.index()

    def tell(self) -> None:
        self.cases()
        self.work()
        self.translations()
        self.media()
        self.visits()
        self.cup.entry(self.edition, self.organisation, content=content())
        for case in (self.library.potatoes, self.library.coffee):
            with self.database.writing() as session:
                note_change(session, f"case:{case.code}")
        self.library.index()

    def cases(self) -> None:
        hidden = (CaseState.DRAFT, CaseState.SUBMITTED, CaseState.RETURNED, CaseState.DECLINED, CaseState.SYSTEMATISING)
        for state in hidden:
            self.make.case(self.organisation, state=state, content=content())
        for verb in ("withdraw", "archive"):
            case = self.library.tell(self.organisation, facts=content()["facts"], **content()["summary"])
            self.library.index()
            self.library.take(case, verb, self.library.coordinator, "It was asked for.")

    def work(self) -> None:
        """The next text of a public case."""
        with self.database.writing() as session:
            case = session.get_one(Case, self.library.potatoes.id)
            open_working_copy(session, case=case, by=None)
            version = find_working_copy(session, case)
            assert version
            version.content = {**version.content, "summary": {"title": f"New {WORD}", "summary": f"New {WORD}."}}
            mirror(case, version)
            session.add(version)

    def translations(self) -> None:
        with self.database.writing() as session:
            case = session.get_one(Case, self.library.potatoes.id)
            version = current_version(session, case)
            assert version
            source = texts(BY_NAME["summary"], version.content["summary"])
            for language, state in (("fr", TranslationState.DRAFT), ("pt", TranslationState.REVIEWED)):
                session.add(
                    CaseTranslation(
                        version_id=version.id or 0,
                        language=language,
                        section="summary",
                        state=state,
                        texts={"title": f"Hidden {WORD}", "summary": WORD},
                        source=source,
                        source_hash=fingerprint(source),
                    )
                )

    def media(self) -> None:
        self.document(consent=False)
        self.document(consent_withdrawn_at=now())
        self.document(removed_at=now())
        self.document(state=MediaState.WAITING)

    def document(self, **changes: Any) -> None:
        values = {"state": MediaState.READY, "consent": True, **changes}
        with self.database.writing() as session:
            session.add(
                Media(
                    case_id=self.library.coffee.id,
                    kind=MediaKind.DOCUMENT,
                    content_type="application/pdf",
                    sha256="0" * 64,
                    size=1,
                    pages=[f"Hidden {WORD} on a page"],
                    created_at=self.library.coffee.created_at,
                    **values,
                )
            )

    def visits(self) -> None:
        for state in ("draft", "paused", "withdrawn"):
            offer = self.learning.visits.offer(self.organisation, state=state, title=f"Hidden {WORD}", text=WORD)
            self.note(f"offer:{offer.code}")
        for state in ("draft", "submitted", "commented", "accepted"):
            report = self.learning.report(state=state, title=f"Hidden {WORD}", seen=WORD)
            self.note(f"report:{report.code}")

    def note(self, subject: str) -> None:
        with self.database.writing() as session:
            note_change(session, subject)

    def people(self) -> dict[str, User | None]:
        """Those who may know some of it by other ways must not learn it from the search either."""
        reviewer, juror = self.make.user("Reviewer"), self.make.user("Juror")
        self.cup.juror(self.edition, juror)
        with self.database.writing() as session:
            version = current_version(session, session.get_one(Case, self.library.potatoes.id))
            assert version
            review = CaseReview(
                case_id=self.library.potatoes.id or 0, version_id=version.id or 0, reviewer_id=reviewer.id or 0
            )
            session.add(review)
        return {
            "stranger": None,
            "member of another organisation": self.make.owner(self.make.organisation()),
            "member": self.make.owner(self.organisation),
            "guest": self.learning.guest_person,
            "reviewer": reviewer,
            "juror": juror,
            "coordinator": self.library.coordinator,
            "administrator": self.make.administrator(),
        }


@pytest.fixture
def secrets(library: Library, make: Make) -> Secrets:
    return Secrets(library, make)


def answers(browser: Browser, secrets: Secrets) -> dict[str, str]:
    """What each question is answered, without what surrounds every page."""
    found = {}
    for address in questions(secrets.near):
        page = browser.open(address)
        assert page.status == 200, address
        found[address] = main_text(page.html) if "<main" in page.html else page.html
    return found


def main_text(html: str) -> str:
    return html.partition("<main")[2].partition("</main>")[0]


def test_nobody_learns_from_the_search_what_is_not_public(secrets: Secrets, visit: Visit) -> None:
    people = secrets.people()
    before = {name: answers(visit(person), secrets) for name, person in people.items()}

    secrets.tell()

    for name, person in people.items():
        after = answers(visit(person), secrets)
        changed = [address for address, text in after.items() if text != before[name][address]]
        assert (name, changed) == (name, [])


def test_the_same_questions_find_it_once_it_is_public(library: Library, secrets: Secrets, visit: Visit) -> None:
    """Or the test above could not fail."""
    browser = visit()
    before = answers(browser, secrets)
    library.tell(secrets.organisation, facts=content()["facts"], **content()["summary"])
    library.index()

    after = answers(browser, secrets)

    changed = {address for address, text in after.items() if text != before[address]}
    wanted = (
        "/en/search?",
        f"/en/search?q={WORD}",
        "/en/search?q=zanahorais",
        "/en/search?country=NP",
        f"/en/search/feed?q={WORD}",
        "/en/cases?all=country",
        f"/en/cases/export.csv?q={WORD}",
        f"/api/v1/search?q={WORD}",
        "/api/v1/search?q=zanahorais",
        f"/en/suggestions?q={WORD[:3]}",
        f"/en/cases/{secrets.near.code}",
    )
    assert [address for address in wanted if address not in changed] == []
