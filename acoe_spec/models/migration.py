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
# What is said for people about a taxonomy as a whole.
Description = Literal["title", "description", "licence", "owner", "knowledge_bases"]
# A bare id is an entity; another set's label is written set/id; an imported label has the taxonomy
# in front, as in finance-core:amount or finance-core:intent/rfq.
LabelReference = Annotated[str, Field(pattern=r"^(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}:)?(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}/)?[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$")]
# What is narrowed or loosened.
Restriction = Literal[
    "domain",
    "range",
    "symmetric",
    "transitive",
    "cardinality",
    "roles",
    "trigger",
    "attributes",
    "mixins",
    "links",
    "overlap",
    "select",
    "required",
    "applies_to",
    "modalities",
    "knowledge_bases",
    "imports",
]
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
# The kinds of unit that a record is made of.
UnitType = Literal["passage", "turn", "part", "page", "segment"]
# Which part of an email a unit is.
PartRole = Literal["subject", "body", "quoted", "signature", "attachment"]
# A language tag of BCP 47.
LanguageTag = Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$")]
# The kind of content that a record holds.
Modality = Literal["text", "chat", "email", "document", "audio"]
# What a removed label or value becomes. exact: One other means the same. broader: One other means
# more; what is lost is kept as previous. candidates: People choose among several. nothing: People
# decide.
Replacement = Literal["exact", "broader", "candidates", "nothing"]
# What becomes of the values of a removed attribute. kept: They are kept as previous. reviewed:
# People look at each annotation that has one.
AttributeFate = Literal["kept", "reviewed"]
# A textual attribute value; decimals, dates and date-times are among them.
AttributeText = Annotated[str, Field(max_length=10000)]
DeclaredValue = Annotated[
    Annotated[AttributeText, Tag("string")]
    | Annotated[Integer, Tag("number")]
    | Annotated[bool, Tag("boolean")],
    json_type_of("string, integer or boolean"),
]
# The types of attributes, an enumeration of values included.
AttributeType = Literal["string", "boolean", "integer", "decimal", "date", "datetime", "values"]


class SetDescription(Closed):
    """What is said for people about the taxonomy as a whole changes."""

    op: Literal["set-description"]
    """Which change it is."""
    property: Description
    other: Maybe[LabelId] = None
    """The knowledge base concerned."""
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class Restate(Closed):
    """The author says elsewhere, or once more, what held already."""

    op: Literal["restate"]
    """Which change it is."""
    set: Maybe[LabelReference] = None
    """The label set; absent for what holds of the whole taxonomy."""
    label: Maybe[LabelReference] = None
    """The label; absent for what holds of the whole set."""
    property: Maybe[Restriction] = None
    """What is said again."""
    attribute: Maybe[AttributeId] = None
    """The attribute that it is about."""
    value: Maybe[LabelId] = None
    """The value of that attribute."""
    role: Maybe[LabelId] = None
    """The role that it is about."""
    other: Maybe[LabelReference] = None
    """The other label of an overlap pair, or the knowledge base concerned."""
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class Loosen(Closed):
    """More is permitted than before."""

    op: Literal["loosen"]
    """Which change it is."""
    set: Maybe[LabelReference] = None
    """The label set; absent for what holds of the whole taxonomy."""
    label: Maybe[LabelReference] = None
    """The label; absent for what holds of the whole set."""
    property: Restriction
    attribute: Maybe[AttributeId] = None
    """The attribute concerned."""
    role: Maybe[LabelId] = None
    """The role concerned."""
    other: Maybe[LabelReference] = None
    """The other label of an overlap pair, or the knowledge base concerned."""
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class Narrow(Closed):
    """Less is permitted than before; people decide where that is violated."""

    op: Literal["narrow"]
    """Which change it is."""
    set: Maybe[LabelReference] = None
    """The label set; absent for what holds of the whole taxonomy."""
    label: Maybe[LabelReference] = None
    """The label; absent for what holds of the whole set."""
    property: Restriction
    attribute: Maybe[AttributeId] = None
    """The attribute concerned."""
    role: Maybe[LabelId] = None
    """The role concerned."""
    other: Maybe[LabelReference] = None
    """The other label of an overlap pair, or the knowledge base concerned."""
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class RenameSet(Closed):
    """A category set has another id."""

    op: Literal["rename-set"]
    """Which change it is."""
    from_: LabelReference = Field(alias="from")
    """What it was called."""
    to: LabelReference
    """What it is called now."""
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class UpdateImport(Closed):
    """Another version of an imported taxonomy, with its own migration."""

    op: Literal["update-import"]
    """Which change it is."""
    taxonomy: LabelId
    from_: Version = Field(alias="from")
    to: Version
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class AddImport(Closed):
    """Labels of another taxonomy may be used."""

    op: Literal["add-import"]
    """Which change it is."""
    taxonomy: LabelId
    to: Version
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class RemoveImport(Closed):
    """Labels of another taxonomy may be used no longer; people decide."""

    op: Literal["remove-import"]
    """Which change it is."""
    taxonomy: LabelId
    from_: Version = Field(alias="from")
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class SetQuestion(Closed):
    """The question of a category set is worded better and asks the same."""

    op: Literal["set-question"]
    """Which change it is."""
    set: LabelReference
    """entity, relation, event or the id of a category set."""
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class AddSet(Closed):
    """A new category set."""

    op: Literal["add-set"]
    """Which change it is."""
    set: LabelReference
    """entity, relation, event or the id of a category set."""
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class RenameLabel(Closed):
    """A label has another id."""

    op: Literal["rename-label"]
    """Which change it is."""
    set: LabelReference
    """entity, relation, event or the id of a category set."""
    from_: LabelReference = Field(alias="from")
    """What it was called."""
    to: LabelReference
    """What it is called now."""
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class Swap(Closed):
    """Two labels exchange their ids."""

    op: Literal["swap"]
    """Which change it is."""
    set: LabelReference
    """entity, relation, event or the id of a category set."""
    labels: Annotated[list[LabelReference], Field(min_length=2, max_length=2)]
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class MergeLabels(Closed):
    """Several labels become one."""

    op: Literal["merge-labels"]
    """Which change it is."""
    set: LabelReference
    """entity, relation, event or the id of a category set."""
    from_: Annotated[list[LabelReference], Field(min_length=1)] = Field(alias="from")
    """What becomes one."""
    to: LabelReference
    """What they become."""
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class UnitCondition(Closed):
    """Fields of a unit, each with the values of which it has one."""

    type: Maybe[Annotated[list[UnitType], Field(min_length=1)]] = None
    role: Maybe[Annotated[list[PartRole], Field(min_length=1)]] = None
    """The role of an email's part."""
    speaker: Maybe[Annotated[list[Line], Field(min_length=1)]] = None
    language: Maybe[Annotated[list[LanguageTag], Field(min_length=1)]] = None


class Part(Closed):
    """A way to take part in a relation or an event, sub-labels included."""

    of: LabelReference
    """The relation, as relation/id, or the event, as event/id."""
    as_: LabelId = Field(alias="as")
    """subject or object of a relation, or a role of an event."""


class SplitRule(Closed):
    """Where an annotation goes of which all of this holds. Everything is said in the words of
    the old version.
    """

    to: LabelReference
    """One of the labels, or values, of the split."""
    attributes: Maybe[Condition] = None
    """It has one of these values."""
    surface: Maybe[Line] = None
    """A regular expression of Python, with ASCII classes, that is found in its text."""
    links: Maybe[Annotated[list[LabelId], Field(min_length=1)]] = None
    """It is linked into one of these knowledge bases."""
    unit: Maybe[UnitCondition] = None
    """The unit that it begins in, or is said of."""
    roles: Maybe[Annotated[list[Part], Field(min_length=1)]] = None
    """It takes part in one of these ways."""
    modality: Maybe[Annotated[list[Modality], Field(min_length=1)]] = None
    """The record is of one of these."""


class SplitLabel(Closed):
    """A label becomes several, by rules where they decide and by people where not."""

    op: Literal["split-label"]
    """Which change it is."""
    set: LabelReference
    """entity, relation, event or the id of a category set."""
    from_: LabelReference = Field(alias="from")
    """What it was called."""
    to: Annotated[list[LabelReference], Field(min_length=1)]
    """What it becomes; it may be among them."""
    rules: Maybe[list[SplitRule]] = None
    """The first one that applies decides."""
    otherwise: Maybe[LabelReference] = None
    """What it becomes where no rule applies; absent, people decide."""
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class DeprecateSet(Closed):
    """The category set is to be used no longer."""

    op: Literal["deprecate-set"]
    """Which change it is."""
    set: LabelReference
    """entity, relation, event or the id of a category set."""
    replaced_by: Maybe[list[LabelReference]] = None
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class Restore(Closed):
    """What was deprecated may be used again."""

    op: Literal["restore"]
    """Which change it is."""
    set: LabelReference
    """entity, relation, event or the id of a category set."""
    label: Maybe[LabelReference] = None
    attribute: Maybe[AttributeId] = None
    value: Maybe[LabelId] = None
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class RemoveSet(Closed):
    """The category set is gone; people look at its annotations."""

    op: Literal["remove-set"]
    """Which change it is."""
    set: LabelReference
    """entity, relation, event or the id of a category set."""
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class RequireSet(Closed):
    """A category set is required now."""

    op: Literal["require-set"]
    """Which change it is."""
    set: LabelReference
    """entity, relation, event or the id of a category set."""
    label: Maybe[LabelReference] = None
    """What targets without an answer get; absent, the set is taken out of the scope of their
    record.
    """
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class SetGuideline(Closed):
    """The guideline is worded better and means the same."""

    op: Literal["set-guideline"]
    """Which change it is."""
    set: LabelReference
    """entity, relation, event or the id of a category set."""
    label: LabelReference
    """The label under the old version; of an added one, under the new."""
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class Redefine(Closed):
    """The label means something else now; people look at its annotations."""

    op: Literal["redefine"]
    """Which change it is."""
    set: LabelReference
    """entity, relation, event or the id of a category set."""
    label: LabelReference
    """The label under the old version; of an added one, under the new."""
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class FlipExample(Closed):
    """The verdict of a worked example is the opposite now."""

    op: Literal["flip-example"]
    """Which change it is."""
    set: LabelReference
    """entity, relation, event or the id of a category set."""
    label: LabelReference
    """The label under the old version; of an added one, under the new."""
    example: LabelId
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class AddLabel(Closed):
    """A new label."""

    op: Literal["add-label"]
    """Which change it is."""
    set: LabelReference
    """entity, relation, event or the id of a category set."""
    label: LabelReference
    """The label under the old version; of an added one, under the new."""
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class MoveLabel(Closed):
    """The label has another parent, or none."""

    op: Literal["move-label"]
    """Which change it is."""
    set: LabelReference
    """entity, relation, event or the id of a category set."""
    label: LabelReference
    """The label under the old version; of an added one, under the new."""
    to: Maybe[LabelReference] = None
    """The new parent; absent if it has none."""
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class RenameRole(Closed):
    """A role of an event has another id."""

    op: Literal["rename-role"]
    """Which change it is."""
    set: LabelReference
    """entity, relation, event or the id of a category set."""
    label: LabelReference
    """The label under the old version; of an added one, under the new."""
    from_: LabelId = Field(alias="from")
    """What it was called."""
    to: LabelId
    """What it is called now."""
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class RenameAttribute(Closed):
    """An attribute has another id."""

    op: Literal["rename-attribute"]
    """Which change it is."""
    set: LabelReference
    """entity, relation, event or the id of a category set."""
    label: LabelReference
    """The label under the old version; of an added one, under the new."""
    from_: AttributeId = Field(alias="from")
    """What it was called."""
    to: AttributeId
    """What it is called now."""
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class CarveOut(Closed):
    """The label keeps its id and loses a part of its meaning to others."""

    op: Literal["carve-out"]
    """Which change it is."""
    set: LabelReference
    """entity, relation, event or the id of a category set."""
    label: LabelReference
    """The label under the old version; of an added one, under the new."""
    to: Annotated[list[LabelReference], Field(min_length=1)]
    """The labels that take the part."""
    rules: Maybe[list[SplitRule]] = None
    """The first one that applies decides; a rule may name the label itself."""
    otherwise: Maybe[LabelReference] = None
    """What it becomes where no rule applies; absent, people decide."""
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class DeprecateLabel(Closed):
    """The label is to be used no longer."""

    op: Literal["deprecate-label"]
    """Which change it is."""
    set: LabelReference
    """entity, relation, event or the id of a category set."""
    label: LabelReference
    """The label under the old version; of an added one, under the new."""
    replaced_by: Maybe[list[LabelReference]] = None
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class RemoveLabel(Closed):
    """The label is gone."""

    op: Literal["remove-label"]
    """Which change it is."""
    set: LabelReference
    """entity, relation, event or the id of a category set."""
    label: LabelReference
    """The label under the old version; of an added one, under the new."""
    becomes: Replacement
    to: Maybe[list[LabelReference]] = None
    """What replaces it, or may."""
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class MakeAbstract(Closed):
    """The label is for its sub-labels only."""

    op: Literal["make-abstract"]
    """Which change it is."""
    set: LabelReference
    """entity, relation, event or the id of a category set."""
    label: LabelReference
    """The label under the old version; of an added one, under the new."""
    to: Maybe[LabelReference] = None
    """The label that its annotations get; absent, people decide."""
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class MakeConcrete(Closed):
    """The label may be used itself, and not only its sub-labels."""

    op: Literal["make-concrete"]
    """Which change it is."""
    set: LabelReference
    """entity, relation, event or the id of a category set."""
    label: LabelReference
    """The label under the old version; of an added one, under the new."""
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class RequireTrigger(Closed):
    """An event's trigger is required now; people decide where there is none."""

    op: Literal["require-trigger"]
    """Which change it is."""
    set: LabelReference
    """entity, relation, event or the id of a category set."""
    label: LabelReference
    """The label under the old version; of an added one, under the new."""
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class FlipRelation(Closed):
    """Subject and object change places."""

    op: Literal["flip-relation"]
    """Which change it is."""
    set: LabelReference
    """entity, relation, event or the id of a category set."""
    label: LabelReference
    """The label under the old version; of an added one, under the new."""
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class SetName(Closed):
    """Display text changes, and nothing else."""

    op: Literal["set-name"]
    """Which change it is."""
    set: LabelReference
    """entity, relation, event or the id of a category set."""
    label: LabelReference
    """The label under the old version; of an added one, under the new."""
    attribute: Maybe[AttributeId] = None
    """The attribute that it is about."""
    value: Maybe[LabelId] = None
    """The value of that attribute."""
    role: Maybe[LabelId] = None
    """The role that it is about."""
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class SetDefinition(Closed):
    """The definition is worded better and means the same."""

    op: Literal["set-definition"]
    """Which change it is."""
    set: LabelReference
    """entity, relation, event or the id of a category set."""
    label: LabelReference
    """The label under the old version; of an added one, under the new."""
    attribute: Maybe[AttributeId] = None
    """The attribute that it is about."""
    value: Maybe[LabelId] = None
    """The value of that attribute."""
    role: Maybe[LabelId] = None
    """The role that it is about."""
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class SetHints(Closed):
    """Colour, aliases or settings for tools change."""

    op: Literal["set-hints"]
    """Which change it is."""
    set: LabelReference
    """entity, relation, event or the id of a category set."""
    label: LabelReference
    """The label under the old version; of an added one, under the new."""
    attribute: Maybe[AttributeId] = None
    """The attribute that it is about."""
    value: Maybe[LabelId] = None
    """The value of that attribute."""
    role: Maybe[LabelId] = None
    """The role that it is about."""
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class AddAttribute(Closed):
    """A new attribute that is not required."""

    op: Literal["add-attribute"]
    """Which change it is."""
    set: LabelReference
    """entity, relation, event or the id of a category set."""
    label: LabelReference
    """The label under the old version; of an added one, under the new."""
    attribute: AttributeId
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class AddValue(Closed):
    """A new value of an attribute."""

    op: Literal["add-value"]
    """Which change it is."""
    set: LabelReference
    """entity, relation, event or the id of a category set."""
    label: LabelReference
    """The label under the old version; of an added one, under the new."""
    attribute: AttributeId
    value: LabelId
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class RenameValue(Closed):
    """A value has another id."""

    op: Literal["rename-value"]
    """Which change it is."""
    set: LabelReference
    """entity, relation, event or the id of a category set."""
    label: LabelReference
    """The label under the old version; of an added one, under the new."""
    attribute: AttributeId
    from_: LabelId = Field(alias="from")
    """What it was called."""
    to: LabelId
    """What it is called now."""
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class MergeValues(Closed):
    """Several values become one."""

    op: Literal["merge-values"]
    """Which change it is."""
    set: LabelReference
    """entity, relation, event or the id of a category set."""
    label: LabelReference
    """The label under the old version; of an added one, under the new."""
    attribute: AttributeId
    from_: Annotated[list[LabelId], Field(min_length=1)] = Field(alias="from")
    """What becomes one."""
    to: LabelId
    """What they become."""
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class SplitValue(Closed):
    """A value becomes several, by rules where they decide and by people where not."""

    op: Literal["split-value"]
    """Which change it is."""
    set: LabelReference
    """entity, relation, event or the id of a category set."""
    label: LabelReference
    """The label under the old version; of an added one, under the new."""
    attribute: AttributeId
    from_: LabelId = Field(alias="from")
    """What it was called."""
    to: Annotated[list[LabelId], Field(min_length=1)]
    """What it becomes; it may be among them."""
    rules: Maybe[list[SplitRule]] = None
    """The first one that applies decides."""
    otherwise: Maybe[LabelId] = None
    """What it becomes where no rule applies; absent, people decide."""
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class DeprecateAttribute(Closed):
    """The attribute is to be used no longer."""

    op: Literal["deprecate-attribute"]
    """Which change it is."""
    set: LabelReference
    """entity, relation, event or the id of a category set."""
    label: LabelReference
    """The label under the old version; of an added one, under the new."""
    attribute: AttributeId
    replaced_by: Maybe[list[LabelReference]] = None
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class DeprecateValue(Closed):
    """The value is to be used no longer."""

    op: Literal["deprecate-value"]
    """Which change it is."""
    set: LabelReference
    """entity, relation, event or the id of a category set."""
    label: LabelReference
    """The label under the old version; of an added one, under the new."""
    attribute: AttributeId
    value: LabelId
    replaced_by: Maybe[list[LabelReference]] = None
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class RemoveAttribute(Closed):
    """The attribute is gone."""

    op: Literal["remove-attribute"]
    """Which change it is."""
    set: LabelReference
    """entity, relation, event or the id of a category set."""
    label: LabelReference
    """The label under the old version; of an added one, under the new."""
    attribute: AttributeId
    values: AttributeFate
    """What becomes of its values."""
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class RemoveValue(Closed):
    """The value is gone."""

    op: Literal["remove-value"]
    """Which change it is."""
    set: LabelReference
    """entity, relation, event or the id of a category set."""
    label: LabelReference
    """The label under the old version; of an added one, under the new."""
    attribute: AttributeId
    value: LabelId
    becomes: Replacement
    to: Maybe[list[LabelId]] = None
    """What replaces it, or may."""
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class RequireAttribute(Closed):
    """An attribute is required now."""

    op: Literal["require-attribute"]
    """Which change it is."""
    set: LabelReference
    """entity, relation, event or the id of a category set."""
    label: LabelReference
    """The label under the old version; of an added one, under the new."""
    attribute: AttributeId
    value: Maybe[DeclaredValue] = None
    """What annotations without it get; absent, people decide."""
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


class ConvertAttribute(Closed):
    """An attribute has another type, or takes one value where it took several."""

    op: Literal["convert-attribute"]
    """Which change it is."""
    set: LabelReference
    """entity, relation, event or the id of a category set."""
    label: LabelReference
    """The label under the old version; of an added one, under the new."""
    attribute: AttributeId
    to: AttributeType
    multivalued: Maybe[bool] = None
    """Whether it takes several values now."""
    reason: Maybe[Prose] = None
    question: Maybe[Prose] = None
    """What a draft leaves open; a release waits until it is taken out."""


# One declared change. All of them apply at the same time.
Operation = Annotated[
    SetDescription
    | Restate
    | Loosen
    | Narrow
    | RenameSet
    | UpdateImport
    | AddImport
    | RemoveImport
    | SetQuestion
    | AddSet
    | RenameLabel
    | Swap
    | MergeLabels
    | SplitLabel
    | DeprecateSet
    | Restore
    | RemoveSet
    | RequireSet
    | SetGuideline
    | Redefine
    | FlipExample
    | AddLabel
    | MoveLabel
    | RenameRole
    | RenameAttribute
    | CarveOut
    | DeprecateLabel
    | RemoveLabel
    | MakeAbstract
    | MakeConcrete
    | RequireTrigger
    | FlipRelation
    | SetName
    | SetDefinition
    | SetHints
    | AddAttribute
    | AddValue
    | RenameValue
    | MergeValues
    | SplitValue
    | DeprecateAttribute
    | DeprecateValue
    | RemoveAttribute
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
