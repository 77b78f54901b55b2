"""Nothing that can be written into an address breaks the API, the lists, the feeds or the exports."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.forms.api import CasesQuery, SearchQuery
from app.forms.browsing import FACETS
from tests.browse.library import Library
from tests.pages import Browser

Visit = Callable[..., Browser]

quietly = settings(
    max_examples=120, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

WORDS = st.sampled_from(
    ["papa", "potatoes", "épargner", "café", '"', "(", ")", "-", "+", "*", "OR", "AND", "title:", "country:", ":", "~"]
)
TYPED = st.one_of(
    st.text(max_size=60),
    st.lists(WORDS, max_size=30).map(" ".join),
    st.sampled_from(
        ["\x00", "\ud800", "\u202e", "%", "%00", "'", "<b>", "../", "A" * 500, "🌾" * 90, "1e309", "-0", "²"]
    ),
)
VALUES = st.one_of(
    st.integers(-3, 200).map(str), st.sampled_from(["PE", "es", "newest", "potato", "2026-01-01"]), TYPED
)


def addresses(names: list[str]) -> st.SearchStrategy[list[tuple[str, str]]]:
    return st.lists(st.tuples(st.sampled_from(names), VALUES), max_size=6)


def parameters(pairs: list[tuple[str, str]]) -> list[tuple[str, bytes]]:
    """As bytes: whatever a client may send, half of a character too."""
    return [(name, value.encode("utf-8", "surrogatepass")) for name, value in pairs]


def ask(visit: Visit, path: str, pairs: list[tuple[str, str]]) -> Any:
    return visit().client.get(f"{path}?{urlencode(parameters(pairs))}")


def test_search_survives_every_address(library: Library, visit: Visit) -> None:
    @quietly
    @given(addresses([*SearchQuery.model_fields, "unknown"]))
    def survives(pairs: list[tuple[str, str]]) -> None:
        answer = ask(visit, "/api/v1/search", pairs)
        assert answer.status_code in (200, 422)
        assert ("hits" in answer.json()) == (answer.status_code == 200)

    survives()


def test_list_of_cases_survives_every_address(library: Library, visit: Visit) -> None:
    moments = st.one_of(
        st.datetimes().map(lambda moment: moment.isoformat()),
        st.datetimes(timezones=st.timezones()).map(lambda moment: moment.isoformat()),
        VALUES,
    )

    @quietly
    @given(addresses([*CasesQuery.model_fields]), moments)
    def survives(pairs: list[tuple[str, str]], moment: str) -> None:
        answer = ask(visit, "/api/v1/cases", [*pairs, ("updated_since", moment)])
        assert answer.status_code in (200, 422)

    survives()


def test_paths_survive_everything(library: Library, visit: Visit) -> None:
    templates = st.sampled_from(
        [
            "/api/v1/cases/{}",
            "/api/v1/cases/{}/versions/{}",
            f"/api/v1/cases/{library.potatoes.code}/versions/{{}}",
            "/api/v1/vocabularies/{}",
            "/api/v1/organisations/{}",
            "/api/v1/{}",
            "/en/feeds/{}/{}.atom",
            "/en/cases/export.{}",
            "/sitemap-en-{}.xml",
            "/en/topics/{}/{}",
            "/en/topics/{}",
        ]
    )

    @quietly
    @given(templates, VALUES, VALUES)
    def survives(template: str, first: str, second: str) -> None:
        pieces = [quote(piece.encode("utf-8", "surrogatepass"), safe="") for piece in (first, second)]
        answer = visit().client.get(template.format(*pieces), follow_redirects=False)
        assert answer.status_code in (200, 302, 404, 422)

    survives()


def test_pages_and_exports_survive_every_address(library: Library, visit: Visit) -> None:
    paths = st.sampled_from(
        ["/en/cases", "/es/blocks", "/pt/cases/export.csv", "/fr/cases/export.bib", "/en/suggestions"]
    )
    names = [*FACETS, "q", "sort", "page", "size", "all"]

    @quietly
    @given(paths, addresses(names))
    def survives(path: str, pairs: list[tuple[str, str]]) -> None:
        assert ask(visit, path, pairs).status_code == 200

    survives()
