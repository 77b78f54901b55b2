"""Every kind of page: readable by everybody (axe at AA), nothing wider than a phone, nothing broken without script."""

from collections.abc import Callable, Sequence

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from sqlmodel import select

from app.domain.cases.versions import freeze, open_working_copy
from app.models.cases import Case, CaseReview, CaseState, CaseTier, CaseVersion, FollowUp
from app.models.organisations import OrganisationKind, Tier
from app.models.people import Role, User
from app.models.types import now
from tests.browser.conftest import Site
from tests.contents import full_content
from tests.factories import Make

Sit = Callable[..., Page]
AA = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")

STRANGER = (
    "/en/",
    "/es/about",
    "/en/cases",
    "/fr/cases?q=potatoes",
    "/en/cases?q=nothing-like-this",
    "/en/search?q=potatoes",
    "/es/search?q=%2Bpotatoes+%2Bzebra&country=PE&from=soon&to=2020",
    "/fr/search?sort=similar",
    "/en/search?q=potatose+scale&sort=similar&our_country=PE",
    "/pt/blocks",
    "/en/topics",
    "/es/topics/benefit",
    "/en/topics/benefit/joint_purchase",
    "/en/organisations",
    "/en/organisations/{organisation}",
    "/en/cases/{public}",
    "/es/cases/{public}",
    "/en/cases/{public}/v1",
    "/en/cases/{public}/versions",
    "/en/cases/{public}/cite",
    "/en/blocks/{public}-block1",
    "/en/cases/{withdrawn}",
    "/en/sign-up",
    "/pt/sign-in",
    "/en/password/forgotten",
    "/api/docs",
    "/en/no/such/page",
)
OWNER = (
    "/en/waiting",
    "/en/cases/new",
    "/es/cases/{draft}/tell",
    "/en/cases/{work}/edit",
    "/en/cases/{work}/edit/facts",
    "/fr/cases/{work}/edit/process",
    "/en/cases/{work}/edit/lessons",
    "/en/cases/{work}/work",
    "/en/cases/{work}/preview",
    "/en/cases/{work}/media",
    "/en/cases/{public}/translations",
    "/en/cases/{public}/translations/es/lessons",
    "/en/cases/{asked}/follow-up",
    "/en/account",
    "/en/notifications",
    "/en/organisations/mine",
    "/en/account/security",
    "/en/account/data",
    "/en/terms/suggest",
    "/en/organisations/{organisation}/edit",
    "/en/organisations/{organisation}/members",
    "/en/organisations/new",
)
COORDINATOR = (
    "/en/queue",
    "/en/queue?state=published",
    "/en/first-looks",
    "/en/cases/{review}/work",
    "/en/cases/{review}/review",
    "/en/administration",
    "/en/administration/people",
    "/en/administration/mails",
    "/en/administration/jobs",
    "/en/administration/trail",
    "/en/administration/roles",
    "/en/administration/vocabularies",
    "/en/administration/vocabularies/benefit",
    "/en/administration/suggestions",
)


@pytest.fixture
def library(site: Site, make: Make) -> dict[str, str]:
    """A case in each state that has pages of its own; the codes by what they are for."""
    organisation = make.organisation("Potato growers", tier=Tier.FIRST_TIER, description="Forty families.")
    make.owner(organisation, "Rosa", email="rosa@example.org")
    carla = make.user("Carla", roles=(Role.COORDINATOR, Role.ADMINISTRATOR), email="carla@example.org")
    make.organisation("Waits for a look", approved=False)
    codes = {"organisation": organisation.code}
    content = full_content()
    for name, state in (
        ("public", CaseState.PUBLISHED),
        ("withdrawn", CaseState.WITHDRAWN),
        ("asked", CaseState.FOLLOW_UP_DUE),
        ("draft", CaseState.DRAFT),
        ("work", CaseState.SYSTEMATISING),
        ("review", CaseState.REVIEW),
    ):
        tier = CaseTier.RAW if name == "draft" else CaseTier.SYSTEMATISED
        owner = make.organisation(kind=OrganisationKind.PRODUCER_ORGANISATION) if name == "review" else organisation
        case = make.case(owner, state=state, content=content, tier=tier)
        codes[name] = case.code
        with site.services.database.writing() as session:
            row = session.get_one(Case, case.id)
            version = session.exec(select(CaseVersion).where(CaseVersion.case_id == case.id)).one()
            if name in ("public", "withdrawn", "asked"):
                freeze(session, case=row, version=version, what_changed="The first.", by=None)
            if name == "public":
                open_working_copy(session, case=row, by=None)
            if name == "asked":
                session.add(FollowUp(case_id=case.id or 0, months=12, due=now().date(), asked_at=now()))
            if name == "review":
                session.add(CaseReview(case_id=case.id or 0, version_id=version.id or 0, reviewer_id=carla.id or 0))
            row.state, row.withdrawn_reason = state, "Our buyer asked us to." if name == "withdrawn" else ""
    with site.services.database.reading() as session:
        site.wait_for(lambda: site.services.search.health(session).in_step)
    return codes


def people(site: Site, email: str) -> User:
    with site.services.database.reading() as session:
        return session.exec(select(User).where(User.email == email)).one()


def wrong_on(page: Page, path: str, rules: Sequence[str] = AA) -> list[str]:
    """What axe finds by these rules, and what sticks out to the side."""
    # What is right need not be listed, nor style sheets be read once more.
    options = {"runOnly": list(rules), "resultTypes": ["violations"], "preload": False}
    found = Axe().run(page, options=options).response
    wrong = [f"{path}: {v['id']}: {v['nodes'][0]['html'][:160]}" for v in found["violations"]]
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wrong + ([f"{path}: {wider} pixels too wide"] if wider > 0 else [])


@pytest.mark.parametrize(
    ("email", "paths"), [("", STRANGER), ("rosa@example.org", OWNER), ("carla@example.org", COORDINATOR)]
)
def test_every_page_is_for_everybody(
    site: Site, person: Sit, library: dict[str, str], email: str, paths: tuple[str, ...]
) -> None:
    user = people(site, email) if email else None
    wrong: list[str] = []
    for desk, dark in ((False, False), (True, True)):
        page = person(user, desk=desk, dark=dark)
        for path in paths:
            answer = page.goto(path.format(**library))
            assert answer is not None
            expected = 404 if "no/such" in path else 410 if "{withdrawn}" in path else 200
            if answer.status != expected:
                wrong.append(f"{path}: status {answer.status}")
                continue
            wrong += wrong_on(page, path)

    assert wrong == []


def idle_on(page: Page, path: str) -> list[str]:
    """What is wrong without script: no heading, or a button that belongs to no form that can be sent."""
    headings = page.locator("main h1").count()
    loose = page.locator("main button:visible:enabled:not(form button):not([form])").count()
    wrong = [] if headings == 1 else [f"{path}: {headings} headings of the first level"]
    return wrong + ([f"{path}: {loose} buttons that do nothing"] if loose else [])


def test_every_page_stands_without_script(site: Site, person: Sit, library: dict[str, str]) -> None:
    wrong: list[str] = []
    for email, paths in (("", STRANGER), ("rosa@example.org", OWNER), ("carla@example.org", COORDINATOR)):
        page = person(people(site, email) if email else None, script=False)
        for path in paths:
            page.goto(path.format(**library))
            wrong += idle_on(page, path)

    assert wrong == []
