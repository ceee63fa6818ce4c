"""The quick card on paper: a page for 40 labels, one sheet for 100, and it says what it takes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from browsing import serve, visit
from released import write_head
from running import acoe
from taxonomy_strategies import head

_DEFINITION = (
    "Cash or securities that one side has to deliver to the other on a day fixed before it"
)
_WORDS = "ten million of the notes against cash on Friday"
COUNTS = (40, 100, 300)


def workspace(root: Path) -> Path:
    """A taxonomy of each size, with definitions and examples as long as a card shows them."""
    for count in COUNTS:
        name = f"of_{count}"
        answers = {f"answer_{n}": {"definition": f"{_DEFINITION}, {n}."} for n in range(count // 4)}
        entities = {
            f"settlement_{n}": {"definition": f"{_DEFINITION}, {n}."}
            | ({"is_a": f"settlement_{n - n % 5}"} if n % 5 else {})
            for n in range(count - len(answers))
        }
        question = {"question": "Which?", "applies_to": {"record": True}, "labels": answers}
        write_head(root, head(id=name, version="1.0.0", entities=entities,
                              categories={"kind": question}))  # fmt: skip
        examples = "\n".join(
            f"```example\nid: e{n}\nverdict: annotate\nunits:\n"
            f'  - {{text: "{n} [{_WORDS}]{{settlement_{n}}}"}}\nscope: [entity]\nwhy: So.\n```\n'
            for n in range(len(entities))
        )
        folder = root / "guidelines" / name
        folder.mkdir(parents=True)
        (folder / "all.md").write_text(f"---\ntitle: All\n---\n\n{examples}", "utf-8")
    return root


@pytest.fixture(scope="module")
def cards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cards")
    ran = acoe("-w", workspace(folder / "workspace"), "site", "build", "-o", folder / "site")
    assert ran.code == 0, ran.out + ran.err
    return folder / "site"


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


@pytest.mark.parametrize(
    ("count", "said", "taken"),
    [
        (40, "One page of A4 when printed", [1]),
        (100, "Both sides of one sheet of A4 when printed", [2]),
        (300, "About 4 pages of A4 when printed", [3, 4]),
    ],
)
def test_a_card_takes_the_paper_that_it_says(
    cards: Path, browser: Any, count: int, said: str, taken: list[int]
) -> None:
    with serve(cards) as address, visit(browser, address) as seen:
        page = seen.open(f"of_{count}/quick-card.html")
        assert page.locator(".acoe-on-paper").inner_text() == said
        assert pages(page.pdf(format="A4")) in taken
