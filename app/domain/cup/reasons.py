"""The fixed reasons of the screening: why an entry has to be completed, or cannot take part."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.content.text import N_


@dataclass(frozen=True, slots=True)
class Reason:
    """`sentence` is said to the entrant. `repairable`: the organisation can mend it and send the entry again.

    `offered`: people choose it; the others are given by rules.
    """

    code: str
    sentence: str
    repairable: bool
    offered: bool = True


NOT_IN_TIME, VIEWS_DIFFER = "not_completed_in_time", "views_differ"
_ALL = (
    Reason("consent_missing", N_("It is not clear that your organisation and the people in it agree."), True),
    Reason("story_too_short", N_("The story is too short to understand what you did and what changed."), True),
    Reason("no_learning", N_("It says what was done, but not what was hard and what you learned from it."), True),
    Reason("question_unanswered", N_("A question of the call is not answered, or not the one that was asked."), True),
    Reason("attachment_unreadable", N_("A file cannot be opened, read or heard."), True),
    Reason("wrong_language", N_("It is not written in one of the languages of the call."), True),
    Reason("personal_data", N_("It says things about people that should not become public."), True),
    Reason("outside_theme", N_("Its link with the theme of the call is not clear."), True),
    Reason("not_a_producer_organisation", N_("It does not come from a producer organisation."), False),
    Reason("not_own_experience", N_("It is not the experience of the organisation that enters it."), False),
    Reason("duplicate", N_("The same experience was entered already."), False),
    Reason("advertising", N_("It advertises a product or a service instead of telling an experience."), False),
    Reason("against_the_rules", N_("It breaks the rules of the call in another way; the note says which."), False),
    Reason(NOT_IN_TIME, N_("It was not completed in time."), False, offered=False),
    Reason(
        VIEWS_DIFFER,
        N_("Three people looked at it and came to three different views; so it can be mended, and is not turned down."),
        True,
        offered=False,
    ),
)
REASONS: dict[str, Reason] = {reason.code: reason for reason in _ALL}


def sentence_of(code: str) -> str:
    """What is said of a reason; one that is no longer used is said by its code."""
    return REASONS[code].sentence if code in REASONS else code


def in_order(codes: Iterable[str]) -> list[str]:
    """Each code once, in the order in which the reasons are listed; those no longer used come last."""
    places = {code: place for place, code in enumerate(REASONS)}
    return sorted(set(codes), key=lambda code: (places.get(code, len(places)), code))
