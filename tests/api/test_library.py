"""Vocabularies and organisations of the API."""

from collections.abc import Callable

from app.exports.api.library_models import Organisation, Vocabulary, VocabularyList
from app.models.organisations import Organisation as Table
from app.vocabularies.loader import load, vocabularies
from tests.browse.library import Library
from tests.factories import Make
from tests.pages import Browser

Visit = Callable[..., Browser]


def test_every_vocabulary_can_be_read(visit: Visit) -> None:
    client = visit().client
    listed = VocabularyList.model_validate(client.get("/api/v1/vocabularies").json()).vocabularies

    assert [one.name for one in listed] == list(vocabularies())
    for one in listed:
        whole = Vocabulary.model_validate(client.get(one.api).json())
        assert [term.code for term in whole.terms] == [term.code for term in load(one.name)]
        assert whole.count == one.count == len(whole.terms)


def test_terms_have_their_words_in_four_languages_and_the_term_above(visit: Visit) -> None:
    body = visit().client.get("/api/v1/vocabularies/product").json()
    potato = next(term for term in body["terms"] if term["code"] == "potato")

    assert (potato["labels"]["es"], potato["broader"]) == ("Papa", "roots_tubers")
    assert "patata" in potato["synonyms"]["es"]
    assert set(potato["definitions"]) == {"en", "es", "fr", "pt"}


def test_activities_hang_below_benefits(visit: Visit) -> None:
    body = visit().client.get("/api/v1/vocabularies/activity").json()

    assert body["broader_in"] == "benefit"
    assert {term["broader"] for term in body["terms"]} <= {term.code for term in load("benefit")}


def test_profile_holds_what_everybody_may_see(library: Library, visit: Visit) -> None:
    body = visit().client.get(f"/api/v1/organisations/{library.valley.code}?language=es").json()

    Organisation.model_validate(body)
    assert (body["name"], body["country"], body["tier"], body["products"]) == (
        "Farmers of the Valley",
        "PE",
        "union",
        ["potato"],
    )
    assert body["contact"] is None
    assert body["cases"] == [
        {
            "code": library.potatoes.code,
            "title": "Vender la papa juntos",
            "address": f"http://testserver/es/cases/{library.potatoes.code}",
            "api": f"http://testserver/api/v1/cases/{library.potatoes.code}",
        }
    ]


def test_contact_is_given_only_where_the_organisation_wants_it(make: Make, visit: Visit) -> None:
    contact = {"contact_name": "Rosa", "contact_email": "rosa@example.org", "contact_phone": "+51 1"}
    shy = make.organisation(**contact)
    open_one = make.organisation(**contact, contact_public=True)
    silent = make.organisation(contact_public=True)
    client = visit(make.owner(shy)).client

    def answer(one: Table) -> str:
        return str(client.get(f"/api/v1/organisations/{one.code}").text)

    assert "rosa@example.org" not in answer(shy)
    assert '"contact":{"name":"Rosa","email":"rosa@example.org","phone":"+51 1"}' in answer(open_one)
    assert '"contact":null' in answer(silent)


def test_organisation_that_waits_for_a_look_is_not_there(make: Make, visit: Visit) -> None:
    waiting = make.organisation(approved=False)

    assert visit(make.owner(waiting)).client.get(f"/api/v1/organisations/{waiting.code}").status_code == 404
