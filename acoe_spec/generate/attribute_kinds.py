"""What the values of a taxonomy's attributes may be, and the names of what is generated for it.

Only what one value tells is said here: that an integer is within its bounds, that a date has the
form of one. What needs a calendar, arithmetic on text or another attribute is left to the rules.
Knows labels and attributes; knows nothing of records.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from acoe_spec.errors import TaxonomyBroken
from acoe_spec.generate.identifiers import class_name, told_apart
from acoe_spec.generate.portable import portable
from acoe_spec.generate.shapes import Choice, Kind, ListOf, Text, Truth, Whole
from acoe_spec.taxonomy.compiled import Attribute, CompiledTaxonomy, Label
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.references import node, node_of

_GREATEST_INTEGER = 2**53 - 1
_LONGEST_TEXT = 10_000  # code points, of any textual value in a record

DECIMAL = Text(
    name="DecimalText",
    doc="A decimal as a string: digits with a point, no exponent.",
    max_length=_LONGEST_TEXT,
    pattern="^-?(?:0|[1-9][0-9]*)(?:[.][0-9]+)?$",
)
_MONTH = "(?:0[1-9]|1[0-2])"
_DATE_FORMS = {
    "year": ("YYYY", "[0-9]{4}"),
    "month": ("YYYY-MM", f"[0-9]{{4}}-{_MONTH}"),
    "day": ("YYYY-MM-DD", f"[0-9]{{4}}-{_MONTH}-(?:0[1-9]|[12][0-9]|3[01])"),
}


def date_kind(precision: Collection[str]) -> Text:
    """Dates of that precision: of `year`, `month` and `day` at least one."""
    parts = [part for part in _DATE_FORMS if part in precision]
    forms = [_DATE_FORMS[part] for part in parts]
    return Text(
        name="Date" + "".join(part.capitalize() for part in parts),
        doc=f"A date as {' or '.join(shown for shown, _ in forms)}.",
        pattern=f"^(?:{'|'.join(pattern for _, pattern in forms)})$",
    )


SHARED = frozenset(
    {
        DECIMAL.name,
        *(
            date_kind(precision).name
            for precision in (
                *(("year",), ("month",), ("day",), ("year", "month"), ("year", "day")),
                *(("month", "day"), ("year", "month", "day")),
            )
        ),
    }
)
"""The names of kinds that attributes share."""


def is_required(attribute: Attribute) -> bool:
    """Whether the attribute is required whatever the others say."""
    return attribute.required and not attribute.when


_CONTROLS = dict.fromkeys((*range(32), *range(127, 160)), " ")


def prose(text: str) -> str:
    """`text` as one line, without the control characters that no source file may hold."""
    return " ".join(text.translate(_CONTROLS).split())


def tables(taxonomy: CompiledTaxonomy) -> Iterator[tuple[str, str, Mapping[str, Label]]]:
    """Type of annotation, label set, and the labels that it may bear; one table for each set.

    A cluster bears the label of a relation.
    """
    yield "entity", "entity", taxonomy.entities
    yield "relation", "relation", taxonomy.relations
    yield "event", "event", taxonomy.events
    for name, category_set in taxonomy.sets.items():
        yield "category", name, category_set.labels
    yield "cluster", "relation", taxonomy.relations


def place(kind: str, label: Label) -> str:
    """The key of a label among the names; relations and clusters have different ones."""
    return f"{kind}/{label.set}/{label.id}"


def names(taxonomy: CompiledTaxonomy, taken: Collection[str]) -> dict[str, str]:
    """The names of everything that is generated for one taxonomy, abstract labels included.

    Keys are the `place` of a label for its class, with `:attributes` after it for the class of its
    attributes and with `#strike` for the type of an attribute; `category/intent` for a category
    set, with `:plain` and `:labels` after it for the class of its labels without attributes and for
    the choice of them. Nothing gets a `taken` name.
    """
    wanted: dict[str, str] = {}
    for kind, label_set, labels in tables(taxonomy):
        words = (kind, label_set) if kind == "category" else (kind,)
        if kind == "category":
            wanted[f"category/{label_set}"] = class_name(*words)
            wanted[f"category/{label_set}:plain"] = class_name("plain", *words)
            wanted[f"category/{label_set}:labels"] = class_name("plain", *words, "label")
        for label in labels.values():
            key = place(kind, label)
            wanted[key] = class_name(*words, label.id)
            if kind != "cluster":
                wanted[f"{key}:attributes"] = wanted[key] + "Attributes"
                for name in label.attributes:
                    wanted[f"{key}#{name}"] = class_name(wanted[key], name)
    return told_apart(wanted, taken)


class AttributeKinds:
    """The kinds and documents of the attributes of one taxonomy.

    `names` is the function's result, `generic` has the kinds of the generic record by name.
    """

    def __init__(
        self,
        definition: Definition,
        taxonomy: CompiledTaxonomy,
        *,
        names: Mapping[str, str],
        generic: Mapping[str, Kind],
    ) -> None:
        self._names = names
        self._generic = generic
        self._labels = {
            place(kind, label): label
            for kind, _, labels in tables(taxonomy)
            for label in labels.values()
        }
        self._docs = {
            (node(label_set, identifier), name): prose(attribute.definition)
            for label_set, identifier, label in definition.labels()
            for name, attribute in label.attributes.items()
            if attribute.definition
        }

    def parent(self, label: Label) -> Label | None:
        """The label above, of the same set."""
        if not label.ancestors:
            return None
        return self._labels[
            place(kind_of(label), label).removesuffix(label.id) + label.ancestors[0]
        ]

    def owner(self, label: Label) -> Label:
        """The highest of the label and its ancestors with exactly these attributes: itself, or the
        one that it takes them all over from, words included."""
        above = self.parent(label)
        if above is None or above.attributes != label.attributes:
            return label
        if any(
            self.doc(label, each) != self.doc(above, each) for each in label.attributes.values()
        ):
            return label
        return self.owner(above)

    def doc(self, label: Label, attribute: Attribute) -> str:
        """The nearest words about an attribute, from the label up its ancestors to the origin."""
        places = [node(label.set, name) for name in (label.id, *label.ancestors)]
        places.append(node_of(attribute.origin, home=label.set))
        found = (self._docs.get((each, attribute.id)) for each in places)
        return next((doc for doc in found if doc), "")

    def kind(self, label: Label, attribute: Attribute) -> Kind:
        """What the label's attribute may be.

        Where a label takes an attribute over from its parent unchanged, the kind has the name that
        it has there. Raises `TaxonomyBroken` for an enumeration without values.
        """
        owner = label
        while (above := self.parent(owner)) is not None:
            if above.attributes.get(attribute.id) != attribute:
                break
            owner = above
        single = self._single(
            attribute, self._names[f"{place(kind_of(owner), owner)}#{attribute.id}"]
        )
        return ListOf(item=single, min_items=1) if attribute.multivalued else single

    def _single(self, attribute: Attribute, name: str) -> Kind:
        """What one value may be; `name` is for a kind that only this attribute has."""
        match attribute.type:
            case "boolean":
                return Truth()
            case "integer":
                if attribute.minimum is None and attribute.maximum is None:
                    return self._generic["Integer"]
                return Whole(
                    name=name,
                    minimum=_bound(attribute.minimum, ROUND_CEILING, -_GREATEST_INTEGER),
                    maximum=_bound(attribute.maximum, ROUND_FLOOR, _GREATEST_INTEGER),
                )
            case "decimal":
                return DECIMAL
            case "date":
                return date_kind(attribute.precision)
            case "datetime":
                return self._generic["Timestamp"]
            case "values":
                return _choice(attribute, name)
            case "string":
                pattern = None if attribute.pattern is None else portable(attribute.pattern)
                if pattern is None and attribute.max_length is None:
                    return self._generic["AttributeText"]
                longest = _LONGEST_TEXT if attribute.max_length is None else attribute.max_length
                return Text(name=name, max_length=min(longest, _LONGEST_TEXT), pattern=pattern)


def kind_of(label: Label) -> str:
    """The type of annotation that the label is first of all for: of a relation's, the relation."""
    return label.set if label.set in ("entity", "relation", "event") else "category"


def _choice(attribute: Attribute, name: str) -> Choice:
    if not attribute.values:
        raise TaxonomyBroken(
            f"the attribute {attribute.id} of {attribute.origin} has no values",
            hint="list the values that it may have, or give it a range",
        )
    return Choice(
        name=name,
        values=tuple(attribute.values),
        value_docs=tuple(prose(each.definition or "") for each in attribute.values.values()),
    )


def _bound(written: str | None, rounding: str, outermost: int) -> int:
    """The nearest integer within a bound, and within what every JSON reader keeps exactly."""
    if written is None:
        return outermost
    bound = int(Decimal(written).to_integral_value(rounding))
    return max(-_GREATEST_INTEGER, min(_GREATEST_INTEGER, bound))
