from collections.abc import Callable

import pytest
from sqlmodel import select

from app.domain.term_suggestions import code_from
from app.domain.terms import load_terms
from app.i18n import LANGUAGES
from app.models.people import User
from app.models.vocabulary import SuggestionState, Term, TermSuggestion
from app.services import Services
from tests.factories import Make
from tests.pages import Browser, Form, Page
from tests.people.helpers import mails, trail

Visit = Callable[..., Browser]


def suggest(browser: Browser, **fields: str) -> Page:
    page = browser.open("/en/terms/suggest")
    said = {"vocabulary": "product", "label": "Macambo", "language": "es", "why": "We sell its seeds.", **fields}
    return page.send(page.form("/terms/suggest").fill(**said))


def suggestions(services: Services) -> list[TermSuggestion]:
    with services.database.reading() as session:
        return list(session.exec(select(TermSuggestion)).all())


def term(services: Services, vocabulary: str, code: str) -> Term | None:
    with services.database.reading() as session:
        return session.exec(select(Term).where(Term.vocabulary == vocabulary, Term.code == code)).first()


def answer_page(services: Services, browser: Browser) -> Page:
    return browser.open(f"/en/administration/suggestions/{suggestions(services)[0].id}")


def worded(form: Form, **fields: str) -> Form:
    words = {f"label_{language}": f"Macambo {language}" for language in LANGUAGES}
    meanings = {f"definition_{language}": f"A seed, {language}" for language in LANGUAGES}
    return form.fill(**{**words, **meanings, **fields})


def told(services: Services, user: User) -> list[str]:
    return [mail.subject for mail in mails(services) if mail.recipient == user.email]


def test_suggestion_reaches_the_coordinators(services: Services, make: Make, visit: Visit) -> None:
    coordinator, user = make.coordinator(), make.user("Rosa")

    page = suggest(visit(user), label=" <b>Macambo</b>\n")

    [row] = suggestions(services)
    assert (row.label, row.language, row.vocabulary, row.suggested_by_id, row.state) == (
        "<b>Macambo</b>",
        "es",
        "product",
        user.id,
        SuggestionState.WAITING,
    )
    assert "<b>Macambo</b>" in page.text
    assert "waits for an answer" in page.text
    assert told(services, coordinator) == ["Somebody suggests a new term: <b>Macambo</b>"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("vocabulary", "tier"),
        ("vocabulary", ""),
        ("label", " "),
        ("label", "x" * 121),
        ("why", "x" * 1001),
        ("language", ""),
    ],
)
def test_wrong_suggestion_is_refused_and_kept_as_typed(
    services: Services, make: Make, visit: Visit, field: str, value: str
) -> None:
    page = suggest(visit(make.user()), **{field: value})

    assert (page.status, page.error_of(field) != "") == (422, True)
    if field != "why":
        assert page.form("/terms/suggest").values["why"] == ["We sell its seeds."]
    assert suggestions(services) == []


def test_nobody_floods_the_coordinators(services: Services, make: Make, visit: Visit) -> None:
    browser = visit(make.user())

    statuses = [suggest(browser, label=f"Word {n}").status for n in range(21)]

    assert statuses == [200] * 20 + [409]
    assert len(suggestions(services)) == 20


def test_case_is_noted_only_when_it_is_one_s_own(services: Services, make: Make, visit: Visit) -> None:
    organisation = make.organisation()
    own, other = make.case(organisation), make.case()
    browser = visit(make.owner(organisation))

    for code in (own.code, other.code, "nothing"):
        page = browser.open(f"/en/terms/suggest?vocabulary=product&case={code}")
        page.send(page.form("/terms/suggest").fill(label=code))

    assert [row.case_id for row in suggestions(services)] == [own.id, None, None]


def test_accepted_suggestion_becomes_a_term_and_stays_one(services: Services, make: Make, visit: Visit) -> None:
    user, coordinator = make.user("Rosa"), make.coordinator()
    suggest(visit(user))
    page = answer_page(services, visit(coordinator))
    form = page.form("/accept")
    proposed = (form.values["code"], form.values["label_es"])

    done = page.send(worded(form, answer="Welcome, macambo!"))

    assert proposed == (["macambo"], ["Macambo"])
    assert "The term is there now." in done.text
    with services.database.writing() as session:
        assert load_terms(session) == 0
    added = term(services, "product", "macambo")
    assert added is not None
    assert (added.labels["pt"], added.definitions["fr"], added.added_here) == ("Macambo pt", "A seed, fr", True)
    [row] = suggestions(services)
    assert (row.state, row.term_code, row.answer, row.decided_by_id) == (
        SuggestionState.ACCEPTED,
        "macambo",
        "Welcome, macambo!",
        coordinator.id,
    )
    assert told(services, user) == ["Your term was added: Macambo"]
    assert trail(services) == [(coordinator.id, "term_accepted", f"term_suggestion:{row.id}")]


@pytest.mark.parametrize(
    ("field", "value"),
    [("code", "Maca mbo"), ("code", "coffee"), ("label_fr", " "), ("definition_pt", ""), ("broader", "nothing")],
)
def test_term_with_a_gap_is_refused_and_what_was_typed_kept(
    services: Services, make: Make, visit: Visit, field: str, value: str
) -> None:
    suggest(visit(make.user()))
    page = answer_page(services, visit(make.coordinator()))
    form = worded(page.form("/accept"))
    form.values[field] = [value]

    refused = page.send(form)

    assert (refused.status, refused.error_of(field) != "") == (422, True)
    assert refused.form("/accept").values["label_en"] == ["Macambo en"]
    assert term(services, "product", "macambo") is None
    assert suggestions(services)[0].state is SuggestionState.WAITING


def test_activity_needs_its_benefit(services: Services, make: Make, visit: Visit) -> None:
    suggest(visit(make.user()), vocabulary="activity", label="Shared ovens")
    page = answer_page(services, visit(make.coordinator()))

    refused = page.send(worded(page.form("/accept")))
    done = refused.send(refused.form("/accept").fill(broader="pooled_assets"))

    assert refused.error_of("broader") == "Please fill this in."
    added = term(services, "activity", "shared_ovens")
    assert (done.status, added.broader if added else "") == (200, "pooled_assets")


def test_mapped_suggestion_becomes_a_synonym(services: Services, make: Make, visit: Visit) -> None:
    user = make.user()
    suggest(visit(user), label="Tinto", language="es")
    page = answer_page(services, visit(make.administrator()))

    page.send(page.form("/map").fill(term="coffee", answer="We call it coffee."))

    coffee = term(services, "product", "coffee")
    assert coffee is not None
    assert coffee.synonyms["es"][-1] == "Tinto"
    with services.database.writing() as session:
        load_terms(session)
    kept = term(services, "product", "coffee")
    assert kept is not None
    assert "Tinto" in kept.synonyms["es"]
    [row] = suggestions(services)
    assert (row.state, row.term_code) == (SuggestionState.MAPPED, "coffee")
    assert told(services, user) == ["Your word now leads to a term that means the same: Tinto"]


def test_mapping_needs_a_term(services: Services, make: Make, visit: Visit) -> None:
    suggest(visit(make.user()))
    page = answer_page(services, visit(make.coordinator()))
    form = page.form("/map")
    form.values["term"] = ["nothing"]

    refused = page.send(form)

    assert (refused.status, refused.error_of("m-term")) == (422, "Choose one of the answers offered.")


def test_declined_suggestion_needs_a_reason_which_the_person_gets(services: Services, make: Make, visit: Visit) -> None:
    user = make.user()
    browser = visit(user)
    suggest(browser)
    page = answer_page(services, visit(make.coordinator()))

    refused = page.send(page.form("/decline"))
    refused.send(refused.form("/decline").fill(answer="Macambo is <i>a kind of</i> cacao."))

    assert (refused.status, refused.error_of("d-answer")) == (422, "Please fill this in.")
    assert suggestions(services)[0].state is SuggestionState.DECLINED
    assert "Macambo is <i>a kind of</i> cacao." in browser.open("/en/terms/suggest").text
    assert told(services, user) == ["Your term was not taken: Macambo"]


def test_suggestion_is_answered_once(services: Services, make: Make, visit: Visit) -> None:
    suggest(visit(make.user()))
    pages = [answer_page(services, visit(make.coordinator())) for _ in range(2)]
    pages[0].send(pages[0].form("/decline").fill(answer="No."))

    late = pages[1].send(worded(pages[1].form("/accept")))

    assert (late.status, term(services, "product", "macambo")) == (409, None)


def test_words_of_an_added_term_are_mended_but_not_those_of_the_platform(
    services: Services, make: Make, visit: Visit
) -> None:
    coordinator = make.coordinator()
    suggest(visit(make.user()))
    browser = visit(coordinator)
    page = answer_page(services, browser)
    page.send(worded(page.form("/accept")))
    editor = browser.open("/en/administration/vocabularies/product/macambo")

    editor.send(editor.form("/macambo").fill(label_en="Macambo seed"))
    forced = browser.client.post(
        "/en/administration/vocabularies/product/coffee",
        data={f"{part}_{language}": "Tea" for part in ("label", "definition") for language in LANGUAGES},
    )

    mended, coffee = term(services, "product", "macambo"), term(services, "product", "coffee")
    assert mended is not None
    assert coffee is not None
    assert (mended.labels["en"], coffee.labels["en"], forced.status_code) == ("Macambo seed", "Coffee", 409)
    assert trail(services)[-1] == (coordinator.id, "term_corrected", "term:product:macambo")


@pytest.mark.parametrize(
    ("label", "code"), [("Café orgánico", "cafe_organico"), ("  –Ají–  ", "aji"), ("茶", ""), ("x" * 80, "x" * 60)]
)
def test_code_is_made_from_the_label(label: str, code: str) -> None:
    assert code_from(label) == code
