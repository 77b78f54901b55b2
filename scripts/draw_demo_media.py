"""Makes the pictures, documents and recordings of the demo library, the same ones at every run.

    python scripts/draw_demo_media.py [FOLDER]

Needs ffmpeg, and espeak-ng for the voice. What it makes is kept under version control, so that nobody has to
run this to see the library.
"""

import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pypdfium2
from demo_media import documents, fields, people, places, recordings, waters
from demo_media.shapes import HEIGHT, WIDTH
from PIL import Image
from weasyprint import HTML

FOLDER = Path(__file__).parents[1] / "app" / "demo" / "data" / "media"
_MOST = 118_000
_SHEET = (
    f"<style>@page {{ size: {WIDTH}px {HEIGHT}px; margin: 0 }} body {{ margin: 0 }} svg {{ display: block }}</style>"
)

PICTURES: dict[str, Callable[[], str]] = {
    "plantain-hills": fields.plantain_hills,
    "coffee-hills": fields.coffee_hills,
    "native-potatoes": fields.native_potatoes,
    "honey-fund": fields.honey_fund,
    "store-house": places.store_house,
    "grain-store": places.grain_store,
    "common-scale": places.common_scale,
    "market-board": places.market_board,
    "jute": places.jute,
    "meeting-tree": people.meeting_tree,
    "weaving": people.weaving,
    "river-of-change": people.river_of_change,
    "story-circle": people.story_circle,
    "water-gate": waters.water_gate,
    "mangrove-creek": waters.mangrove_creek,
}


def picture(svg: str) -> Image.Image:
    """Drawn at double size and shrunk, so that edges are smooth."""
    page = pypdfium2.PdfDocument(HTML(string=_SHEET + svg).write_pdf())[0]
    large: Image.Image = page.render(scale=2 * WIDTH / page.get_width()).to_pil().convert("RGB")
    return large.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def jpeg(image: Image.Image) -> bytes:
    """The best quality that stays small enough for a slow connection."""
    for quality in range(88, 40, -4):
        out = BytesIO()
        image.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
        if out.tell() <= _MOST:
            break
    return out.getvalue()


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, draw in PICTURES.items():
        (folder / f"{name}.jpg").write_bytes(jpeg(picture(draw())))
    for name in ("reglas-del-almacen", "store-book"):
        (folder / f"{name}.pdf").write_bytes(documents.pdf(name))
    (folder / "hoja-rio-del-cambio.docx").write_bytes(documents.river_worksheet())
    scenes = [folder / f"{name}.jpg" for name in ("common-scale", "grain-store", "market-board", "meeting-tree")]
    recordings.film(scenes, folder / "season.mp4")
    recordings.voice(recordings.BENITA, folder / "benita.m4a")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
