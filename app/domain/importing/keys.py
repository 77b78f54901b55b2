"""Short stable names made from longer ones, the same at every import."""

import hashlib

from app.content.clean import KEY

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def derived_key(*parts: object) -> str:
    """Six letters and digits from any names."""
    number = int.from_bytes(hashlib.sha256("\n".join(map(str, parts)).encode()).digest()[:8])
    signs = []
    for _ in range(6):
        number, place = divmod(number, len(_LETTERS))
        signs.append(_LETTERS[place])
    return "".join(signs)


def item_key(given: object, *, external_id: str, group: str, position: int) -> str:
    """The key of an item: the one given if it is of our kind, else one made from it or from its place."""
    if isinstance(given, str) and KEY.match(given):
        return given
    return derived_key(external_id, group, given or position)
