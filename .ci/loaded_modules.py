"""Runs `acoe` with the given arguments and fails if it loaded what a clean check must not need."""

import sys

from acoe_spec.cli import main

HEAVY = {"linkml", "linkml_runtime", "networkx", "ruamel", "yaml", "pydantic", "rich"}

try:
    main(sys.argv[1:])
except SystemExit as stop:
    if stop.code:
        raise
loaded = sorted(HEAVY & {name.partition(".")[0] for name in sys.modules})
if loaded:
    sys.exit(f"a clean check loaded {', '.join(loaded)}")
sys.stdout.write("a clean check loaded none of " + ", ".join(sorted(HEAVY)) + "\n")
