"""The terms themselves: complete, distinct and in the agreed order, in all four languages."""

from collections import Counter

import pytest

from app.i18n import LANGUAGES as INTERFACE_LANGUAGES
from app.vocabularies.loader import DATA, LANGUAGES, VOCABULARY_TITLES, TermData, load, vocabularies

# The practical activities of the worksheet, benefit by benefit, in its order.
ACTIVITIES = {
    "buyer_supplier_access": ["input_group_discount", "bulk_selling", "single_delivery", "shared_transport"],
    "bargaining_power": ["group_negotiation", "bulk_leverage"],
    "transaction_costs": ["transport_to_formal_buyers", "central_collection_point"],
    "quality_control": ["quality_standards_support", "joint_sorting_grading"],
    "production_incentive": ["bulk_input_buying", "assured_collective_sale"],
    "savings_credit": ["lump_sums", "group_bank_loans"],
    "joint_purchase": ["joint_purchase_storage", "joint_purchase_machinery"],
    "discounts": ["storage_input_discounts"],
    "training_services": ["group_training", "service_bulk_discounts", "joint_storage_use"],
    "pooled_assets": ["shared_equipment"],
    "shared_labour": ["labour_exchange"],
    "moral_support": ["peer_support"],
    "peer_learning": ["mutual_learning"],
    "information": ["pooled_information_sources", "information_sharing"],
    "commercial_networks": ["network_entry"],
    "shared_risk": ["risk_pooling"],
    "market_confidence": ["confidence_building"],
    "upgrading_skills": ["new_techniques"],
    "influence": ["public_service_influence"],
    "social_capital": ["community_trust"],
}
BENEFITS = list(ACTIVITIES)

CODES = {
    "benefit": " ".join(BENEFITS),
    "capability": (
        "governance_cohesion conflict_management member_services membership_inclusion women_youth business_planning "
        "financial_management revolving_fund_credit marketing_negotiation buyer_alliance quality_certification "
        "post_harvest_logistics technical_production information_systems advocacy learning_monitoring"
    ),
    "method": (
        "exchange_visit peer_coaching on_the_job farmer_to_farmer demonstration public_meeting course field_school "
        "e_learning_cycle event self_learned"
    ),
    "maturity": "potential_innovation promising good_practice institutionalised",
    "evidence": "told recorded_by_organisation external_source independently_evaluated",
    "condition": (
        "social_norms finance institutions collaboration legal policy governance knowledge_support markets_prices "
        "workload other"
    ),
    "participation": "none passive external_support interactive self_mobilisation",
    "phase": "initiation planning implementation monitoring",
    "balance": "balanced producer_dominated buyer_dominated",
    "voice": "member woman_member youth_member elected_leader staff buyer supporting_ngo facilitator",
    "case_kind": "good_experience learning_from_failure mixed",
    "organisation_kind": "producer_organisation ngo university expertise_centre public_body buyer",
    "tier": "first_tier union federation",
    "relation_kind": "apex_of funded_by buys_from certified_by advised_by",
    "case_role": "owner learner supporter",
    "facilitation": "temporary_programme commercial public self",
    "impact": "no little moderate great",
    "offer_kind": "visit coaching call documents",
    "sustainable": "yes no uncertain",
    "visit_need": "interpreter childcare diet access separate_rooms other",
    "visit_role": "producer elected_leader manager technician young_member other",
    "licence": "cc_by_4 cc_by_sa_4 cc_by_nc_4",
}

every_vocabulary = pytest.mark.parametrize("vocabulary", vocabularies())


def words(term: TermData, language: str) -> set[str]:
    """The label and synonyms of a term, as a search compares them."""
    return {text.casefold() for text in (term.labels[language], *term.synonyms[language])}


@pytest.mark.parametrize("vocabulary", CODES)
def test_codes_of_closed_vocabulary_in_agreed_order(vocabulary: str) -> None:
    assert [term.code for term in load(vocabulary)] == CODES[vocabulary].split()


def test_benefits_are_twenty() -> None:
    assert len(load("benefit")) == 20


def test_activities_are_those_of_the_worksheet_each_benefit_ending_with_other() -> None:
    expected = [(code, benefit) for benefit in BENEFITS for code in [*ACTIVITIES[benefit], f"other_{benefit}"]]
    assert [(term.code, term.broader) for term in load("activity")] == expected
    assert sum(map(len, ACTIVITIES.values())) == 32


def test_data_files_are_exactly_the_vocabularies() -> None:
    assert sorted(path.stem for path in DATA.iterdir()) == sorted(vocabularies())


def test_languages_are_those_of_the_interface() -> None:
    assert list(LANGUAGES) == list(INTERFACE_LANGUAGES)


def test_titles_say_more_in_the_description() -> None:
    assert all(title and description.endswith(".") for title, description in VOCABULARY_TITLES.values())
    assert len({title for title, _ in VOCABULARY_TITLES.values()}) == len(VOCABULARY_TITLES)


@every_vocabulary
def test_every_term_has_synonyms_in_every_language(vocabulary: str) -> None:
    lacking = [(term.code, lang) for term in load(vocabulary) for lang in LANGUAGES if not term.synonyms[lang]]
    assert lacking == []


@every_vocabulary
@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_are_distinct_within_vocabulary(vocabulary: str, language: str) -> None:
    counted = Counter(term.labels[language].casefold() for term in load(vocabulary))
    assert [label for label, times in counted.items() if times > 1] == []


@every_vocabulary
@pytest.mark.parametrize("language", LANGUAGES)
def test_synonyms_repeat_neither_each_other_nor_label(vocabulary: str, language: str) -> None:
    repeated = [term.code for term in load(vocabulary) if len(words(term, language)) < 1 + len(term.synonyms[language])]
    assert repeated == []


@every_vocabulary
@pytest.mark.parametrize("language", LANGUAGES)
def test_definitions_are_sentences_of_their_own(vocabulary: str, language: str) -> None:
    definitions = {term.code: term.definitions[language] for term in load(vocabulary)}
    labels = {term.code: term.labels[language] for term in load(vocabulary)}
    assert [code for code, text in definitions.items() if text.rstrip(".") == labels[code]] == []
    assert [code for code, text in definitions.items() if not text.endswith(".") or not text[0].isupper()] == []
    assert len(set(definitions.values())) == len(definitions)


@every_vocabulary
def test_definitions_differ_among_languages(vocabulary: str) -> None:
    same = [term.code for term in load(vocabulary) if len(set(term.definitions.values())) < len(LANGUAGES)]
    assert same == []


@every_vocabulary
@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_fit_a_phone_and_a_column(vocabulary: str, language: str) -> None:
    long = [
        term.code
        for term in load(vocabulary)
        if len(term.labels[language]) > 90 or len(term.definitions[language]) > 240
    ]
    assert long == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_for_a_product_means_two_products(language: str) -> None:
    counted = Counter(word for term in load("product") for word in words(term, language))
    assert [word for word, times in counted.items() if times > 1] == []


def test_products_have_two_levels_at_most() -> None:
    broader = {term.code: term.broader for term in load("product")}
    assert [code for code, above in broader.items() if above and broader[above]] == []


@pytest.mark.parametrize(
    ("word", "language", "code"),
    [
        ("yuca", "es", "cassava"),
        ("macaxeira", "pt", "cassava"),
        ("manioc", "en", "cassava"),
        ("patata", "es", "potato"),
        ("batata", "es", "sweet_potato"),
        ("batata", "pt", "potato"),
        ("pommes de terre", "fr", "potato"),
        ("banana", "es", "banana"),
        ("plátano macho", "es", "plantain"),
        ("niébé", "fr", "cowpea"),
    ],
)
def test_regional_name_leads_to_product(word: str, language: str, code: str) -> None:
    assert [term.code for term in load("product") if word in words(term, language)] == [code]


def test_licences_have_their_address() -> None:
    assert [term.uri for term in load("licence")] == [
        "https://creativecommons.org/licenses/by/4.0/",
        "https://creativecommons.org/licenses/by-sa/4.0/",
        "https://creativecommons.org/licenses/by-nc/4.0/",
    ]
