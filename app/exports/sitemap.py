"""Sitemaps for search engines (sitemaps.org), with the same page in other languages beside each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

XML_TYPE = "application/xml"
# 50,000 addresses are allowed; a part of so many stays below 10 MB.
PART = 10_000
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"


@dataclass(frozen=True, slots=True)
class Entry:
    """`others` maps languages to the address of the same page in them, this one included."""

    address: str
    others: Mapping[str, str] = field(default_factory=dict)
    changed: datetime | None = None


def index(parts: Iterable[str]) -> bytes:
    """The document that names all parts by their addresses."""
    rows = "".join(f"<sitemap><loc>{escape(address)}</loc></sitemap>\n" for address in parts)
    return f'{_HEAD}<sitemapindex xmlns="{_SPACE}">\n{rows}</sitemapindex>\n'.encode()


def part(entries: Sequence[Entry]) -> bytes:
    rows = "".join(map(_row, entries))
    return f'{_HEAD}<urlset xmlns="{_SPACE}" xmlns:xhtml="{_XHTML}">\n{rows}</urlset>\n'.encode()


def _row(entry: Entry) -> str:
    links = (
        f'<xhtml:link rel="alternate" hreflang={quoteattr(language)} href={quoteattr(address)}/>'
        for language, address in entry.others.items()
    )
    changed = f"<lastmod>{entry.changed.date().isoformat()}</lastmod>" if entry.changed else ""
    return f"<url><loc>{escape(entry.address)}</loc>{changed}{''.join(links)}</url>\n"
