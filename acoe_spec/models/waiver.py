"""Waivers: Dated permissions to ignore findings.

Generated from metamodel/waiver.yaml; edit that, not this.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, GetCoreSchemaHandler


def integral(value: object) -> object:
    """The integer that a float such as 2.0 is, as in JSON Schema; anything else as it is."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


class Closed(BaseModel):
    """A JSON object with the fields of its class and no others. An absent field is None here."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        allow_inf_nan=False,
        serialize_by_alias=True,
        protected_namespaces=(),
    )


class NotNull:
    """Lets a field be left out while null is refused: null is no value."""

    @staticmethod
    def __get_pydantic_core_schema__(source: object, handler: GetCoreSchemaHandler) -> Any:
        nullable: Any = handler(source)
        schema = nullable["schema"].copy()
        schema["serialization"] = {
            "type": "function-wrap",
            "function": lambda value, inner: None if value is None else inner(value),
        }
        return schema


T = TypeVar("T")
Maybe = Annotated[T | None, NotNull]


# The version of this file format, always 1.
Format = Annotated[int, Field(ge=1, le=1), BeforeValidator(integral)]
# The identity of a label, stable and never reused.
LabelId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$")]
# A bare id is an entity; another set's label is written set/id; an imported label has the taxonomy
# in front, as in finance-core:amount or finance-core:intent/rfq.
LabelReference = Annotated[str, Field(pattern=r"^(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}:)?(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}/)?[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$")]
# A short text, one line of it, without control characters.
Line = Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00-\x1f\x7f]*$")]
# The name of a finding as 32 hexadecimal digits in lower case.
Fingerprint = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
# A taxonomy with the versions of it that will do, as in trade-chat>=2,<3.
Requirement = Annotated[str, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}(?:(?:>=|<=|==|!=|>|<)[0-9]{1,9}(?:[.][0-9]{1,9}){0,2}(?:-[0-9A-Za-z.-]{1,64})?(?:,|$)){0,8}$")]
# Text of any number of lines; Markdown where a page shows it.
Prose = Annotated[str, Field(max_length=20000)]
# A day as YYYY-MM-DD.
Day = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]


class Waiver(Closed):
    """One rule's findings about one label, some files, or one finding; exactly one of label,
    files and fingerprint says which.
    """

    rule: LabelId
    """The rule that is waived."""
    label: Maybe[LabelReference] = None
    """The label that the findings are about."""
    files: Maybe[Line] = None
    """A pattern of file names, relative to the workspace, in which * is any name and ** any
    folders.
    """
    fingerprint: Maybe[Fingerprint] = None
    """The fingerprint of one finding."""
    versions: Maybe[Requirement] = None
    """The versions of a taxonomy that it holds for; absent, all."""
    reason: Prose
    owner: Line
    """The person or team that answers for it."""
    expires: Day
    """The last day on which it holds."""


class Waivers(Closed):
    """The findings that a workspace has agreed to ignore for a while."""

    format: Format
    waivers: list[Waiver]
