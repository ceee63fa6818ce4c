"""A workspace written by somebody who wants a site to run their scripts and to tell their secrets.

Every text that a workspace may hold is an attack here, and `acoe lint` accepts all of it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml
from attacks import ELSEWHERE, TELL, free, line, prose
from hostile_guidelines import KNOWLEDGE, NAMES, TODAY, glossary, guideline
from running import acoe
from small_site import PIXEL


def _said(place: str, **more: Any) -> dict[str, Any]:
    """What every label may say."""
    return {
        "name": line(f"{place}.name"),
        "definition": free(f"{place}.definition"),
        "use_when": [free(f"{place}.use_when")],
        "avoid_when": [free(f"{place}.avoid_when")],
        "aliases": {"brat": line(f"{place}.alias")},
    } | more


def _attributes(place: str) -> dict[str, Any]:
    return {
        "note": {
            "name": line(f"{place}.attribute.name"),
            "definition": free(f"{place}.attribute.definition"),
            "range": "string",
        },
        "form": {
            "pattern": "<script>.*|[^\"']*",
            "range": "string",
            "deprecated": {"since": "1.0.0", "reason": free(f"{place}.attribute.reason")},
        },
        "kind": {
            "name": line(f"{place}.values.name"),
            "values": {
                "onclick": {
                    "name": line(f"{place}.value.name"),
                    "definition": free(f"{place}.value.definition"),
                    "aliases": {"brat": line(f"{place}.value.alias")},
                },
                "__proto__": {
                    "deprecated": {
                        "since": "1.0.0",
                        "replaced_by": ["onclick"],
                        "reason": free(f"{place}.value.reason"),
                    }
                },
            },
        },
    }


def head(version: str, *, mark: str = "") -> dict[str, Any]:
    """A head whose texts all say `mark`, so that two of them differ in each."""
    said = lambda place, **more: _said(f"{mark}{place}", **more)  # noqa: E731
    return {
        "format": 1,
        "id": "hostile",
        "title": line(f"{mark}title"),
        "version": version,
        "description": free(f"{mark}description"),
        "licence": line(f"{mark}licence"),
        "owner": line(f"{mark}owner"),
        "imports": ["other@1.0.0"],
        "knowledge_bases": {
            "bare": {"title": line("kb")},
            "web": {
                "title": line("kb"),
                "url": f"https://{ELSEWHERE}/{{id}}\" onclick=\"{TELL}('kb-web')",
            },
        },
        "entities": {
            "thing": said(
                "thing",
                confusable_with=["constructor"],
                attributes=_attributes("thing"),
                links={"to": list(KNOWLEDGE)},
            ),
            "old": said(
                "old",
                deprecated={
                    "since": "1.0.0",
                    "replaced_by": ["thing"],
                    "reason": free(f"{mark}old.reason"),
                },
            ),
            **{name: said(name, is_a="thing") for name in NAMES},
        },
        "relations": {"holds": said("holds", domain=["thing"], range=["thing", "event/deal"])},
        "events": {
            "deal": said(
                "deal",
                trigger="optional",
                roles={
                    "part": {
                        "range": ["thing"],
                        "name": line(f"{mark}role.name"),
                        "definition": free(f"{mark}role.definition"),
                    }
                },
            )
        },
        "categories": {
            name: {
                "question": line(f"{mark}{name}.question"),
                "definition": free(f"{mark}{name}.definition"),
                "applies_to": {"record": True, "labels": ["thing"]},
                "labels": {"yes": said(f"{name}.yes"), "index": said(f"{name}.index")},
            }
            for name in ("tree", "guidelines", "1.0.0", "search")
        },
    }


def other() -> dict[str, Any]:
    """A taxonomy that the first one imports."""
    return {
        "format": 1,
        "id": "other",
        "version": "1.0.0",
        "title": line("other.title"),
        "entities": {"far": _said("far")},
    }


def hostile_workspace(root: Path) -> Path:
    """Write the workspace into an empty folder: a release, a migration, a head; returns `root`."""
    write = root / "taxonomies"
    _json(write / "other" / "taxonomy.yaml", other())
    _released(root, "other")
    _json(write / "hostile" / "taxonomy.yaml", head("1.0.0", mark="former."))
    pages = root / "guidelines" / "hostile"
    (pages / "pictures").mkdir(parents=True)
    (pages / "pictures" / "onerror.png").write_bytes(
        PIXEL + f"<script>{TELL}('picture')</script>".encode()
    )
    (pages / "index.md").write_text(guideline(), encoding="utf-8")
    for name in NAMES:
        if name != "index":
            title = json.dumps({"title": line(f"file.{name}"), "labels": ["thing"]})
            (pages / f"{name}.md").write_text(f"---\n{title}\n---\n\n{prose(f'file.{name}')}")
    _json(pages / "glossary.yaml", glossary())
    _released(root, "hostile")
    later = head("2.0.0", mark="later.") | {"based_on": ["1.0.0"]}
    _json(write / "hostile" / "taxonomy.yaml", later)
    ran = acoe("-w", root, "migration", "draft", "hostile@1.0.0", "hostile@head", "-o", "-")
    assert ran.code == 0, ran
    migration = yaml.safe_load(ran.out)
    migration |= {
        "description": free("migration.description"),
        "reviewed_by": [line("migration.reviewer")],
    }
    for operation in migration["operations"]:
        operation["reason"] = free(f"migration.{operation['op']}")
    _json(write / "hostile" / "migrations" / "1.0.0--2.0.0.yaml", migration)
    return root


def _released(root: Path, name: str) -> None:
    ran = acoe("-w", root, "release", name, "--without-guidelines", "--today", TODAY)
    assert ran.code == 0, ran.out + ran.err


def _json(path: Path, held: Any) -> None:
    """Write JSON, which is YAML."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(held, indent=1), encoding="utf-8")
