"""A draft as a text that everybody can open, keep and send on: questions and answers, nothing else."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.content.schema import Field
from app.content.sections import SECTIONS
from app.forms.cases.offers import Offers
from app.i18n import translate


def draft_text(content: Mapping[str, Mapping[str, Any]], *, head: Sequence[str], offers: Offers) -> str:
    """`head` are the first lines (title, organisation …), in words already."""
    lines = [*head, ""]
    for section in SECTIONS:
        data = content.get(section.name, {})
        answers = list(_answers(list(section.fields), data, offers))
        for group in section.groups:
            for number, item in enumerate(data.get(group.name, ()), 1):
                answers += ["", f"{translate(offers.language, group.item)} {number}"]
                answers += _answers(list(group.fields), item, offers)
        if answers:
            title = translate(offers.language, section.title)
            lines += ["", title, "=" * len(title), *answers]
    return "\n".join(lines).rstrip() + "\n"


def _answers(fields: Sequence[Field], data: Mapping[str, Any], offers: Offers) -> Iterator[str]:
    for part in fields:
        words = offers.words(part, data.get(part.name))
        if words:
            yield from ("", translate(offers.language, part.label), words)
