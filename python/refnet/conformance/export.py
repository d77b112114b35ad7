"""A copy of the contract and its fixtures for other projects, usable without Python."""

import errno
import os
import posixpath
import re
import secrets
import shutil
from collections.abc import Collection
from pathlib import Path

from refnet.conformance.fixtures import CONTRACT
from refnet.conformance.manifest import (
    MANIFEST,
    ChangedCopy,
    differences,
    hashed,
    manifest_text,
    some,
)
from refnet.files.saving import held_signals

PARTS = (
    *("fixtures/*/*.json", "spec/*.md", "example_port/*", "PORTING.md"),
    *("chapters.json", "version.json", "fixture.schema.json", "report.schema.json"),
)
# git would change line endings on some systems, and with them the hashes
ATTRIBUTES = b"* -text\n"
LINK = re.compile(r"\[([^]]*)\]\(([^)#]+)(#[^)]*)?\)")


def export(folder: Path) -> int:
    """Write the contract and its fixtures to a new folder, completely or not at all.

    Returns the number of files. The folder may exist if it is empty. Raises OSError for one that is
    not, or that cannot be written, and ChangedCopy if refnet's own fixtures are not what SHA256SUMS
    lists.
    """
    place = Path(os.path.realpath(folder))
    try:
        _check_place(place)
        changed = differences(CONTRACT)
        if changed:
            raise ChangedCopy(f"refnet's own fixtures are damaged: {some(changed)}")
        with held_signals():
            return _write(place)
    except OSError as error:
        # the temporary name would tell the user nothing
        raise OSError(error.errno, error.strerror, os.fspath(folder)) from error


def _check_place(place: Path) -> None:
    if place.exists() and not place.is_dir():
        raise OSError(errno.ENOTDIR, "expected a folder, not a file")
    if place.is_dir() and any(place.iterdir()):
        raise OSError(errno.ENOTEMPTY, "expected a new or an empty folder")
    if not place.parent.is_dir():
        raise OSError(errno.ENOENT, "the folder that it belongs to does not exist")


def _write(place: Path) -> int:
    beside = place.with_name(f".refnet-{secrets.token_hex(8)}")
    files = _files()
    files[MANIFEST] = manifest_text({name: hashed(files[name]) for name in files}).encode()
    try:
        beside.mkdir()
        for name, content in files.items():
            (beside / name).parent.mkdir(parents=True, exist_ok=True)
            (beside / name).write_bytes(content)
        if place.is_dir():
            place.rmdir()  # only an empty one can be removed
        beside.rename(place)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return len(files)


def _files() -> dict[str, bytes]:
    """Return the content of each file of a copy by its path, without SHA256SUMS."""
    paths = [path for part in PARTS for path in sorted(CONTRACT.glob(part)) if path.is_file()]
    files = {path.relative_to(CONTRACT).as_posix(): path.read_bytes() for path in paths}
    files["README.md"] = (CONTRACT / "EXPORTED.md").read_bytes()
    files["LICENSE"] = (CONTRACT.parent / "LICENSE").read_bytes()
    files[".gitattributes"] = ATTRIBUTES
    for name in files:
        if name.endswith(".md"):
            files[name] = _with_live_links(files[name].decode(), name, files).encode()
    return files


def _with_live_links(page: str, name: str, files: Collection[str]) -> str:
    """Return a page without its links to what only a checkout of refnet has; their words stay."""
    folders = {posixpath.dirname(file) for file in files}

    def link(found: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), found[2]))
        alive = ":" in found[2] or target in files or target in folders
        return found[0] if alive else found[1]

    return LINK.sub(link, page)
