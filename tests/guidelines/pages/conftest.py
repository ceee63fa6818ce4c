"""The editions of trade-chat, each of whose pages are made once for all tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest
from paged import TODAY, by_path, editions

from acoe_spec.guidelines.pages import SitePage, pages
from acoe_spec.guidelines.specification import Specification
from acoe_spec.project.specifying import Specifying

ROOT = Path(__file__).parents[3]

Pages = Mapping[str, SitePage]


@pytest.fixture(scope="session")
def trade_chat() -> Specifying:
    return editions(ROOT, "trade-chat")


@pytest.fixture(scope="session")
def head(trade_chat: Specifying) -> Specification:
    return trade_chat.of("head", today=TODAY)


@pytest.fixture(scope="session")
def edition(trade_chat: Specifying) -> Callable[[str], Pages]:
    """The pages of an edition, by its name."""
    return cache(lambda name: by_path(pages(trade_chat.of(name, today=TODAY))))


@pytest.fixture(scope="session")
def made(edition: Callable[[str], Pages]) -> Pages:
    """The pages of the head."""
    return edition("head")
