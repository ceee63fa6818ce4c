"""Taxonomies of installed packages, those that are put together badly included."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from acoe_spec.errors import SchemaUnknown, TaxonomyBroken
from acoe_spec.taxonomy.definition import Definition, dumps
from acoe_spec.workspace import cache, installed

Install = Callable[..., Path]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Makes a package with a definition of each version, named under `desk`; gives its folder."""

    def make(package: str, *versions: str, entry: str | None = None) -> Path:
        site = tmp_path / package
        metadata = site / f"{package}-1.0.dist-info"
        metadata.mkdir(parents=True)
        (metadata / "METADATA").write_text(f"Name: {package}\nVersion: 1.0\n")
        (metadata / "entry_points.txt").write_text(
            f"[{installed.GROUP}]\ndesk = {entry or package}\n"
        )
        folder = site / package
        folder.mkdir()
        (folder / "__init__.py").write_text("raise SystemExit('the package was imported')\n")
        for version in versions:
            place = folder / "versions" / version
            place.mkdir(parents=True)
            (place / "definition.json").write_bytes(dumps(Definition(id="desk", version=version)))
        monkeypatch.syspath_prepend(site)
        return folder

    return make


def test_a_version_is_found_whichever_package_has_it(install: Install) -> None:
    install("old_desk", "1.0.0")
    install("new_desk", "1.0.0", "2.0.0")

    for version in ("1.0.0", "2.0.0"):
        found = installed.find("desk", version)
        assert found is not None
        assert found.compiled().schema == f"desk@{version}"
    with pytest.raises(SchemaUnknown) as caught:
        installed.find("desk", "3.0.0")
    assert caught.value.hint == "the installed package has 1.0.0, 2.0.0"


def test_a_version_need_not_be_named_where_there_is_but_one(install: Install) -> None:
    install("old_desk", "1.0.0")
    found = installed.find("desk", None)
    assert found is not None
    assert found.compiled().schema == "desk@1.0.0"


def test_of_several_versions_one_has_to_be_named(install: Install) -> None:
    install("desk_package", "1.0.0", "2.0.0")
    with pytest.raises(SchemaUnknown) as caught:
        installed.find("desk", None)
    assert caught.value.message == "'desk' has no head here, and several versions"
    assert caught.value.hint == "the installed package has 1.0.0, 2.0.0"


def test_a_package_without_versions_has_no_taxonomy(install: Install) -> None:
    install("empty_desk")

    assert installed.find("desk", "1.0.0") is None


@pytest.mark.parametrize("entry", ["bad_desk.inner", "bad_desk.inner:attribute", "no_such_desk"])
def test_an_entry_that_names_no_package_is_passed_over(install: Install, entry: str) -> None:
    install("bad_desk", "1.0.0", entry=entry)

    assert installed.find("desk", "1.0.0") is None


def test_a_damaged_definition_says_so(install: Install) -> None:
    path = install("torn_desk", "1.0.0") / "versions" / "1.0.0" / "definition.json"
    path.write_bytes(path.read_bytes()[:20])

    found = installed.find("desk", "1.0.0")

    assert found is not None
    with pytest.raises(TaxonomyBroken, match="no definition of a taxonomy"):
        found.compiled()


def test_a_user_without_home_does_without_a_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody_knows() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", nobody_knows)

    assert cache.load("0" * 64) is None
