"""The engine of the search is a setting; each keeps an index of its own, made from the same log."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from app.models.cases import CaseState
from app.search.service import SearchService
from app.services import Services
from app.settings import Settings
from tests.factories import Make
from tests.search.library import behind, catch_up, change_state, groups, published

pytest.importorskip("tantivy", reason="the extra [tantivy] is not installed; make test does that")


def switch(services: Services, engine: str) -> None:
    """The same platform, started anew with another engine."""
    services.search.close()
    services.search = SearchService(services.settings.data_dir / "search", engine)  # type: ignore[arg-type]


def test_each_engine_catches_up_with_the_log_by_itself(services: Services, make: Make) -> None:
    first = published(services, make, "Selling cassava")
    catch_up(services)

    switch(services, "tantivy")
    assert behind(services)[1:] == (False, "the index must be built anew")
    catch_up(services)
    assert groups(services, "cassava") == [f"case:{first.code}"]

    second = published(services, make, "Buying cassava")
    change_state(services, first, CaseState.WITHDRAWN)
    catch_up(services)
    assert groups(services, "cassava") == [f"case:{second.code}"]
    assert behind(services) == (0, True, "")

    switch(services, "whoosh")
    assert groups(services, "cassava") == [f"case:{first.code}"]
    catch_up(services)
    assert groups(services, "cassava") == [f"case:{second.code}"]


def test_services_open_the_engine_of_the_settings(tmp_path: Path) -> None:
    services = Services.open(Settings(data_dir=tmp_path / "var", media_dir=tmp_path / "media", search_engine="tantivy"))

    assert type(services.search.engine).__name__ == "TantivyEngine"
    services.close()


def test_unknown_engine_is_refused() -> None:
    with pytest.raises(ValidationError, match="search_engine"):
        Settings(search_engine="lucene")  # type: ignore[arg-type]
