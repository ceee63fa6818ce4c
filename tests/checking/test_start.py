"""What a check of a clean file loads, and what it leaves alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
CHATS = ROOT / "taxonomies" / "trade-chat" / "examples" / "chats.jsonl"
HEAVY = {"linkml", "linkml_runtime", "networkx", "pydantic", "rich", "ruamel", "yaml"}
PROGRAM = """\
import json, sys
from acoe_spec.cli import main
try:
    main()
except SystemExit as stop:
    loaded = sorted({name.partition(".")[0] for name in sys.modules})
    print(json.dumps([stop.code, loaded]), file=sys.stderr)
"""


def loaded_by_check(file: Path, cache: Path) -> set[str]:
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, "check", str(file)],
        cwd=ROOT,
        env=os.environ | {"XDG_CACHE_HOME": str(cache), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
    )
    code, loaded = json.loads(run.stderr.splitlines()[-1])
    assert code == 0
    return set(loaded)


def test_a_clean_check_with_a_warm_cache_loads_nothing_heavy(tmp_path: Path) -> None:
    small = tmp_path / "small.jsonl"
    small.write_bytes(b"".join(CHATS.read_bytes().splitlines(keepends=True)[:3]))

    loaded_by_check(small, tmp_path)  # compiles the taxonomy

    assert loaded_by_check(small, tmp_path).isdisjoint(HEAVY)


def test_nothing_is_imported_with_the_library_itself() -> None:
    program = "import sys, acoe_spec; print(*sorted({n.partition('.')[0] for n in sys.modules}))"
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True)

    assert set(run.stdout.decode().split()).isdisjoint({*HEAVY, "click", "msgspec"})
