"""That an interpreter is needed, in words for those who answer a proposal or prepare a visit."""

from collections.abc import Mapping

from app.content.text import N_
from app.domain.visits.interpreting import Interpreting
from app.i18n import translate

NONE = N_("No language in common: nobody of %(visitors)s speaks a language of the hosts.")
FEW = N_("Only %(speakers)s of %(party)s of %(visitors)s speak a language of the hosts.")
WHO: Mapping[str, str] = {
    "host": N_("The hosts have an interpreter."),
    "round": N_("The programme pays for an interpreter."),
    "": N_("An interpreter is needed, and nobody provides or pays for one yet."),
}


def interpreter_words(found: Interpreting, language: str) -> str:
    numbers = {"visitors": found.visitors, "speakers": found.speakers, "party": found.party}
    said = translate(language, FEW if found.speakers else NONE, **numbers)
    return f"{said} {translate(language, WHO[found.by])}"
