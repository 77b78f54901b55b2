"""French spacing: a space before : ; ? ! and inside « » never ends a line.

Texts of people are kept with the ordinary spaces they typed; pages show no-break ones. In the other languages nobody
writes a space there, or it should not end the line either, so texts need not say in which language they are.
"""

import re

# Found much faster than by an expression, and most pages hold none of them.
_SIGNS = (" :", " ;", " ?", " !", " »", "« ")
_SPACE = re.compile(r" +(?=[:;?!»])|(?<=«) +")
# Texts that go back to the server, and texts for programs: they stay as they are.
_VERBATIM = re.compile(r"<(textarea|script|style|pre|code)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
NO_BREAK = "\u00a0"


def keep_together(html: str) -> str:
    """A page or a part of one, whose texts hold no-break spaces in those places; tags stay as they are."""
    if not any(sign in html for sign in _SIGNS):
        return html
    pieces, end = [], 0
    for verbatim in _VERBATIM.finditer(html):
        pieces += [_outside_tags(html[end : verbatim.start()]), verbatim[0]]
        end = verbatim.end()
    return "".join([*pieces, _outside_tags(html[end:])])


def _outside_tags(html: str) -> str:
    def spaced(found: re.Match[str]) -> str:
        inside_tag = html.rfind("<", 0, found.start()) > html.rfind(">", 0, found.start())
        return found[0] if inside_tag else NO_BREAK

    return _SPACE.sub(spaced, html)
