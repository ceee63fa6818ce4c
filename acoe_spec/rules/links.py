"""Links of entities into knowledge bases: the base, the form of the link, the identifier itself.

Whether an identifier is possible is `identifiers`; whether it was issued, and to whom, is not known
here: nothing is looked up. No message repeats an identifier.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import UNSET

from acoe_spec.findings import Finding, Rule, printable_id
from acoe_spec.models.record_structs import Link
from acoe_spec.rules.identifiers import identifier_problem
from acoe_spec.rules.indexed import IndexedRecord
from acoe_spec.rules.spelling import any_of, did_you_mean
from acoe_spec.taxonomy.compiled import CompiledTaxonomy


def check_knowledge_base(record: IndexedRecord, taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """The base is declared, and is one that the entity's label links to."""
    for position, entity, label in record.entities:
        for place, link in enumerate(entity.links or ()):
            if link.kb not in taxonomy.knowledge_bases:
                known = tuple(taxonomy.knowledge_bases)
                yield record.finding(
                    "unknown-knowledge-base",
                    position,
                    "links",
                    place,
                    "kb",
                    message=f"the taxonomy has no knowledge base {printable_id(link.kb)}",
                    hint=did_you_mean(link.kb, known)
                    or (f"it has {any_of(known)}" if known else None),
                )
            elif label is not None and link.kb not in label.links:
                yield record.finding(
                    "unknown-knowledge-base",
                    position,
                    "links",
                    place,
                    "kb",
                    message=f"'{entity.label}' does not link to '{link.kb}'",
                    hint=f"it links to {any_of(label.links)}" if label.links else None,
                )


def check_form(record: IndexedRecord, _taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """One of: an id; nil, which has nothing else; ambiguous, with candidates and no id."""
    for position, place, link in _links(record):
        problem = _problem(link)
        if problem is not None:
            field, message, hint = problem
            yield record.finding(
                "link-incomplete",
                position,
                "links",
                place,
                *(() if field is None else (field,)),
                message=message,
                hint=hint,
            )


def _problem(link: Link) -> tuple[str | None, str, str] | None:
    """The field at fault, if it is there, a message and a hint."""
    if link.status is UNSET:
        if link.id is UNSET:
            return (
                None,
                "the link has neither an id nor a status",
                "give the id; where there is none, status nil",
            )
        if link.candidates is not UNSET:
            return (
                "candidates",
                "the link has an id and candidates",
                "keep the id, or give status ambiguous and no id",
            )
    elif link.id is not UNSET:
        return (
            "status",
            f"the link has an id and status {link.status}",
            "keep the id or the status",
        )
    elif link.status == "nil" and link.candidates is not UNSET:
        return (
            "candidates",
            "the link has status nil and candidates",
            "nil means that the knowledge base has no entry; else give status ambiguous",
        )
    elif link.status == "ambiguous" and len(set(link.candidates or ())) < 2:
        return (
            None if link.candidates is UNSET else "candidates",
            "the link has status ambiguous and fewer than two different candidates",
            "list the candidates; one alone is the id, none is status nil",
        )
    return None


def check_missing(record: IndexedRecord, _taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """A link where the label requires one; nil and ambiguous are answers, too."""
    if not (record.complete and record.attempted("entity")):
        return
    for position, entity, label in record.entities:
        if label is not None and label.links_required and not entity.links:
            yield record.finding(
                "missing-link",
                position,
                message=f"'{entity.label}' needs a link",
                hint=f"give an id in {any_of(label.links)}, or status nil if it has no entry"
                if label.links
                else "the taxonomy names no knowledge base for it: mend it there",
                field="links",
            )


def check_identifiers(record: IndexedRecord, taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """Each id and candidate is one that the scheme of its knowledge base can issue."""
    for position, place, link in _links(record):
        base = taxonomy.knowledge_bases.get(link.kb)
        if base is None or base.scheme is None:
            continue
        identifiers: list[tuple[tuple[str | int, ...], str]] = []
        if link.id is not UNSET:
            identifiers.append((("id",), link.id))
        for number, candidate in enumerate(link.candidates or ()):
            identifiers.append((("candidates", number), candidate))
        for steps, identifier in identifiers:
            reason = identifier_problem(base.scheme, identifier)
            if reason is not None:
                yield record.finding(
                    "identifier-invalid",
                    position,
                    "links",
                    place,
                    *steps,
                    message=f"this is no valid identifier for '{link.kb}': {reason}",
                    hint="compare it with its source, character by character",
                )


def _links(record: IndexedRecord) -> Iterator[tuple[int, int, Link]]:
    for position, entity, _ in record.entities:
        for place, link in enumerate(entity.links or ()):
            yield position, place, link


RULES = (
    Rule(
        id="unknown-knowledge-base",
        level="error",
        theme="links",
        summary="A link names a knowledge base that is not declared, or not for this label.",
        why="An identifier means something only within its knowledge base. Which ones a label "
        "links to is part of its definition: a bond has an ISIN, a firm an LEI.",
        fix="Correct the name of the knowledge base, or declare it in the taxonomy and for "
        "the label.",
        failing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1",'
        '"text":"Barclays"}],"annotations":[{"type":"entity","id":"e1","label":"firm",'
        '"spans":[{"unit":"t1","start":0,"end":8}],"text":"Barclays",'
        '"links":[{"kb":"isin","id":"GB0031348658"}]}]}',
        passing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1",'
        '"text":"Barclays"}],"annotations":[{"type":"entity","id":"e1","label":"firm",'
        '"spans":[{"unit":"t1","start":0,"end":8}],"text":"Barclays","links":[{"kb":"lei",'
        '"id":"G5GSEF7VJP5I7OUK5573"}]}]}',
        check=check_knowledge_base,
    ),
    Rule(
        id="link-incomplete",
        level="error",
        theme="links",
        summary="A link is none of: an id; status `nil`; status `ambiguous` with two candidates "
        "or more.",
        why="A link answers one of three ways: this entry, no entry, or one of these. "
        "Anything else, or two answers at once, cannot be scored.",
        fix='Give the id; or `"status": "nil"` and nothing else; or `"status": "ambiguous"` '
        "with `candidates`.",
        failing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1",'
        '"text":"Barclays"}],"annotations":[{"type":"entity","id":"e1","label":"firm",'
        '"spans":[{"unit":"t1","start":0,"end":8}],"text":"Barclays","links":[{"kb":"lei",'
        '"id":"G5GSEF7VJP5I7OUK5573","status":"nil"}]}]}',
        passing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1",'
        '"text":"Barclays"}],"annotations":[{"type":"entity","id":"e1","label":"firm",'
        '"spans":[{"unit":"t1","start":0,"end":8}],"text":"Barclays","links":[{"kb":"lei",'
        '"status":"nil"}]}]}',
        check=check_form,
    ),
    Rule(
        id="missing-link",
        level="error",
        theme="links",
        summary="An entity whose label requires a link has none.",
        why="Labels that require a link are the ones that joins go by. An entity without one "
        "drops out of every join, silently. It counts only in records that are no drafts "
        "and whose scope includes entities.",
        fix='Link the entity. Where the knowledge base has no entry, say so: `"status": '
        '"nil"`. The state of an unfinished record is `draft`.',
        failing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1",'
        '"text":"Barclays"}],"annotations":[{"type":"entity","id":"e1","label":"issuer",'
        '"spans":[{"unit":"t1","start":0,"end":8}],"text":"Barclays"}]}',
        passing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1",'
        '"text":"Barclays"}],"annotations":[{"type":"entity","id":"e1","label":"issuer",'
        '"spans":[{"unit":"t1","start":0,"end":8}],"text":"Barclays","links":[{"kb":"lei",'
        '"id":"G5GSEF7VJP5I7OUK5573"}]}]}',
        check=check_missing,
    ),
    Rule(
        id="identifier-invalid",
        level="error",
        theme="links",
        summary="An identifier cannot be one of its scheme: form, check digits or code list.",
        why="A slip in an identifier is either no entity at all or, worse, another one. Check "
        "digits (LEI, ISIN, CUSIP, SEDOL, FIGI, IBAN) catch nearly all slips; BIC and MIC "
        "have a form; currencies and countries are dated lists.",
        fix="Compare it with its source. Write it compact and in capitals. A code that is too "
        "new for the list needs a newer release of this program.",
        failing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1",'
        '"text":"Barclays"}],"annotations":[{"type":"entity","id":"e1","label":"firm",'
        '"spans":[{"unit":"t1","start":0,"end":8}],"text":"Barclays","links":[{"kb":"lei",'
        '"id":"G5GSEF7VJP5I7OUK5537"}]}]}',
        passing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1",'
        '"text":"Barclays"}],"annotations":[{"type":"entity","id":"e1","label":"firm",'
        '"spans":[{"unit":"t1","start":0,"end":8}],"text":"Barclays","links":[{"kb":"lei",'
        '"id":"G5GSEF7VJP5I7OUK5573"}]}]}',
        check=check_identifiers,
    ),
)
