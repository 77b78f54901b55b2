"""What a browser sends as the address it comes from."""

from urllib.parse import SplitResult, urlsplit


def split_address(sent: str) -> SplitResult:
    """Its parts; none of what is no address, because anybody can send anything."""
    try:
        return urlsplit(sent)
    except ValueError:
        return urlsplit("")
