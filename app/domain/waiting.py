"""What waits for a person: the number in the header and the page behind it come from the same selects."""

from sqlmodel import Session

from app.domain.viewer import Viewer


def count_waiting(session: Session, viewer: Viewer) -> int:
    """How many things this person could do next."""
    return 0
