"""`acoe site build`: the same pages as by `mkdocs build`, whole or not at all, and nothing else."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from running import Ran, acoe, process
from small_site import BONDS, EPOCH, TODAY, small_workspace

CONFIGURATION = """\
site_name: Annotation guidelines
docs_dir: docs
use_directory_urls: false
theme: {name: material, font: false}
plugins: [search, acoe]
"""


def build(root: Path, output: Path, *arguments: str) -> Ran:
    return acoe("-w", root, "site", "build", "-o", output, "--today", TODAY, *arguments)


def contents(folder: Path) -> dict[str, str]:
    """Every file below a folder, by a hash of its bytes."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def mkdocs(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """`mkdocs build`, on the day of the other builds."""
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", *arguments],
        cwd=cwd,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": EPOCH},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A small workspace of its own."""
    return small_workspace(tmp_path / "copy")


def test_a_site_has_a_page_for_each_label_of_the_head_and_of_each_release(site: Path) -> None:
    for page in ("entity/bond", "entity/zero_coupon_bond", "relation/holds", "intent/ask_price"):
        assert (site / "desk" / f"{page}.html").is_file()
    assert (site / "desk" / "1.0.0" / "entity" / "firm.html").is_file()
    assert not (site / "desk" / "1.0.0" / "entity" / "bond.html").exists()
    assert "A debt security." in (site / "desk" / "entity" / "bond.html").read_text("utf-8")


def test_a_build_says_what_it_made_in_one_line(copy: Path, tmp_path: Path) -> None:
    ran = build(copy, tmp_path / "out")
    assert ran.code == 0
    assert re.fullmatch(
        rf"{re.escape(str(tmp_path))}/out: \d+ pages in \d+\.\d s; open \S+/out/index\.html\n",
        ran.out,
    )
    assert ran.err == ""


def test_pictures_and_downloads_lie_where_pages_look_for_them(site: Path) -> None:
    page = (site / "desk" / "guidelines" / "bonds.html").read_text("utf-8")
    picture = re.search(r'<img[^>]*src="([^"]+point\.png)"', page)
    assert picture is not None
    assert (site / "desk" / "guidelines" / picture[1]).is_file()
    offered = re.findall(
        r'href="(downloads/[^"]+)"', (site / "desk" / "downloads.html").read_text("utf-8")
    )
    assert {"downloads/taxonomy.yaml", "downloads/labels.csv", "downloads/examples.jsonl"} <= set(
        offered
    )
    for each in offered:
        assert (site / "desk" / each).is_file()


def test_every_address_on_a_page_leads_somewhere(site: Path) -> None:
    for page in site.rglob("*.html"):
        if page.name == "404.html":
            continue
        for address in re.findall(r'(?:href|src)="([^"#?]+)["#?]', page.read_text("utf-8")):
            if re.match(r"[a-z]+:", address):
                continue
            target = page.parent / address
            assert (target / "index.html" if target.is_dir() else target).is_file(), (page, address)


def test_every_page_brings_its_policy_and_no_style_of_its_own(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > 20
    for page in pages:
        text = page.read_text("utf-8")
        head = text[: text.index("</head>")]
        policy = re.search(r'<meta charset="utf-8"><meta http-equiv="Content-Sec[^>]+>', head)
        assert policy is not None, page
        assert "unsafe" not in policy[0]
        assert "default-src &#x27;none&#x27;" in policy[0]
        assert not re.search(r"\sstyle=", text), page


def test_the_same_workspace_gives_the_same_bytes(copy: Path, site: Path, tmp_path: Path) -> None:
    assert build(copy, tmp_path / "again").code == 0
    assert contents(tmp_path / "again") == contents(site)


def test_mkdocs_build_with_the_plugin_gives_the_same_bytes(copy: Path, tmp_path: Path) -> None:
    (copy / "docs").mkdir()
    (copy / "docs" / "about.md").write_text("# About\n\nOur own page.\n", "utf-8")
    (copy / "mkdocs.yml").write_text(CONFIGURATION, "utf-8")
    assert build(copy, tmp_path / "ours").code == 0
    done = mkdocs("--strict", "-d", str(tmp_path / "theirs"), cwd=copy)
    assert done.returncode == 0, done.stderr
    ours = contents(tmp_path / "ours")
    assert "about.html" in ours
    assert ours == contents(tmp_path / "theirs")


def test_search_engines_are_sent_to_the_current_version(copy: Path, tmp_path: Path) -> None:
    """The head, which is ahead of 1.0.0, is not the current version."""
    address = "https://docs.example.com/labels"
    (copy / "docs").mkdir()
    (copy / "mkdocs.yml").write_text(f"{CONFIGURATION}site_url: {address}\n", "utf-8")
    assert build(copy, tmp_path / "out").code == 0

    def canonical(page: str) -> str:
        (found,) = re.findall(
            r'<link rel="canonical" href="([^"]*)"', (tmp_path / "out" / page).read_text("utf-8")
        )
        return str(found)

    assert canonical("desk/entity/firm.html") == f"{address}/desk/1.0.0/entity/firm.html"
    assert canonical("desk/1.0.0/entity/firm.html") == f"{address}/desk/1.0.0/entity/firm.html"
    assert canonical("desk/entity/bond.html") == f"{address}/desk/entity/bond.html"


def test_the_sources_can_be_built_by_mkdocs_alone(copy: Path, site: Path, tmp_path: Path) -> None:
    assert build(copy, tmp_path / "out", "--source", str(tmp_path / "sources")).code == 0
    held = yaml.safe_load((tmp_path / "sources" / "mkdocs.yml").read_text("utf-8"))
    assert "acoe" not in str(held["plugins"])
    done = mkdocs("--strict", cwd=tmp_path / "sources")
    assert done.returncode == 0, done.stderr
    theirs = tmp_path / "sources" / "site"
    pages = [path.relative_to(site) for path in (site / "desk").rglob("*.html")]
    assert len(pages) > 20
    for page in pages:
        assert _content(theirs / page) == _content(site / page)


def _content(page: Path) -> str:
    """What our part of a page says, without the spaces between elements."""
    text = page.read_text("utf-8")
    article = text[text.index("<article") : text.index("</article>")]
    ours = article.replace('<div class="acoe-written">', "").replace("</div>", "")
    return re.sub(r"\s+", "", ours)


def test_a_wrong_example_stops_the_build_at_its_place_and_the_old_site_stays(
    copy: Path, tmp_path: Path
) -> None:
    assert build(copy, tmp_path / "out").code == 0
    before = contents(tmp_path / "out")
    page = copy / "guidelines" / "desk" / "bonds.md"
    page.write_text(BONDS.replace("#f holds #b", "#b holds #f"), "utf-8")

    ran = build(copy, tmp_path / "out")

    line = 1 + BONDS[: BONDS.index("#f holds #b")].count("\n")
    assert ran.code == 1
    assert f"bonds.md:{line}:" in ran.out
    assert "[subject-not-in-domain]" in ran.out
    assert ran.err == "acoe: nothing was built\n"
    assert contents(tmp_path / "out") == before
    assert sorted(each.name for each in tmp_path.iterdir()) == ["copy", "out"]


def test_guidelines_of_no_taxonomy_stop_the_build_of_everything(copy: Path, tmp_path: Path) -> None:
    (copy / "guidelines" / "dsek").mkdir()
    ran = build(copy, tmp_path / "out")
    assert ran.code == 1
    assert "guidelines/dsek: error: " in ran.out
    assert build(copy, tmp_path / "out", "desk").code == 0


def test_mkdocs_build_stops_at_the_same_example(copy: Path) -> None:
    (copy / "docs").mkdir()
    (copy / "mkdocs.yml").write_text(CONFIGURATION, "utf-8")
    page = copy / "guidelines" / "desk" / "bonds.md"
    page.write_text(BONDS.replace("#f holds #b", "#b holds #f"), "utf-8")
    done = mkdocs(cwd=copy)
    assert done.returncode == 1
    line = 1 + BONDS[: BONDS.index("#f holds #b")].count("\n")
    assert f"guidelines/desk/bonds.md:{line}: subject-not-in-domain: " in done.stderr
    assert not (copy / "site").exists()


def test_warnings_stop_a_strict_build_only(copy: Path, tmp_path: Path) -> None:
    page = copy / "guidelines" / "desk" / "bonds.md"
    page.write_text(BONDS.replace("2026-01-05", "2019-01-05"), "utf-8")
    assert build(copy, tmp_path / "out").code == 0
    ran = build(copy, tmp_path / "strict", "--strict")
    assert ran.code == 1
    assert "review" in ran.out
    assert not (tmp_path / "strict").exists()


def test_a_folder_that_is_no_site_is_left_alone(copy: Path, tmp_path: Path) -> None:
    precious = tmp_path / "thesis"
    precious.mkdir()
    (precious / "chapter.txt").write_text("all my work", "utf-8")
    ran = build(copy, precious)
    assert ran.code == 2
    assert ran.err == (
        f"acoe: error: {precious}: this folder holds something else than a site that acoe made\n"
        "  hint: name an empty or a new folder with -o\n"
    )
    assert contents(precious).keys() == {"chapter.txt"}


def test_a_taxonomy_that_is_not_there_is_named_with_those_that_are(
    copy: Path, tmp_path: Path
) -> None:
    ran = build(copy, tmp_path / "out", "dusk")
    assert (ran.code, ran.err) == (
        2,
        "acoe: error: there is no taxonomy 'dusk' here\n  hint: known are: desk\n",
    )


def test_a_configuration_that_does_not_use_the_plugin_is_not_taken(
    copy: Path, tmp_path: Path
) -> None:
    (copy / "docs").mkdir()
    (copy / "mkdocs.yml").write_text(
        "site_name: Other\nhooks: [missing.py]\nextra: !!python/name:os.system\n", "utf-8"
    )
    assert build(copy, tmp_path / "out").code == 0
    ran = build(copy, tmp_path / "other", "--config", str(copy / "mkdocs.yml"))
    assert ran.code == 2


def test_nothing_is_run_of_a_configuration_that_is_not_wanted(copy: Path, tmp_path: Path) -> None:
    (copy / "docs").mkdir()
    (copy / "hook.py").write_text("open('ran', 'w')\n", "utf-8")
    (copy / "mkdocs.yml").write_text(CONFIGURATION + "hooks: [hook.py]\n", "utf-8")
    assert build(copy, tmp_path / "out", "--no-config").code == 0
    assert not list(tmp_path.rglob("ran"))


def test_what_a_symbolic_link_leads_to_is_not_published(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("a secret", "utf-8")
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "notes.md").write_text("# a secret\n", "utf-8")
    (copy / "docs").mkdir()
    (copy / "docs" / "secret.txt").symlink_to(tmp_path / "secret.txt")
    (copy / "docs" / "private").symlink_to(tmp_path / "private")
    (copy / "mkdocs.yml").write_text(CONFIGURATION, "utf-8")
    ran = build(copy, tmp_path / "out")
    assert ran.code == 0
    assert sorted(ran.err.splitlines()) == [
        "acoe: warning: 'private/notes.md' is reached by a symbolic link and was left out",
        "acoe: warning: 'secret.txt' is reached by a symbolic link and was left out",
    ]
    for path in (tmp_path / "out").rglob("*"):
        assert not path.is_file() or b"a secret" not in path.read_bytes()


def test_ctrl_c_leaves_the_old_site_and_nothing_beside_it(copy: Path, tmp_path: Path) -> None:
    output = tmp_path / "out" / "site"
    assert build(copy, output).code == 0
    before = contents(output)
    (copy / "guidelines" / "desk" / "bonds.md").write_text(BONDS + "\nAnd more.\n", "utf-8")
    with process("site", "build", "-o", output, "--today", TODAY, cwd=copy) as running:
        deadline = time.monotonic() + 30
        while len(list(output.parent.iterdir())) < 2:  # the new one, which is being made
            assert running.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.002)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=20)
    assert (running.returncode, out) == (130, b"")
    assert err == b"acoe: interrupted; nothing was left half-written\n"
    assert contents(output) == before
    assert [each.name for each in output.parent.iterdir()] == ["site"]


def test_an_old_site_is_replaced_as_a_whole(copy: Path, tmp_path: Path) -> None:
    assert build(copy, tmp_path / "out").code == 0
    shutil.rmtree(copy / "taxonomies" / "desk" / "releases")
    head = copy / "taxonomies" / "desk" / "taxonomy.yaml"
    head.write_text(head.read_text("utf-8").replace("based_on: [1.0.0]\n", ""), "utf-8")
    assert build(copy, tmp_path / "out").code == 0
    assert not (tmp_path / "out" / "desk" / "1.0.0").exists()


def test_the_settings_of_the_plugin_hold_for_both_ways_of_building(
    copy: Path, tmp_path: Path
) -> None:
    (copy / "docs").mkdir()
    edit = "https://git.example.org/edit/"
    shutil.copytree(copy / "taxonomies" / "desk", copy / "taxonomies" / "other")
    other = copy / "taxonomies" / "other" / "taxonomy.yaml"
    other.write_text(other.read_text("utf-8").replace("id: desk", "id: other"), "utf-8")
    shutil.rmtree(other.parent / "releases")
    plugins = f"plugins: [search, {{acoe: {{edit: '{edit}', taxonomies: [desk]}}}}]"
    (copy / "mkdocs.yml").write_text(
        CONFIGURATION.replace("plugins: [search, acoe]", plugins), "utf-8"
    )
    ran = build(copy, tmp_path / "ours")
    assert ran.code == 0, ran.out + ran.err
    assert mkdocs("-d", str(tmp_path / "theirs"), cwd=copy).returncode == 0
    page = (tmp_path / "ours" / "desk" / "guidelines" / "bonds.html").read_text("utf-8")
    assert f'href="{edit}guidelines/desk/bonds.md"' in page
    assert not (tmp_path / "ours" / "other").exists()
    assert contents(tmp_path / "ours") == contents(tmp_path / "theirs")


@pytest.mark.parametrize("new", [True, False])
def test_whoever_is_killed_loses_no_site_and_leaves_nothing_for_long(
    copy: Path, tmp_path: Path, *, new: bool
) -> None:
    output = tmp_path / "out" / "site"
    assert build(copy, output).code == 0
    before = contents(output)
    left = output.with_name(".site.acoe")
    left.mkdir()
    output.rename(left / "old")  # killed between the two renames
    if new:
        (left / "new").mkdir()
    (copy / "guidelines" / "desk" / "bonds.md").write_text("---\nbroken", "utf-8")
    assert build(copy, output).code == 1
    (copy / "guidelines" / "desk" / "bonds.md").write_text(BONDS, "utf-8")
    assert build(copy, output).code == 0
    assert contents(output) == before
    assert [each.name for each in output.parent.iterdir()] == ["site"]


def test_a_kill_in_the_middle_is_mended_by_the_next_build(copy: Path, tmp_path: Path) -> None:
    output = tmp_path / "out" / "site"
    output.parent.mkdir()
    with process("site", "build", "-o", output, "--today", TODAY, cwd=copy) as running:
        deadline = time.monotonic() + 60
        while not any(output.parent.iterdir()):
            assert time.monotonic() < deadline
            time.sleep(0.002)
        busy = build(copy, output)
        running.kill()
        running.communicate(timeout=20)
    assert busy.code == 2
    assert "another process is building here" in busy.err
    assert build(copy, output).code == 0
    assert [each.name for each in output.parent.iterdir()] == ["site"]


def test_nothing_is_removed_through_a_symbolic_link(copy: Path, tmp_path: Path) -> None:
    precious = tmp_path / "thesis"
    precious.mkdir()
    (precious / "chapter.txt").write_text("all my work", "utf-8")
    (tmp_path / ".out.acoe").symlink_to(precious)
    ran = build(copy, tmp_path / "out")
    assert (ran.code, "symbolic link" in ran.err) == (2, True)
    assert contents(precious).keys() == {"chapter.txt"}


def test_a_site_and_its_sources_do_not_lie_in_each_other(copy: Path, tmp_path: Path) -> None:
    ran = build(copy, tmp_path / "out", "--source", str(tmp_path / "out" / "sources"))
    assert ran.code == 2
    assert "lie in each other" in ran.err
