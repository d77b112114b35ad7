"""Versions and hashes of the fixtures, by which a copy in another project is checked.

``conformance/version.json`` has the versions, and ``conformance/SHA256SUMS`` the hash of every
fixture in the format of the program sha256sum: ``sha256sum --check SHA256SUMS`` needs no Python. A
folder that ``refnet conformance --export`` has written holds both; its SHA256SUMS lists all of its
files.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from refnet.conformance.fixtures import CONTRACT, FIXTURES, NoFixtures

MANIFEST = "SHA256SUMS"
VERSIONS = "version.json"
LINE = re.compile(r"([0-9a-f]{64}) [ *]((?!/)[^\\:\x00]+)")
NUMBER = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
TOLD = 5  # differences that a message names


class ChangedCopy(NoFixtures):
    """A folder of fixtures is not what its SHA256SUMS and version.json say."""


@dataclass(frozen=True)
class Versions:
    """The versions of the fixtures and of the contract, such as "1.0.0"."""

    fixtures: str
    contract: str


def read_versions(folder: Path = CONTRACT) -> Versions:
    """Return the versions in a folder's version.json; raises ChangedCopy."""
    path = folder / VERSIONS
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        versions = Versions(**read)
        numbers = versions.fixtures, versions.contract
        if not all(isinstance(text, str) and NUMBER.fullmatch(text) for text in numbers):
            raise ValueError('expected versions such as "1.0.0"')
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise ChangedCopy(f"{path}: {error}") from error
    return versions


def hashed(content: bytes) -> str:
    """Return the SHA-256 of a file's content, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def hashes_of_fixtures(folder: Path = CONTRACT) -> dict[str, str]:
    """Return the hash of each fixture below a folder, by its path such as "fixtures/a/b.json"."""
    return {path: hashed((folder / path).read_bytes()) for path in paths_of_fixtures(folder)}


def paths_of_fixtures(folder: Path = CONTRACT) -> list[str]:
    """Return the paths of the fixtures below a folder, such as "fixtures/a/b.json", sorted."""
    paths = (folder / FIXTURES.name).glob("*/*.json")
    return sorted(f"{FIXTURES.name}/{path.parent.name}/{path.name}" for path in paths)


def manifest_text(hashes: Mapping[str, str]) -> str:
    """Return what SHA256SUMS has to hold: a line for each file, sorted by path."""
    return "".join(f"{hashes[path]}  {path}\n" for path in sorted(hashes))


def read_manifest(folder: Path = CONTRACT) -> dict[str, str]:
    """Return the hash of each path that a folder's SHA256SUMS lists; raises ChangedCopy."""
    path = folder / MANIFEST
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise ChangedCopy(f"{path}: {error}") from error
    hashes = {}
    for number, line in enumerate(lines, start=1):
        match = LINE.fullmatch(line)
        if match is None or ".." in Path(match[2]).parts or match[2] in hashes:
            raise ChangedCopy(f"{path}, line {number}: expected a hash and a path of its own")
        hashes[match[2]] = match[1]
    return hashes


def differences(folder: Path, only: str = "") -> list[str]:
    """Return how the files of a folder differ from its SHA256SUMS, a text for each file.

    only: the beginning of the paths that count; all others are not looked at. A fixture that is not
    listed is a difference, any other file is not. Raises ChangedCopy if there is no such list.
    """
    listed = {path: told for path, told in read_manifest(folder).items() if path.startswith(only)}
    found = [_difference(folder / path, path, told) for path, told in listed.items()]
    unlisted = [f"{path}: not listed" for path in paths_of_fixtures(folder) if path not in listed]
    return [text for text in found if text is not None] + unlisted


def _difference(file: Path, path: str, told: str) -> str | None:
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return f"{path}: missing"
    except OSError as error:
        return f"{path}: {error.strerror}"
    if hashed(content) == told:
        return None
    if hashed(content.replace(b"\r\n", b"\n")) == told:
        return f"{path}: its line endings have changed (git needs a .gitattributes with * -text)"
    return f"{path}: changed"


def some(texts: list[str]) -> str:
    """Return the first few of some texts, and how many more there are."""
    more = [f"and {len(texts) - TOLD} more"] if len(texts) > TOLD else []
    return "; ".join([*texts[:TOLD], *more])


def is_copy(folder: Path) -> bool:
    """Return whether a folder has fixtures with their hashes, as an exported one has."""
    return (folder / MANIFEST).is_file() and (folder / FIXTURES.name).is_dir()


def checked_fixtures(folder: Path) -> Path:
    """Return where the fixtures of a folder are: below an exported folder, or the folder itself.

    The fixtures of an exported folder are compared with its SHA256SUMS, so that nobody's port is
    checked against others unnoticed. Raises ChangedCopy.
    """
    if is_copy(folder):
        found = differences(folder, f"{FIXTURES.name}/")
        if found:
            raise ChangedCopy(f"{folder} is not what its {MANIFEST} lists: {some(found)}")
        read_versions(folder)
        return folder / FIXTURES.name
    if folder != FIXTURES and folder.name == FIXTURES.name and is_copy(folder.parent):
        return checked_fixtures(folder.parent)
    return folder


def check_copy(folder: Path) -> list[str]:
    """Return how an exported folder differs from its SHA256SUMS, and from refnet's own fixtures.

    The fixtures are compared with those of this refnet if both have the same version. Raises
    ChangedCopy if the folder is no exported one.
    """
    if not is_copy(folder):
        raise ChangedCopy(
            f"{folder}: expected a folder that refnet conformance --export has written"
        )
    found = differences(folder)
    if read_versions(folder).fixtures == read_versions().fixtures:
        own, theirs = read_manifest(), _fixtures_in(read_manifest(folder))
        found += [
            f"{path}: {MANIFEST} has another hash than this version of the fixtures"
            for path in sorted(own | theirs)
            if own.get(path) != theirs.get(path)
        ]
    return found


def _fixtures_in(hashes: Mapping[str, str]) -> dict[str, str]:
    beginning = f"{FIXTURES.name}/"
    return {path: told for path, told in hashes.items() if path.startswith(beginning)}


def needed_step(old: Mapping[Path, str], new: Mapping[Path, str]) -> str | None:
    """Return which step the fixtures' version has to make, from the texts of some files to others.

    "major" if a case is gone, or what a port is sent or must answer has changed; "minor" if there
    are new cases; "patch" if anything else has changed; None if nothing has.
    """
    both = old.keys() & new.keys()
    if len(both) < len(old) or any(_seen(old[path]) != _seen(new[path]) for path in both):
        return "major"
    if len(both) < len(new):
        return "minor"
    return "patch" if any(old[path] != new[path] for path in both) else None


def _seen(text: str) -> object:
    """Return the part of a fixture that a port sees: all but what is said about the case."""
    try:
        case = json.loads(text)
    except ValueError:
        return text
    about = ("description", "source", "reason", "rules", "published", "oracle")
    return {key: json.dumps(value) for key, value in case.items() if key not in about}
