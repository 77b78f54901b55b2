"""What the jurors give and say: planted qualities, seen through each juror's habits, with chance that is always the
same."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from app.demo.cup.people import Member, texts
from app.domain.cup.cards import Written
from app.domain.cup.scoring import Weighed, total

# Points of 100 by which one reading differs from another of the same juror, and levels by which criteria do.
NOISE, SPREAD = 4.0, 0.4
HIGH, LOW = 3, 1


@dataclass(frozen=True)
class Pen:
    """Writes scorecards; the same ones for the same `seed` and order."""

    criteria: Sequence[Weighed]
    seed: str
    used: "Counter[tuple[str, ...]]" = field(default_factory=Counter)

    def card(self, member: Member, story: Mapping[str, Any], content: Mapping[str, Any]) -> Written:
        """A whole scorecard of this juror for this entry."""
        scores = self._scores(member, story)
        said = texts(f"said-{member.language}")
        order = sorted(scores, key=lambda code: -scores[code])
        first, second = order[:2]
        told = content.get("story", {})
        passages = {
            "reflection": _first_sentence(told.get("what_was_hard", "")),
            "change": _first_sentence(told.get("what_changed", "")),
        }
        notes = said["notes"] if self._chance(member, story, "note").random() < 0.12 else [""]
        return Written(
            scores=scores,
            reasons={code: self._reason(member, said, code, score) for code, score in scores.items()},
            passages={code: text for code, text in passages.items() if text},
            strengths=[self._next(member, said["strengths"][code], "strength", code) for code in (first, second)],
            next_step=self._next(member, said["next_steps"][order[-1]], "step", order[-1]),
            note=self._next(member, notes, "note"),
        )

    def half_card(self, member: Member, story: Mapping[str, Any], content: Mapping[str, Any]) -> Written:
        """As far as somebody comes before the kettle boils."""
        whole = self.card(member, story, content)
        begun = list(whole.scores)[:3]
        return Written(
            scores={code: whole.scores[code] for code in begun},
            reasons={code: whole.reasons[code] for code in begun[:2]},
        )

    def _chance(self, member: Member, story: Mapping[str, Any], what: str) -> Random:
        return Random(f"{self.seed} {member.key} {story['key']} {what}")  # noqa: S311 - nothing secret depends on it

    def _scores(self, member: Member, story: Mapping[str, Any]) -> dict[str, int]:
        chance = self._chance(member, story, "scores")
        wanted = story["quality"] + member.offset + chance.gauss(0, NOISE)
        aims = {
            one.code: wanted / 100 * one.highest + story["lean"].get(one.code, 0) + chance.gauss(0, SPREAD)
            for one in self.criteria
        }
        scores = {one.code: min(max(round(aims[one.code]), one.lowest), one.highest) for one in self.criteria}
        return self._moved(scores, aims, wanted)

    def _moved(self, scores: dict[str, int], aims: Mapping[str, float], wanted: float) -> dict[str, int]:
        """Whole levels round away a part of what was meant: one after the other moves until the sum fits."""
        while True:
            missing = wanted - (total(scores, self.criteria) or 0)
            step = 1 if missing > 0 else -1
            movable = [
                one
                for one in self.criteria
                if one.lowest <= scores[one.code] + step <= one.highest and self._gain(one) / 2 < abs(missing)
            ]
            if not movable:
                return scores
            furthest = max(movable, key=lambda one: step * (aims[one.code] - scores[one.code]))
            scores[furthest.code] += step

    def _gain(self, one: Weighed) -> float:
        return 100 * one.weight / sum(each.weight for each in self.criteria) / (one.highest - one.lowest)

    def _reason(self, member: Member, said: Mapping[str, Any], code: str, score: int) -> str:
        band = "high" if score >= HIGH else "low" if score <= LOW else "middle"
        return self._next(member, said["reasons"][code][band], "reason", code, band)

    def _next(self, member: Member, choices: Sequence[str], *what: str) -> str:
        """Nobody says the same twice before everything was said."""
        place = self.used[(member.key, *what)]
        self.used[(member.key, *what)] += 1
        return choices[(place + len(member.key)) % len(choices)]


def _first_sentence(text: str) -> str:
    sentence, point, _ = text.partition(". ")
    return sentence + point.strip()


def feedback(language: str, means: Mapping[str, float]) -> tuple[list[str], str]:
    """Two strengths and a next step in the organisation's language, from the means of its criteria."""
    said = texts(f"said-{language}")
    order = sorted(means, key=lambda code: -means[code])
    place = sum(map(ord, language)) % 2
    strengths = [said["strengths"][code][(place + turn) % 2] for turn, code in enumerate(order[:2])]
    return strengths, said["next_steps"][order[-1]][place]
