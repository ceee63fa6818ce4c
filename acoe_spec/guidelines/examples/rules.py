"""The rules about worked examples themselves; those about what they annotate are in `rules`.

Rows without a function: `examples` and `verdicts` find what they are about while they read. The
examples are the YAML of fenced blocks, judged under a taxonomy with the entities `bond`, `size` and
`counterparty`, the relation `bids_on`, and the category set `tone` with `calm`, which is of turns.
"""

from __future__ import annotations

from acoe_spec.findings import Rule

_THEME = "worked examples"
_RIGHT = 'id: bid\nverdict: annotate\nunits:\n  - A: "bid [T 05/34]{bond}"\n'


def _avoid(rest: str, text: str = "bid [T 05/34]{bond}") -> str:
    return f'id: bid\nverdict: avoid\nunits:\n  - A: "{text}"\n{rest}'


RULES: tuple[Rule, ...] = (
    Rule(
        id="example-markup",
        level="error",
        theme=_THEME,
        summary="The markup in a worked example cannot be read.",
        why="What is marked would be shown as brackets, or not at all, and nobody would notice.",
        fix="Write [surface]{label #id key=value @kb=identifier}; a backslash in front of a "
        "bracket or a brace makes it a part of the text.",
        failing='id: bid\nverdict: annotate\nunits:\n  - A: "bid [T 05/34]{bond coupon=}"\n',
        passing=_RIGHT,
    ),
    Rule(
        id="example-unit",
        level="error",
        theme=_THEME,
        summary="A unit of a worked example does not say what it is.",
        why="Who speaks and what they say is the content that the annotation is about.",
        fix="Write the speaker and what they say, or the fields of a unit: text, type, speaker, "
        "time, role, number, start, end.",
        failing='id: bid\nverdict: annotate\nunits:\n  - {A: "bid", B: "offer"}\n',
        passing='id: bid\nverdict: annotate\nunits:\n  - A: "bid"\n  - B: "offer"\n',
    ),
    Rule(
        id="example-relation",
        level="error",
        theme=_THEME,
        summary="A relation in a worked example is not a subject, a label and an object.",
        why="What cannot be read as a relation is not drawn and not checked.",
        fix="Write '#b bids_on #i', with the ids that the markup gives.",
        failing='id: bid\nverdict: annotate\nunits:\n  - A: "[UBS]{counterparty #b} bid '
        '[T 05/34]{bond #i}"\nrelations: ["#b bids_on"]\n',
        passing='id: bid\nverdict: annotate\nunits:\n  - A: "[UBS]{counterparty #b} bid '
        '[T 05/34]{bond #i}"\nrelations: ["#b bids_on #i"]\n',
    ),
    Rule(
        id="example-target",
        level="error",
        theme=_THEME,
        summary="A category in a worked example does not say what it is said of, or says nothing.",
        why="With several units or annotations that the question may be asked of, the answer "
        "could belong to any of them.",
        fix="Add 'on' with the id of the unit or annotation; units are u1, u2 and so on unless "
        "they have ids of their own.",
        failing='id: bid\nverdict: annotate\nunits:\n  - A: "bid?"\n  - B: "99"\n'
        "categories:\n  - {tone: calm}\n",
        passing='id: bid\nverdict: annotate\nunits:\n  - A: "bid?"\n  - B: "99"\n'
        "categories:\n  - {tone: calm, on: u2}\n",
    ),
    Rule(
        id="example-conflict",
        level="error",
        theme=_THEME,
        summary="A worked example says two things of one annotation that cannot both hold.",
        why="Marks and entries with one id are one annotation; it has one label, one place and one "
        "value for each attribute.",
        fix="Say it once, or give what is another annotation another id.",
        failing='id: bid\nverdict: annotate\nunits:\n  - A: "[T]{bond #i} bid [5mm]{size #i}"\n',
        passing='id: bid\nverdict: annotate\nunits:\n  - A: "[T]{bond #i} bid [5mm]{size #s}"\n',
    ),
    Rule(
        id="example-contradiction",
        level="error",
        theme=_THEME,
        summary="A worked example that is right names rules that it breaks, or what is right.",
        why="Readers would not know whether to do as it shows.",
        fix="Remove 'breaks' and 'instead', or make the verdict 'avoid'.",
        failing=_RIGHT + "breaks: [missing-attribute]\n",
        passing=_RIGHT,
    ),
    Rule(
        id="example-not-wrong",
        level="error",
        theme=_THEME,
        summary="A worked example is to be avoided, and does not say why.",
        why="Without the rule that it breaks or the right annotation beside it nothing tests that "
        "it is wrong at all.",
        fix="Name the rules in 'breaks', or give the right annotation as 'instead'.",
        failing=_avoid(""),
        passing=_avoid("breaks: [unknown-label]\n", "bid [T 05/34]{bnd}"),
    ),
    Rule(
        id="example-unknown-rule",
        level="error",
        theme=_THEME,
        summary="A worked example names a rule that there is not.",
        why="It could never be broken, so the example tests nothing.",
        fix="`acoe rules` lists the rules for label files; take the id from there.",
        failing=_avoid("breaks: [unknown-lable]\n", "bid [T 05/34]{bnd}"),
        passing=_avoid("breaks: [unknown-label]\n", "bid [T 05/34]{bnd}"),
    ),
    Rule(
        id="example-rule-kept",
        level="error",
        theme=_THEME,
        summary="A worked example does not break a rule that it says it breaks.",
        why="It is no longer wrong in the way that it is there to show; mostly the taxonomy has "
        "changed since.",
        fix="Remove the rule from 'breaks', or make the annotation wrong again. If it is right "
        "now, its verdict is 'annotate'.",
        failing=_avoid("breaks: [unknown-label]\n"),
        passing=_avoid("breaks: [unknown-label]\n", "bid [T 05/34]{bnd}"),
    ),
    Rule(
        id="example-breaks-other-rules",
        level="error",
        theme=_THEME,
        summary="A worked example that is to be avoided is wrong in more ways than it says.",
        why="Readers learn one thing from one example; a second mistake in it is one that its "
        "author did not see.",
        fix="Mend what the finding names, or add the rule to 'breaks'.",
        failing=_avoid("breaks: [unknown-label]\n", "[UBS]{counterparty tier=1} bid [T]{bnd}"),
        passing=_avoid("breaks: [unknown-label]\n", "[UBS]{counterparty} bid [T]{bnd}"),
    ),
    Rule(
        id="example-instead-same",
        level="error",
        theme=_THEME,
        summary="What is to be done instead is what is to be avoided.",
        why="Readers look for a difference that is not there.",
        fix="Change one of the two. Ids and the order of annotations make no difference.",
        failing=_avoid('instead:\n  units:\n    - A: "bid [T 05/34]{bond}"\n'),
        passing=_avoid('instead:\n  units:\n    - A: "[bid T]{bond} 05/34"\n'),
    ),
    Rule(
        id="example-instead-content",
        level="error",
        theme=_THEME,
        summary="What is to be done instead is shown for other content.",
        why="Two annotations can be compared only where they are of the same text.",
        fix="Copy the units, and change what is marked in them.",
        failing=_avoid('instead:\n  units:\n    - A: "offer [T 05/34]{bond}"\n'),
        passing=_avoid('instead:\n  units:\n    - A: "[bid T]{bond} 05/34"\n'),
    ),
)
