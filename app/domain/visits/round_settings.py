"""What a round says about scores: weights with their version, prices of funded needs; and the broader terms."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlmodel import Session, col, select

from app import matching
from app.models.rounds import Round, RoundState
from app.models.vocabulary import Term

TOPICS = ("capability", "benefit")
VERSION = "1"


def settings_of(session: Session, round_: Round | None) -> matching.Settings:
    """Of a round, without one of the latest that is not closed; the usual ones where there is none."""
    round_ = round_ or current_round(session)
    kept: Mapping[str, Any] = round_.settings if round_ else {}
    return matching.Settings(
        weights=weights_of(kept),
        version=version_of(kept),
        funded={need: matching.Funding(int(each["price"]), matching.Per(each["per"])) for need, each in _funded(kept)},
        taxonomy=_taxonomy(session),
    )


def current_round(session: Session) -> Round | None:
    query = select(Round).where(col(Round.state) != RoundState.CLOSED)
    return session.exec(query.order_by(col(Round.id).desc()).limit(1)).first()


def weights_of(kept: Mapping[str, Any]) -> matching.Weights:
    return matching.Weights(**kept.get("weights", {}))


def version_of(kept: Mapping[str, Any]) -> str:
    """The usual weights have version 1; others are named by themselves, so that equal ones have equal names."""
    points = asdict(weights_of(kept))
    if points == asdict(matching.Weights()):
        return VERSION
    return "own-" + "-".join(str(value) for value in points.values())


def _funded(kept: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    return sorted(kept.get("funded", {}).items())


def _taxonomy(session: Session) -> matching.Taxonomy:
    """Broader terms of capabilities and benefits as "capability:CODE", of products as codes."""
    query = select(Term.vocabulary, Term.code, Term.broader).where(
        col(Term.vocabulary).in_((*TOPICS, "product")), Term.broader != ""
    )
    topics, products = {}, {}
    for vocabulary, code, broader in session.exec(query).all():
        if vocabulary == "product":
            products[code] = broader
        else:
            topics[f"{vocabulary}:{code}"] = f"{vocabulary}:{broader}"
    return matching.Taxonomy(topics, products)
