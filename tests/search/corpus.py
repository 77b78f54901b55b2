"""A small library in four languages, with one document that only one organisation may read."""

from datetime import UTC, datetime

from app.search.engine import EVERYBODY, Role, SearchDocument, SearchRequest, Section
from app.search.labels import Label, Labels

READER = frozenset((EVERYBODY,))
MEMBER = frozenset((EVERYBODY, "organisation:9"))

LABELS = Labels(
    [
        Label("benefit", "savings_credit", "Savings and credit", "en"),
        Label("benefit", "savings_credit", "Ahorro y crédito", "es"),
        Label("benefit", "savings_credit", "Épargne et crédit", "fr"),
        Label("product", "honey", "Honey", "en"),
        Label("product", "honey", "Mel", "pt"),
        Label("product", "coffee", "Coffee", "en"),
        Label("product", "coffee", "Café", "es"),
        Label("country", "PE", "Peru", "en"),
        Label("country", "PE", "Perú", "es"),
        Label("country", "KE", "Kenya", "en"),
    ]
)


def document(
    case: str,
    language: str,
    title: str,
    *sections: tuple[str, str, Role],
    year: int = 2024,
    visible_to: tuple[str, ...] = (EVERYBODY,),
    organisation: str = "",
    **facets: tuple[str, ...],
) -> SearchDocument:
    named = (Section("organisation", organisation, "organisation"),) if organisation else ()
    return SearchDocument(
        id=f"case:{case}:{language}",
        source=f"case:{case}",
        group=f"case:{case}",
        kind="case",
        language=language,
        title=title,
        sections=tuple(Section(*section) for section in sections) + named,
        facets={"language": (language,), **facets},
        visible_to=visible_to,
        published_at=datetime(year, 6, 1, tzinfo=UTC),
    )


def corpus() -> list[SearchDocument]:
    return [
        document(
            "women",
            "es",
            "La capacitación de las mujeres",
            ("summary", "Las productoras organizaron un fondo rotatorio y crearon su propia caja.", "summary"),
            ("story", "Al principio nadie confiaba. Después de dos años, la organización vende en conjunto.", "body"),
            ("lessons", "Empezar con grupos pequeños y reglas claras.", "lesson"),
            year=2021,
            organisation="Cooperativa Sol Naciente",
            country=("PE",),
            benefit=("savings_credit",),
            product=("coffee",),
        ),
        document(
            "women",
            "en",
            "Training women",
            ("summary", "The women producers organised a revolving fund and their own savings bank.", "summary"),
            ("story", "At first nobody trusted it. After two years the organisation sells in bulk.", "body"),
            ("lessons", "Begin with small groups and clear rules.", "lesson"),
            year=2021,
            organisation="Cooperativa Sol Naciente",
            country=("PE",),
            benefit=("savings_credit",),
            product=("coffee",),
        ),
        document(
            "quality",
            "fr",
            "L'organisation des coopératives de café",
            ("summary", "La qualité s'est améliorée grâce aux formations de la F.N.C. en 2019.", "summary"),
            ("story", "Les coopératives ont acheté des séchoirs pour 2 500 francs et vendu 12.500 kg.", "body"),
            ("attachment:a1", "Le manuel du séchage parle longuement de fermentation.", "attachment"),
            year=2022,
            organisation="Union des Planteurs du Mont Élé",
            country=("CI",),
            product=("coffee",),
        ),
        document(
            "honey",
            "pt",
            "Mel de qualidade",
            ("summary", "Os apicultores fizeram reuniões e a associação cresceu.", "summary"),
            ("story", "A produção dobrou com colmeias novas; o mel segue a norma ISO-9001.", "body"),
            year=2023,
            organisation="Associação Flor do Sertão",
            country=("BR",),
            product=("honey",),
        ),
        document(
            "market",
            "en",
            "Coffee and honey on one market stall",
            ("summary", "Farmers share a stall; the follow-up showed higher prices.", "summary"),
            ("story", "The cooperative's members sell coffee, honey and tea to the same buyer.", "body"),
            year=2024,
            organisation="Kilimo Producers",
            country=("KE",),
            product=("coffee", "honey"),
        ),
        document(
            "secret",
            "en",
            "Zanzibar coffee strategy",
            ("summary", "Confidential plan: the cooperative leaves its buyer for a xylophone maker.", "summary"),
            year=2025,
            visible_to=("organisation:9",),
            organisation="Quokka Traders",
            country=("TZ",),
            benefit=("secret_benefit",),
            product=("coffee",),
        ),
    ]


def ask(text: str = "", **wanted: object) -> SearchRequest:
    return SearchRequest(**{"tokens": READER, "text": text, **wanted})  # type: ignore[arg-type]
