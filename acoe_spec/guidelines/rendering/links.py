"""What prose names, and where that is: all that rendering asks of pages."""

from __future__ import annotations

from typing import Protocol

from acoe_spec.guidelines.guideline import Block, Mention, Reference


class Links(Protocol):
    """What a page knows that prose names. None: there is no such thing; it is shown as text.

    Every `href` is relative to the page, or begins with https:.
    """

    def label(self, mention: Mention) -> tuple[str, str] | None:
        """The address of a label, and its name."""

    def term(self, mention: Mention) -> tuple[str, str, str] | None:
        """The address of a term, its name, and its definition as one line of plain text."""

    def page(self, reference: Reference) -> str | None:
        """The address of a page of the guidelines, or of a heading on one."""

    def picture(self, reference: Reference) -> str | None:
        """The address of a picture."""

    def block(self, block: Block) -> str:
        """The HTML of an example or a decision table, safe as it is."""
