"""Pages as a browser without JavaScript uses them: find the form that was rendered, fill it in, send it."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from xml.etree.ElementTree import Element

from httpx2 import Response
from lxml.html import HTMLParser, document_fromstring
from starlette.testclient import TestClient

# Of pages as they were sent: one parser in C for all of them, thirty times as fast as one in Python.
_PARSER = HTMLParser(remove_comments=True)


@dataclass
class Form:
    """A form of a page with the values it was rendered with. Setting a field that is not there fails."""

    action: str
    method: str
    names: set[str]
    values: dict[str, list[str]]
    buttons: list[tuple[str, str, str]]
    files: dict[str, Any] = field(default_factory=dict)

    def fill(self, **values: str | list[str]) -> "Form":
        return self.fill_all(values)

    def fill_all(self, values: dict[str, str | list[str]]) -> "Form":
        for name, value in values.items():
            assert name in self.names, f"no field {name!r} in the form; it has {sorted(self.names)}"
            self.values[name] = value if isinstance(value, list) else [value]
        return self

    def attach(
        self, name: str, file_name: str, content: bytes, content_type: str = "application/octet-stream"
    ) -> "Form":
        assert name in self.names, f"no field {name!r} in the form; it has {sorted(self.names)}"
        self.files.setdefault(name, []).append((file_name, content, content_type))
        self.values.pop(name, None)
        return self

    def press(self, name: str, value: str | None = None) -> "Form":
        """Choose the button that sends the form, by its name (and value)."""
        found = [b for b in self.buttons if b[0] == name and (value is None or b[1] == value)]
        assert found, f"no button {name!r}={value!r}; there are {self.buttons}"
        self.values[name] = [found[0][1]]
        if found[0][2]:
            self.action = found[0][2]
        return self


class Page:
    """One answer of the server, parsed when somebody looks into it."""

    def __init__(self, client: TestClient, response: Response) -> None:
        self.client, self.response = client, response
        self.status = response.status_code
        self.html = response.text

    @cached_property
    def root(self) -> Element:
        root: Element = document_fromstring(self.html, parser=_PARSER)
        return root

    @cached_property
    def text(self) -> str:
        """What is read, white space folded."""
        return " ".join("".join(self._body().itertext()).split())

    def _body(self) -> Element:
        body = self.root.find(".//body")
        assert body is not None
        return body

    def all(self, tag: str, **attributes: str) -> list[Element]:
        return [
            element
            for element in self.root.iter(tag)
            if all(element.get(name.rstrip("_").replace("_", "-")) == value for name, value in attributes.items())
        ]

    def links(self) -> dict[str, str]:
        """Text to address of every link."""
        return {" ".join("".join(a.itertext()).split()): a.get("href", "") for a in self.all("a")}

    def error_of(self, name: str) -> str:
        """The sentence beside a field, "" if there is none."""
        for element in self.root.iter():
            if element.get("id") == f"{name}-error":
                return " ".join("".join(element.itertext()).split())
        return ""

    def form(self, action_contains: str = "", having: str = "") -> Form:
        """The first form whose address contains a text and that has a field or button of a name."""
        for element in self.all("form"):
            form = _read_form(element, str(self.response.url.path))
            known = form.names | {name for name, _, _ in form.buttons}
            if action_contains in form.action and (not having or having in known):
                return form
        raise AssertionError(f"no form with {action_contains!r} {having!r} on {self.response.url}: {self.text[:400]}")

    def send(self, form: Form) -> "Page":
        if form.method == "get":
            return Page(self.client, self.client.get(form.action, params=form.values))
        files = [(name, file) for name, files in form.files.items() for file in files]
        return Page(self.client, self.client.post(form.action, data=form.values, files=files or None))


def _read_form(element: Element, path: str) -> Form:
    names: set[str] = set()
    values: dict[str, list[str]] = {}
    buttons: list[tuple[str, str, str]] = []
    for control in element.iter():
        tag, name = control.tag, control.get("name")
        if tag in ("button", "input") and (control.get("type") or ("submit" if tag == "button" else "")) == "submit":
            buttons.append((name or "", control.get("value", ""), control.get("formaction", "")))
        elif name and tag in ("input", "textarea", "select") and control.get("disabled") is None:
            names.add(name)
            values.setdefault(name, []).extend(_values_of(tag, control))
    action = element.get("action") or path
    method = (element.get("method") or "get").lower()
    return Form(action, method, names, {name: value for name, value in values.items() if value}, buttons)


def _values_of(tag: str, control: Element) -> list[str]:
    if tag == "textarea":
        return ["".join(control.itertext()).removeprefix("\n")]
    if tag == "select":
        options = list(control.iter("option"))
        chosen = [option for option in options if option.get("selected") is not None]
        if not chosen and control.get("multiple") is None:
            chosen = options[:1]
        return [option.get("value", "".join(option.itertext())) for option in chosen]
    kind = control.get("type", "text")
    if kind in ("checkbox", "radio"):
        return [control.get("value", "on")] if control.get("checked") is not None else []
    return [] if kind == "file" else [control.get("value", "")]


class Browser:
    """A person at a browser: keeps cookies, follows redirects."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def open(self, path: str, **headers: str) -> Page:
        return Page(self.client, self.client.get(path, headers=headers))
