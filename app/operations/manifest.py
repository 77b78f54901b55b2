"""What a backup says about itself, so that a restore can tell that nothing is missing or changed."""

import json
from dataclasses import asdict, dataclass, field
from typing import Self

NAME = "manifest.json"
FORMAT = 1


class BackupError(Exception):
    """A backup cannot be made or restored; the sentence says why."""


@dataclass(slots=True)
class Manifest:
    """`files` maps the name in the archive to its SHA-256, in hex."""

    made_at: str
    revision: str
    database: str
    format: int = FORMAT
    files: dict[str, str] = field(default_factory=dict)

    def as_bytes(self) -> bytes:
        return json.dumps(asdict(self), indent=1).encode()

    @classmethod
    def read(cls, raw: bytes) -> Self:
        try:
            manifest = cls(**json.loads(raw))
        except (ValueError, TypeError) as error:
            raise BackupError(f"The list of contents in this backup cannot be read: {error}") from error
        if manifest.format != FORMAT:
            raise BackupError(f"This backup has the format {manifest.format}; this release reads {FORMAT}.")
        return manifest
