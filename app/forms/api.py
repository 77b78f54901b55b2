"""What the addresses of the API may ask for. A parameter that is not known is refused: a filter that is overlooked
would give a wrong answer that looks right."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.content.text import N_, one_line
from app.forms.browsing import FACETS, LONGEST_QUERY, MOST_VALUES, Browse
from app.forms.published import LONGEST, NO_DATE, Published, read_span

# The filter "language" of the pages; here that name says in which language the answer is wanted.
NAMES = {"language": "readable_in"}
MOST_PER_PAGE = 100
LAST_PAGE = 10_000


def _in_utc(value: datetime) -> datetime:
    """A moment without a zone is meant in UTC. Raises ValueError for one that no calendar can hold there."""
    try:
        return value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC)
    except OverflowError as error:
        raise ValueError("out of range") from error


def _a_date(value: str) -> str:
    """Raises ValueError."""
    if value and read_span(value) is None:
        raise ValueError(NO_DATE)
    return value


PartialDate = Annotated[str, AfterValidator(_a_date)]

LANGUAGE = N_(
    "The language of texts and labels, by ISO 639: texts are shown in the original where they are not translated. "
    "Without it the header Accept-Language counts."
)
LanguageCode = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]


def _values(label: str, example: str, vocabulary: str = "") -> Any:
    return Field(
        default=[],
        max_length=MOST_VALUES,
        description=label,
        examples=[[example]],
        json_schema_extra={"x-vocabulary": vocabulary} if vocabulary else None,
    )


Order = Literal["relevance", "newest", "oldest"]
Values = list[Annotated[str, Field(max_length=80)]]


class Paged(BaseModel):
    model_config = ConfigDict(extra="forbid")

    language: LanguageCode | None = Field(None, description=LANGUAGE, examples=["es"])
    page: int = Field(1, ge=1, le=LAST_PAGE, description=N_("Which page, from 1."))
    limit: int = Field(20, ge=1, le=MOST_PER_PAGE, description=N_("How many on one page."))


class CasesQuery(Paged):
    updated_since: Annotated[datetime, AfterValidator(_in_utc)] | None = Field(
        None,
        description=N_(
            "Only what changed for readers since then: a new version, a translation, a medium taken away. "
            "What was withdrawn is not listed; its own address then answers 410."
        ),
        examples=["2026-01-31"],
    )


class SearchQuery(Paged):
    """Values of one filter widen it, several filters narrow it."""

    q: str = Field(
        "",
        max_length=LONGEST_QUERY,
        description=N_(
            "Words in any of the four languages, with or without accents. “A phrase”, -without, begin*, "
            "title:word, organisation:word, lesson:word. Empty finds everything."
        ),
        examples=["papa balanza"],
    )
    sort: Order | None = Field(
        None,
        description=N_("Without words the newest come first, else the best."),
        examples=["newest"],
    )
    benefit: Values = _values(FACETS["benefit"][0], "bargaining_power", "benefit")
    capability: Values = _values(FACETS["capability"][0], "marketing_negotiation", "capability")
    product: Values = _values(FACETS["product"][0], "potato", "product")
    country: Values = _values(N_("Country, by ISO 3166-1"), "PE")
    kind: Values = _values(FACETS["kind"][0], "good_experience", "case_kind")
    tier: Values = _values(N_("Depth: raw for learning material, or systematised"), "systematised")
    readable_in: Values = _values(N_("Can be read in this language"), "es")
    method: Values = _values(FACETS["method"][0], "exchange_visit", "method")
    maturity: Values = _values(FACETS["maturity"][0], "promising", "maturity")
    organisation_tier: Values = _values(FACETS["organisation_tier"][0], "first_tier", "tier")
    activity: Values = _values(FACETS["activity"][0], "joint_purchase_storage", "activity")
    year: Values = _values(FACETS["year"][0], "2026")
    video: Values = _values(N_("With film: yes or no"), "yes")
    since: PartialDate = Field(
        "",
        alias="from",
        max_length=LONGEST,
        description=N_("Published in this year, month or on this day, or later."),
        examples=["2024"],
    )
    until: PartialDate = Field(
        "",
        alias="to",
        max_length=LONGEST,
        description=N_("Published in this year, month or on this day, or earlier."),
        examples=["2025-06"],
    )

    def browse(self) -> Browse:
        filters = {name: tuple(map(one_line, getattr(self, NAMES.get(name, name)))) for name in FACETS}
        return Browse(
            text=one_line(self.q),
            filters={name: values for name, values in filters.items() if any(values)},
            published=Published(self.since, self.until),
            sort=self.sort,
            page=self.page,
            size=self.limit,
        )
