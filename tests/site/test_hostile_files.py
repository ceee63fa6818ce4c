"""Files that would make a site tell what is none of its business, or never end: nothing is built.

Each case changes a small workspace in one way. `acoe site build` says which rule is broken, writes
no site, and repeats nothing of what the files of others hold.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from attacks import TELL
from running import Ran, acoe
from small_site import HEAD, PIXEL, TODAY, small_workspace

SECRET = "the pass phrase is swordfish"


class Place(NamedTuple):
    """Where a case works: a workspace, its guidelines, and a folder that is somebody else's."""

    root: Path
    guidelines: Path
    private: Path

    def page(self, text: str, name: str = "more.md") -> None:
        """Add a page of guidelines."""
        path = self.guidelines / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\ntitle: More\nlabels: [bond]\n---\n\n{text}\n", encoding="utf-8")

    def head(self, old: str, new: str) -> None:
        """Write something else in the taxonomy."""
        assert old in HEAD
        path = self.root / "taxonomies" / "desk" / "taxonomy.yaml"
        path.write_text(HEAD.replace(old, new), encoding="utf-8")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    root = small_workspace(tmp_path / "workspace")
    private = tmp_path / "private"
    (private / "desk").mkdir(parents=True)
    (private / "secret.txt").write_text(SECRET, encoding="utf-8")
    (private / "secret.png").write_bytes(PIXEL + SECRET.encode())
    (private / "desk" / "secret.md").write_text(
        f"---\ntitle: {SECRET}\nlabels: [bond]\n---\n\n{SECRET}\n", encoding="utf-8"
    )
    (private / "desk" / "taxonomy.yaml").write_text(f"{HEAD}# {SECRET}\n", encoding="utf-8")
    (private / "glossary.yaml").write_text(
        f"format: 1\nterms:\n  yard: {{definition: {SECRET}}}\n", encoding="utf-8"
    )
    return Place(root, root / "guidelines" / "desk", private)


def build(place: Place) -> Ran:
    return acoe("-w", place.root, "site", "build", "-o", place.root / "site", "--today", TODAY)


def _example(units: str, **more: str) -> str:
    said = "".join(f"{key}: {value}\n" for key, value in more.items())
    return f"```example\nid: more\nverdict: annotate\nunits: {units}\n{said}```"


def _instead(path: Path, other: Path) -> None:
    """Put a link in the place of a file or a folder."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
    path.symlink_to(other)


_BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi")
)
_DEEP = "[" * 20_000

CASES: dict[str, tuple[str, Callable[[Place], object]]] = {
    "a link to a page": (
        "symbolic-link",
        lambda at: (at.guidelines / "link.md").symlink_to(at.private / "desk" / "secret.md"),
    ),
    "a link to a folder of pages": (
        "symbolic-link",
        lambda at: (at.guidelines / "more").symlink_to(at.private / "desk"),
    ),
    "a link to a picture": (
        "symbolic-link",
        lambda at: _instead(at.guidelines / "pictures" / "point.png", at.private / "secret.png"),
    ),
    "a link to a glossary": (
        "symbolic-link",
        lambda at: _instead(at.guidelines / "glossary.yaml", at.private / "glossary.yaml"),
    ),
    "a link to all guidelines": (
        "symbolic-link",
        lambda at: _instead(at.guidelines, at.private / "desk"),
    ),
    "a link around in a circle": (
        "symbolic-link",
        lambda at: (at.guidelines / "again").symlink_to(at.guidelines),
    ),
    "an include that climbs": (
        "include-outside",
        lambda at: at.page("![[../../../private/secret.txt]]"),
    ),
    "an include that climbs from a folder": (
        "include-outside",
        lambda at: at.page("![[../../../../private/secret.txt]]", "deep/more.md"),
    ),
    "an include of an absolute path": ("include-outside", lambda at: at.page("![[/etc/passwd]]")),
    "an include of another drive": (
        "include-outside",
        lambda at: at.page("![[file:///etc/passwd]]"),
    ),
    "an include through a link": (
        "symbolic-link",
        lambda at: (
            (at.guidelines / "_parts").symlink_to(at.private),
            at.page("![[_parts/secret.txt]]"),
        ),
    ),
    "a picture that climbs": (
        "picture-outside",
        lambda at: at.page("![a](../../../private/secret.png)"),
    ),
    "a picture of another host": (
        "picture-outside",
        lambda at: at.page("![a](//evil.example/x.png)"),
    ),
    "a picture in an example that climbs": (
        "picture-outside",
        lambda at: at.page(
            _example(
                "[{number: 1, width: 9, height: 9, unit: px, picture: ../../private/secret.png}]"
            )
        ),
    ),
    "a picture that is a page": (
        "picture-kind",
        lambda at: (at.guidelines / "pictures" / "page.png").write_text("<script>"),
    ),
    "a picture that holds scripts": (
        "picture-kind",
        lambda at: (
            (at.guidelines / "pictures" / "a.svg").write_text("<svg onload='x'/>"),
            at.page("![a](pictures/a.svg)"),
        ),
    ),
    "a link that runs a script": (
        "unsupported-link",
        lambda at: at.page(f"[a](javascript:{TELL}())"),
    ),
    "a link that hides that it runs one": (
        "unsupported-link",
        lambda at: at.page(f"[a][b]\n\n[b]: <JAVA&#115;cript:{TELL}()>"),
    ),
    "a link that holds a page": (
        "unsupported-link",
        lambda at: at.page("[a](data:text/html,<script>)"),
    ),
    "a link to a file": ("unsupported-link", lambda at: at.page("[a](file:///etc/passwd)")),
    "a link in a reason": (
        "unsupported-link",
        lambda at: at.page(_example('[{A: "a"}]', why=f'"[a](javascript:{TELL}())"')),
    ),
    "a knowledge base that runs a script": (
        "url-without-identifier",
        lambda at: at.head(
            "entities:",
            f"knowledge_bases: {{a: {{title: a, url: 'javascript:{TELL}({{id}})'}}}}\nentities:",
        ),
    ),
    "an example of ten megabytes": (
        "guideline-size",
        lambda at: at.page(_example(f'[{{A: "{"[x]{bond} " * 1_000_000}"}}]')),
    ),
    "an example of a hundred kilobytes": (
        "block-size",
        lambda at: at.page(_example(f'[{{A: "{"[x]{bond} " * 10_000}"}}]')),
    ),
    "aliases in front matter": (
        "yaml-alias",
        lambda at: (at.guidelines / "more.md").write_text(f"---\n{_BOMB}---\n"),
    ),
    "aliases in an example": (
        "yaml-alias",
        lambda at: at.page(f"```example\n{_BOMB}```"),
    ),
    "aliases in a glossary": (
        "yaml-alias",
        lambda at: (at.guidelines / "glossary.yaml").write_text(_BOMB),
    ),
    "aliases in a taxonomy": ("yaml-alias", lambda at: at.head("entities:", f"{_BOMB}entities:")),
    "YAML without a bottom": ("yaml-depth", lambda at: at.page(f"```example\n{_DEEP}\n```")),
    "front matter for the theme": (
        "unknown-key",
        lambda at: (at.guidelines / "more.md").write_text(
            "---\ntitle: More\nlabels: [bond]\ntemplate: ../../private/secret.txt\n---\n"
        ),
    ),
    "a name that is an attack": (
        "guideline-name",
        lambda at: at.page("x", '"><img src=x onerror=x>.md'),
    ),
    "a name of two lines": ("guideline-name", lambda at: at.page("x", "a\nb.md")),
    "a name that is an option": ("guideline-name", lambda at: at.page("x", "--help.md")),
    "names that are one on other systems": (
        "guideline-name",
        lambda at: (at.page("x", "more.md"), at.page("x", "MORE.md")),
    ),
    "a pipe": ("guideline-unreadable", lambda at: os.mkfifo(at.guidelines / "pipe.md")),
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("case", CASES)
def test_nothing_is_built_and_nothing_told(place: Place, case: str) -> None:
    rule, change = CASES[case]
    change(place)
    ran = build(place)
    assert f"[{rule}]" in ran.out
    assert ran.code == 1
    assert ran.err == "acoe: nothing was built\n"
    assert not (place.root / "site").exists()
    assert SECRET not in ran.out


@pytest.mark.parametrize("path", ["taxonomies", "taxonomies/desk", "taxonomies/desk/taxonomy.yaml"])
def test_no_taxonomy_is_taken_from_outside(place: Place, path: str) -> None:
    theirs = place.private / path.partition("/")[2]
    _instead(place.root / path, theirs)
    ran = build(place)
    assert ran == Ran(
        3,
        "",
        f"acoe: error: {place.root / 'taxonomies' / 'desk' / 'taxonomy.yaml'}: a symbolic link "
        "leads out of the workspace here, and is not followed\n"
        "  hint: put a copy of what it leads to in its place\n",
    )
    assert not (place.root / "site").exists()


def test_no_release_and_no_migration_is_taken_from_outside(place: Place) -> None:
    release = place.root / "taxonomies" / "desk" / "releases" / "1.0.0"
    shutil.move(release, place.private / "1.0.0")
    release.symlink_to(place.private / "1.0.0")
    ran = build(place)
    assert (ran.code, ran.out) == (3, "")
    assert f"{release}: a symbolic link leads out of the workspace here" in ran.err

    release.unlink()
    shutil.move(place.private / "1.0.0", release)
    migration = release.parents[1] / "migrations" / "1.0.0--2.0.0.yaml"
    migration.parent.mkdir()
    migration.symlink_to(place.private / "secret.txt")
    ran = build(place)
    assert (ran.code, ran.out) == (3, "")
    assert f"{migration}: a symbolic link leads out of the workspace here" in ran.err


def test_what_looks_like_an_include_of_markdown_extensions_is_text(place: Place) -> None:
    place.page('--8<-- "../../private/secret.txt"\n\n{% include "secret.txt" %}\n\n{{ 7 * 191 }}')
    assert build(place).code == 0
    page = (place.root / "site" / "desk" / "guidelines" / "more.html").read_text("utf-8")
    assert "{% include &quot;secret.txt&quot; %}" in page or '{% include "secret.txt" %}' in page
    assert "{{ 7 * 191 }}" in page
    _tells_nothing(place)


def test_files_that_nothing_shows_are_not_published(place: Place) -> None:
    (place.guidelines / ".notes.md").write_text(SECRET)
    (place.guidelines / "_parts").mkdir()
    (place.guidelines / "_parts" / "draft.md").write_text(SECRET)
    (place.guidelines / "notes.txt").write_text(SECRET)
    (place.root / ".env").write_text(SECRET)
    (place.root / "taxonomies" / "desk" / "notes.txt").write_text(SECRET)
    assert build(place).code == 0
    _tells_nothing(place)


def _tells_nothing(place: Place) -> None:
    site = place.root / "site"
    for path in site.rglob("*"):
        assert not path.is_symlink()
        assert not path.is_file() or SECRET.encode() not in path.read_bytes(), path
        assert str(place.root).encode() not in (path.read_bytes() if path.is_file() else b""), path


def test_a_page_of_brackets_takes_no_longer_than_others(place: Place) -> None:
    """Markdown whose parsing could take time that grows with the square of its length."""
    for number, each in enumerate(("[", "![", "[[", "*a ", "`", ">", "- ", "<", "&", "|-", "[a](")):
        place.page(each * (20_000 // len(each)), f"soup{number}.md")
    assert build(place).code in (0, 1)
