"""`acoe build --target examples`: worked examples as label files that `acoe check` takes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from desk import TAXONOMY
from running import acoe

ROOT = Path(__file__).parents[3]
PAGE = """\
---
title: Bonds
labels: [bond]
---

```example
id: right
verdict: annotate
units:
  - A: "[UBS]{firm #f} bid [bonds]{bond #b}"
relations: ["#f holds #b"]
```

```example
id: wrong
verdict: avoid
title: No such label
breaks: [unknown-label]
units:
  - A: "bid [bonds]{bonds}"
instead:
  units:
    - A: "bid [bonds]{bond}"
```

```example
id: only-wrong
verdict: avoid
breaks: [unknown-label]
units:
  - A: "bid [bonds]{bonds}"
```
"""


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with the taxonomy desk, and one page of guidelines in a folder."""
    for name, text in (
        ("taxonomies/desk/taxonomy.yaml", TAXONOMY.replace("2026-06-30", "9999-12-31")),
        ("guidelines/desk/rates/bonds.md", PAGE),
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_right_sides_are_a_label_file_and_wrong_ones_another(workspace: Path) -> None:
    ran = acoe("build", "desk", "--target", "examples", "-o", "out")
    assert (ran.code, ran.out) == (
        0,
        "desk@1.2.0\n  out/examples-avoid.jsonl\n  out/examples.jsonl\n",
    )
    lines = (workspace / "out" / "examples.jsonl").read_text("utf-8").splitlines()
    right = [json.loads(line) for line in lines]
    assert [(each["id"], each["metadata"]) for each in right] == [
        ("rates/bonds/right", {"verdict": "annotate", "title": "right"}),
        ("rates/bonds/wrong", {"verdict": "avoid", "title": "No such label"}),
    ]
    assert [each["label"] for each in right[0]["annotations"]] == ["firm", "bond", "holds"]
    checked = acoe("check", "out/examples.jsonl")
    assert checked.code == 0
    assert "2 records" in checked.out
    lines = (workspace / "out" / "examples-avoid.jsonl").read_text("utf-8").splitlines()
    wrong = [json.loads(line) for line in lines]
    assert [each["id"] for each in wrong] == [
        "rates/bonds/wrong",
        "rates/bonds/only-wrong",
    ]
    assert wrong[0]["metadata"]["breaks"] == ["unknown-label"]
    assert acoe("check", "out/examples-avoid.jsonl").code == 1


def test_a_wrong_example_stops_the_build_with_its_place(workspace: Path) -> None:
    page = workspace / "guidelines" / "desk" / "rates" / "bonds.md"
    page.write_text(PAGE.replace("{bond #b}", "{bnd #b}"), encoding="utf-8")
    ran = acoe("build", "desk", "--target", "examples", "-o", "out")
    assert ran.code == 1
    assert ran.err == "acoe: nothing was built\n"
    assert "guidelines/desk/rates/bonds.md:10:36" in ran.out
    assert "unknown-label" in ran.out
    assert "in the example 'right', 'bnd' is no entity label in desk@1.2.0" in ran.out
    assert "did you mean 'bond'?" in ran.out
    assert not (workspace / "out").exists()


def test_an_example_that_several_pages_include_is_one(workspace: Path) -> None:
    folder = workspace / "guidelines" / "desk" / "rates"
    front, _, examples = PAGE.partition("\n```example")
    (folder / "_shared.md").write_text(f"```example{examples}", encoding="utf-8")
    for name in ("bonds.md", "notes.md"):
        (folder / name).write_text(f"{front}\n![[_shared.md]]\n", encoding="utf-8")
    assert acoe("build", "desk", "--target", "examples", "-o", "out").code == 0
    lines = (workspace / "out" / "examples.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["rates/bonds/right", "rates/bonds/wrong"]
    broken = examples.replace("{bond #b}", "{bnd #b}")
    (folder / "_shared.md").write_text(f"```example{broken}", encoding="utf-8")
    ran = acoe("build", "desk", "--target", "examples", "-o", "out2")
    assert ran.out.count("unknown-label]") == 1


def test_a_taxonomy_without_worked_examples_is_told_where_to_write_one(workspace: Path) -> None:
    (workspace / "guidelines" / "desk" / "rates" / "bonds.md").unlink()
    ran = acoe("build", "desk", "--target", "examples", "-o", "out")
    assert ran.code == 2
    assert "the guidelines of desk@1.2.0 hold no worked example" in ran.err
    assert "in guidelines/desk/" in ran.err


def test_a_release_has_the_guidelines_that_were_released_with_it(tmp_path: Path) -> None:
    workspace = ("--workspace", str(ROOT))
    ran = acoe(*workspace, "build", "trade-chat@1.0.0", "--target", "examples", "-o", tmp_path)
    assert ran.code == 2
    assert "the guidelines of trade-chat@1.0.0 hold no worked example" in ran.err
    assert "a release has the guidelines that it was made with" in ran.err


def test_the_examples_of_the_reference_taxonomy_are_clean(tmp_path: Path) -> None:
    workspace = ("--workspace", str(ROOT))
    ran = acoe(*workspace, "build", "trade-chat", "--target", "examples", "-o", tmp_path)
    assert ran.code == 0, ran.out
    ran = acoe(*workspace, "check", tmp_path / "examples.jsonl", "--fail-on", "info")
    assert ran.code == 0, ran.out
