"""The fixed reasons of the screening: why an entry has to be completed, or cannot take part."""

from dataclasses import dataclass

from app.content.text import N_


@dataclass(frozen=True, slots=True)
class Reason:
    """`sentence` is said to the entrant. `repairable`: the organisation can mend it and send the entry again."""

    code: str
    sentence: str
    repairable: bool


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
)
REASONS: dict[str, Reason] = {reason.code: reason for reason in _ALL}


def sentence_of(code: str) -> str:
    """What is said of a reason; one that is no longer used is said by its code."""
    return REASONS[code].sentence if code in REASONS else code
