"""`acoe init`: workspaces from the small taxonomy, from reference taxonomies, from packages."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from referenced import EXAMPLES, HEADS, ROOT, records, resolver
from running import COMMAND, Ran, acoe

from acoe_spec.workspace.starting import PAGES

TODAY = ("--today", "2026-11-24")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def files(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


# The small taxonomy


def test_alone_it_writes_the_small_taxonomy_with_all_pages(here: Path) -> None:
    ran = acoe("init", "specs")
    assert ran.code == 0
    written = files(here / "specs")
    assert [line.strip() for line in ran.out.split("\n\n")[0].splitlines()] == sorted(
        f"specs/{each}" for each in written
    )
    programme = "guidelines/support-chat/programme"
    assert [each for each in written if each.startswith(programme)] == sorted(
        f"{programme}/{page}.md" for page in PAGES
    )


def test_what_is_to_be_filled_in_is_marked_on_every_page(here: Path) -> None:
    acoe("init", "specs")
    for page in PAGES:
        text = (here / f"specs/guidelines/support-chat/programme/{page}.md").read_text("utf-8")
        assert text.count("[fill in: ") >= 2, page
        assert "\nlabels:" not in text


def test_pages_are_chosen(here: Path) -> None:
    assert acoe("init", "two", "--page", "quality-plan", "--page", "data-handling").code == 0
    programme = here / "two/guidelines/support-chat/programme"
    assert files(programme) == ["data-handling.md", "quality-plan.md"]
    assert acoe("init", "none", "--page", "none").code == 0
    assert not (here / "none/guidelines/support-chat/programme").exists()
    assert "fill in" not in (here / "none/README.md").read_text("utf-8")
    for options in (["--page", "none", "--page", "quality-plan"], ["--page", "budget"]):
        assert acoe("init", "other", *options).code == 2
    assert not (here / "other").exists()


@pytest.mark.parametrize("pages", [(), ("--page", "none")])
def test_the_small_workspace_passes(
    pages: tuple[str, ...], here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    acoe("init", "specs", *pages)
    monkeypatch.chdir(here / "specs")
    assert_passes()
    assert acoe("lint", "--fail-on", "info", *TODAY).code == 0


def assert_passes() -> None:
    """What its README and its CI run."""
    for command in (("lint", *TODAY), ("migration", "check"), ("build", "-o", "build")):
        ran = acoe(*command)
        assert ran.code == 0, ran.out + ran.err
    labels = sorted(Path("labels").glob("*.jsonl"))
    if labels:
        ran = acoe("check", *labels)
        assert (ran.code, "No findings" in ran.out) == (0, True), ran.out
    assert labels or "acoe check" not in Path(".github/workflows/labels.yml").read_text("utf-8")


# Reference taxonomies


@pytest.mark.parametrize("taxonomy", HEADS)
def test_a_workspace_from_a_reference_taxonomy_passes(
    taxonomy: str, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = acoe("init", "specs", "--from", taxonomy)
    assert ran.code == 0, ran.err
    monkeypatch.chdir(here / "specs")
    assert_passes()


@pytest.mark.parametrize("taxonomy", HEADS)
def test_everything_comes_along_byte_for_byte(taxonomy: str, here: Path) -> None:
    acoe("init", "specs", "--from", taxonomy)
    imported = resolver().definition(f"{taxonomy}@head").origins
    for each in (taxonomy, *imported):
        for folder in (f"taxonomies/{each}/releases", f"taxonomies/{each}/migrations",
                       f"guidelines/{each}"):  # fmt: skip
            assert files(here / "specs" / folder) == files(ROOT / folder)
    for name in files(here / "specs"):
        if name.startswith(("taxonomies/", "guidelines/")):
            assert (here / "specs" / name).read_bytes() == (ROOT / name).read_bytes(), name
    examples = sorted((ROOT / "taxonomies" / taxonomy / "examples").glob("*.jsonl"))
    assert files(here / "specs/labels") == [each.name for each in examples]
    for each in examples:
        assert (here / "specs/labels" / each.name).read_bytes() == each.read_bytes()


def test_the_readme_names_what_is_there(here: Path) -> None:
    acoe("init", "specs", "--from", "trade-chat")
    readme = (here / "specs/README.md").read_text("utf-8")
    named = [line.split("`")[1] for line in readme.splitlines() if line.startswith("| `")]
    assert all((here / "specs" / each).exists() for each in named)
    assert {"taxonomies/trade-chat/releases/", "taxonomies/finance-core/",
            "labels/chats.jsonl"} <= set(named)  # fmt: skip
    assert f"| {len(records(EXAMPLES['trade-chat']))} records to look at |" in readme


def test_a_site_is_built_from_it(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    acoe("init", "specs", "--from", "finance-core")
    monkeypatch.chdir(here / "specs")
    ran = acoe("site", "build", "--strict", *TODAY)
    assert ran.code == 0, ran.out + ran.err
    assert (here / "specs/site/finance-core/index.html").is_file()


def test_list_names_all_that_there_is_to_start_from() -> None:
    lines = acoe("init", "--list").out.splitlines()
    assert [line.split()[0] for line in lines] == list(HEADS)
    (chats,) = (line for line in lines if line.startswith("trade-chat "))
    definition = resolver().definition("trade-chat@head")
    labels = sum(not label.abstract for _, _, label in definition.labels())
    assert f"Trade chat  ({definition.version}; chat; {labels} labels)" in chats


def test_what_does_not_exist_is_not_started_from(here: Path) -> None:
    ran = acoe("init", "specs", "--from", "trade-chats")
    assert (ran.code, "there is no 'trade-chats' to start from" in ran.err) == (2, True)
    assert "did you mean 'trade-chat'? acoe init --list shows what there is: " in ran.err
    assert files(here) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "no DIR is given"),
        (("",), "no DIR is given"),
        (("specs", "--from", "trade-chat", "--page", "none"), "--page is for the small taxonomy"),
    ],
)
def test_what_makes_no_sense_is_refused(
    arguments: tuple[str, ...], message: str, here: Path
) -> None:
    ran = acoe("init", *arguments)
    assert (ran.code, message in ran.err) == (2, True), ran.err
    assert files(here) == []


@pytest.mark.skipif(os.name == "nt", reason="needs a shell")
@pytest.mark.parametrize("name", ["our labels", "$HOME", "it's", "-labels"])
def test_what_is_next_can_be_copied_into_a_shell(name: str, here: Path) -> None:
    ran = acoe("init", "--page", "none", "--", name)
    (line,) = (each for each in ran.out.splitlines() if each.strip().startswith("cd "))
    went = subprocess.run([f"{line.strip()} && pwd"], shell=True, cwd=here, check=True,
                          capture_output=True, text=True)  # fmt: skip
    assert went.stdout.rstrip("\n") == str(here / name)


# Whole or not at all


def test_it_goes_into_a_folder_that_is_there(here: Path) -> None:
    (here / "specs/docs").mkdir(parents=True)
    (here / "specs/docs/index.md").write_text("Ours.\n")
    assert acoe("init", "specs").code == 0
    assert (here / "specs/docs/index.md").read_text() == "Ours.\n"
    assert (here / "specs/taxonomies/support-chat/taxonomy.yaml").is_file()
    assert [path.name for path in here.iterdir()] == ["specs"]


def test_nothing_is_replaced_and_nothing_written_beside_it(here: Path) -> None:
    (here / "specs").mkdir()
    (here / "specs/README.md").write_text("Ours.\n")
    ran = acoe("init", "specs")
    assert (ran.code, ran.err) == (
        2,
        "acoe: error: specs: README.md is there already\n  hint: name an empty or a new folder\n",
    )
    assert files(here) == ["specs/README.md"]


def test_what_cannot_be_finished_is_taken_away(here: Path) -> None:
    """A file stands where a folder is needed, which is found only while writing."""
    (here / "specs").mkdir()
    (here / "specs/taxonomies").write_text("A file.\n")
    ran = acoe("init", "specs")
    assert ran.code == 3
    assert "\n  hint: name an empty or a new folder\n" in ran.err
    assert files(here) == ["specs/taxonomies"]
    assert [path.name for path in (here / "specs").iterdir()] == ["taxonomies"]


@pytest.mark.skipif(os.name == "nt", reason="needs signals")
@pytest.mark.parametrize("is_there", [False, True])
def test_ctrl_c_leaves_all_or_nothing(is_there: bool, here: Path) -> None:
    """Interrupted at moments spread over the whole run."""
    started = time.monotonic()
    subprocess.run([*COMMAND, "init", "whole", "--from", "trade-chat"], check=True, cwd=here,
                   capture_output=True)  # fmt: skip
    lasts, whole = time.monotonic() - started, files(here / "whole")
    outcomes = set()
    for moment in range(1, 9):
        target = here / f"specs-{moment}"
        if is_there:
            target.mkdir()
        running = subprocess.Popen(
            [*COMMAND, "init", target.name, "--from", "trade-chat"],
            cwd=here, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(lasts * moment / 7)
        running.send_signal(signal.SIGINT)
        running.wait()
        left = files(target) if target.is_dir() else []
        assert left in ([], whole)
        assert is_there or target.exists() is bool(left)
        outcomes.add(bool(left))
    assert False in outcomes
    assert not [path for path in here.iterdir() if path.name.startswith(".")]


# Packages


@pytest.fixture
def colleague(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory; the wheel of trade-chat, built from a workspace, is installed."""
    acoe("init", "made", "--from", "trade-chat")
    head = here / "made/taxonomies/trade-chat/taxonomy.yaml"
    old = here / "made/taxonomies/trade-chat"
    text = re.sub("(?m)^id: .*$", "id: rates-chat", head.read_text("utf-8"), count=1)
    text = re.sub("(?m)^based_on: .*\n", "", text, count=1)
    head.write_text(re.sub("(?m)^version: .*$", "version: 1.0.0", text, count=1), "utf-8")
    for folder in ("releases", "migrations"):
        for path in sorted((old / folder).rglob("*"), reverse=True):
            path.unlink() if path.is_file() else path.rmdir()
        (old / folder).rmdir()
    old.rename(old.with_name("rates-chat"))
    (here / "made/guidelines/trade-chat").rename(here / "made/guidelines/rates-chat")
    assert_done(acoe("-w", here / "made", "release", "rates-chat", *TODAY))
    assert_done(acoe("-w", here / "made", "build", "rates-chat@1.0.0", "--target", "wheel",
                     "-o", "dist"))  # fmt: skip
    (wheel,) = (here / "dist").iterdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(here / "site-packages")
    monkeypatch.setattr(sys, "path", [str(here / "site-packages"), *sys.path])
    return here


def assert_done(ran: Ran) -> None:
    assert ran.code == 0, ran.out + ran.err


def test_a_workspace_from_a_package_passes_and_says_what_the_package_says(
    colleague: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = acoe("init", "--list").out
    assert re.search(r"rates-chat  +Trade chat  \(1.0.0; chat; \d+ labels; installed", listed)
    assert_done(acoe("init", "specs", "--from", "rates-chat"))
    for folder in ("taxonomies/rates-chat/releases", "guidelines/rates-chat",
                   "taxonomies/finance-core"):  # fmt: skip
        assert files(colleague / "specs" / folder) == files(colleague / "made" / folder)
    assert not (colleague / "specs/labels").exists()
    monkeypatch.chdir(colleague / "specs")
    assert_passes()
    said = acoe("diff", "rates-chat@1.0.0", "rates-chat@head").out
    assert "the two versions say the same" in said


def test_an_import_that_is_nowhere_is_named(
    colleague: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in (colleague / "site-packages").rglob("definition.json"):
        path.write_text(path.read_text("utf-8").replace("finance-core", "finance-kern"), "utf-8")
        path.with_name("manifest.json").unlink()
        path.with_name("compiled.json").unlink()
    ran = acoe("init", "specs", "--from", "rates-chat")
    assert (ran.code, files(colleague / "specs")) == (3, [])
    assert re.search(r"'rates-chat' imports finance-kern@[0-9.]+, which is not here", ran.err)


# Where acoe-spec is installed


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of acoe-spec, built from this checkout and unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_an_installed_acoe_spec_brings_the_reference_taxonomies(
    unpacked: Path, tmp_path: Path
) -> None:
    def installed(*arguments: str) -> str:
        ran = subprocess.run(
            [*COMMAND, *arguments], cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(unpacked)},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        return ran.stdout

    where = "import acoe_spec; print(acoe_spec.__file__)"
    found = subprocess.run(
        [sys.executable, "-c", where], cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(unpacked)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert Path(found.stdout.strip()).is_relative_to(unpacked)
    assert [line.split()[0] for line in installed("init", "--list").splitlines()] == list(HEADS)
    installed("init", "specs", "--from", "trade-chat")
    for name in files(tmp_path / "specs"):
        if name.startswith(("taxonomies/", "guidelines/")):
            assert (tmp_path / "specs" / name).read_bytes() == (ROOT / name).read_bytes(), name
    assert "No findings" in installed("-w", "specs", "lint", *TODAY)
    assert "No findings" in installed("-w", "specs", "check", "specs/labels/chats.jsonl")
    installed("init", "small")
    assert "No findings" in installed("-w", "small", "lint", *TODAY)
