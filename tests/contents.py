"""A whole systematised case, as publication wants it: every section, every kind of field."""

from typing import Any

from tests.factories import raw_content


def full_content(medium: str | None = None) -> dict[str, dict[str, Any]]:
    """`medium` is the public id of a picture of the case; without one the media section is empty."""
    content = raw_content(abstract="For six years forty families have sold their potatoes through one gate.")
    content["facts"] |= {
        "products": ["potato"],
        "methods": ["farmer_to_farmer", "exchange_visit"],
        "started": "2018-03",
        "ended": "2024",
        "activities": ["joint_purchase_storage"],
        "facilitation": "self",
    }
    content["systematisation"] = {
        "objective": "To know why the selling held when the project ended.",
        "object": "The common selling of potatoes in Junín, 2018 to 2024.",
        "axis": "How trust in the common scale was won.",
        "how": "Two workshops, eleven interviews and one assembly.",
        "team": [{"key": "team01", "name": "Rosa Quispe", "role": "President"}],
        "people": 61,
        "women": 34,
        "youth": 9,
    }
    content["process"] = {
        "initial_situation": "Each family sold at its own gate, at the trader's price.",
        "moments": [
            {"key": "momen1", "date": "2018-03", "title": "The first assembly", "text": "It ended in a quarrel."},
            {"key": "momen2", "date": "2019-06-14", "title": "The common scale", "turning_point": True},
            {"key": "momen3", "date": "2021", "title": "The store is built"},
        ],
        "final_situation": "Traders come to the store and ask for a date.",
    }
    content["actors"] = {
        "actors": [
            {
                "key": "actor1",
                "name": "The women's committee",
                "role": "Weighs and writes",
                "implementation": "interactive",
            }
        ],
        "money_from": 4000,
        "money_to": 5500,
        "currency": "PEN",
        "external_share": 30,
        "time": "Two years until it ran by itself",
    }
    content["results"] = {
        "results": [
            {
                "key": "resul1",
                "indicator": "Price at the gate",
                "before": 0.8,
                "after": 1.1,
                "unit": "soles a kilogram",
                "date": "2023",
                "source": "Sales book",
                "evidence": "recorded_by_organisation",
            }
        ]
    }
    content["conditions"] = {
        "conditions": [
            {"key": "condi1", "domain": "social_norms", "text": "People were used to working the land in turns."},
            {"key": "condi2", "domain": "finance", "hindering": True, "text": "Nobody lent without a land title."},
        ],
        "matrix": [
            {
                "key": "crite1",
                "criterion": "Trust",
                "positive": "The scale stands in the open.",
                "why": "All can look.",
            },
            {"key": "crite2", "criterion": "Money", "negative": "The first store was too small.", "why": "No reserve."},
        ],
    }
    content["lessons"] = {
        "lessons": [
            {
                "key": "lesso1",
                "statement": "Put the scale where all can see it.",
                "for_whom": "Groups that begin to sell",
            },
            {
                "key": "lesso2",
                "statement": "Let the women keep the book.",
                "evidence": "No page is missing since 2019.",
            },
            {"key": "lesso3", "statement": "Agree on the loss before the gain."},
        ],
        "differently": "We would build the store for twice the harvest.",
        "weaknesses": [
            {
                "key": "weakn1",
                "voice": "woman_member",
                "weakness": "Meetings were at milking time.",
                "overcome": "We moved them.",
            }
        ],
    }
    content["blocks"] = {
        "blocks": [
            {
                "key": "block1",
                "title": "The open scale",
                "what": "A scale in the yard, read aloud by two people.",
                "enabling": "A roof, and a rota.",
                "lesson": "Reading aloud matters more than the scale.",
                "steps": "Buy, place, read aloud, write down.",
                "effort": "Two people for an hour a day",
            }
        ]
    }
    content["replication"] = {
        "prerequisites": "A place that belongs to all.",
        "do_not_copy_if": "Your members live more than a day from the store.",
        "sustainable": "yes",
        "sustainable_why": "The fee pays the rota.",
        "offers": ["visit", "call"],
        "offer_languages": ["es", "qu"],
        "offer_months": ["5", "6"],
        "offer_people": 12,
        "questions": [
            {"key": "quest1", "question": "Who reads your scale?"},
            {"key": "quest2", "question": "Who bears a loss with you?"},
            {"key": "quest3", "question": "When do women meet?"},
        ],
    }
    content["media"] = (
        {"media": [{"key": "media1", "medium": medium, "caption": "The scale", "alt": "A scale under a roof"}]}
        if medium
        else {}
    )
    content["references"] = {
        "references": [{"key": "refer1", "citation": "Sales book 2018–2023, unpublished"}],
    }
    return content
