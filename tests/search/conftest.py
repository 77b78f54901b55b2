from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.search.engine import Engine
from app.search.engines import ENGINES, open_engine
from tests.search.corpus import LABELS, corpus


@pytest.fixture(params=ENGINES)
def make_engine(request: pytest.FixtureRequest) -> Callable[[Path], Engine]:
    """Opens an engine of each kind in a directory."""
    if request.param == "tantivy":
        pytest.importorskip("tantivy", reason="the extra [tantivy] is not installed; make test does that")
    return lambda path: open_engine(request.param, path, LABELS)


@pytest.fixture
def empty(make_engine: Callable[[Path], Engine], tmp_path: Path) -> Iterator[Engine]:
    """An engine that has taken in nothing. At the end its index must be sound."""
    engine = make_engine(tmp_path / "search")
    yield engine
    assert engine.check() == []
    engine.close()


@pytest.fixture
def engine(empty: Engine) -> Engine:
    """An engine with the corpus, taken in by several commits."""
    documents = corpus()
    for number in range(0, len(documents), 2):
        empty.upsert(documents[number : number + 2], generation=number + 2)
    return empty
