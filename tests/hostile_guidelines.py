"""The guidelines of a hostile workspace: every text in them is an attack."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from attacks import TELL, line, plain, prose, quoted, token

NAMES = (
    "__proto__",
    "constructor",
    "index",
    "readme",
    "404",
    "1.0.0",
    "toString",
    "main.html",
    "a..b",
    "x--y",
)
"""Ids of labels, sets and pages that are names of something else somewhere."""


KNOWLEDGE = ("bare", "web")
"""Ids of knowledge bases."""


TODAY = "2026-03-02"


def _example(name: str, verdict: str = "annotate", **more: Any) -> str:
    """A worked example whose every text is an attack, as a fence."""
    text = plain(f"{name}.text")
    value = quoted(line(f"{name}.value"))
    identifier = quoted(f"\"' onclick={TELL}('{name}.kb') x=\"")
    links = " ".join(f"@{each}={identifier}" for each in KNOWLEDGE)
    speaker = line(f"{name}.speaker")[:250]
    written = {
        "id": name,
        "verdict": verdict,
        "title": line(f"{name}.title"),
        "why": prose(f"{name}.why"),
        "units": [
            {speaker: f"[{text}]{{thing #a'b<i> note={value} {links}}}"},
            {speaker: f"[{text}]{{thing #e2 kind=onclick note={value}}}"},
        ],
        "relations": ["#a'b<i> holds #e2"] if verdict == "annotate" else [],
    } | more
    return "```example\n" + json.dumps(written, indent=1, ensure_ascii=False) + "\n```\n"


def _records() -> str:
    """Worked examples of the other kinds of content, written out."""

    def one(name: str, **more: Any) -> str:
        said = {"id": name, "verdict": "annotate", "title": line(name), "why": prose(f"{name}.why")}
        return "```example\n" + json.dumps(said | more, indent=1) + "\n```\n"

    box = {"unit": token("page"), "x": 1, "y": 1, "width": 20, "height": 20}
    hold = [{"id": 'b"><script>', "label": "thing", "boxes": [box]}]
    time = [{"id": "s'onload='", "label": "thing", "times": [{"start": 0.5, "end": 1.5}]}]
    email = [
        {"type": "part", "role": role, "text": plain(f"email.{role}")}
        for role in ("subject", "body", "quoted", "signature", "attachment")
    ]
    return "\n".join(
        (
            one(
                "page",
                units=[
                    {
                        "type": "page",
                        "id": token("page"),
                        "number": 1,
                        "width": 100,
                        "height": 100,
                        "unit": "px",
                        "picture": "pictures/onerror.png",
                    }
                ],
                entities=hold,
            ),
            one(
                "sound",
                participants=[
                    {"id": "p", "name": line("participant")[:250], "role": line("part")[:250]}
                ],
                media={"uri": f"javascript:{TELL}('media')"},
                units=[{"start": 0, "end": 2, "speaker": "p", "text": plain("segment")}],
                entities=time,
            ),
            one(
                "email",
                sender=line("sender")[:250],
                recipients=[line("recipient")[:250]],
                units=email,
            ),
        )
    )


def guideline() -> str:
    """A page with every attack that prose can hold."""
    labels = ["thing", "old", *NAMES, "relation/holds", "event/deal"]
    labels += [
        f"{name}/{each}"
        for name in ("tree", "guidelines", "1.0.0", "search")
        for each in ("yes", "index")
    ]
    front = {
        "title": line("page.title"),
        "description": prose("page.description"),
        "labels": labels,
        "owner": line("page.owner"),
        "reviewed": TODAY,
        "status": "reviewed",
    }
    decision = {
        "between": ["thing", "constructor"],
        "rows": [
            {
                "when": prose("decision.when"),
                "take": "thing",
                "because": prose("decision.because"),
                "example": "right",
            },
            {"when": line("decision.else"), "take": "constructor"},
        ],
    }
    named = f"[[term constructor|shown\" onmouseover=\"{TELL}('term')]] [[thing|{TELL}]]"
    shown = f"![{line('alt')}](pictures/onerror.png \"x' onload='{TELL}()\")"
    return "\n".join(
        (
            "---\n" + json.dumps(front, indent=1) + "\n---",
            prose("page"),
            f"## Heading {line('heading')}\n",
            f"{shown}\n\n{named}\n",
            "## [[thing]] and [[constructor]]\n",
            _example("right"),
            "```decision\n" + json.dumps(decision, indent=1) + "\n```\n",
            "## [[relation/holds]]\n",
            _example(
                "wrong", "avoid", relations=["#e2 holds #nobody"], breaks=["dangling-reference"]
            ),
            _records(),
        )
    )


def glossary() -> Mapping[str, Any]:
    """Terms with attacks for names."""
    return {
        "format": 1,
        "terms": {
            line("term.name")[:250]: {
                "definition": prose("term.definition"),
                "also": [line("term.also")[:250]],
                "labels": ["thing"],
            },
            "constructor": {"definition": prose("term.constructor")},
            "__proto__": {"definition": prose("term.proto"), "also": ["toString"]},
        },
    }
