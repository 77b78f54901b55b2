"""What all documents are filed by."""

from collections.abc import Iterable

from app.domain.terms import TermBook


def with_broader(book: TermBook, vocabulary: str, codes: Iterable[str]) -> tuple[str, ...]:
    """The codes and those above them in their vocabulary."""
    found: dict[str, None] = {}
    for code in codes:
        above: str = code
        while above and above not in found:
            found[above] = None
            term = book.get(vocabulary, above)
            above = term.broader if term and book.get(vocabulary, term.broader) else ""
    return tuple(found)
