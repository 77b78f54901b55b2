"""The documents that organisations of the demo library share: PDF files made of the pages beside this file, and
a Word file.
"""

from html import escape
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from weasyprint import HTML

_OFFICE = "http://schemas.openxmlformats.org"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_PACKAGE, _WORDS = f"{_OFFICE}/package/2006", "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = {
    "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORDS}.document.main+xml"/></Types>',
    "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>',
}
_RIVER = (
    "Extiendan una sábana o un papel grande en el suelo.",
    "Dibujen arriba la meta (el pedido entregado) y abajo lo que ya tienen.",
    "Cada persona pone en silencio una piedra: lo que puede impedir llegar.",
    "Junten las piedras que se parecen y pónganles nombre.",
    "Dibujen un puente sobre cada piedra: quién lo cruza y para qué luna.",
    "Cada luna nueva miren el río, tachen los puentes cruzados y muevan los que faltan.",
)
_TABLE = (
    ("Piedra", "Puente", "Quién", "Para qué luna"),
    ("No sabemos si el azul se queda", "Teñir y lavar veinte de prueba", "Benita", "octubre"),
    *(("",) * 4 for _ in range(6)),
)
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


def pdf(name: str) -> bytes:
    """The page `name`.html, the same bytes at every run."""
    made: bytes = HTML(Path(__file__).parent / f"{name}.html").write_pdf(pdf_identifier=name.encode())
    return made


def river_worksheet() -> bytes:
    """One page in Spanish, as small as a Word file can be."""
    steps = "".join(_paragraph(f"{number}. {step}") for number, step in enumerate(_RIVER, 1))
    body = (
        _paragraph("Nuestro río del cambio", size=40)
        + _paragraph("Hoja de trabajo de las Tejedoras Warmi Puyu (organización de ilustración). Se puede copiar.")
        + steps
        + _table()
        + _paragraph("Una piedra sin puente quiere decir: todavía no aceptamos el pedido.")
    )
    return _word(body)


def _table() -> str:
    borders = "".join(f"<w:{side} w:val='single' w:sz='6' w:color='2F7F7C'/>" for side in _SIDES)
    look = f"<w:tblPr><w:tblW w:w='5000' w:type='pct'/><w:tblBorders>{borders}</w:tblBorders></w:tblPr>"
    columns = f"<w:tblGrid>{'<w:gridCol/>' * 4}</w:tblGrid>"
    cells = ("".join(f"<w:tc>{_paragraph(cell)}</w:tc>" for cell in row) for row in _TABLE)
    return f"<w:tbl>{look}{columns}{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def _paragraph(text: str, *, size: int = 22) -> str:
    words = f"<w:t xml:space='preserve'>{escape(text)}</w:t>"
    return f"<w:p><w:r><w:rPr><w:sz w:val='{size}'/></w:rPr>{words}</w:r></w:p>"


def _word(body: str) -> bytes:
    main = f'{_XML}<w:document xmlns:w="{_OFFICE}/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>'
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as packed:
        for name, text in {**_PARTS, "word/document.xml": main}.items():
            entry = ZipInfo(name, (2024, 1, 1, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            packed.writestr(entry, text)
    return out.getvalue()
