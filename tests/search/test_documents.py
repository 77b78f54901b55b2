"""What of a case gets into the index, and what never does."""

import pytest
from sqlmodel import select

from app.models.cases import Case, CaseState, CaseTier, CaseVersion, TranslationState
from app.models.media import Media, MediaKind, MediaState
from app.models.organisations import Organisation, Tier
from app.models.types import now
from app.search.documents import documents_of, labels_of, sources_of
from app.search.engine import SearchDocument
from app.search.labels import label_words
from app.search.markup import plain
from app.services import Services
from tests.contents import full_content
from tests.factories import Make
from tests.search.library import add_medium, change_state, publish, section_texts, translate


def documents(services: Services, case: Case) -> dict[str, SearchDocument]:
    with services.database.reading() as session:
        found = documents_of(session, f"case:{case.code}", services.terms(session))
    return {one.id.replace(case.code, "CODE"): one for one in found}


def systematised(services: Services, make: Make, **fields: object) -> tuple[Case, CaseVersion]:
    organisation = make.organisation("Papa Junta", tier=Tier.UNION, certifications=["fairtrade"])
    case = make.case(organisation, content=full_content(), tier=CaseTier.SYSTEMATISED, **fields)
    return case, publish(services, case, CaseTier.SYSTEMATISED)


def test_case_becomes_one_document_and_one_for_each_building_block(services: Services, make: Make) -> None:
    case, _ = systematised(services, make)

    found = documents(services, case)

    assert list(found) == ["case:CODE:en", "block:CODE:block1:en"]
    whole, block = found.values()
    assert (whole.source, whole.group, whole.kind, whole.title) == (
        f"case:{case.code}",
        f"case:{case.code}",
        "case",
        "Selling potatoes together",
    )
    assert (block.source, block.group, block.kind, block.title) == (
        f"case:{case.code}",
        f"block:{case.code}:block1",
        "block",
        "The open scale",
    )
    assert (whole.visible_to, block.visible_to) == (("public",), ("public",))


def test_sections_hold_their_words_with_their_weight(services: Services, make: Make) -> None:
    case, _ = systematised(services, make)

    whole = documents(services, case)["case:CODE:en"]

    roles = {section.name: section.role for section in whole.sections}
    assert roles == {
        "summary": "summary",
        "facts": "body",
        "story": "body",
        "systematisation": "body",
        "process": "body",
        "actors": "body",
        "results": "body",
        "conditions": "body",
        "lessons": "lesson",
        "blocks": "lesson",
        "replication": "body",
        "references": "body",
        "organisation": "organisation",
    }
    texts = section_texts(whole)
    assert texts["facts"] == "Junín"
    assert texts["organisation"] == "Papa Junta"
    assert "Let the women keep the book." in texts["lessons"]
    assert "Sales book 2018–2023, unpublished" in texts["references"]
    assert "Selling potatoes together" not in texts["summary"]


def test_facets_are_codes_with_those_above_them(services: Services, make: Make) -> None:
    case, _ = systematised(services, make, maturity="promising")

    facets = documents(services, case)["block:CODE:block1:en"].facets

    assert {name: codes for name, codes in facets.items() if name not in ("product", "year", "organisation")} == {
        "kind": ("good_experience",),
        "benefit": ("bargaining_power", "joint_purchase"),
        "activity": ("joint_purchase_storage",),
        "capability": ("marketing_negotiation",),
        "method": ("farmer_to_farmer", "exchange_visit"),
        "maturity": ("promising",),
        "certification": ("fairtrade",),
        "tier": ("systematised",),
        "country": ("PE",),
        "region": ("005", "419"),
        "video": ("no",),
        "organisation_tier": ("union",),
        "organisation_size": (),
        "type": ("block",),
        "language": ("en",),
    }
    assert facets["product"][0] == "potato"
    with services.database.reading() as session:
        broader = services.terms(session).get("product", "potato")
    assert broader is not None
    assert facets["product"][1] == broader.broader
    assert facets["year"] == (str(now().year),)


def test_published_translation_has_a_document_with_the_translated_sections_only(services: Services, make: Make) -> None:
    case, version = systematised(services, make)
    translate(services, version, "es", "summary", {"title": "Vender papas juntos", "summary": "Cuarenta familias."})
    translate(services, version, "es", "blocks", {"blocks.block1.title": "La balanza abierta"})
    translate(services, version, "es", "story", {"what_we_did": "Borrador"}, TranslationState.DRAFT)

    found = documents(services, case)

    assert list(found) == ["case:CODE:en", "block:CODE:block1:en", "case:CODE:es", "block:CODE:block1:es"]
    spanish = found["case:CODE:es"]
    assert (spanish.title, spanish.language) == ("Vender papas juntos", "es")
    assert set(section_texts(spanish)) == {"summary", "blocks", "organisation"}
    assert spanish.facets["language"] == ("es",)
    assert found["block:CODE:block1:es"].title == "La balanza abierta"


def test_translation_without_a_published_summary_is_no_language_of_the_case(services: Services, make: Make) -> None:
    case, version = systematised(services, make)
    translate(services, version, "fr", "story", {"what_we_did": "Nous nous sommes réunis."})
    translate(services, version, "fr", "summary", {"title": "Vendre"}, TranslationState.REVIEWED)

    assert {one.language for one in documents(services, case).values()} == {"en"}


def test_attachments_and_transcripts_are_taken_as_long_as_their_consent_stands(services: Services, make: Make) -> None:
    case = make.case()
    with services.database.writing() as session:
        case = session.get_one(Case, case.id)
        add_medium(session, case, MediaKind.DOCUMENT, pages=["The statutes.", "Page two."], public_id="statutes")
        add_medium(session, case, MediaKind.VIDEO, public_id="film")
    entry = {"key": "film01", "medium": "film", "caption": "The film", "alt": "", "transcript": "We **sang**."}
    publish(services, case, media={"media": [entry]})

    whole = documents(services, case)["case:CODE:en"]

    texts = section_texts(whole)
    assert (texts["attachment:statutes"], texts["media:film"]) == ("The statutes.\fPage two.", "The film\nWe sang.")
    assert whole.facets["video"] == ("yes",)
    with services.database.writing() as session:
        for medium in session.exec(select(Media)).all():
            medium.consent_withdrawn_at = now()
    without = documents(services, case)["case:CODE:en"]
    assert set(section_texts(without)) == {"summary", "facts", "story", "organisation"}
    assert without.facets["video"] == ("no",)


def test_media_not_ready_removed_or_without_consent_are_not_taken(services: Services, make: Make) -> None:
    case = make.case()
    with services.database.writing() as session:
        case = session.get_one(Case, case.id)
        add_medium(session, case, MediaKind.DOCUMENT, pages=["waiting"], state=MediaState.WAITING)
        add_medium(session, case, MediaKind.DOCUMENT, pages=["refused"], consent=False)
        add_medium(session, case, MediaKind.DOCUMENT, pages=["removed"], removed_at=now())
    publish(services, case)

    text = str(documents(services, case)["case:CODE:en"].sections)

    assert not {"waiting", "refused", "removed"} & set(text.replace("'", " ").split())


def test_only_public_cases_have_documents(services: Services, make: Make) -> None:
    public = (CaseState.LEARNING_MATERIAL, CaseState.PUBLISHED, CaseState.FOLLOW_UP_DUE)
    for state in (*public, CaseState.ARCHIVED, CaseState.WITHDRAWN):
        case = make.case()
        publish(services, case)
        change_state(services, case, state)
        assert bool(documents(services, case)) == (state in public), state
    for state in (CaseState.DRAFT, CaseState.SUBMITTED, CaseState.RETURNED, CaseState.DECLINED):
        assert documents(services, make.case(state=state)) == {}
    assert documents(services, Case(code="absent", organisation_id=1, original_language="en")) == {}


def test_working_copy_of_a_published_case_stays_out(services: Services, make: Make) -> None:
    case = make.case(state=CaseState.DRAFT)
    publish(services, case)
    with services.database.writing() as session:
        session.add(CaseVersion(case_id=case.id or 0, content={"summary": {"title": "Not yet public"}}))

    assert "Not yet public" not in str(documents(services, case))


def test_change_of_an_organisation_concerns_all_its_public_cases(services: Services, make: Make) -> None:
    organisation = make.organisation()
    cases = [make.case(organisation) for _ in range(3)]
    for case in cases[:2]:
        publish(services, case)

    with services.database.reading() as session:
        found = sources_of(session, f"organisation:{organisation.code}")
        assert sorted(found) == sorted(f"case:{case.code}" for case in cases[:2])
        assert sources_of(session, "case:whatever") == ["case:whatever"]
        assert sources_of(session, "person:7") == []


def test_labels_name_terms_and_countries_in_four_languages(services: Services) -> None:
    with services.database.reading() as session:
        labels = labels_of(services.terms(session))

    def named(*words: str) -> set[tuple[str, str]]:
        return {(label.facet, label.code) for label in labels.named(words)}

    assert ("country", "CI") in named("cote", "d", "ivoire") | named("côte", "ivoire")
    assert named("perú") == named("peru") == {("country", "PE")}
    assert ("product", "coffee") in named("cafés")
    assert ("method", "exchange_visit") in named("visites", "d", "échange") | named("visites", "échange")
    assert ("capability", "governance_cohesion") in named("junta", "directiva")


def test_light_markup_leaves_the_words() -> None:
    text = "## What **we** did\n- [the book](https://example.org/book) was __kept__\n> by women"

    assert plain(text) == "What we did\nthe book was kept\nby women"


def test_organisation_of_a_case_is_found_by_its_code(services: Services, make: Make) -> None:
    case, _ = systematised(services, make)

    with services.database.reading() as session:
        code = session.get_one(Organisation, case.organisation_id).code
    assert documents(services, case)["case:CODE:en"].facets["organisation"] == (code,)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("West Africa", "011"), ("África", "002"), ("Amérique latine", "419"), ("América do Sul", "005")],
)
def test_part_of_the_world_is_found_by_its_name(services: Services, typed: str, code: str) -> None:
    with services.database.reading() as session:
        labels = labels_of(services.terms(session))

    assert [(one.facet, one.code) for one in labels.named(label_words(typed))] == [("region", code)]
