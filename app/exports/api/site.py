"""What the API's answers need of the web: addresses, and words for codes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.domain.terms import TermBook
from app.exports.api.basics import Licence, OrganisationReference
from app.exports.links import Links
from app.models.organisations import Organisation


@dataclass(frozen=True, slots=True)
class Site:
    """`language` is that of labels, one of the interface; `links` are absolute; `word(facet, code)` is a label."""

    language: str
    terms: TermBook
    links: Links
    word: Callable[[str, str], str]

    def api(self, route: str, **parameters: Any) -> str:
        """The address of another answer; it begins with no language."""
        return self.links.page(route, **parameters, lang="")

    def organisation(self, organisation: Organisation) -> OrganisationReference:
        return OrganisationReference(
            code=organisation.code,
            name=organisation.name,
            address=self.links.page("organisation_page", code=organisation.code),
            api=self.api("api_organisation", code=organisation.code),
        )

    def licence(self, code: str) -> Licence | None:
        if not code:
            return None
        term = self.terms.get("licence", code)
        label = self.terms.label("licence", code, self.language)
        return Licence(code=code, label=label, address=term.uri if term else "")
