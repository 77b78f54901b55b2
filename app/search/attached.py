"""What the index holds of a file that is shown: its words, and the text of a document page by page."""

from app.domain.cases.reading import ShownMedium
from app.models.media import MediaKind
from app.search.engine import Section
from app.search.markup import plain
from app.search.snippets import PAGE_BREAK

LONGEST_ATTACHMENT = 200_000


def words_of(shown: ShownMedium) -> Section:
    """Caption, description and transcript, in the language of the document; empty where nothing was said."""
    words = [shown.entry.get(name, "") for name in ("caption", "alt", "transcript")]
    return Section(f"media:{shown.medium.public_id}", plain("\n".join(filter(None, words))))


def text_of(shown: ShownMedium) -> Section:
    """The text of a document, "\\f" between its pages; empty for any other file."""
    pages = shown.medium.pages if shown.medium.kind is MediaKind.DOCUMENT else []
    text = PAGE_BREAK.join(page.replace(PAGE_BREAK, " ") for page in pages)
    return Section(f"attachment:{shown.medium.public_id}", text[:LONGEST_ATTACHMENT], "attachment")
