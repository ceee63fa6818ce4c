"""What a drawing says once it is parsed, for tests: its elements, its text, what is heard."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"br", "image"}


@dataclass
class Element:
    """One element; children are elements and texts in order."""

    name: str
    attributes: dict[str, str | None]
    children: list[Element | str] = field(default_factory=list)

    @property
    def classes(self) -> set[str]:
        return set((self.attributes.get("class") or "").split())

    def every(self) -> list[Element]:
        """It and all elements in it, in document order."""
        found = [self]
        for child in self.children:
            if isinstance(child, Element):
                found.extend(child.every())
        return found

    def of_class(self, name: str) -> list[Element]:
        return [element for element in self.every() if name in element.classes]

    def text(self, *without: str) -> str:
        """Its text, but not that of elements of the classes `without`."""
        if self.classes & set(without):
            return ""
        return "".join(
            child if isinstance(child, str) else child.text(*without) for child in self.children
        )


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"attribute twice on {tag}: {names}"
        element = Element(tag, dict(attrs))
        self.open[-1].children.append(element)
        self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in VOID, tag
        self.open[-1].children.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].name == tag, f"</{tag}> closes <{self.open[-1].name}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError("a comment")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError("a declaration")

    def handle_pi(self, data: str) -> None:
        raise AssertionError("an instruction")


def parse(html: str) -> Element:
    """The only element of `html`; every element in it must be closed where it should."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [reader.root], f"never closed: {reader.open[-1].name}"
    (element,) = reader.root.children
    assert isinstance(element, Element)
    return element


def shown(text: str) -> str:
    """How a text stands in a page: control characters as their pictures."""
    pictures = {code: chr(0x2400 + code) for code in range(32) if chr(code) not in "\t\n\r"}
    return text.translate(pictures | {0x7F: "\u2421"})
