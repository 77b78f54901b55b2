"""Two at once, on PostgreSQL, where nothing but locks keeps them apart (SQLite lets one write at a time)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from sqlmodel import Session, select

from app.content.sections import BY_NAME
from app.domain.cases import translating
from app.domain.cases.steps import take_step
from app.domain.errors import Conflict, DomainError, Stale
from app.domain.people.deletion import delete_account
from app.domain.people.passwords import hash_password
from app.domain.people.roles import block_person, revoke_role
from app.domain.viewer import viewer_of
from app.models.cases import Case, CaseState, CaseVersion
from app.models.organisations import Membership
from app.models.people import PlatformRole, Role, User
from app.services import Services
from app.settings import Settings
from tests.case_page.library import Library
from tests.factories import Make
from tests.postgres import Cluster

PASSWORD = "three old bicycles"


@pytest.fixture
def services(cluster: Cluster, tmp_path: Path) -> Iterator[Services]:
    with cluster.lent() as url:
        services = Services.open(
            Settings(data_dir=tmp_path / "var", media_dir=tmp_path / "media", database_url=url, worker_in_web=False)
        )
        yield services
        services.close()


Deed = Callable[[Session], object]


def at_once(services: Services, first: Deed, second: Deed, seen: Deed) -> list[str]:
    """Both have read (`seen`) before either writes; then the second has to wait for the first."""
    outcomes: list[str] = []

    @contextmanager
    def noting(name: str) -> Iterator[None]:
        try:
            yield
        except DomainError as refused:
            outcomes.append(f"{name}: {type(refused).__name__}")
        else:
            outcomes.append(f"{name}: done")

    def begin_second() -> None:
        with noting("second"):
            second(later)
            later.commit()

    with Session(services.database.engine, expire_on_commit=False) as later:
        seen(later)
        with noting("first"), services.database.writing() as session:
            seen(session)
            first(session)
            session.flush()
            waiting = Thread(target=begin_second)
            waiting.start()
            waiting.join(timeout=0.3)
        waiting.join(timeout=20)
    return sorted(outcomes)


def step(case: Case, verb: str, by: User) -> Deed:
    def take(session: Session) -> None:
        row = session.get_one(Case, case.id)
        take_step(session, case=row, verb=verb, message="As agreed.", by=viewer_of(session, by))

    return take


@pytest.mark.parametrize(("first", "second"), [("decline", "accept"), ("accept", "decline"), ("accept", "accept")])
def test_two_coordinators_decide_at_once(services: Services, make: Make, first: str, second: str) -> None:
    case = make.case(state=CaseState.SUBMITTED)
    one, other = make.coordinator(), make.coordinator()

    outcomes = at_once(services, step(case, first, one), step(case, second, other), lambda s: s.get(Case, case.id))

    assert outcomes == ["first: done", "second: Conflict"]
    with services.database.reading() as session:
        row = session.get_one(Case, case.id)
        assert (row.state == CaseState.DECLINED) == (row.current_version_id is None)


def test_two_begin_a_new_version_at_once(services: Services, make: Make) -> None:
    case = Library(services, make).case()
    one, other = make.coordinator(), make.coordinator()

    outcomes = at_once(services, step(case, "revise", one), step(case, "revise", other), lambda s: s.get(Case, case.id))

    assert outcomes == ["first: done", "second: Conflict"]
    with services.database.reading() as session:
        versions = session.exec(select(CaseVersion.number).where(CaseVersion.case_id == case.id)).all()
        assert sorted(versions, key=str) == [1, None]


def test_two_owners_delete_their_accounts_at_once(services: Services, make: Make) -> None:
    organisation = make.organisation()
    one, other = (make.owner(organisation, password_hash=hash_password(PASSWORD)) for _ in range(2))

    def leave(user: User) -> Deed:
        return lambda session: delete_account(
            session, viewer=viewer_of(session, user), password=PASSWORD, settings=services.settings
        )

    outcomes = at_once(services, leave(one), leave(other), lambda _: None)

    assert outcomes == ["first: done", "second: Conflict"]
    with services.database.reading() as session:
        assert session.exec(select(Membership.user_id)).all() == [other.id]


@pytest.mark.parametrize("how", ["revoke", "block"])
def test_two_administrators_turn_on_each_other_at_once(services: Services, make: Make, how: str) -> None:
    one, other = make.administrator(), make.administrator()

    def against(user: User, by: User) -> Deed:
        def act(session: Session) -> None:
            row, viewer = session.get_one(User, user.id), viewer_of(session, by)
            if how == "block":
                block_person(session, user=row, by=viewer)
            else:
                revoke_role(session, user=row, role=Role.ADMINISTRATOR, by=viewer)

        return act

    outcomes = at_once(services, against(one, other), against(other, one), lambda _: None)

    assert outcomes == ["first: done", "second: Conflict"]
    with services.database.reading() as session:
        assert other.id in session.exec(select(PlatformRole.user_id)).all()


def test_two_translators_save_at_once(services: Services, make: Make) -> None:
    case = Library(services, make).case()
    people = [make.coordinator(), make.coordinator()]

    def say(user: User, title: str, expected: int) -> Deed:
        def save(session: Session) -> None:
            row = session.get_one(Case, case.id)
            translating.save(
                session,
                case=row,
                version=translating.translated_version(session, case=row),
                language="es",
                section=BY_NAME["summary"],
                typed={"title": title},
                expected=expected,
                by=viewer_of(session, user),
            )

        return save

    with services.database.writing() as session:
        say(people[0], "Papa", 0)(session)

    outcomes = at_once(services, say(people[0], "Papas", 1), say(people[1], "Patatas", 1), lambda _: None)

    assert outcomes == ["first: done", "second: Stale"]
    assert issubclass(Stale, Conflict)
