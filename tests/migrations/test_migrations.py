import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import JSON, MetaData, Table, column, inspect
from sqlmodel import SQLModel, select

from app import migrations
from app.content.card import card_of
from app.database import Database
from app.models.learning import LearningReport
from app.models.looking import Question, QuestionState, SavedSearch
from app.models.organisations import Organisation, OrganisationKind
from app.models.people import User
from app.models.platform import Job
from app.models.types import now
from app.models.vocabulary import Term
from tests.contents import full_content

FIRST = "0001"


@pytest.fixture
def database(empty_database_url: str) -> Iterator[Database]:
    database = Database(empty_database_url)
    yield database
    database.close()


def test_migrations_make_exactly_the_tables_of_the_models(database: Database) -> None:
    migrations.upgrade(database)

    with database.engine.connect() as connection:
        options = {key: value for key, value in migrations.OPTIONS.items() if key == "compare_type"}
        context = MigrationContext.configure(connection, opts=options)
        differences = compare_metadata(context, SQLModel.metadata)
    assert differences == [], "run: make migration MESSAGE=…"


def test_migrated_tables_have_the_references_and_limits_of_the_models(
    database: Database, empty_database_url: str
) -> None:
    """What Alembic's comparison leaves out on SQLite: the references and unique columns of each table."""
    migrations.upgrade(database)

    with database.engine.connect() as connection:
        inspector = inspect(connection)
        for table in SQLModel.metadata.sorted_tables:
            found = {
                (key["constrained_columns"][0], key["referred_table"]) for key in inspector.get_foreign_keys(table.name)
            }
            assert found == {(key.parent.name, key.column.table.name) for key in table.foreign_keys}, table.name


def test_upgrade_of_a_database_in_use_keeps_what_is_in_it(database: Database) -> None:
    migrations.upgrade(database, FIRST)
    with database.writing() as session:
        session.add(Organisation(name="Papa Andina", kind=OrganisationKind.PRODUCER_ORGANISATION, country="PE"))
        session.add(Job(kind="housekeeping", payload={"what": "ñ"}))

    migrations.upgrade(database)

    with database.reading() as session:
        assert session.exec(select(Organisation.name)).all() == ["Papa Andina"]
        assert session.exec(select(Job.payload)).all() == [{"what": "ñ"}]
    assert migrations.revision(database) == migrations.head()


def test_cards_are_written_for_versions_that_are_public_already(database: Database) -> None:
    """More of them than one batch; the working copy gets its card when it is published."""
    migrations.upgrade(database, FIRST)
    content = full_content("abc123")
    with database.engine.connect().execution_options(write=True) as connection, connection.begin():
        tables = MetaData()
        tables.reflect(connection)
        organisation, case, version = (tables.tables[n] for n in ("organisation", "learning_case", "case_version"))
        connection.execute(organisation.insert().values(_needed(organisation, id=1)))
        connection.execute(case.insert().values(_needed(case, id=1, organisation_id=1)))
        numbers = [*range(1, 503), None]
        rows = [_needed(version, id=n, case_id=1, number=number) for n, number in enumerate(numbers, 1)]
        connection.execute(version.insert(), [{**row, "content": content} for row in rows])

    migrations.upgrade(database, "0002")

    with database.engine.connect() as connection:
        cards = connection.execute(select(column("card", JSON)).select_from(version).order_by(version.c.id)).scalars()
        assert list(cards) == [*[card_of(content)] * 502, {}]


def _needed(table: Table, **given: Any) -> dict[str, Any]:
    """A row with something in every column that must not be empty."""
    some: dict[type, Any] = {int: 0, str: "", dict: {}, bool: False, datetime: now(), date: now().date()}
    return {
        name: given.get(name, some.get(found.type.python_type))
        for name, found in table.columns.items()
        if name in given or not found.nullable
    }


def test_failing_migration_leaves_the_database_as_it_was(database: Database) -> None:
    with database.engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE case_translation (id INTEGER)")  # stands in the way of a late table
        connection.commit()

    with pytest.raises(Exception, match="case_translation"):
        migrations.upgrade(database)

    with database.engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["case_translation"]
    assert migrations.revision(database) == ""


def test_sqlite_checks_references_again_after_a_migration(database: Database) -> None:
    migrations.upgrade(database)
    if database.is_sqlite:
        with database.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_preparing_twice_changes_nothing(database: Database) -> None:
    first = migrations.prepare(database)
    second = migrations.prepare(database)

    with database.reading() as session:
        assert (first, second) == (len(session.exec(select(Term.id)).all()), 0)


def test_migrations_form_one_line() -> None:
    """Each names the one before it, so that two people's migrations never meet for the first time in production."""
    paths = sorted((migrations.FOLDER / "versions").glob("*.py"))
    before = [re.search(r"^down_revision = (.*)$", path.read_text(), re.MULTILINE).group(1) for path in paths]

    assert before == ["None", *(repr(Path(path).name[:4]) for path in paths[:-1])]


def test_revision_of_another_release_is_not_known() -> None:
    assert migrations.knows(FIRST)
    assert not migrations.knows("9999")


def test_people_and_organisations_of_before_can_look_for_things(database: Database) -> None:
    """What 0005 brings refers to rows that are there already."""
    migrations.upgrade(database, "0004")
    with database.writing() as session:
        session.add(User(name="Rosa", email="rosa@example.org"))
        session.add(Organisation(name="Papa Andina", kind=OrganisationKind.PRODUCER_ORGANISATION, country="PE"))

    migrations.upgrade(database)

    with database.writing() as session:
        user, organisation = session.exec(select(User)).one(), session.exec(select(Organisation)).one()
        session.add(SavedSearch(user_id=user.id or 0, name="Papa", page="case_list", query="q=papa"))
        session.add(Question(what="Cold stores?", language="en", asked_by_id=user.id, organisation_id=organisation.id))
    with database.reading() as session:
        assert session.exec(select(SavedSearch.name)).all() == ["Papa"]
        assert session.exec(select(Question.state)).all() == [QuestionState.OPEN]


def test_files_of_reports_that_are_there_have_no_words_yet(database: Database) -> None:
    migrations.upgrade(database, "0005")
    with database.engine.connect().execution_options(write=True) as connection, connection.begin():
        tables = MetaData()
        tables.reflect(connection)
        organisation, offer, visit, report = (
            tables.tables[name] for name in ("organisation", "visit_offer", "visit", "learning_report")
        )
        connection.execute(organisation.insert().values(_needed(organisation, id=1)))
        connection.execute(offer.insert().values(_needed(offer, id=1, organisation_id=1)))
        connection.execute(visit.insert().values(_needed(visit, id=1, offer_id=1, host_id=1)))
        given = {"id": 1, "visit_id": 1, "organisation_id": 1, "state": "draft", "seen": "Scales"}
        connection.execute(report.insert().values(_needed(report, **given)))

    migrations.upgrade(database)

    with database.reading() as session:
        kept = session.exec(select(LearningReport.seen, LearningReport.media)).one()
    assert tuple(kept) == ("Scales", [])
