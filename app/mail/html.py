"""The HTML beside the text of a mail: paragraphs, quotations and our own links, nothing else."""

from markupsafe import Markup, escape

from app.mail.typed import LINK_END, LINK_START

_QUOTE = Markup('<blockquote style="margin:0;padding-left:1em;border-left:3px solid #c9bfa8">{}</blockquote>')
_BREAK = Markup("<br>\n")


def paragraphs(marked: str) -> Markup:
    """`marked` is a text whose own links stand between marks. Everything in it is escaped."""
    blocks = (block.strip().splitlines() for block in marked.split("\n\n") if block.strip())
    return Markup("\n").join(_block(lines) for lines in blocks)


def _block(lines: list[str]) -> Markup:
    if all(line.startswith(">") for line in lines):
        return _QUOTE.format(_BREAK.join(escape(line.removeprefix(">").strip()) for line in lines))
    return Markup("<p>{}</p>").format(_BREAK.join(_line(line) for line in lines))


def _line(line: str) -> Markup:
    before, start, rest = line.partition(LINK_START)
    if not start:
        return escape(line)
    address, _, after = rest.partition(LINK_END)
    return Markup('{}<a href="{}">{}</a>{}').format(before, address, address, _line(after))


def without_marks(marked: str) -> str:
    return marked.replace(LINK_START, "").replace(LINK_END, "")
