#!/bin/sh
# Shows in under a minute what acoe-spec does with its reference taxonomy. `make demo` runs it.
# BIN is the folder of the `acoe` command, OUT a folder for what comes out; both have defaults.
set -eu
cd "$(dirname "$0")/.."
BIN=${BIN:-.venv/bin}
OUT=${OUT:-build/demo}
labels=taxonomies/trade-chat/examples/chats.jsonl
old=taxonomies/trade-chat/examples/history/chats-1.0.0.jsonl
decisions=taxonomies/trade-chat/examples/history/decisions-2.0.0.jsonl

say() { printf '\n%s\n' "$*"; }
run() {
  printf '  $ acoe'
  for each in "$@"; do
    case $each in
    *[\<\>]*) printf " '%s'" "$each" ;; # or the shell of who copies it redirects
    *) printf ' %s' "$each" ;;
    esac
  done
  printf '\n'
  "$BIN/acoe" "$@"
}

mkdir -p "$OUT"

say "1. Is the taxonomy sound? trade-chat and the finance-core that it imports:"
run lint

say "2. One label, with all that it inherits and where that comes from (first lines):"
run show trade-chat fx_barrier_option >"$OUT/fx_barrier_option.txt"
sed -n '1,12p' "$OUT/fx_barrier_option.txt"

say "3. What other programs use is made from it:"
run build trade-chat@2.0.0 -o "$OUT/trade-chat"

say "4. A label file of 63 dealer chats follows it:"
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

say "6. Labels change. Three versions are released, with what people declared between them:"
run show trade-chat --versions

say "7. A label file of the first version comes along. What only a person can say is kept, not guessed:"
run migrate "$old" --to trade-chat@2.0.0 -o "$OUT/migrated"
run review export "$OUT/migrated/chats-1.0.0.jsonl" -o "$OUT/questions.jsonl"

say "8. The lead decided these four before; the decisions are carried out, and the file is clean:"
run review apply "$decisions" "$OUT/migrated/chats-1.0.0.jsonl" --in-place
run check "$OUT/migrated/chats-1.0.0.jsonl" --require 'trade-chat>=2'

say "9. What annotators read is made of the same source, with worked examples that were checked:"
run site build --no-config -o "$OUT/site"

say "Where to look:"
look() { printf '  %-56s %s\n' "$1" "$2"; }
look taxonomies/trade-chat/taxonomy.yaml "the one source"
look "$OUT/trade-chat/record.py" "Pydantic models that came out of it"
look "$OUT/trade-chat/record.schema.json" "the same for other languages"
look "$broken" "the broken file"
look taxonomies/trade-chat/migrations/1.1.0--2.0.0.yaml "what people declared to have changed"
look "$OUT/questions.jsonl" "what a migration asks people"
look "$OUT/site/index.html" "the guideline site: open it in a browser"
look docs/tutorial.md "do it yourself, step by step"
