import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select
from typer.main import get_command

from app.cli import main
from app.models.cases import CaseState, CaseVersion
from app.models.organisations import Organisation
from app.models.people import PlatformRole, Role, User
from app.services import Services
from app.settings import Settings
from tests.factories import Make
from tests.importing.conftest import case, organisation

Console = Callable[..., tuple[int, str, str]]


@pytest.fixture
def console(settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Console:
    """Runs a command on the instance of the test: exit code, output, errors."""
    monkeypatch.setenv("DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("MEDIA_DIR", str(settings.media_dir))
    monkeypatch.setenv("DATABASE_URL", settings.database_url)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main.run(arguments)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def commands(group: Any, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Every command, by the words that call it."""
    found: list[tuple[str, ...]] = []
    for name, command in group.commands.items():
        inner = commands(command, (*path, name)) if hasattr(command, "commands") else []
        found += inner or [(*path, name)]
    return found


@pytest.mark.parametrize("words", commands(get_command(main.program)))
def test_every_command_explains_itself(console: Console, words: tuple[str, ...]) -> None:
    code, out, _ = console(*words, "--help")

    assert code == 0
    assert f"Usage: python -m app {' '.join(words)}" in out


def test_unknown_command_fails(console: Console) -> None:
    code, _, err = console("dance")

    assert code == 2
    assert "dance" in err


def test_first_administrator_is_made_at_the_console(console: Console, services: Services) -> None:
    code, out, _ = console(
        "user",
        "create",
        "ana@example.org",
        "--name",
        "Ana",
        "--password",
        "three green buckets",
        "--role",
        "administrator",
    )

    assert (code, out) == (0, "ana@example.org can sign in.\n")
    with services.database.reading() as session:
        user = session.exec(select(User)).one()
        assert (user.name, user.confirmed_at is not None) == ("Ana", True)
        assert session.exec(select(PlatformRole.role)).all() == [Role.ADMINISTRATOR]
    assert console("user", "list")[1] == "ana@example.org\tAna\tadministrator\n"


def test_role_is_given_and_taken(console: Console, make: Make) -> None:
    make.user("Rosa", email="rosa@example.org")

    assert console("user", "role", "rosa@example.org", "coordinator")[0] == 0
    assert console("user", "list")[1] == "rosa@example.org\tRosa\tcoordinator\n"
    assert console("user", "role", "rosa@example.org", "coordinator", "--revoke")[0] == 0
    assert console("user", "list")[1] == "rosa@example.org\tRosa\t\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("user", "role", "nobody@example.org", "coordinator"), "There is no account with the address"),
        (("user", "create", "ana@example.org", "--name", "Ana", "--password", "short"), "Use at least 10 characters"),
        (("backup", "/nowhere/at/all.tar.gz"), "No such file"),
        (("restore", "/dev/null"), "cannot be read as a backup"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(console: Console, arguments: tuple[str, ...], said: str) -> None:
    code, _, err = console(*arguments)

    sentence = next(line for line in err.splitlines() if line.startswith("Sorry: "))
    assert code == 1
    assert said in sentence
    assert "Traceback" not in err


def test_wrong_setting_is_said_in_one_sentence(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASE_URL", "https://experiences.example")
    monkeypatch.setenv("SECRET_KEY", "short")

    code, _, err = console("migrate")

    assert (code, err) == (1, "Sorry: SECRET_KEY needs at least 32 characters when BASE_URL begins with https://\n")


def test_database_of_another_release_is_refused(console: Console, services: Services) -> None:
    with services.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")

    code, _, err = console("user", "list")

    assert (code, err) == (1, "Sorry: The database is not at this release. Run: python -m app migrate\n")


def test_migrating_what_is_there_changes_nothing(console: Console) -> None:
    code, out, _ = console("migrate")

    assert code == 0
    assert out.startswith("Database already at ")
    assert out.endswith("; 0 terms new or changed.\n")


def test_backup_and_restore_at_the_console(console: Console, make: Make, services: Services, tmp_path: Path) -> None:
    make.user("Rosa", email="rosa@example.org")
    file = str(tmp_path / "b.tar.gz")

    assert console("backup", file)[0] == 0
    assert console("restore", file)[0] == 1
    make.user("Newcomer")
    services.database.close()
    code, out, _ = console("restore", file, "--replace")

    assert (code, out.startswith("Restored what was there on ")) == (0, True)
    assert console("user", "list")[1] == "rosa@example.org\tRosa\t\n"


def test_check_finds_what_is_wrong(console: Console, make: Make, services: Services) -> None:
    assert console("check")[:2] == (0, "Everything is as it must be.\n")
    case = make.case(state=CaseState.PUBLISHED)
    with services.database.writing() as session:
        session.exec(select(CaseVersion)).one().content_hash = "other"

    code, out, err = console("check")

    assert code == 1
    assert f"case {case.code}: it is in the state published without a public version\n" in out
    assert "things are not as they must be" in err


def test_search_and_reindex_at_the_console(console: Console) -> None:
    assert console("reindex")[:2] == (0, "The search index is new.\n")
    assert console("search", "potato")[:2] == (0, "0 found\n")


def test_cases_are_imported_and_exported_at_the_console(console: Console, tmp_path: Path) -> None:
    rows = [organisation(), case()]
    (tmp_path / "in.jsonl").write_text("\n".join(json.dumps(row) for row in rows))

    assert console("import", "cases", str(tmp_path / "in.jsonl"), "--check")[:2] == (
        0,
        "1 organisations and 1 cases could be imported.\n",
    )
    assert console("import", "cases", str(tmp_path / "in.jsonl"))[:2] == (0, "1 organisations and 1 cases are new.\n")
    assert console("import", "cases", str(tmp_path / "in.jsonl"))[:2] == (
        0,
        "0 organisations and 0 cases are new.\n2 were here already and stay as they are.\n",
    )
    code, out, _ = console("export", "library", str(tmp_path / "out.jsonl"))
    assert (code, out) == (0, f"{tmp_path / 'out.jsonl'}: 1 organisations and 1 cases.\n")
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 2


def test_wrong_file_is_refused_at_the_console(console: Console, services: Services, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(json.dumps(organisation()) + "\n" + json.dumps(case(state="famous")))

    code, out, err = console("import", "cases", str(tmp_path / "in.jsonl"))

    assert (code, out) == (1, "")
    assert "wrong: line 2, state: 'famous' is not one of the codes possible here.\n" in err
    assert "Sorry: 1 things are wrong in the file. Nothing was imported.\n" in err
    with services.database.reading() as session:
        assert session.exec(select(Organisation)).all() == []


def test_template_is_written_once(console: Console, tmp_path: Path) -> None:
    assert console("export", "template", str(tmp_path / "t.xlsx"))[0] == 0
    assert console("export", "template", str(tmp_path / "t.xlsx"))[0] == 1
    assert console("import", "cases", str(tmp_path / "t.xlsx"), "--check")[:2] == (
        0,
        "0 organisations and 0 cases could be imported.\n",
    )


def test_demo_library_is_loaded_into_an_empty_database_only(console: Console) -> None:
    assert console("demo")[:2] == (0, "The demo library is loaded.\n")
    assert console("demo")[0] == 1
    assert console("check")[:2] == (0, "Everything is as it must be.\n")
    assert len(console("user", "list")[1].splitlines()) > 5
