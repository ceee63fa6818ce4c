"""A taxonomy as an installable package: a wheel (binary distribution format 1.0).

The package is called after the taxonomy (`acoe-taxonomy-trade-chat`, `acoe_taxonomy_trade_chat`)
and names itself under the entry-point group `acoe_spec.taxonomies`, where acoe-spec finds it. It
needs acoe-spec, and neither a workspace nor LinkML. Equal taxonomies give equal bytes. Knows wheels
and nothing of what is in the files.
"""

from __future__ import annotations

import base64
import configparser
import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import EmailPolicy

GROUP = "acoe_spec.taxonomies"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip archive can hold
_READABLE = 0o100644 << 16  # a plain file that everybody may read
_PRE_RELEASE = re.compile(r"(a|alpha|b|beta|c|rc|pre|preview)[.-]?([0-9]*)\Z")
_HEADERS = EmailPolicy(utf8=True, max_line_length=None)


@dataclass(frozen=True, kw_only=True)
class Package:
    """What a wheel says of itself. `version` is that of the taxonomy, `requires` as in PEP 508."""

    taxonomy: str
    version: str
    summary: str
    description: str
    licence: str | None
    requires: tuple[str, ...]
    generator: str

    @property
    def name(self) -> str:
        """The name of the distribution, normalised: `acoe-taxonomy-trade-chat`."""
        return re.sub(r"[-_.]+", "-", f"acoe-taxonomy-{self.taxonomy}").strip("-").lower()

    @property
    def module(self) -> str:
        """The name to import it by: `acoe_taxonomy_trade_chat`."""
        return self.name.replace("-", "_")

    @property
    def stem(self) -> str:
        """What the names of the wheel and of its metadata folder begin with."""
        return f"{self.module}-{python_version(self.version)}"

    @property
    def file_name(self) -> str:
        """The name of the wheel."""
        return f"{self.stem}-py3-none-any.whl"


def python_version(version: str) -> str:
    """A semantic version as PEP 440 writes it.

    `1.0.0-rc.1` is `1.0.0rc1`. A pre-release of another name comes before them all, as a
    development release that keeps the name: `1.0.0-draft.2` is `1.0.0.dev0+draft.2`.
    """
    release, _, pre = version.partition("-")
    if not pre:
        return release
    known = _PRE_RELEASE.fullmatch(pre.lower())
    if known is None:
        local = re.sub(r"[^a-z0-9]+", ".", pre.lower()).strip(".")
        return f"{release}.dev0+{local}" if local else f"{release}.dev0"
    short = {"alpha": "a", "beta": "b", "c": "rc", "pre": "rc", "preview": "rc"}
    return f"{release}{short.get(known[1], known[1])}{int(known[2] or 0)}"


def wheel(package: Package, files: Mapping[str, bytes]) -> bytes:
    """The wheel with these files, named from inside the package, as bytes."""
    metadata = f"{package.stem}.dist-info"
    members = {f"{package.module}/{name}": content for name, content in files.items()}
    members = dict(sorted(members.items()))
    members[f"{metadata}/METADATA"] = _metadata(package)
    members[f"{metadata}/WHEEL"] = _wheel(package)
    members[f"{metadata}/entry_points.txt"] = _entry_points(package)
    members[f"{metadata}/RECORD"] = _record(members, f"{metadata}/RECORD")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", compression=zipfile.ZIP_DEFLATED) as writer:
        for name, content in members.items():
            member = zipfile.ZipInfo(name, date_time=_EPOCH)
            member.create_system = 3  # Unix, wherever this runs
            member.external_attr = _READABLE
            member.compress_type = zipfile.ZIP_DEFLATED
            writer.writestr(member, content, compresslevel=9)
    return archive.getvalue()


def _metadata(package: Package) -> bytes:
    """Core metadata 2.1: https://packaging.python.org/specifications/core-metadata/."""
    message = EmailMessage(policy=_HEADERS)
    message["Metadata-Version"] = "2.1"
    message["Name"] = package.name
    message["Version"] = python_version(package.version)
    message["Summary"] = _line(package.summary)
    if package.licence:
        message["License"] = _line(package.licence)
    message["Requires-Python"] = ">=3.11"
    for requirement in package.requires:
        message["Requires-Dist"] = requirement
    message["Description-Content-Type"] = "text/markdown; charset=UTF-8"
    return message.as_bytes().rstrip(b"\n") + b"\n\n" + package.description.encode()


def _wheel(package: Package) -> bytes:
    message = EmailMessage(policy=_HEADERS)
    message["Wheel-Version"] = "1.0"
    message["Generator"] = package.generator
    message["Root-Is-Purelib"] = "true"
    message["Tag"] = "py3-none-any"
    return message.as_bytes().rstrip(b"\n") + b"\n"


def _entry_points(package: Package) -> bytes:
    parser = configparser.ConfigParser(delimiters=("=",), interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]  # keys keep their case
    parser[GROUP] = {package.taxonomy: package.module}
    text = io.StringIO()
    parser.write(text)
    return (text.getvalue().rstrip("\n") + "\n").encode()


def _record(members: Mapping[str, bytes], own_name: str) -> bytes:
    """Every file with its hash and size, and this one without."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for name, content in members.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        writer.writerow((name, f"sha256={digest}", len(content)))
    writer.writerow((own_name, "", ""))
    return text.getvalue().encode()


def _line(text: str) -> str:
    return " ".join(text.split())
