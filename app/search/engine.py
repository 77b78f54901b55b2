"""The search engine in our own terms.

Any engine that keeps these promises can stand behind the search page; the contract tests in `tests/search` hold them.

- Nothing is found, counted or suggested that the reader's tokens do not open.
- A *group* (a case in all its languages) counts once and is shown once.
- The number of the last search-log row an engine has taken in (its *generation*) is part of the same commit as
  the documents, so a killed indexer goes on at the right place.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol, TypeAlias

Role: TypeAlias = Literal["summary", "body", "lesson", "organisation", "attachment"]
Sort: TypeAlias = Literal["relevance", "newest", "oldest", "similar"]
HintCode: TypeAlias = Literal[
    "open_quote",
    "open_bracket",
    "stray_bracket",
    "too_deep",
    "too_long",
    "too_many_words",
    "short_prefix",
    "no_wildcards",
    "unknown_field",
    "unknown_value",
    "only_common_words",
    "unavailable",
]
SuggestionKind: TypeAlias = Literal["label", "organisation", "title", "word"]

EVERYBODY = "public"


class SearchUnavailable(Exception):
    """The index can't be read: it is damaged or missing, and must be rebuilt."""


class IndexBusy(Exception):
    """Another process is writing to the index; try again."""


@dataclass(frozen=True, slots=True)
class Section:
    """A named part of a document. The role decides how much its words weigh and which `field:` finds them.

    In the text of an attachment a form feed stands between two pages.
    """

    name: str
    text: str
    role: Role = "body"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchDocument:
    """One thing in one language.

    `id` is unique (`case:CODE:es`); documents of one `group` (`case:CODE`) are language versions of each other;
    everything made from one `source` is withdrawn together. `visible_to` lists the tokens that open the document:
    a reader needs one of them, an empty tuple hides it from everybody.
    """

    id: str
    source: str
    group: str
    kind: str
    language: str
    title: str
    sections: tuple[Section, ...]
    facets: Mapping[str, tuple[str, ...]]
    visible_to: tuple[str, ...]
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Preference:
    """A facet value that readers like this one have in common with a document, and how much it counts."""

    facet: str
    code: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """What a reader asks. Values of one filter widen it, several filters narrow it; no tokens, no answers.

    `plain`: the text is words, any of them, however many; nothing in it is read as syntax. What was never published
    is neither after nor before any time. `prefer` is used by the order `similar` only. `facets` names those whose
    counts are wanted. `openings`: a hit in whose text no word is marked brings the beginning of its text; without,
    its snippet is empty. `bare`: hits without title, snippet and reasons, up to a thousand, and nothing else is said.
    """

    tokens: frozenset[str]
    text: str = ""
    plain: bool = False
    language: str = "en"
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    published_after: datetime | None = None
    published_before: datetime | None = None
    sort: Sort = "relevance"
    prefer: tuple[Preference, ...] = ()
    page: int = 1
    limit: int = 20
    facets: tuple[str, ...] = ()
    openings: bool = True
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of plain text, marked when it is what the reader looked for. Never HTML."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Why:
    """A reason for a hit: a word or phrase of the query, a term of a vocabulary the query named, or a preference of
    the reader. A preference, and what similar documents share, has its code for a text."""

    kind: Literal["word", "phrase", "label", "preference"]
    text: str
    facet: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """`section` is where the snippet stands; `page` its page in an attached document, from 1, or 0 without pages."""

    id: str
    source: str
    group: str
    kind: str
    language: str
    score: float
    title: tuple[Segment, ...]
    section: str
    snippet: tuple[Segment, ...]
    why: tuple[Why, ...]
    page: int = 0


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many groups the reader would get with this value, the other filters unchanged."""

    code: str
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Hint:
    """How the query was read when it could not be read as typed; `text` is the part concerned."""

    code: HintCode
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchAnswer:
    """`total` is the exact number of groups; `did_you_mean` a whole query that finds something."""

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetCount, ...]] = field(default_factory=dict)
    hints: tuple[Hint, ...] = ()
    did_you_mean: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestRequest:
    """What stands in the box so far; the last word may be unfinished."""

    tokens: frozenset[str]
    text: str
    language: str = "en"
    limit: int = 8


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`text` replaces what stands in the box. A title names its document, a label its facet and code."""

    kind: SuggestionKind
    text: str
    document: str = ""
    facet: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarRequest:
    """Which documents of other groups, of the same kind, are most like those of this one.

    `facets` names those whose codes make documents alike; without any, all but the language do.
    """

    tokens: frozenset[str]
    group: str
    language: str = "en"
    limit: int = 5
    facets: tuple[str, ...] = ()


class Engine(Protocol):
    def upsert(self, documents: Iterable[SearchDocument], *, generation: int, withdraw: Collection[str] = ()) -> None:
        """In one commit: take out everything made from the sources in `withdraw`, put in `documents` (replacing
        those with the same id) and remember `generation`. Raises IndexBusy, SearchUnavailable."""

    def delete(self, sources: Collection[str], *, generation: int) -> None:
        """Take out everything made from `sources`, in one commit with `generation`."""

    def search(self, request: SearchRequest) -> SearchAnswer:
        """Never raises because of the query. Raises SearchUnavailable."""
        ...

    def suggest(self, request: SuggestRequest) -> tuple[Suggestion, ...]:
        """At most 2 KB of completions of what is being typed. Raises SearchUnavailable."""
        ...

    def similar(self, request: SimilarRequest) -> tuple[Hit, ...]:
        """One hit a group, the most alike first, without snippets; `why` names shared codes ("label"), the rarest
        first, and up to three words. Nothing for a group the tokens don't open. Raises SearchUnavailable."""
        ...

    def generation(self) -> int:
        """The generation of the last commit; 0 for an index that has taken in nothing. Raises SearchUnavailable."""
        ...

    def outdated(self) -> bool:
        """Whether the index must be built anew: nothing was ever written to it, another version of the platform laid
        it down, or a search found it damaged. Raises SearchUnavailable."""
        ...

    def rebuild(
        self,
        documents: Iterable[SearchDocument],
        *,
        generation: int,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        """Index everything anew beside the old index, then switch. Searches go on meanwhile."""

    def check(self) -> list[str]:
        """Read the whole index; what is wrong with it, one sentence each, for operators."""
        ...

    def close(self) -> None: ...
