"""What a proposal keeps of a score."""

from typing import Any

from app import matching
from app.domain.visits.plain_values import to_plain


def components_of(score: matching.Score) -> list[dict[str, Any]]:
    """{"code", "weight", "value", "points", "unknown", "facts"} of each component.

    `value` is an exact fraction as text ("129/160"), `points` a number for people.
    """
    return [
        {
            "code": one.code,
            "weight": one.weight,
            "value": str(one.value),
            "points": round(float(one.points), 2),
            "unknown": one.unknown,
            "facts": to_plain(one.facts),
        }
        for one in score.components
    ]
