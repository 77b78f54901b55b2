"""How headers of mails are written, where Python's own way shows the reader what nobody typed."""

from email.header import Header
from email.policy import EmailPolicy
from typing import Any


class WholeHeaders(EmailPolicy):
    """Encodes a subject with accents as a whole, and leaves an address to unsubscribe at as it is.

    Python encodes only the words with accents; where such a word begins a line, the space before it is written twice.
    An address that does not fit its line it encodes too, and mail programs find none then (RFC 8058 wants it plain).
    """

    def fold(self, name: str, value: Any) -> str:
        return self._whole(name, value) or super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self._whole(name, value).encode("ascii") or super().fold_binary(name, value)

    def _whole(self, name: str, value: Any) -> str:
        """Empty for what is written as ever."""
        if name.lower() == "list-unsubscribe":
            return f"{name}: {value}{self.linesep}"
        if name.lower() != "subject" or str(value).isascii():
            return ""
        encoded = Header(str(value), "utf-8", header_name=name).encode(linesep=self.linesep)
        return f"{name}: {encoded}{self.linesep}"


POLICY = WholeHeaders()
