"""The rules that reading a guideline folder holds it to: rows without a function of their own.

Their findings come with the `Guidelines`; here is what is to be said about each. An example is the
text of a page without its front matter, unless it begins with one; other files of the folder follow
after lines such as `==> _parts/sizes.md <==`.
"""

from __future__ import annotations

from acoe_spec.findings import Finding, Level, Rule
from acoe_spec.guidelines.guideline import Place

_FRONT = "---\ntitle: Options\nlabels: [option]\n---\n"
_SIZES = "==> _parts/sizes.md <==\nA yard is a thousand million.\n"
_PICTURE = "==> pictures/page.png <==\n(a picture of the page)\n"
_EXAMPLE = (
    "```example\nid: call\nverdict: annotate\nunits:\n"
    '  - A: "offer the [5.25 call]{option} at 12"\n```\n'
)


def _row(
    rule: str,
    summary: str,
    *,
    why: str,
    fix: str,
    failing: str,
    passing: str,
    level: Level = "error",
) -> Rule:
    return Rule(
        id=rule,
        level=level,
        theme="guidelines",
        summary=summary,
        why=why,
        fix=fix,
        failing=failing,
        passing=passing,
    )


RULES: tuple[Rule, ...] = (
    _row(
        "front-matter-missing",
        "A page does not begin with front matter, or the front matter does not end.",
        why="Without it nobody knows which labels the page explains.",
        fix="Begin the page with a line '---', then title and labels, then a line '---'.",
        failing="---\ntitle: Options\nlabels: [option]\n\nA call or a put.\n",
        passing=_FRONT + "A call or a put.\n",
    ),
    _row(
        "guideline-name",
        "A file or folder has a name that cannot be part of an address.",
        why="Pages are found by the names of their files, and links to them must work on every "
        "system, also on those to which upper and lower case are the same.",
        fix="Rename it with letters, digits, '_', '.' and '-', not beginning with '.' or '-'; a "
        "page ends in '.md'.",
        failing="A call or a put.\n==> two words.md <==\n" + _FRONT,
        passing="A call or a put.\n==> two-words.md <==\n" + _FRONT,
    ),
    _row(
        "guideline-unreadable",
        "A file or folder cannot be read, or is neither.",
        why="What it says is missing from the site and from every check.",
        fix="Give the user who builds the site the right to read it; put a file in the place of a "
        "pipe or a device.",
        failing="(a file without permission to read it)",
        passing="A call or a put.\n",
    ),
    _row(
        "guideline-encoding",
        "A file is not UTF-8.",
        why="Its letters could be read as others.",
        fix="Save it as UTF-8.",
        failing="(a file in another encoding)",
        passing="A call or a put.\n",
    ),
    _row(
        "guideline-character",
        "A file has a control character, or one that turns the words behind it around.",
        why="It cannot be seen in an editor, and what readers see may not be what is there.",
        fix="Remove it.",
        failing="A call\x07 or a put.\n",
        passing="A call or a put.\n",
    ),
    _row(
        "guideline-size",
        "A page with all that it includes is larger than 256 KiB, or a glossary than 1 MiB.",
        why="Nobody reads a page of that size; most often something is included many times.",
        fix="Make several pages of it.",
        failing="(a very large page)",
        passing="A call or a put.\n",
    ),
    _row(
        "symbolic-link",
        "Something in the folder is a symbolic link.",
        why="What it leads to may lie outside of the workspace, and would be published.",
        fix="Put a copy of what it leads to in its place.",
        failing="guidelines/desk/option.md -> ../../notes/option.md\n",
        passing="A call or a put.\n",
    ),
    _row(
        "unknown-include",
        "A page includes a file that is not there.",
        why="Its readers miss what it says.",
        fix="Correct the path, which is relative to the file that it stands in, or add the file.",
        failing="![[_parts/size.md]]\n" + _SIZES,
        passing="![[_parts/sizes.md]]\n" + _SIZES,
    ),
    _row(
        "include-outside",
        "A page includes a file outside of its folder.",
        why="A guideline could publish any file of the machine that builds the site.",
        fix="Put a copy of it into the folder.",
        failing="![[../../notes/sizes.md]]\n",
        passing="![[_parts/sizes.md]]\n" + _SIZES,
    ),
    _row(
        "part-unused",
        "A file whose name or folder begins with '_' is included by no page.",
        why="It is on no page of the site, and nothing in it is checked.",
        fix="Include it on the page that it is a part of, or remove it.",
        failing="A call or a put.\n" + _SIZES,
        passing="![[_parts/sizes.md]]\n" + _SIZES,
        level="info",
    ),
    _row(
        "include-cycle",
        "A file includes itself, if only by way of others.",
        why="The page would never end.",
        fix="Remove one of the includes of the circle.",
        failing="![[_parts/a.md]]\n==> _parts/a.md <==\n![[b.md]]\n"
        "==> _parts/b.md <==\n![[a.md]]\n",
        passing="![[_parts/a.md]]\n==> _parts/a.md <==\n![[b.md]]\n==> _parts/b.md <==\nSizes.\n",
    ),
    _row(
        "include-depth",
        "Files include each other more than eight levels deep.",
        why="Nobody finds the line any more that a reader asks about.",
        fix="Include the inner files from the page itself.",
        failing="![[_parts/p1.md]]\n"
        + "".join(f"==> _parts/p{n}.md <==\n![[p{n + 1}.md]]\n" for n in range(1, 9))
        + "==> _parts/p9.md <==\nSizes.\n",
        passing="![[_parts/p1.md]]\n==> _parts/p1.md <==\n![[p2.md]]\n"
        "==> _parts/p2.md <==\nSizes.\n",
    ),
    _row(
        "include-misplaced",
        "An include does not stand on a line of its own.",
        why="It is shown as it is written, and nothing is included.",
        fix="Move it to a line of its own, at its start, outside of lists and quotes.",
        failing="Sizes: ![[_parts/sizes.md]]\n" + _SIZES,
        passing="Sizes:\n\n![[_parts/sizes.md]]\n" + _SIZES,
    ),
    _row(
        "missing-picture",
        "A picture is not there.",
        why="Readers see an empty frame.",
        fix="Correct the path, which is relative to the file that it stands in, or add the "
        "picture.",
        failing="![A term sheet](pictures/sheet.png)\n",
        passing="![A term sheet](pictures/page.png)\n" + _PICTURE,
    ),
    _row(
        "picture-outside",
        "A picture lies outside of the folder, or on another machine.",
        why="The site would fetch it while it is read, or publish a file that is not part of it.",
        fix="Put a copy of it into the folder.",
        failing="![A term sheet](https://bank.example/sheet.png)\n",
        passing="![A term sheet](pictures/page.png)\n" + _PICTURE,
    ),
    _row(
        "picture-kind",
        "A picture is not PNG, JPEG, GIF or WebP, or not of the kind that its name says.",
        why="Other kinds can hold scripts, SVG among them, or are not shown by every browser.",
        fix="Save it as PNG, JPEG, GIF or WebP, with the ending of its kind.",
        failing="![A term sheet](pictures/sheet.svg)\n==> pictures/sheet.svg <==\n<svg/>\n",
        passing="![A term sheet](pictures/page.png)\n" + _PICTURE,
    ),
    _row(
        "picture-size",
        "A picture is larger than 10 MiB.",
        why="The page is slow to open, and so is everything that copies the guidelines.",
        fix="Make it smaller: fewer pixels, or stronger compression.",
        failing="(a very large picture)",
        passing="![A term sheet](pictures/page.png)\n" + _PICTURE,
    ),
    _row(
        "picture-without-words",
        "A picture has no words for those who do not see it.",
        why="A screen reader says nothing, or the name of a file.",
        fix="Say between the brackets what the picture shows.",
        failing="![](pictures/page.png)\n" + _PICTURE,
        passing="![A term sheet](pictures/page.png)\n" + _PICTURE,
    ),
    _row(
        "link-outside",
        "A link leads to a file outside of the folder.",
        why="The file is no part of the site.",
        fix="Link to a page of these guidelines, or to an address that begins with https://.",
        failing="See [the notes](../../notes/sizes.md).\n",
        passing="See [the exchange](https://exchange.example/sizes).\n",
    ),
    _row(
        "unsupported-link",
        "A link is neither to a page, nor to https:// or mailto:.",
        why="Other kinds of addresses can run scripts, open programs, or be read by others.",
        fix="Link to another page as in other.md#heading, to https:// or to mailto:.",
        failing="See [the notes](file:///notes/sizes.txt).\n",
        passing="Ask [the desk](mailto:desk@bank.example).\n",
    ),
    _row(
        "malformed-mention",
        "Double brackets hold neither a label nor a term.",
        why="They are shown as they are written, and lead nowhere.",
        fix="Write [[option]], [[intent/rfq]], [[option|own words]] or [[term yard]]; brackets "
        "that are meant as such are written \\[\\[.",
        failing="Take [[the option]].\n",
        passing="Take [[option|the option]].\n",
    ),
    _row(
        "mention-in-link",
        "A label or a term is mentioned inside of a link.",
        why="A link cannot hold another: the outer one is shown as it is written.",
        fix="Take the mention out of the link, or write its words without the inner brackets.",
        failing="See [how to mark an [[option]]](#sizes).\n\n## Sizes\n",
        passing="See [how to mark](#sizes) an [[option]].\n\n## Sizes\n",
    ),
    _row(
        "fence-unclosed",
        "A fenced block is not closed.",
        why="All that follows on the page belongs to the block: nothing of it is read.",
        fix="End the block with a line of as many backticks as it begins with.",
        failing=_EXAMPLE.removesuffix("```\n"),
        passing=_EXAMPLE,
    ),
    _row(
        "block-misplaced",
        "An example or a decision table stands in a list or a quote, or is indented.",
        why="It is shown as it is written, and is no test.",
        fix="Begin it at the left edge.",
        failing="- " + _EXAMPLE.replace("\n", "\n  ").removesuffix("  "),
        passing=_EXAMPLE,
    ),
    _row(
        "block-misspelt",
        "The kind of a block looks like 'example' or 'decision', and is neither.",
        why="It is shown as it is written, and is no test.",
        fix="Correct the spelling.",
        failing=_EXAMPLE.replace("```example", "```exampel"),
        passing=_EXAMPLE,
        level="warning",
    ),
    _row(
        "block-size",
        "An example or a decision table is larger than 64 KiB.",
        why="An example is read by people: what it shows is lost in it.",
        fix="Show the lines that matter.",
        failing="(a very large example)",
        passing=_EXAMPLE,
    ),
    _row(
        "duplicate-example",
        "Two worked examples of a taxonomy have one id.",
        why="Reports and label files made of the examples name them by their ids.",
        fix="Give one of them another id.",
        failing=_EXAMPLE + "\n" + _EXAMPLE,
        passing=_EXAMPLE + "\n" + _EXAMPLE.replace("id: call", "id: call-again"),
    ),
    _row(
        "duplicate-term",
        "Two terms of the glossary share a spelling.",
        why="A mention of it could mean either.",
        fix="Keep the spelling with one of the two.",
        failing="Sizes.\n==> glossary.yaml <==\nformat: 1\nterms:\n"
        "  yard: {definition: A thousand million., also: [bn]}\n"
        "  billion: {definition: A thousand million., also: [bn]}\n",
        passing="Sizes.\n==> glossary.yaml <==\nformat: 1\nterms:\n"
        "  yard: {definition: A thousand million., also: [yards, billion, bn]}\n",
    ),
)

_LEVELS = {rule.id: rule.level for rule in RULES}


def found(rule: str, place: Place, message: str, hint: str, *, field: str = "") -> Finding:
    """A finding of one of these rules. `field` is what tells it from others of the same file."""
    return Finding(
        rule=rule,
        level=_LEVELS[rule],
        message=message,
        hint=hint,
        file=place.file,
        line=place.line,
        column=place.column,
        field=field,
    )
