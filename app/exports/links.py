"""How exports come by addresses: they are told, because only the web knows the routes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.i18n import DEFAULT_LANGUAGE, LANGUAGES


@dataclass(frozen=True, slots=True)
class Links:
    """`page(route, **parameters)` in the reader's language unless `lang` says otherwise; `medium(public id, file)`.

    Either all absolute (citations, metadata, PDF) or all without host (pages).
    """

    page: Callable[..., str]
    medium: Callable[[str, str], str]

    def in_language(self, route: str, language: str, /, **parameters: Any) -> str:
        """A page whose content is in a language; one that the interface does not speak is asked for by `in`."""
        if language in LANGUAGES:
            return self.page(route, lang=language, **parameters)
        return self.page(route, lang=DEFAULT_LANGUAGE, **parameters, **{"in": language})
