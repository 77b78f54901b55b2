"""docs/deployment.md names every setting and every command."""

from pathlib import Path

from typer.main import get_command

from app.cli.main import program
from app.settings import Settings
from tests.cli.test_commands import commands

DOCS = (Path(__file__).parents[2] / "docs" / "deployment.md").read_text(encoding="utf-8")


def test_every_setting_is_described() -> None:
    assert [name for name in Settings.model_fields if f"`{name.upper()}`" not in DOCS] == []


def test_every_command_is_described() -> None:
    assert [words for words in commands(get_command(program)) if f"`{' '.join(words)}`" not in DOCS] == []
