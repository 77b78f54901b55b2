"""What a case says about itself to machines: Highwire, Dublin Core, Open Graph, schema.org."""

import json
from datetime import date

from app.domain.cases.reading import Reading, ShownMedium
from app.exports import meta, structured_data
from app.exports.citation import Citation, cite
from app.exports.shapes import shapes
from app.models.media import Media, MediaKind, MediaState
from tests.exports.readings import links, reading

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
VERSION = "https://e.example/case_version?code=bcdfgh&lang=es&number=2"


def citation(of: Reading) -> Citation:
    return cite(of, address=VERSION, publisher="Excellent Experiences", accessed=date(2026, 11, 21))


def medium(kind: MediaKind, **files: dict[str, object]) -> Media:
    return Media(
        id=1,
        public_id=f"{kind}1",
        case_id=1,
        kind=kind,
        state=MediaState.READY,
        content_type="x/y",
        sha256="",
        size=1,
        consent=True,
        seconds=185.4,
        files=files,
    )


def described(of: Reading) -> dict[str, object]:
    return structured_data.describe(
        of,
        citation(of),
        links(),
        shapes(of.media, links(), "es"),
        about=[("Sharing risk", "https://e.example/topics/shared_risk")],
        based_on=["xyzxyz"],
        licence=LICENCE,
    )


def test_highwire_and_dublin_core_name_the_version() -> None:
    pairs = meta.named(reading(), citation(reading()), links(), subjects=["Potatoes", "Risk"], licence=LICENCE)

    assert pairs == [
        ("citation_title", "Selling potatoes together"),
        ("citation_author", "Papa Andina"),
        ("citation_author", "Rosa Quispe"),
        ("citation_publication_date", "2024/05/31"),
        ("citation_publisher", "Excellent Experiences"),
        ("citation_language", "es"),
        ("citation_abstract_html_url", VERSION),
        ("citation_pdf_url", "https://e.example/case_pdf?code=bcdfgh&lang=es&v=2"),
        ("citation_technical_report_number", "excellent-experiences-bcdfgh-v2"),
        ("DC.title", "Selling potatoes together"),
        ("DC.creator", "Papa Andina"),
        ("DC.creator", "Rosa Quispe"),
        ("DC.publisher", "Excellent Experiences"),
        ("DC.date", "2024-05-31"),
        ("DC.language", "es"),
        ("DC.identifier", VERSION),
        ("DC.description", "Forty families sell their potatoes at one gate and get a third more."),
        ("DC.type", "Text"),
        ("DC.format", "text/html"),
        ("DC.rights", LICENCE),
        ("DC.coverage", "PE"),
        ("DC.subject", "Potatoes"),
        ("DC.subject", "Risk"),
        ("citation_keywords", "Potatoes; Risk"),
        ("twitter:card", "summary_large_image"),
    ]


def test_open_graph_shows_the_first_picture() -> None:
    file = {"key": "k", "type": "image/webp", "size": 9, "width": 320, "height": 200}
    picture = ShownMedium(medium(MediaKind.PICTURE, **{"320": file, "640": {**file, "width": 640}}), {"alt": "A scale"})

    pairs = meta.properties(
        citation(reading()), shapes([picture], links(), "es"), address="https://e.example/x", languages=["fr", "qu"]
    )

    assert dict(pairs) == {
        "og:type": "article",
        "og:site_name": "Excellent Experiences",
        "og:title": "Selling potatoes together",
        "og:description": "Forty families sell their potatoes at one gate and get a third more.",
        "og:url": "https://e.example/x",
        "og:locale": "es_ES",
        "og:locale:alternate": "fr_FR",
        "og:image": "https://e.example/media/picture1/640",
        "og:image:alt": "A scale",
        "article:published_time": "2024-05-31",
    }


def test_structured_data_describe_a_learning_resource() -> None:
    data = described(reading())

    assert {name: data[name] for name in data if name not in ("teaches", "hasPart", "about", "author", "abstract")} == {
        "@context": "https://schema.org",
        "@type": ["LearningResource", "Article"],
        "@id": VERSION,
        "url": "https://e.example/case_page?code=bcdfgh&lang=es",
        "name": "Selling potatoes together",
        "headline": "Selling potatoes together",
        "description": "Forty families sell their potatoes at one gate and get a third more.",
        "learningResourceType": "case study",
        "inLanguage": "es",
        "version": "2",
        "datePublished": "2023-01-02",
        "dateModified": "2024-05-31",
        "publisher": {"@type": "Organization", "name": "Excellent Experiences", "url": "https://e.example/home?"},
        "license": LICENCE,
        "isAccessibleForFree": True,
        "spatialCoverage": {
            "@type": "Place",
            "name": "Junín",
            "containedInPlace": {"@type": "Country", "identifier": "PE"},
        },
        "temporalCoverage": "2018-03/2024",
        "isBasedOn": ["https://e.example/case_page?code=xyzxyz"],
        "citation": ["Sales book 2018–2023, unpublished"],
    }


def test_structured_data_name_authors_lessons_blocks_and_topics() -> None:
    data = described(reading())

    assert data["author"] == [
        {"@type": "Organization", "name": "Papa Andina", "url": "https://e.example/organisation_page?code=pqrstv"},
        {"@type": "Person", "name": "Rosa Quispe"},
    ]
    assert data["teaches"] == [
        "Put the scale where all can see it.",
        "Let the women keep the book.",
        "Agree on the loss before the gain.",
    ]
    assert data["hasPart"] == [
        {
            "@type": "LearningResource",
            "name": "The open scale",
            "description": "A scale in the yard, read aloud by two people.",
            "url": "https://e.example/block_page?code=bcdfgh&key=block1&lang=es",
        }
    ]
    assert data["about"] == [
        {"@type": "DefinedTerm", "name": "Sharing risk", "url": "https://e.example/topics/shared_risk"}
    ]


def test_structured_data_describe_films_voices_and_documents() -> None:
    play = {"key": "k", "type": "video/mp4", "size": 9}
    of = reading(
        media=[
            ShownMedium(medium(MediaKind.VIDEO, play=play), {"caption": "The assembly", "date": "2023"}),
            ShownMedium(medium(MediaKind.AUDIO, play={**play, "type": "audio/mp4"}), {}),
            ShownMedium(medium(MediaKind.DOCUMENT, original={**play, "type": "application/pdf"}), {"caption": "Rules"}),
            ShownMedium(medium(MediaKind.VIDEO), {"caption": "Without a file that plays"}),
        ]
    )

    data = described(of)

    assert data["video"] == [
        {
            "@type": "VideoObject",
            "name": "The assembly",
            "contentUrl": "https://e.example/media/video1/play",
            "encodingFormat": "video/mp4",
            "contentSize": "9",
            "duration": "PT3M5S",
            "uploadDate": "2023",
        }
    ]
    assert [audio["name"] for audio in data["audio"]] == ["Voice note"]  # type: ignore[attr-defined,index]
    assert [file["contentUrl"] for file in data["encoding"]] == ["https://e.example/media/document1/original"]  # type: ignore[attr-defined,index]


def test_translation_points_to_its_original_and_the_original_to_whole_translations_only() -> None:
    whole = {"es": True, "fr": True, "pt": False}

    original = described(reading(languages=whole))
    french = described(reading(languages=whole, language="fr", translated=frozenset({"summary"})))

    assert original["workTranslation"] == [
        {
            "@type": "Article",
            "@id": "https://e.example/case_version?code=bcdfgh&lang=fr&number=2",
            "inLanguage": "fr",
        }
    ]
    assert (french["translationOfWork"], "workTranslation" in french) == (
        {"@type": "Article", "@id": VERSION, "inLanguage": "es"},
        False,
    )


def test_experience_that_goes_on_has_an_open_period() -> None:
    content = reading().content
    del content["facts"]["ended"]

    assert described(reading(content))["temporalCoverage"] == "2018-03/.."


def test_script_holds_no_sign_that_html_would_see() -> None:
    data = {"name": "</script><!-- & \u2028\u2029 مرحبا 👩🏾\u200d🌾"}

    script = structured_data.as_script(data)

    assert json.loads(script) == data
    assert [sign for sign in "<>&\u2028\u2029" if sign in script] == []


def test_address_of_a_language_without_interface_asks_for_it() -> None:
    assert [links().in_language("case_page", language, code="x") for language in ("fr", "sw")] == [
        "https://e.example/case_page?code=x&lang=fr",
        "https://e.example/case_page?code=x&in=sw&lang=en",
    ]
