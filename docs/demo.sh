#!/bin/sh
# Shows in under two minutes what acoe-spec does with its reference programme: five modalities, one
# source each. `make demo` runs it. BIN is the folder of the `acoe` command, OUT a folder for what
# comes out; both have defaults.
set -eu
cd "$(dirname "$0")/.."
BIN=${BIN:-.venv/bin}
OUT=${OUT:-build/demo}

# Modality, taxonomy, label file, and the label file of its first version with what the lead decided.
modalities() {
  while read -r modality id name; do
    "$@" "$modality" "$id" "taxonomies/$id/examples/$name" "taxonomies/$id/examples/history"
  done <<LIST
chat trade-chat chats
email client-email emails
document financial-filing filings
audio earnings-call calls
text news-events news
LIST
}

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

say "1. Are the taxonomies sound, and do the worked examples of their guidelines follow them?"
run lint --fail-on info

say "2. One label, with all that it inherits and where that comes from (first lines):"
run show client-email complaint/raised >"$OUT/complaint.txt"
sed -n '1,16p' "$OUT/complaint.txt"

say "3. What other programs use is made from them:"
specification() { printf '%s@2.0.0 ' "$2"; }
# shellcheck disable=SC2046 # one word a taxonomy
run build $(modalities specification) -o "$OUT/models" >"$OUT/built.txt"
sed -n '1,/^  .*linkml/p' "$OUT/built.txt"
echo "  and the same for the other four"

say "4. Label files of five modalities follow them:"
label_file() { printf '%s.jsonl ' "$3"; }
# shellcheck disable=SC2046
run check $(modalities label_file)

say "5. Somebody renames a label, a price loses its last character, two digits of an LEI change places."
broken=$OUT/broken.jsonl
sed -e '/"id":"rates-ust-two-way"/s/"label":"government_bond"/"label":"govt_bond"/' \
  -e '/"id":"rates-ust-two-way"/s/"start":0,"end":6/"start":0,"end":5/' \
  -e 's/F226TOH6YD6XJB17KS62/F226TOH6YD6XJB17KS26/' \
  taxonomies/trade-chat/examples/chats.jsonl >"$broken"
echo "   The same file, checked again:"
code=0
run check "$broken" || code=$?
if [ "$code" -ne 1 ]; then
  echo "the broken file should have given exit code 1, and gave $code" >&2
  exit 1
fi
echo "   Exit code 1: a CI job would stop here."

say "6. Labels change. People declared what changed between the versions:"
run show client-email --versions

say "7. Label files of the first versions come along. What only a person can say is kept, not guessed;"
echo "   the leads decided those before, and their decisions are carried out:"
migrate() {
  old=$4/${3##*/}-1.0.0.jsonl
  echo
  echo "   $1:"
  run migrate "$old" --to "$2@2.0.0" -o "$OUT/migrated" >"$OUT/migrated-$2.txt"
  sed -n '1,8p' "$OUT/migrated-$2.txt"
  run review apply "$4/decisions-2.0.0.jsonl" "$OUT/migrated/${old##*/}" --in-place
}
modalities migrate
migrated() { printf '%s/migrated/%s-1.0.0.jsonl ' "$OUT" "${3##*/}"; }
echo
# shellcheck disable=SC2046
run check $(modalities migrated)

say "8. What annotators read is made of the same source, one site with all of them:"
run site build --no-config -o "$OUT/site"

say "Where to look:"
look() { printf '  %-56s %s\n' "$1" "$2"; }
look "$OUT/site/index.html" "the guideline site: open it in a browser, and click on"
look "" "a taxonomy, its Tree, its Quick card, its Quiz"
look "$OUT/site/client-email/complaint/raised.html" "one label: is this a complaint?"
look taxonomies/client-email/taxonomy.yaml "one source"
look "$OUT/models/client-email/record.py" "Pydantic models that came out of it"
look "$OUT/models/client-email/record.schema.json" "the same for other languages"
look "$broken" "the broken file"
look taxonomies/client-email/migrations/1.0.0--2.0.0.yaml "what people declared to have changed"
look docs/tutorial.md "start from one of these yourself, step by step"
