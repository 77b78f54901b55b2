"""How well it is documented what an organisation can show: by its public cases on the same topic."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, select

from app.domain.cases.access import public_cases
from app.models.cases import CaseTier, CaseVersion
from app.models.demands import Offer, OfferState

SHOWN = (OfferState.OPEN, OfferState.PAUSED)
_FIELDS = {"capability": "capabilities", "benefit": "benefits"}


def topics_of(content: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The topics that a case is about, as demands and offers write them."""
    facts = content.get("facts", {})
    return [f"{vocabulary}:{code}" for vocabulary, name in _FIELDS.items() for code in facts.get(name) or ()]


def evidence_of(session: Session, *, organisation_id: int) -> dict[str, str]:
    """By topic "systematised" or "documented"; what no public case tells is only declared."""
    cases = public_cases().subquery()
    query = (
        select(CaseVersion.tier, CaseVersion.content)
        .join(cases, cases.c.current_version_id == col(CaseVersion.id))
        .where(cases.c.organisation_id == organisation_id)
    )
    found: dict[str, str] = {}
    for tier, content in session.exec(query).all():
        for topic in topics_of(content):
            if tier is CaseTier.SYSTEMATISED:
                found[topic] = "systematised"
            else:
                found.setdefault(topic, "documented")
    return found


def refresh(session: Session) -> None:
    """What was published or withdrawn since an offer was written counts for it too. Nobody's words change by it."""
    known: dict[int, dict[str, str]] = {}
    for offer in session.exec(select(Offer).where(col(Offer.state).in_(SHOWN)).order_by(col(Offer.id))).all():
        if offer.organisation_id not in known:
            known[offer.organisation_id] = evidence_of(session, organisation_id=offer.organisation_id)
        found = known[offer.organisation_id]
        topics = [{**topic, "evidence": found.get(topic["code"], "declared")} for topic in offer.topics]
        if topics != offer.topics:
            offer.topics = topics
            session.add(offer)
