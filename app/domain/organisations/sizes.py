"""How large an organisation is, roughly: what lets one find others like it."""

from app.content.text import N_

# The fewest members of each size, the largest first.
_FROM = {"over_1000": 1000, "to_1000": 250, "to_250": 50, "under_50": 1}
SIZES = {
    "under_50": N_("under 50 members"),
    "to_250": N_("50 to 250 members"),
    "to_1000": N_("250 to 1,000 members"),
    "over_1000": N_("1,000 members and more"),
}


def size_of(members: int | None) -> str:
    """The code of its size; "" where nobody has counted."""
    return next((size for size, fewest in _FROM.items() if members and members >= fewest), "")
