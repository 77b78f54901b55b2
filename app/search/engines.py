"""Which engine answers: the one named in the settings."""

from importlib import import_module
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

from app.search.embedded import EmbeddedEngine
from app.search.labels import Labels

EngineName: TypeAlias = Literal["whoosh", "tantivy"]
ENGINES: tuple[EngineName, ...] = get_args(EngineName)


# Imported when wanted: only whoosh is always installed.
_WHERE = {"whoosh": ("whoosh_engine", "WhooshEngine"), "tantivy": ("tantivy_engine", "TantivyEngine")}


class EngineMissing(Exception):
    """The package of that engine is not installed."""


def open_engine(name: EngineName, root: Path, labels: Labels | None = None) -> EmbeddedEngine[Any]:
    """The engine of that name on the index below `root`; each has a place of its own there. Raises EngineMissing."""
    package, engine = _WHERE[name]
    try:
        module = import_module(f"app.search.{package}")
    except ModuleNotFoundError as error:
        raise EngineMissing(f"SEARCH_ENGINE={name} needs the package {name}: see docs/deployment.md") from error
    opened: EmbeddedEngine[Any] = getattr(module, engine)(root if name == "whoosh" else root / name, labels)
    return opened
