"""Reading an entry anew and holding it, before it is changed."""

from sqlmodel import Session

from app.models.entries import Entry


def hold(session: Session, entry: Entry) -> None:
    """Until the transaction ends nobody else changes the entry, and it is as it stands now.

    What this transaction has changed of it already is written first: reading anew would forget it.
    """
    session.flush()
    session.refresh(entry, with_for_update={"key_share": True})
