"""The page of a case as strangers read it."""

import gzip
from collections.abc import Callable
from datetime import date

from app.domain.cases.versions import mirror, open_working_copy
from app.models.cases import Case, CaseState, FollowUp
from app.models.media import MediaKind
from app.models.types import now
from tests.case_page.library import SHORT, Library, entry, with_media
from tests.contents import full_content
from tests.factories import Make, raw_content
from tests.pages import Browser, Page

Visit = Callable[..., Browser]


def headings(page: Page, level: int = 2) -> list[str]:
    return ["".join(element.itertext()).strip() for element in page.all(f"h{level}")]


def test_page_of_a_systematised_case_begins_with_what_can_be_learned(library: Library, visit: Visit) -> None:
    case = library.case()

    page = visit().open(f"/en/cases/{case.code}")

    assert page.status == 200
    assert headings(page) == [
        "What can be learned",
        "At a glance",
        "The story",
        "Who took part",
        "In numbers",
        "What helped, what hindered",
        "Difficulties, and looking back",
        "Learn from them",
        "Related experiences",
        "About this text",
    ]


def test_page_says_everything_that_was_written(library: Library, visit: Visit) -> None:
    case = library.case(maturity="promising", source="Told in Junín")

    text = visit().open(f"/en/cases/{case.code}").text

    for said in (
        "Selling potatoes together",
        "Forty families sell their potatoes at one gate and get a third more.",
        "Promising practice",
        "Junín, Peru",
        "Put the scale where all can see it.",
        "Your members live more than a day from the store.",
        "The open scale",
        "Who reads your scale?",
        "We met every Monday and agreed on one price.",
        "Each family sold at its own gate, at the trader's price.",
        "14 June 2019 Turning point The common scale",
        "Traders come to the store and ask for a date.",
        "Shared participation",
        "4,000 – 5,500 PEN",
        "0.8 soles a kilogram",
        "1.1 soles a kilogram",
        "Recorded by the organisation, Sales book",
        "Nobody lent without a land title.",
        "The scale stands in the open.",
        "Meetings were at milking time.",
        "Woman member",
        "We moved them.",
        "We would build the store for twice the harvest.",
        "Receive a visit",
        "Spanish, Quechua",
        "up to 12 people",
        "Sales book 2018–2023, unpublished",
        "How trust in the common scale was won.",
        "Creative Commons Attribution 4.0 (CC BY)",
        "Told in Junín",
    ):
        assert said in text


def test_page_of_learning_material_is_a_short_card(library: Library, visit: Visit) -> None:
    case = library.case(content=raw_content(), **SHORT)

    page = visit().open(f"/en/cases/{case.code}")

    assert headings(page) == ["What can be learned", "At a glance", "The story", "Learn from them", "About this text"]
    assert headings(page, 3) == [
        "What working together brought",
        "What the organisation got better at",
        "What did you do?",
        "What changed?",
        "What was hard?",
        "How to cite it",
    ]
    assert "Learning material" in page.text


def test_page_of_an_illustration_says_so(library: Library, visit: Visit) -> None:
    case = library.case(illustration=True)

    page = visit().open(f"/en/cases/{case.code}")

    assert "This is an illustration" in page.text


def test_page_of_an_archived_case_says_so_and_asks_not_to_be_indexed(library: Library, visit: Visit) -> None:
    case = library.case()
    library.change(case, state=CaseState.ARCHIVED)

    page = visit().open(f"/en/cases/{case.code}")

    assert page.status == 200
    assert "This experience is archived" in page.text
    assert [meta.get("content") for meta in page.all("meta", name="robots")] == ["noindex"]


def test_page_shows_the_published_text_while_another_is_being_written(
    library: Library, make: Make, visit: Visit
) -> None:
    case = library.case()
    content = full_content()
    content["summary"]["title"] = "A title nobody has approved"
    with library.services.database.writing() as session:
        mine = session.get_one(Case, case.id)
        version = open_working_copy(session, case=mine, by=None)
        version.content = content
        mirror(mine, version)
        mine.state = CaseState.SYSTEMATISING

    pages = [visit().open(f"/en/cases/{case.code}{path}") for path in ("", "/versions", "/compare", "/cite", "/v1")]

    assert [page.status for page in pages] == [200] * 5
    assert [page.text.count("A title nobody has approved") for page in pages] == [0] * 5


def test_case_that_was_never_published_does_not_exist_for_strangers(make: Make, visit: Visit) -> None:
    organisation = make.organisation()
    case = make.case(organisation, state=CaseState.SYSTEMATISING)
    addresses = [
        f"/en/cases/{case.code}{path}"
        for path in ("", "/v1", "/versions", "/compare", "/cite", "/cite.bib", "/case.pdf")
    ] + [f"/en/blocks/{case.code}-block1"]

    assert [visit().open(address).status for address in addresses] == [404] * len(addresses)
    # The member is refused nothing but what is not there: so it was the stranger that was refused above.
    member = visit(make.owner(organisation)).open(f"/en/cases/{case.code}")
    assert (member.status, "This is how readers will see it" in member.text) == (200, True)


def test_preview_is_for_those_with_a_part_in_the_case(make: Make, visit: Visit) -> None:
    organisation = make.organisation()
    case = make.case(organisation, state=CaseState.SYSTEMATISING, content={})
    address = f"/en/cases/{case.code}/preview"

    own = visit(make.owner(organisation)).open(address)
    others = visit(make.owner(make.organisation())).open(address)

    assert (own.status, "Untitled experience" in own.text) == (200, True)
    assert own.response.headers["cache-control"] == "no-store"
    assert others.status == 404


def test_preview_shows_the_working_copy_of_a_published_case(library: Library, make: Make, visit: Visit) -> None:
    organisation = make.organisation()
    owner = make.owner(organisation)
    case = library.case(organisation)
    none_yet = visit(owner).open(f"/en/cases/{case.code}/preview")
    library.change(case, state=CaseState.SYSTEMATISING)
    content = full_content()
    content["summary"]["title"] = "The next title"
    with library.services.database.writing() as session:
        open_working_copy(session, case=session.get_one(Case, case.id), by=None).content = content

    page = visit(owner).open(f"/en/cases/{case.code}/preview")

    assert headings(none_yet, 1) == ["Selling potatoes together"]
    assert headings(page, 1) == ["The next title"]


def test_bar_to_the_work_is_for_those_with_a_part_in_it(library: Library, make: Make, visit: Visit) -> None:
    organisation = make.organisation()
    case = library.case(organisation)
    link = {"Go to the work on it": f"/en/cases/{case.code}/work"}

    found = [
        {text: address for text, address in visit(user).open(f"/en/cases/{case.code}").links().items() if text in link}
        for user in (None, make.user(), make.owner(organisation), make.coordinator())
    ]

    assert found == [{}, {}, link, link]


def test_contact_is_shown_by_the_rule_of_the_organisation(library: Library, make: Make, visit: Visit) -> None:
    kept = make.organisation(contact_email="kept@example.org")
    open_ = make.organisation(contact_email="open@example.org", contact_public=True)
    addresses = [f"/en/cases/{library.case(organisation).code}" for organisation in (kept, open_)]

    strangers = [visit().open(address).html for address in addresses]
    members = [visit(make.user()).open(address).html for address in addresses]

    assert ["kept@example.org" in strangers[0], "open@example.org" in strangers[1]] == [False, True]
    assert ["kept@example.org" in members[0], "open@example.org" in members[1]] == [True, True]


def test_answers_after_a_year_stand_on_the_page(library: Library, visit: Visit) -> None:
    case = library.case()
    with library.services.database.writing() as session:
        session.add(
            FollowUp(
                case_id=case.id or 0,
                months=12,
                due=date(2025, 1, 1),
                asked_at=now(),
                answer="works",
                note="The scale is *still* there.",
                answered_at=now(),
            )
        )
        session.add(FollowUp(case_id=case.id or 0, months=24, due=date(2026, 1, 1), asked_at=now()))

    page = visit().open(f"/en/cases/{case.code}")

    assert "12 months later: It still works" in page.text
    assert "The scale is still there." in page.text
    assert "24 months" not in page.text


def test_voice_note_stands_where_the_story_has_no_words(library: Library, visit: Visit) -> None:
    content = raw_content()
    del content["story"]["what_was_hard"]
    case = library.case(content=content, **SHORT)
    voice = library.medium(case, MediaKind.AUDIO, stands_for="what_was_hard")

    page = visit().open(f"/en/cases/{case.code}")

    assert "What was hard? Voice note 1 min 2 s, 5 B" in page.text
    players = page.all("audio")
    assert [(player.get("preload"), player.get("autoplay")) for player in players] == [("none", None)]
    assert [source.get("src") for source in page.all("source")] == [f"/media/{voice.public_id}/play"]


def test_media_have_their_words_and_weights(library: Library, visit: Visit) -> None:
    case = library.case()
    kinds = (MediaKind.PICTURE, MediaKind.PICTURE, MediaKind.VIDEO, MediaKind.DOCUMENT)
    media = [library.medium(case, kind) for kind in kinds]
    entries = [entry(medium, number, alt=f"Alt {number}") for number, medium in enumerate(media, 1)]
    entries[2]["transcript"] = "Word for **word**."
    library.publish(case, with_media(full_content(), entries))

    page = visit().open(f"/en/cases/{case.code}")

    assert [image.get("alt") for image in page.all("img")] == ["Alt 1", "Alt 2"]
    assert [film.get("preload") for film in page.all("video")] == ["none"]
    assert "Caption 3 1 min 2 s, 4 B" in page.text
    assert "Word for word." in page.text
    assert "Caption 4 PDF, 2 pages, 8 B" in page.text


def test_readers_who_save_data_get_no_pictures(library: Library, visit: Visit) -> None:
    case = library.case()
    library.publish(case, with_media(full_content(), [entry(library.medium(case), 1, alt="A scale")]))

    page = visit().open(f"/en/cases/{case.code}", **{"Save-Data": "on"})

    assert page.all("img") == []
    assert "A scale" in page.text


def test_page_of_a_full_case_fits_a_weak_line(library: Library, visit: Visit) -> None:
    content = full_content()
    content["process"]["initial_situation"] = " ".join(f"word{number}" for number in range(800))
    case = library.case(content=content)

    page = visit().open(f"/en/cases/{case.code}")

    assert len(gzip.compress(page.html.encode(), 6)) <= 25_000
