"""Editions of a taxonomy: what one that says the same as another shares with it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from small_site import PIXEL, small_workspace

from acoe_spec.guidelines.pages import pages
from acoe_spec.project.specifying import Specifying
from acoe_spec.taxonomy.definition import dumps
from acoe_spec.workspace.discovery import Workspace
from acoe_spec.workspace.freezing import freeze
from acoe_spec.workspace.releases import DEFINITION, MANIFEST, manifest_of
from acoe_spec.workspace.resolver import WorkspaceResolver

DAY = datetime.date(2026, 2, 1)
VERSION = "2.0.0"


def released_with_guidelines(root: Path) -> None:
    """Release the head as it is, and all its guidelines."""
    definition = WorkspaceResolver(Workspace(root)).definition("desk@head")
    guidelines = root / "guidelines" / "desk"
    files = {DEFINITION: dumps(definition)} | {
        f"guidelines/{each.relative_to(guidelines).as_posix()}": each.read_bytes()
        for each in sorted(guidelines.rglob("*"))
        if each.is_file()
    }
    folder = root / "taxonomies" / "desk" / "releases" / VERSION
    freeze(folder, {**files, MANIFEST: manifest_of(definition, files).dumps()})


def editions(root: Path) -> Specifying:
    return Specifying(WorkspaceResolver(Workspace(root)), "desk")


def made(editions: Specifying, name: str) -> list[str]:
    return [each.html for each in pages(editions.of(name, today=DAY))]


def test_a_release_that_is_the_head_is_not_read_again_and_has_the_pages_that_it_has_alone(
    tmp_path: Path,
) -> None:
    root = small_workspace(tmp_path)
    released_with_guidelines(root)
    both = editions(root)
    head, released = (both.of(name, today=DAY) for name in ("head", VERSION))
    assert released.guidelines is head.guidelines
    assert released.drawn is head.drawn
    assert [each.html for each in pages(head)] == made(editions(root), "head")
    assert [each.html for each in pages(released)] == made(editions(root), VERSION)


def _replaced(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def _reword(root: Path) -> None:
    _replaced(root / "guidelines" / "desk" / "bonds.md", "the security", "the bond")


def _define_otherwise(root: Path) -> None:
    head = root / "taxonomies" / "desk" / "taxonomy.yaml"
    _replaced(head, "A debt security.", "A debt.")


def _add_a_picture(root: Path) -> None:
    (root / "guidelines" / "desk" / "other.png").write_bytes(PIXEL)


@pytest.mark.parametrize("change", [_reword, _define_otherwise, _add_a_picture])
def test_a_release_that_differs_from_the_head_is_read_for_itself(
    tmp_path: Path, change: Callable[[Path], None]
) -> None:
    root = small_workspace(tmp_path)
    released_with_guidelines(root)
    change(root)
    both = editions(root)
    head, released = (both.of(name, today=DAY) for name in ("head", VERSION))
    assert released.guidelines is not head.guidelines
    assert released.guidelines.folder == root / "taxonomies/desk/releases/2.0.0/guidelines"


def test_findings_about_a_release_name_its_own_files(tmp_path: Path) -> None:
    root = small_workspace(tmp_path)
    page = root / "guidelines" / "desk" / "bonds.md"
    _replaced(page, "[One point of a screen]", "[]")
    released_with_guidelines(root)
    both = editions(root)
    places = [
        {Path(each.file or "").relative_to(root).as_posix() for each in spec.findings}
        for spec in (both.of(name, today=DAY) for name in ("head", VERSION))
    ]
    assert places == [
        {"guidelines/desk/bonds.md"},
        {"taxonomies/desk/releases/2.0.0/guidelines/bonds.md"},
    ]
