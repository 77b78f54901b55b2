"""The OpenAPI document as a page shows it: endpoints with examples, answers field by field."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from app.content.text import N_

Schema = Mapping[str, Any]

WORDS = {
    "string": N_("text"),
    "integer": N_("whole number"),
    "number": N_("number"),
    "boolean": N_("true or false"),
    "object": N_("object"),
    "array": N_("list"),
    "date-time": N_("moment"),
    "uri": N_("address"),
}
_MOMENT = "2026-03-14T09:30:00Z"
_MOST_EXAMPLES = 2
_PLAIN: dict[str, Any] = {"string": "", "integer": 1, "number": 1.0, "boolean": False}
# Of every list, and so named last: what makes a question is its own.
_USUAL = ("sort", "language", "page", "limit")


@dataclass(frozen=True, slots=True)
class Type:
    """`words` are marked for translation; `name` is a schema of this document, `of` what is in a list."""

    words: str = ""
    name: str = ""
    of: "Type | None" = None
    values: tuple[str, ...] = ()
    vocabulary: str = ""
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A parameter of an endpoint, or a field of an answer. `fields` are those of an object without a name, `usual` is
    what counts where a parameter is left out, `example` one of its values."""

    name: str
    type: Type
    description: str
    required: bool = False
    usual: str = ""
    example: str = ""
    fields: tuple["Row", ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    status: str
    description: str
    schema: str


@dataclass(frozen=True, slots=True)
class Endpoint:
    id: str
    path: str
    summary: str
    description: str
    parameters: tuple[Row, ...]
    request: str
    example: str
    answer: str
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    name: str
    description: str
    fields: tuple[Row, ...]


class Reference:
    """Reads one OpenAPI document."""

    def __init__(self, document: Schema) -> None:
        self.document = document
        self.schemas: Schema = document["components"]["schemas"]
        self.base = document["servers"][0]["url"]

    def groups(self) -> list[tuple[str, list[Endpoint]]]:
        """The endpoints by what they are about."""
        found: dict[str, list[Endpoint]] = {}
        for path, methods in self.document["paths"].items():
            operation = methods["get"]
            found.setdefault(operation["tags"][0], []).append(self._endpoint(path, operation))
        return list(found.items())

    def shapes(self) -> list[Shape]:
        return [
            Shape(name, schema.get("description", ""), tuple(self._fields(schema)))
            for name, schema in self.schemas.items()
        ]

    # Endpoints

    def _endpoint(self, path: str, operation: Schema) -> Endpoint:
        answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
        parameters = sorted(operation.get("parameters", []), key=_place)
        return Endpoint(
            id=operation["operationId"],
            path=path,
            summary=operation["summary"],
            description=operation["description"],
            parameters=tuple(map(self._parameter, parameters)),
            request=self.base + self._example_path(path, parameters),
            example=json.dumps(self.example(answer), ensure_ascii=False, indent=2),
            answer=_name(answer),
            outcomes=tuple(_outcomes(operation["responses"])),
        )

    def _parameter(self, parameter: Schema) -> Row:
        schema = parameter["schema"]
        usual = schema.get("default")
        return Row(
            name=parameter["name"],
            type=self._type(schema),
            description=parameter.get("description", ""),
            required=parameter["required"],
            usual=str(usual) if usual not in (None, "", []) else "",
            example=", ".join(map(str, _listed(next(iter(schema.get("examples", [])), "")))),
        )

    def _example_path(self, path: str, parameters: Sequence[Schema]) -> str:
        """With an example for what stands in the path, and for the first parameters that make a difference."""
        query: dict[str, Any] = {}
        for parameter in parameters:
            value = self.example(parameter["schema"])
            if parameter["in"] == "path":
                path = path.replace(f"{{{parameter['name']}}}", str(value))
            elif value is not None and len(query) < _MOST_EXAMPLES and parameter["name"] not in _USUAL[2:]:
                query[parameter["name"]] = value
        return f"{path}?{urlencode(query, doseq=True)}" if query else path

    # Fields

    def _fields(self, schema: Schema) -> Iterator[Row]:
        needed = schema.get("required", ())
        for name, field in schema.get("properties", {}).items():
            inner = field.get("items", {}) if field.get("type") == "array" else field
            own = inner if "properties" in inner else {}
            inside = tuple(self._fields(own))
            yield Row(name, self._type(field), field.get("description", ""), name in needed, fields=inside)

    def _type(self, schema: Schema) -> Type:
        vocabulary = schema.get("x-vocabulary", "")
        if "$ref" in schema:
            return Type(name=_name(schema))
        if "anyOf" in schema:
            first, *others = schema["anyOf"]
            one = self._type(first)
            nullable = any(other.get("type") == "null" for other in others)
            return Type(one.words, one.name, one.of, one.values, one.vocabulary or vocabulary, nullable)
        values = schema.get("enum") or ([schema["const"]] if "const" in schema else [])
        if schema.get("type") == "array":
            return Type(WORDS["array"], of=self._type(schema["items"]), vocabulary=vocabulary)
        kind = schema.get("type", "object")
        words = WORDS.get(schema.get("format", ""), WORDS[kind])
        return Type(words, values=tuple(values), vocabulary=vocabulary)

    # Examples

    def example(self, schema: Schema) -> Any:
        """The example a schema gives, else one put together from its parts."""
        given = [*(schema[key] for key in ("example", "const", "default") if schema.get(key) not in (None, [], ""))]
        given += schema.get("examples", [])
        return given[0] if given else self._made(schema)

    def _made(self, schema: Schema) -> Any:
        kind = schema.get("type", "")
        if "$ref" in schema:
            return self.example(self.schemas[_name(schema)])
        if "anyOf" in schema:
            return self.example(schema["anyOf"][0])
        if "properties" in schema:
            return {name: self.example(field) for name, field in schema["properties"].items()}
        if kind == "array":
            return [self.example(schema["items"])]
        return _MOMENT if schema.get("format") == "date-time" else _PLAIN.get(kind, {})


def _place(parameter: Schema) -> int:
    """Its own parameters first, in their order, then the usual ones in theirs."""
    return _USUAL.index(parameter["name"]) if parameter["name"] in _USUAL else -1


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _name(schema: Schema) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]


def _outcomes(responses: Schema) -> Iterator[Outcome]:
    for status in sorted(responses):
        response = responses[status]
        schema = response.get("content", {}).get("application/json", {}).get("schema", {})
        if status != "200":
            yield Outcome(status, response["description"], _name(schema))
