import pytest

from app.cli import main
from app.models.cup import Phase
from app.settings import Settings
from tests.cup.making import MakeCup


def test_list_says_where_each_year_stands(
    settings: Settings, cup: MakeCup, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in (("DATA_DIR", settings.data_dir), ("MEDIA_DIR", settings.media_dir)):
        monkeypatch.setenv(name, str(value))
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    cup.edition(year=2025, phase=Phase.ARCHIVED)
    cup.edition(year=2026)

    code = main.run(["cup", "list"])

    latest, first = capsys.readouterr().out.splitlines()
    assert code == 0
    assert first == "2025\tarchived\t-\tCup 2025"
    assert latest.startswith("2026\tcall_open\t20")
    assert latest.endswith("\tCup 2026")
