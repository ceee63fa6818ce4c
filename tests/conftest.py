"""What all tests share: nothing that they do leaves a trace in the home of who runs them."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A person's run draws new examples each time and so goes on searching; a build draws the same ones,
# so that it fails for what was changed. How long an example takes says more of the machine.
_ANY_SPEED = [HealthCheck.too_slow, HealthCheck.differing_executors]
settings.register_profile("search", deadline=None, suppress_health_check=_ANY_SPEED)
settings.register_profile("build", settings.get_profile("search"), derandomize=True)
settings.load_profile("build" if os.environ.get("CI") else "search")


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Compiled taxonomies go to a folder of this run."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        patch.delenv("ACOE_WORKSPACE", raising=False)
        patch.delenv("ACOE_DEBUG", raising=False)
        yield folder


@pytest.fixture(scope="session", autouse=True)
def _ctrl_c() -> Iterator[None]:
    """Ctrl-C ends the processes that tests start: a run in the background inherits it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
