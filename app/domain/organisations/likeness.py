"""What an organisation is like and what it looks for, in the terms that experiences are found by."""

from collections.abc import Collection

from sqlmodel import Session, col, select

from app.domain.organisations.sizes import size_of
from app.domain.visits.access import open_demands
from app.models.demands import Demand
from app.models.organisations import Organisation


def profile_of(session: Session, organisation_ids: Collection[int]) -> dict[str, tuple[str, ...]]:
    """Facet of the search to codes, of these organisations together; two queries. Empty for none."""
    if not organisation_ids:
        return {}
    query = select(Organisation).where(col(Organisation.id).in_(list(organisation_ids))).order_by(col(Organisation.id))
    found: dict[str, dict[str, None]] = {}
    for one in session.exec(query).all():
        size = size_of(one.members)
        told = {"country": [one.country], "product": one.products, "organisation_tier": [one.tier or ""]}
        for facet, codes in {**told, "organisation_size": [size]}.items():
            found.setdefault(facet, {}).update(dict.fromkeys(map(str, codes)))
    for facet, code in _wished(session, organisation_ids):
        found.setdefault(facet, {})[code] = None
    return {facet: kept for facet, codes in found.items() if (kept := tuple(filter(None, codes)))}


def _wished(session: Session, organisation_ids: Collection[int]) -> list[tuple[str, str]]:
    """The benefits and capabilities of its open wishes."""
    query = open_demands().where(col(Demand.organisation_id).in_(list(organisation_ids)))
    rows = session.execute(query.with_only_columns(col(Demand.topics)).order_by(col(Demand.id))).scalars()
    pairs = [str(topic["code"]).partition(":") for topics in rows for topic in topics]
    return [(facet, code) for facet, _, code in pairs if facet in ("benefit", "capability")]
