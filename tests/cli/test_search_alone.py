"""`search --index`: texts of one's own, without settings, database or web pages."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.cli.search import run_alone
from app.search.engines import ENGINES

STORE = {"id": "store", "title": "One store", "text": "Farmers store maize together and sell it later."}
FUND = {"id": 7, "title": "Fondo", "text": "Las apicultoras prestan de su fondo rotatorio.", "language": "es"}
ROAD = {"id": "road", "text": "They mended half of the road to the market."}


def lines(path: Path, *rows: object) -> str:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return str(path)


@pytest.fixture(params=ENGINES)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> list[str]:
    """The options that name an index with three texts, for each engine."""
    if request.param == "tantivy":
        pytest.importorskip("tantivy")
    options = ["--index", str(tmp_path / "own"), "--engine", request.param]
    assert run_alone([*options, "--add", lines(tmp_path / "texts.jsonl", STORE, FUND, ROAD)]) == 0
    return options


def asked(index: list[str], folder: Path, capsys: pytest.CaptureFixture[str], **queries: str) -> list[dict[str, Any]]:
    file = lines(folder / "queries.jsonl", *({"id": name, "query": text} for name, text in queries.items()))
    capsys.readouterr()
    assert run_alone([*index, "--queries", file, "--limit", "100", "--json"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def found(row: dict[str, Any]) -> list[str]:
    return [hit["id"] for hit in row["hits"]]


def test_queries_are_answered_line_by_line(
    index: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = asked(
        index, tmp_path, capsys, a="selling stored maize", b="not there: OR (nothing", c="the road, or the store?"
    )

    assert [list(row) for row in rows] == [["id", "total", "hits", "cpu_ms"]] * 3
    assert [(row["id"], row["total"], found(row)) for row in rows] == [
        ("a", 1, ["store"]),
        ("b", 0, []),
        ("c", 2, ["store", "road"]),
    ]
    assert all(row["cpu_ms"] > 0 for row in rows)
    assert rows[2]["hits"][0]["score"] > rows[2]["hits"][1]["score"] > 0


def test_text_added_again_replaces_the_first(
    index: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    again = {**STORE, "text": "Now it is a school."}
    assert run_alone([*index, "--add", lines(tmp_path / "more.jsonl", again, {**ROAD, "text": "first"}, ROAD)]) == 0

    [maize, school, first] = asked(index, tmp_path, capsys, a="maize", b="school", c="first")

    assert (found(maize), found(school), found(first)) == ([], ["store"], [])


def test_same_id_twice_in_a_new_index_counts_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    index = ["--index", str(tmp_path / "own")]
    run_alone([*index, "--add", lines(tmp_path / "texts.jsonl", ROAD, {**ROAD, "text": "mended at last"})])

    [row] = asked(index, tmp_path, capsys, a="mended")

    assert (row["total"], found(row)) == (1, ["road"])


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (b'{"id": "a"', "line 2: not JSON in UTF-8"),
        (b'{"id": "a", "text": "\xff"}', "line 2: not JSON in UTF-8"),
        (b'["a", "text"]', 'line 2: not an object like {"id": …}'),
        (b'{"text": "no id"}', 'line 2: "id" must be a text or a whole number'),
        (b'{"id": true, "text": "x"}', 'line 2: "id" must be a text or a whole number'),
        (b'{"id": "a"}', 'line 2: "text" must be a text'),
        (b'{"id": "a", "text": "x", "language": 5}', 'line 2: "language" must be a text'),
        (b"[" * 100_000, "line 2: not JSON in UTF-8"),
        (b'{"id": "a\\nroad", "text": "x"}', 'line 2: "id" must have no control characters in it'),
        (b'{"id": "\\ud800", "text": "x"}', 'line 2: "id" must have no control characters in it'),
    ],
)
def test_wrong_line_is_named_and_nothing_of_its_file_is_taken(
    line: bytes, complaint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "wrong.jsonl").write_bytes(json.dumps(ROAD).encode() + b"\n" + line + b"\n")
    index = ["--index", str(tmp_path / "own")]

    assert run_alone([*index, "--add", str(tmp_path / "wrong.jsonl")]) == 1
    assert capsys.readouterr().err.startswith(f"Sorry: {complaint}")
    assert run_alone([*index, "road"]) == 1
    assert capsys.readouterr().err == f"Sorry: there is no index in {tmp_path / 'own'}; make one with --add\n"


def test_typed_query_lists_titles(index: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()

    assert run_alone([*index, '+store -"half of the road"']) == 0

    first, last = capsys.readouterr().out.splitlines()
    assert (first.split("\t")[::2], last) == (["store", "One store"], "1 found")


def test_what_is_no_character_neither_breaks_nor_leaves_the_list(
    index: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = {"id": "odd", "title": "Half \ud800 \x1b]0;title\x07", "text": "maize \udfff cellar"}
    assert run_alone([*index, "--add", lines(tmp_path / "odd.jsonl", odd)]) == 0
    [row] = asked(index, tmp_path, capsys, a="cellar\ud800")
    assert found(row) == ["odd"]

    assert run_alone([*index, "cellar"]) == 0

    first, _ = capsys.readouterr().out.splitlines()
    assert first.split("\t")[::2] == ["odd", "Half ? ]0;title"]


def test_long_query_of_any_words_is_answered(
    index: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [row] = asked(index, tmp_path, capsys, a=" ".join(f"word{n}" for n in range(300)) + " maize")

    assert found(row) == ["store"]


def test_platform_is_not_loaded_for_texts_of_ones_own(tmp_path: Path) -> None:
    """Neither its pages nor its settings: these would be refused."""
    code = (
        "import sys; sys.argv[1:] = ['search', '--index', sys.argv[1], '--add', sys.argv[2]]; import app.__main__;"
        "loaded = {'fastapi', 'sqlmodel', 'pydantic', 'jinja2'} & set(sys.modules);"
        "print(sorted(loaded), app.__main__.run_alone(sys.argv[2:]))"
    )
    arguments = [str(tmp_path / "own"), lines(tmp_path / "texts.jsonl", ROAD)]
    environment = {**os.environ, "DATABASE_URL": "nonsense"}

    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True, env=environment
    )

    assert done.stdout == "[] 0\n"
