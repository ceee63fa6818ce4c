"""Which format a file has, and that the table says what there is to say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from acoe_spec.errors import FileProblem, UsageError
from acoe_spec.formats import imported, importers, table


def made(folder: Path, files: dict[str, str]) -> list[Path]:
    for name, content in files.items():
        (folder / name).write_text(content)
    return [folder / name for name in files]


@pytest.mark.parametrize(
    ("name", "content", "format_id"),
    [
        ("a.jsonl", "", "jsonl"),
        ("a.JSONL.gz", "", "jsonl"),
        ("a.ann", "", "brat"),
        ("a.a2", "", "brat"),
        ("a.conll", "", "conll"),
        ("a.txt", "UBS B-ORG\nsold O\n", "conll"),
        ("a.json", '{"id":"d"}\n', "jsonl"),
        ("a", "UBS\tNNP\tO\n\n", "conll"),
    ],
)
def test_a_format_by_name_or_content(
    tmp_path: Path, name: str, content: str, format_id: str
) -> None:
    if name.endswith(".gz"):
        assert table.of_destination(Path(name)).id == format_id
    else:
        assert table.of_sources(made(tmp_path, {name: content})).id == format_id


def test_standard_input_is_json_lines() -> None:
    assert table.of_sources([Path("-")]).id == "jsonl"


def test_a_text_beside_its_annotations_and_a_directory_are_brats(tmp_path: Path) -> None:
    made(tmp_path, {"d.txt": "UBS", "d.ann": ""})
    assert table.of_sources([tmp_path / "d.txt"]).id == "brat"
    assert table.of_sources([tmp_path]).id == "brat"


def test_a_file_that_could_be_anything(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be told from its name or its content"):
        table.of_sources(made(tmp_path, {"a.txt": "UBS sold Bunds."}))
    with pytest.raises(UsageError, match="the format to write cannot be told from the name"):
        table.of_destination(Path("out"))


def test_a_directory_without_label_files(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no label files of a known kind"):
        table.of_sources([tmp_path])


def test_files_of_different_formats(tmp_path: Path) -> None:
    paths = made(tmp_path, {"a.jsonl": "", "b.conll": ""})
    with pytest.raises(UsageError, match=r"different formats: jsonl .* and conll"):
        table.of_sources(paths)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="no such file"):
        table.of_sources([tmp_path / "a.unknown"])


def test_unknown_names_are_answered_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"no format 'xml' \(known are jsonl, brat, conll\)"):
        table.by_id("xml")
    with pytest.raises(UsageError, match=r"no importer 'owl' \(known are brat, csv\)"):
        importers.by_id("owl")


def test_rules_are_named_once_and_explained() -> None:
    rules = (*table.RULES, *imported.RULES)
    assert len({rule.id for rule in rules}) == len(rules)
    for rule in rules:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)+", rule.id)
        for prose in (rule.summary, rule.why, rule.fix):
            assert prose.endswith(".")
