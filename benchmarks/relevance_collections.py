"""Judged collections in the forms they are handed around in: documents, queries, judgements.

Documents: JSON lines with `id` or `_id`, `title`, `text` (and `language`); tab-separated id, text or id, title, text;
or TREC's SGML with <DOC>, <DOCNO>. Queries: JSON lines with `id` or `_id` and `query` or `text`; tab-separated id,
text or id, language, group, text; or TREC topics with <top>, <num>, <title>, <desc>. Judgements: TREC's four columns
(query, iteration, document, grade), or three with a heading (query-id, corpus-id, score).
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

Qrels = Mapping[str, Mapping[str, int]]
_SGML_DOC = re.compile(r"<DOC>(.*?)</DOC>", re.DOTALL | re.IGNORECASE)
_TOPIC = re.compile(r"<top>(.*?)</top>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class Text:
    id: str
    title: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Topic:
    id: str
    text: str
    language: str
    group: str = ""


def read_texts(path: Path, language: str) -> list[Text]:
    content = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix in (".jsonl", ".json"):
        return list(_json_texts(content, language))
    if path.suffix == ".tsv":
        return [_tabbed_text(line.split("\t"), language) for line in content.splitlines() if line]
    return [_sgml_text(match[1], language) for match in _SGML_DOC.finditer(content)]


def _json_texts(content: str, language: str) -> Iterator[Text]:
    for row in _rows(content):
        yield Text(_name(row), row.get("title") or "", row.get("text") or "", row.get("language") or language)


def _rows(content: str) -> Iterator[dict[str, str]]:
    return (json.loads(line) for line in content.splitlines() if line.strip())


def _name(row: Mapping[str, object]) -> str:
    return str(row["id"] if "id" in row else row["_id"])


def _tabbed_text(cells: list[str], language: str) -> Text:
    return Text(cells[0], cells[1] if len(cells) > 2 else "", cells[-1], language)


def _sgml_text(inside: str, language: str) -> Text:
    title = " ".join(re.findall(r"<(?:TITLE|HEADLINE|HL)>(.*?)</", inside, re.DOTALL | re.IGNORECASE))
    rest = re.sub(r"<(DOCNO|TITLE|HEADLINE|HL)>.*?</\1>", " ", inside, flags=re.DOTALL | re.IGNORECASE)
    return Text(_tagged(inside, "DOCNO"), _TAG.sub(" ", title).strip(), _TAG.sub(" ", rest), language)


def _tagged(inside: str, tag: str) -> str:
    """What follows a tag, up to the next one: topics leave theirs open."""
    found = re.search(rf"<{tag}>(.*?)(?=<|\Z)", inside, re.DOTALL | re.IGNORECASE)
    return found[1].strip() if found else ""


def read_topics(path: Path, language: str) -> list[Topic]:
    content = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix in (".jsonl", ".json"):
        return [Topic(_name(row), row.get("query") or row["text"], row.get("language") or language)
                for row in _rows(content)]  # fmt: skip
    if path.suffix == ".tsv":
        return [_tabbed_topic(line.split("\t"), language) for line in content.splitlines() if line]
    return [_trec_topic(match[1], language) for match in _TOPIC.finditer(content)]


def _tabbed_topic(cells: list[str], language: str) -> Topic:
    return Topic(cells[0], cells[3], cells[1], cells[2]) if len(cells) == 4 else Topic(cells[0], cells[1], language)


def _trec_topic(inside: str, language: str) -> Topic:
    number = _tagged(inside, "num").removeprefix("Number:").strip()
    title = re.sub(r"^Topic:\s*", "", _tagged(inside, "title"))
    described = re.sub(r"^Description:\s*", "", _tagged(inside, "desc"))
    return Topic(number, title or described, language)


def read_qrels(path: Path) -> Qrels:
    judged: dict[str, dict[str, int]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = line.split()
        if len(cells) >= 3 and cells[-1].lstrip("-").isdigit():
            judged.setdefault(cells[0], {})[cells[-2]] = int(cells[-1])
    return judged
