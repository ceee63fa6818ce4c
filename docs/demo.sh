#!/bin/sh
# Shows in under a minute what acoe-spec does with its reference taxonomy. `make demo` runs it.
# BIN is the folder of the `acoe` command, OUT a folder for what comes out; both have defaults.
set -eu
cd "$(dirname "$0")/.."
BIN=${BIN:-.venv/bin}
OUT=${OUT:-build/demo}
labels=taxonomies/trade-chat/examples/chats.jsonl

say() { printf '\n%s\n' "$*"; }
run() {
  printf '  $ acoe %s\n' "$*"
  "$BIN/acoe" "$@"
}

mkdir -p "$OUT"

say "1. Is the taxonomy sound? trade-chat and the finance-core that it imports:"
run lint

say "2. One label, with all that it inherits and where that comes from (first lines):"
run show trade-chat fx_option >"$OUT/fx_option.txt"
sed -n '1,12p' "$OUT/fx_option.txt"

say "3. What other programs use is made from it:"
run build trade-chat@1.0.0 -o "$OUT/trade-chat"

say "4. A label file of 56 dealer chats follows it:"
run check "$labels"

say "5. Somebody renames a label, a price loses its last character, two digits of an LEI change places."
broken=$OUT/broken.jsonl
sed -e '/"id":"rates-ust-two-way"/s/"label":"government_bond"/"label":"govt_bond"/' \
  -e '/"id":"rates-ust-two-way"/s/"start":0,"end":6/"start":0,"end":5/' \
  -e 's/F226TOH6YD6XJB17KS62/F226TOH6YD6XJB17KS26/' \
  "$labels" >"$broken"
echo "   The same file, checked again:"
code=0
run check "$broken" || code=$?
if [ "$code" -ne 1 ]; then
  echo "the broken file should have given exit code 1, and gave $code" >&2
  exit 1
fi
echo "   Exit code 1: a CI job would stop here."

say "Where to look:"
look() { printf '  %-44s %s\n' "$1" "$2"; }
look taxonomies/trade-chat/taxonomy.yaml "the one source"
look "$OUT/trade-chat/record.py" "Pydantic models that came out of it"
look "$OUT/trade-chat/record.schema.json" "the same for other languages"
look "$broken" "the broken file"
look docs/tutorial.md "do it yourself, in twenty minutes"
