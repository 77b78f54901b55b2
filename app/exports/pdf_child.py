"""Turns `page.html` of the working folder into `page.pdf`: run as a script, in a process of its own.

WeasyPrint is large and slow to load, and a strange text could keep it busy for long; so it never enters the web
process. It may read the files named in `files.json` (address → path) and those below one folder of ours, and
nothing else: no network, no other file.
"""

import json
import mimetypes
import sys
from pathlib import Path
from typing import Any

MISSING_LIBRARY = 3


def main() -> int:
    given = json.loads(Path("files.json").read_text(encoding="utf-8"))
    try:
        import weasyprint  # noqa: PLC0415 - what fails here is the system library, and the exit code says so
        from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415
    except OSError as missing:
        sys.stderr.write(str(missing))
        return MISSING_LIBRARY

    class OurFiles(URLFetcher):  # type: ignore[misc]
        """The only files there are."""

        def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002
            path = find(url, given)
            kind = mimetypes.guess_type(url.partition("?")[0])[0] or "image/webp"
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    html = Path("page.html").read_text(encoding="utf-8")
    page = weasyprint.HTML(string=html, base_url=given["base"], url_fetcher=OurFiles())
    page.write_pdf("page.pdf", pdf_variant="pdf/ua-1", optimize_images=True, jpeg_quality=80, dpi=150)
    return 0


def find(url: str, given: dict[str, Any]) -> Path:
    """The file behind an address. Raises ValueError for everything that is not ours."""
    if url in given["files"]:
        return Path(given["files"][url])
    static = given["static_address"]
    folder = Path(given["static_folder"]).resolve()
    if url.startswith(static):
        path = (folder / url.removeprefix(static).partition("?")[0].partition("#")[0]).resolve()
        if path.is_relative_to(folder):
            return path
    raise ValueError(f"not one of our files: {url}")


if __name__ == "__main__":
    sys.exit(main())
