"""The text of documents, read in a child that may be ended at any time."""

import time
from pathlib import Path

import pytest

from app.files import kinds
from app.files.extraction import Extracted, ExtractionLimits, Problem, extract
from app.files.kinds import Kind
from tests.files import samples

TEXT = "Año de café: comercialización, ação, père, «señales» 😀"


def extracted(folder: Path, data: bytes, kind: Kind, **limits: float) -> Extracted:
    path = folder / "document"
    path.write_bytes(data)
    return extract(path, kind=kind, limits=ExtractionLimits(**limits))  # type: ignore[arg-type]


def test_pdf_page_by_page(tmp_path: Path) -> None:
    html = "<p>Año de café</p><p style='break-before: page'>Ação coletiva</p><p>Deuxième père</p>"

    found = extracted(tmp_path, samples.pdf(html), kinds.PDF)

    assert found == Extracted(("Año de café", "Ação coletiva\nDeuxième père"))


def test_pdf_word_broken_at_line_end_is_whole(tmp_path: Path) -> None:
    html = "<p style='width: 1cm; hyphens: manual'>comercializa\u00adción</p>"
    typed = samples.raw_pdf(b"BT /F 9 Tf 9 99 Td (comercializa-) Tj 0 -12 Td (cion) Tj 0 -12 Td (compra-venta) Tj ET")

    assert extracted(tmp_path, samples.pdf(html), kinds.PDF).pages == ("comercialización",)
    assert extracted(tmp_path, typed, kinds.PDF).pages == ("comercializacion\ncompra-venta",)


def test_pdf_without_words(tmp_path: Path) -> None:
    found = extracted(tmp_path, samples.raw_pdf(b"0 0 100 100 re f"), kinds.PDF)

    assert found == Extracted(("",), problem=Problem.NO_TEXT)


def test_pdf_more_pages_than_read(tmp_path: Path) -> None:
    html = "".join(f"<p style='break-after: page'>Página {number}</p>" for number in range(5))

    found = extracted(tmp_path, samples.pdf(html), kinds.PDF, pages=3)

    assert found == Extracted(("Página 0", "Página 1", "Página 2"), truncated=True)


def test_pdf_more_text_than_kept(tmp_path: Path) -> None:
    html = "<p>ñandú ñandú</p><p style='break-before: page'>más</p>"

    found = extracted(tmp_path, samples.pdf(html), kinds.PDF, text_bytes=9)

    assert found == Extracted(("ñandú ",), truncated=True)


def test_pdf_encrypted(tmp_path: Path) -> None:
    found = extracted(tmp_path, samples.locked_pdf(), kinds.PDF)

    assert found == Extracted((), truncated=True, problem=Problem.ENCRYPTED)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n%%EOF", b"no document at all", bytes(5000)])
@pytest.mark.parametrize("kind", [kinds.PDF, kinds.DOCX, kinds.ODT])
def test_damaged(tmp_path: Path, data: bytes, kind: Kind) -> None:
    assert extracted(tmp_path, data, kind) == Extracted((), truncated=True, problem=Problem.DAMAGED)


def test_docx_paragraphs_tabs_and_breaks(tmp_path: Path) -> None:
    body = (
        "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>Uno</w:t><w:tab/><w:t>dos</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>par</w:t></w:r><w:r><w:t>tido</w:t><w:br/><w:t>línea</w:t></w:r></w:p>"
        f"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>{TEXT}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )

    found = extracted(tmp_path, samples.docx(body), kinds.DOCX)

    assert found == Extracted((f"Uno\tdos\npartido\nlínea\n{TEXT}\n",))


def test_docx_leaves_out_what_is_not_shown(tmp_path: Path) -> None:
    box = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    body = (
        "<w:p><w:r><w:t>shown</w:t></w:r><w:del><w:r><w:delText>deleted</w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
        f"<mc:AlternateContent {box}><mc:Choice><w:p><w:r><w:t>box</w:t></w:r></w:p></mc:Choice>"
        "<mc:Fallback><w:p><w:r><w:t>box</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>"
    )

    assert extracted(tmp_path, samples.docx(body), kinds.DOCX).pages == ("shown\nbox\n",)


def test_docx_reads_notes(tmp_path: Path) -> None:
    note = f'<w:footnotes xmlns:w="{samples.WORD_SPACE}"><w:p><w:r><w:t>Nota</w:t></w:r></w:p></w:footnotes>'

    found = extracted(tmp_path, samples.docx(members={"word/footnotes.xml": note}), kinds.DOCX)

    assert found == Extracted(("Hola\nNota\n",))


def test_odt_paragraphs_blanks_and_notes(tmp_path: Path) -> None:
    body = (
        "<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>"
        f"<text:h>Título</text:h><text:p>a<text:s text:c='3'/>b<text:tab/><text:span>{TEXT}</text:span></text:p>"
        "<text:list><text:list-item><text:p>uno<text:line-break/>dos</text:p></text:list-item></text:list>"
        "<text:p>fin<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>nota</text:p>"
        "</text:note-body></text:note></text:p>"
    )

    found = extracted(tmp_path, samples.odt(body), kinds.ODT)

    assert found == Extracted((f"Título\na   b\t{TEXT}\nuno\ndos\nfinnota\n\n",))


@pytest.mark.parametrize(
    "data",
    [TEXT.encode(), ("\ufeff" + TEXT).encode(), TEXT.replace(" 😀", "").encode("cp1252")],
)
def test_plain_text_with_accents(tmp_path: Path, data: bytes) -> None:
    found = extracted(tmp_path, data, kinds.TEXT)

    assert found == Extracted((TEXT if "😀".encode() in data else TEXT.replace(" 😀", ""),))


def test_plain_text_letters_of_two_parts_become_one(tmp_path: Path) -> None:
    assert extracted(tmp_path, "cafe\u0301\r\nan\u0303o".encode(), kinds.TEXT).pages == ("café\naño",)


def test_plain_text_many_empty_lines_become_one(tmp_path: Path) -> None:
    assert extracted(tmp_path, b"a\nb\n\nc\n \n\n\t\nd\x0ce", kinds.TEXT).pages == ("a\nb\n\nc\n\nd\x0ce",)


@pytest.mark.parametrize(("limit", "expected"), [(4, "ña"), (5, "ñañ"), (6, "ñañu"), (7, "ñañu ")])
def test_plain_text_cut_between_letters(tmp_path: Path, limit: int, expected: str) -> None:
    found = extracted(tmp_path, "ñañu y más".encode(), kinds.TEXT, text_bytes=limit)

    assert found == Extracted((expected,), truncated=True)


@pytest.mark.parametrize("kind", [kinds.DOCX, kinds.ODT])
def test_documents_cut_at_limit(tmp_path: Path, kind: Kind) -> None:
    long = "ñ" * 3000
    made = {
        kinds.DOCX: samples.docx(f"<w:p><w:r><w:t>{long}</w:t></w:r></w:p>"),
        kinds.ODT: samples.odt(f"<text:p>{long}</text:p>"),
    }

    found = extracted(tmp_path, made[kind], kind, text_bytes=5001)

    assert found == Extracted(("ñ" * 2500,), truncated=True)


def test_docx_part_unpacking_to_more_than_allowed(tmp_path: Path) -> None:
    data = samples.docx("<w:p><w:r><w:t>first</w:t></w:r></w:p>" + "<w:p/>" * 200_000)

    found = extracted(tmp_path, data, kinds.DOCX, part_bytes=500_000)

    assert found.truncated
    assert found.problem is None
    assert found.pages[0].startswith("first\n")


@pytest.mark.parametrize(
    "declared",
    ['<!ENTITY leak SYSTEM "file:///etc/hostname">', '<!ENTITY a "ha"><!ENTITY leak "&a;&a;&a;&a;">'],
)
def test_documents_with_entities(tmp_path: Path, declared: str) -> None:
    body = "<w:p><w:r><w:t>before &leak;</w:t></w:r></w:p>"

    found = extracted(tmp_path, samples.docx(body, prolog=f"<!DOCTYPE x [{declared}]>"), kinds.DOCX)

    assert found == Extracted((), truncated=True, problem=Problem.EXTERNAL)


@pytest.fixture(scope="module")
def heavy_pdf() -> bytes:
    """A small file with so many words on one page that laying them out takes seconds and gigabytes."""
    words = (b"1 0 0 1 %d %d Tm (word %d) Tj " % (at % 190, at // 190 % 190, at) for at in range(600_000))
    return samples.raw_pdf(b"BT /F 1 Tf " + b"".join(words) + b"ET")


def test_child_is_ended_on_time_out(tmp_path: Path, heavy_pdf: bytes) -> None:
    begun = time.monotonic()
    found = extracted(tmp_path, heavy_pdf, kinds.PDF, seconds=0.6, memory_bytes=8 * 2**30)

    assert found == Extracted((), truncated=True, problem=Problem.TIME_OUT)
    assert time.monotonic() - begun < 10


def test_child_is_ended_on_much_computing(tmp_path: Path, heavy_pdf: bytes) -> None:
    found = extracted(tmp_path, heavy_pdf, kinds.PDF, cpu_seconds=1, memory_bytes=8 * 2**30)

    assert found == Extracted((), truncated=True, problem=Problem.TOO_HEAVY)


def test_child_is_ended_on_much_memory(tmp_path: Path, heavy_pdf: bytes) -> None:
    found = extracted(tmp_path, heavy_pdf, kinds.PDF, memory_bytes=256 * 2**20)

    assert found == Extracted((), truncated=True, problem=Problem.TOO_HEAVY)


def test_extract_leaves_no_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))

    extracted(tmp_path, samples.docx(), kinds.DOCX)

    assert list(folder.iterdir()) == []
