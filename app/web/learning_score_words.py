"""Why two fit, and what stands in the way: scores and blocks of `app.matching`, as they are stored, in plain words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from fastapi import Request

from app.content.text import N_
from app.domain.terms import TermBook
from app.i18n import translate
from app.web.filters import language_word, show_date
from app.web.learning_board_words import EVIDENCE, money, month_words, topic_label
from app.web.requests import language_of

Facts = Mapping[str, Any]

COMPONENTS: Mapping[str, str] = {
    "topic": N_("What they want to learn and what can be seen"),
    "language": N_("A language in common"),
    "step": N_("One or two steps ahead"),
    "context": N_("Organisations alike"),
    "audience": N_("Peers to talk to"),
    "season": N_("The right season"),
    "coach": N_("Coaching afterwards"),
    "reciprocity": N_("Something to give back"),
}
RELATIONS: Mapping[str, str] = {
    "same": N_("%(topic)s: just this can be seen there, %(evidence)s."),
    "parent": N_("%(topic)s: something near it can be seen there (%(shown)s), %(evidence)s."),
    "sibling": N_("%(topic)s: something related can be seen there (%(shown)s), %(evidence)s."),
    "none": N_("%(topic)s: this cannot be seen there."),
}
NOT_TOLD = N_("Not told by both, so it counts one half.")
BLOCKS: Mapping[str, str] = {
    "same_organisation": N_("It is one and the same organisation."),
    "declined": N_("One of the two said no to the other within the last twelve months."),
    "topic": N_("Too little of what they want to learn can be seen there."),
    "language": N_("Nobody of them speaks a language of the hosts. An interpreter would help."),
    "places": N_("%(party)s people would travel, and the hosts receive %(cap)s at most."),
    "visits": N_("The hosts receive no more visits: those proposed and agreed are all they can."),
    "needs": N_("Nobody provides or pays for: %(missing)s."),
    "cost": N_("It would cost %(needs)s, and there are %(budget)s."),
    "dates": N_("They can travel in no month in which the hosts receive visitors (%(months_open)s) for %(days)s days."),
    "lead": N_("They need until %(earliest)s to prepare, and a visit would have to begin by %(last_start)s."),
    "blackout": N_("On all days that would suit, one of the two is not free. It would be possible from: %(starts)s."),
    "round": N_("It is possible from %(earliest)s on, outside this round (%(first)s to %(last)s)."),
    "forbidden": N_("A coordinator decided against this pair for this round."),
    "budget": N_("It would take %(needs)s, and the plan leaves %(left)s."),
    "capacity": N_("No more than %(limit)s visits may begin in one week."),
    "host_busy": N_("The hosts receive others in those weeks."),
    "organisation_busy": N_("The organisation travels or receives in those weeks."),
    "organisation_served": N_("The organisation has another visit in this plan."),
    "waiting": N_("Others who have waited longer come first."),
}
_DATES = ("earliest", "last_start", "first", "last")
_AMOUNTS = {"cost": ("needs", "budget"), "budget": ("needs", "left")}


@dataclass(frozen=True, slots=True)
class Said:
    """One part of a score: its name, points of how many, share in percent, and why."""

    label: str
    points: float
    weight: int
    share: int
    unknown: bool
    text: str


class ScoreWords:
    """`components` and `blocks` are as `app.domain.visits.fits` writes them."""

    def __init__(self, request: Request, terms: TermBook) -> None:
        self.request, self.terms, self.language = request, terms, language_of(request)

    def components(self, stored: Iterable[Facts]) -> list[Said]:
        """The weightiest first."""
        return [self._component(one) for one in sorted(stored, key=lambda one: -int(one.get("weight", 0)))]

    def _component(self, one: Facts) -> Said:
        code, weight, value = str(one["code"]), int(one["weight"]), Fraction(str(one["value"]))
        unknown = bool(one.get("unknown"))
        why = "" if unknown and code != "context" else self._why(code, one.get("facts") or {})
        text = " ".join(part for part in (why, self._say(NOT_TOLD) if unknown and not why else "") if part)
        points = round(float(weight * value), 1)
        return Said(self._say(COMPONENTS[code]), points, weight, round(float(value) * 100), unknown, text)

    def _say(self, message: str, **params: object) -> str:
        return translate(self.language, message, **params)

    def _why(self, code: str, facts: Facts) -> str:
        says = {
            "topic": self._topic,
            "language": self._language,
            "step": self._step,
            "context": self._context,
            "audience": self._audience,
            "season": self._season,
            "coach": self._coach,
            "reciprocity": self._reciprocity,
        }
        return says[code](facts)

    def _topic(self, facts: Facts) -> str:
        return " ".join(
            self._say(
                RELATIONS[one["relation"]],
                topic=topic_label(self.terms, one["topic"], self.language),
                shown=topic_label(self.terms, one.get("shown", ""), self.language),
                evidence=self._say(EVIDENCE[one.get("evidence", "declared")]),
            )
            for one in facts.get("topics", ())
        )

    def _language(self, facts: Facts) -> str:
        common = ", ".join(language_word(code, self.language) for code in facts.get("common", ()))
        said = []
        if common:
            numbers = {"speakers": facts["speakers"], "party": facts["party"], "languages": common}
            said.append(
                self._say(N_("%(speakers)s of %(party)s speak a language of the hosts: %(languages)s."), **numbers)
            )
        else:
            said.append(self._say(N_("Nobody speaks a language of the hosts.")))
        if facts.get("interpreter"):
            said.append(self._say(N_("There is an interpreter.")))
        return " ".join(said)

    def _step(self, facts: Facts) -> str:
        levels = {"visitor": facts["visitor"], "host": facts["host"]}
        return self._say(N_("On a scale of 5 the visitors are at %(visitor)s and the hosts at %(host)s."), **levels)

    def _context(self, facts: Facts) -> str:
        products = {0: N_("other products"), 0.5: N_("related products"), 1: N_("the same products")}
        said = [self._say(products[facts["product"]])] if facts.get("product") in products else []
        if facts.get("size") is not None:
            sizes = {"visitor": facts["visitor_size"], "host": facts["host_size"]}
            said.append(self._say(N_("%(visitor)s and %(host)s members"), **sizes))
        labels = [
            self.terms.label("certification", one, self.language) for one in facts.get("shared_certifications", ())
        ]
        if facts.get("certification") is not None:
            said.append(", ".join(labels) or self._say(N_("no certification in common")))
        if not said:
            return ""
        rest = " " + self._say(N_("The rest was not told and counts one half.")) if facts.get("unknown") else ""
        return "; ".join(said)[:1].upper() + "; ".join(said)[1:] + "." + rest

    def _audience(self, facts: Facts) -> str:
        roles = ", ".join(self.terms.label("visit_role", one, self.language) for one in facts.get("roles", ()))
        if not roles:
            return self._say(N_("Nobody meets somebody in the same role."))
        numbers = {"peers": facts["peers"], "party": facts["party"], "roles": roles}
        return self._say(N_("%(peers)s of %(party)s meet people in the same role: %(roles)s."), **numbers)

    def _season(self, facts: Facts) -> str:
        months = month_words(facts.get("months_visible", ()), self.language)
        return self._say(N_("It can be seen at work in: %(months)s."), months=months)

    def _coach(self, facts: Facts) -> str:
        if not facts.get("hours"):
            return self._say(N_("The hosts offer no coaching afterwards."))
        return self._say(N_("The hosts offer %(hours)s hours of coaching afterwards."), hours=facts["hours"])

    def _reciprocity(self, facts: Facts) -> str:
        topics = ", ".join(topic_label(self.terms, one, self.language) for one in facts.get("topics", ()))
        if not topics:
            return self._say(N_("The visitors show nothing that the hosts want to learn."))
        return self._say(N_("The hosts want to learn what the visitors can show: %(topics)s."), topics=topics)

    def blocks(self, stored: Sequence[Facts]) -> list[str]:
        """What speaks against a pair, each in a sentence that says what would make it possible."""
        return [self.block(str(one["code"]), one.get("facts") or {}) for one in stored]

    def block(self, code: str, facts: Facts) -> str:
        said: dict[str, object] = dict(facts)
        said |= {name: show_date(facts[name], self.language) for name in _DATES if name in facts}
        said |= {name: money(facts[name], self.request) for name in _AMOUNTS.get(code, ()) if name in facts}
        if code == "needs":
            said["missing"] = ", ".join(self.terms.label("visit_need", one, self.language) for one in facts["missing"])
        if code == "dates":
            said["months_open"] = month_words(facts["months_open"], self.language)
        if code == "blackout":
            said["starts"] = ", ".join(show_date(one, self.language) for one in facts.get("starts", ())) or "–"
        return self._say(BLOCKS[code], **said)
