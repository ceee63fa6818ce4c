"""A migration: The declared change between two releases of a taxonomy.

Generated from metamodel/migration.yaml; edit that, not this.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, GetCoreSchemaHandler, Tag


def integral(value: object) -> object:
    """The integer that a float such as 2.0 is, as in JSON Schema; anything else as it is."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def json_type(value: object) -> str | None:
    """Which JSON type `value` has; None for null and for what is not JSON."""
    for name, types in JSON_TYPES.items():
        if isinstance(value, types):
            return name
    return None


def json_type_of(wanted: str) -> Discriminator:
    """Tells the options of a union by their JSON type, so that there is one error and not many."""
    return Discriminator(
        json_type,
        custom_error_type="json_type_mismatch",
        custom_error_message=f"Input should be a valid {wanted}",
    )


JSON_TYPES: dict[str, type | tuple[type, ...]] = {
    "boolean": bool,
    "number": (int, float),
    "string": str,
    "array": list,
    "object": dict,
}


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
# A semantic version, major.minor.patch with an optional pre-release.
Version = Annotated[str, Field(pattern=r"^(?:0|[1-9][0-9]{0,8})[.](?:0|[1-9][0-9]{0,8})[.](?:0|[1-9][0-9]{0,8})(?:-[0-9A-Za-z.-]{1,64})?$")]
# Text of any number of lines; Markdown where a page shows it.
Prose = Annotated[str, Field(max_length=20000)]
# A short text, one line of it, without control characters.
Line = Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00-\x1f\x7f]*$")]
# The identity of an attribute, in lower case.
AttributeId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,127}$")]
# An integer that every JSON reader keeps exactly, within 2^53-1 of zero.
Integer = Annotated[int, Field(ge=-9007199254740991, le=9007199254740991), BeforeValidator(integral)]
ConditionValue = Annotated[
    Annotated[Line, Tag("string")]
    | Annotated[Integer, Tag("number")]
    | Annotated[bool, Tag("boolean")],
    json_type_of("string, integer or boolean"),
]
# For each attribute the values of which one must be present.
Condition = dict[AttributeId, Annotated[list[ConditionValue], Field(min_length=1)]]
# What of a label is narrowed or loosened.
Restriction = Literal[
    "domain",
    "range",
    "roles",
    "overlap",
    "links",
    "select",
    "applies_to",
    "cardinality",
    "attributes",
    "modalities",
]
# A bare id is an entity; another set's label is written set/id; an imported label has the taxonomy
# in front, as in finance-core:amount or finance-core:intent/rfq.
LabelReference = Annotated[str, Field(pattern=r"^(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}:)?(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}/)?[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$")]
# What a removed label or value becomes. exact: One other means the same. broader: One other means
# more; what is lost is kept as previous. candidates: People choose among several. nothing: People
# decide.
Replacement = Literal["exact", "broader", "candidates", "nothing"]
# A textual attribute value; decimals, dates and date-times are among them.
AttributeText = Annotated[str, Field(max_length=10000)]
DeclaredValue = Annotated[
    Annotated[AttributeText, Tag("string")]
    | Annotated[Integer, Tag("number")]
    | Annotated[bool, Tag("boolean")],
    json_type_of("string, integer or boolean"),
]
# The types of attributes, besides an enumeration of values. decimal: A JSON string; its scale is
# kept, and it is compared as a number. date: YYYY, YYYY-MM or YYYY-MM-DD, as the precision allows.
# datetime: RFC 3339 with an offset.
AttributeRange = Literal["string", "boolean", "integer", "decimal", "date", "datetime"]


class RenameSet(Closed):
    """A category set has another id."""

    op: Literal["rename-set"]
    """Which change it is."""
    from_: LabelId = Field(alias="from")
    """What it was called."""
    to: LabelId
    """What it is called now."""
    reason: Maybe[Prose] = None


class UpdateImport(Closed):
    """Another version of an imported taxonomy."""

    op: Literal["update-import"]
    """Which change it is."""
    taxonomy: LabelId
    from_: Version = Field(alias="from")
    to: Version
    reason: Maybe[Prose] = None


class AddSet(Closed):
    """A new category set."""

    op: Literal["add-set"]
    """Which change it is."""
    set: LabelId
    """entity, relation, event or the id of a category set."""
    reason: Maybe[Prose] = None


class RenameLabel(Closed):
    """A label has another id."""

    op: Literal["rename-label"]
    """Which change it is."""
    set: LabelId
    """entity, relation, event or the id of a category set."""
    from_: LabelId = Field(alias="from")
    """What it was called."""
    to: LabelId
    """What it is called now."""
    reason: Maybe[Prose] = None


class Swap(Closed):
    """Two labels exchange their ids."""

    op: Literal["swap"]
    """Which change it is."""
    set: LabelId
    """entity, relation, event or the id of a category set."""
    labels: Annotated[list[LabelId], Field(min_length=2, max_length=2)]
    reason: Maybe[Prose] = None


class MergeLabels(Closed):
    """Several labels become one."""

    op: Literal["merge-labels"]
    """Which change it is."""
    set: LabelId
    """entity, relation, event or the id of a category set."""
    from_: Annotated[list[LabelId], Field(min_length=1)] = Field(alias="from")
    """What becomes one."""
    to: LabelId
    """What they become."""
    reason: Maybe[Prose] = None


class SplitRule(Closed):
    """Where an annotation goes that has these attribute values."""

    when: Condition
    to: LabelId


class SplitLabel(Closed):
    """A label becomes several, by rules where they decide and by people where not."""

    op: Literal["split-label"]
    """Which change it is."""
    set: LabelId
    """entity, relation, event or the id of a category set."""
    from_: LabelId = Field(alias="from")
    """What it was called."""
    to: Annotated[list[LabelId], Field(min_length=1)]
    """What it becomes."""
    rules: Maybe[list[SplitRule]] = None
    """The first one that applies decides; people decide where none does."""
    reason: Maybe[Prose] = None


class RequireSet(Closed):
    """A category set is required now."""

    op: Literal["require-set"]
    """Which change it is."""
    set: LabelId
    """entity, relation, event or the id of a category set."""
    label: Maybe[LabelId] = None
    """What targets without an answer get."""
    reason: Maybe[Prose] = None


class SetName(Closed):
    """Display text changes, and nothing else."""

    op: Literal["set-name"]
    """Which change it is."""
    set: LabelId
    """entity, relation, event or the id of a category set."""
    label: LabelId
    reason: Maybe[Prose] = None


class SetDefinition(Closed):
    """The definition is worded better and means the same."""

    op: Literal["set-definition"]
    """Which change it is."""
    set: LabelId
    """entity, relation, event or the id of a category set."""
    label: LabelId
    reason: Maybe[Prose] = None


class SetGuideline(Closed):
    """The guideline is worded better and means the same."""

    op: Literal["set-guideline"]
    """Which change it is."""
    set: LabelId
    """entity, relation, event or the id of a category set."""
    label: LabelId
    reason: Maybe[Prose] = None


class Redefine(Closed):
    """The label means something else now; people look at its annotations."""

    op: Literal["redefine"]
    """Which change it is."""
    set: LabelId
    """entity, relation, event or the id of a category set."""
    label: LabelId
    reason: Maybe[Prose] = None


class FlipExample(Closed):
    """The verdict of a worked example is the opposite now."""

    op: Literal["flip-example"]
    """Which change it is."""
    set: LabelId
    """entity, relation, event or the id of a category set."""
    label: LabelId
    example: LabelId
    reason: Maybe[Prose] = None


class AddLabel(Closed):
    """A new label."""

    op: Literal["add-label"]
    """Which change it is."""
    set: LabelId
    """entity, relation, event or the id of a category set."""
    label: LabelId
    reason: Maybe[Prose] = None


class Loosen(Closed):
    """More is permitted than before."""

    op: Literal["loosen"]
    """Which change it is."""
    set: LabelId
    """entity, relation, event or the id of a category set."""
    label: LabelId
    property: Restriction
    reason: Maybe[Prose] = None


class MoveLabel(Closed):
    """The label has another parent, or none."""

    op: Literal["move-label"]
    """Which change it is."""
    set: LabelId
    """entity, relation, event or the id of a category set."""
    label: LabelId
    to: Maybe[LabelId] = None
    """The new parent; absent if it has none."""
    reason: Maybe[Prose] = None


class RenameRole(Closed):
    """A role of an event has another id."""

    op: Literal["rename-role"]
    """Which change it is."""
    set: LabelId
    """entity, relation, event or the id of a category set."""
    label: LabelId
    from_: LabelId = Field(alias="from")
    """What it was called."""
    to: LabelId
    """What it is called now."""
    reason: Maybe[Prose] = None


class RenameAttribute(Closed):
    """An attribute has another id."""

    op: Literal["rename-attribute"]
    """Which change it is."""
    set: LabelId
    """entity, relation, event or the id of a category set."""
    label: LabelId
    from_: AttributeId = Field(alias="from")
    to: AttributeId
    reason: Maybe[Prose] = None


class CarveOut(Closed):
    """The label keeps its id and loses a part of its meaning to others."""

    op: Literal["carve-out"]
    """Which change it is."""
    set: LabelId
    """entity, relation, event or the id of a category set."""
    label: LabelId
    to: Annotated[list[LabelId], Field(min_length=1)]
    """The labels that take the part."""
    reason: Maybe[Prose] = None


class DeprecateLabel(Closed):
    """The label is to be used no longer."""

    op: Literal["deprecate-label"]
    """Which change it is."""
    set: LabelId
    """entity, relation, event or the id of a category set."""
    label: LabelId
    replaced_by: Maybe[list[LabelReference]] = None
    reason: Maybe[Prose] = None


class RemoveLabel(Closed):
    """The label is gone."""

    op: Literal["remove-label"]
    """Which change it is."""
    set: LabelId
    """entity, relation, event or the id of a category set."""
    label: LabelId
    becomes: Replacement
    to: Maybe[list[LabelId]] = None
    """What replaces it, or may."""
    reason: Maybe[Prose] = None


class Narrow(Closed):
    """Less is permitted than before."""

    op: Literal["narrow"]
    """Which change it is."""
    set: LabelId
    """entity, relation, event or the id of a category set."""
    label: LabelId
    property: Restriction
    reason: Maybe[Prose] = None


class MakeAbstract(Closed):
    """The label is for its sub-labels only."""

    op: Literal["make-abstract"]
    """Which change it is."""
    set: LabelId
    """entity, relation, event or the id of a category set."""
    label: LabelId
    to: Maybe[LabelId] = None
    """The label that its annotations get."""
    reason: Maybe[Prose] = None


class RequireTrigger(Closed):
    """An event's trigger is required now."""

    op: Literal["require-trigger"]
    """Which change it is."""
    set: LabelId
    """entity, relation, event or the id of a category set."""
    label: LabelId
    reason: Maybe[Prose] = None


class FlipRelation(Closed):
    """Subject and object change places."""

    op: Literal["flip-relation"]
    """Which change it is."""
    set: LabelId
    """entity, relation, event or the id of a category set."""
    label: LabelId
    reason: Maybe[Prose] = None


class AddAttribute(Closed):
    """A new attribute that is not required."""

    op: Literal["add-attribute"]
    """Which change it is."""
    set: LabelId
    """entity, relation, event or the id of a category set."""
    label: LabelId
    attribute: AttributeId
    reason: Maybe[Prose] = None


class AddValue(Closed):
    """A new value of an attribute."""

    op: Literal["add-value"]
    """Which change it is."""
    set: LabelId
    """entity, relation, event or the id of a category set."""
    label: LabelId
    attribute: AttributeId
    value: LabelId
    reason: Maybe[Prose] = None


class RenameValue(Closed):
    """A value has another id."""

    op: Literal["rename-value"]
    """Which change it is."""
    set: LabelId
    """entity, relation, event or the id of a category set."""
    label: LabelId
    attribute: AttributeId
    from_: LabelId = Field(alias="from")
    """What it was called."""
    to: LabelId
    """What it is called now."""
    reason: Maybe[Prose] = None


class MergeValues(Closed):
    """Several values become one."""

    op: Literal["merge-values"]
    """Which change it is."""
    set: LabelId
    """entity, relation, event or the id of a category set."""
    label: LabelId
    attribute: AttributeId
    from_: Annotated[list[LabelId], Field(min_length=1)] = Field(alias="from")
    """What becomes one."""
    to: LabelId
    """What they become."""
    reason: Maybe[Prose] = None


class SplitValue(Closed):
    """A value becomes several, by rules where they decide and by people where not."""

    op: Literal["split-value"]
    """Which change it is."""
    set: LabelId
    """entity, relation, event or the id of a category set."""
    label: LabelId
    attribute: AttributeId
    from_: LabelId = Field(alias="from")
    """What it was called."""
    to: Annotated[list[LabelId], Field(min_length=1)]
    """What it becomes."""
    rules: Maybe[list[SplitRule]] = None
    """The first one that applies decides; people decide where none does."""
    reason: Maybe[Prose] = None


class DeprecateValue(Closed):
    """The value is to be used no longer."""

    op: Literal["deprecate-value"]
    """Which change it is."""
    set: LabelId
    """entity, relation, event or the id of a category set."""
    label: LabelId
    attribute: AttributeId
    value: LabelId
    replaced_by: Maybe[list[LabelReference]] = None
    reason: Maybe[Prose] = None


class RemoveValue(Closed):
    """The value is gone."""

    op: Literal["remove-value"]
    """Which change it is."""
    set: LabelId
    """entity, relation, event or the id of a category set."""
    label: LabelId
    attribute: AttributeId
    value: LabelId
    becomes: Replacement
    to: Maybe[list[LabelId]] = None
    """What replaces it, or may."""
    reason: Maybe[Prose] = None


class RequireAttribute(Closed):
    """An attribute is required now."""

    op: Literal["require-attribute"]
    """Which change it is."""
    set: LabelId
    """entity, relation, event or the id of a category set."""
    label: LabelId
    attribute: AttributeId
    value: Maybe[DeclaredValue] = None
    """What annotations without it get."""
    reason: Maybe[Prose] = None


class ConvertAttribute(Closed):
    """An attribute has another type."""

    op: Literal["convert-attribute"]
    """Which change it is."""
    set: LabelId
    """entity, relation, event or the id of a category set."""
    label: LabelId
    attribute: AttributeId
    to: AttributeRange
    reason: Maybe[Prose] = None


# One declared change.
Operation = Annotated[
    RenameSet
    | UpdateImport
    | AddSet
    | RenameLabel
    | Swap
    | MergeLabels
    | SplitLabel
    | RequireSet
    | SetName
    | SetDefinition
    | SetGuideline
    | Redefine
    | FlipExample
    | AddLabel
    | Loosen
    | MoveLabel
    | RenameRole
    | RenameAttribute
    | CarveOut
    | DeprecateLabel
    | RemoveLabel
    | Narrow
    | MakeAbstract
    | RequireTrigger
    | FlipRelation
    | AddAttribute
    | AddValue
    | RenameValue
    | MergeValues
    | SplitValue
    | DeprecateValue
    | RemoveValue
    | RequireAttribute
    | ConvertAttribute,
    Field(discriminator="op"),
]


class Migration(Closed):
    """What people declare to have changed, and what becomes of old annotations."""

    format: Format
    taxonomy: LabelId
    from_: Version = Field(alias="from")
    """The version that is left."""
    to: Version
    """The version that is reached."""
    description: Maybe[Prose] = None
    reviewed_by: Maybe[list[Line]] = None
    """Who has read and agreed."""
    operations: list[Operation]
