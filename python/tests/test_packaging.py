"""A wheel built from an unpacked sdist is complete: sources, headers, fixtures."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from refnet.conformance.export import PARTS
from refnet.conformance.fixtures import CONTRACT
from refnet.conformance.manifest import read_manifest

ROOT = Path(__file__).resolve().parents[2]

WRONG_ANSWERS = "conformance/wrong_answers/*.json"

BUILD = """
import sys
from setuptools import build_meta
print(getattr(build_meta, "build_" + sys.argv[1])(sys.argv[2]))
"""


def build(kind: str, source: Path, target: Path, compiler: Path | None = None) -> Path:
    """Build an sdist or a wheel with the backend named in pyproject.toml."""
    done = subprocess.run(
        [sys.executable, "-c", BUILD, kind, str(target)],
        cwd=source,
        env={**os.environ, **({} if compiler is None else {"CC": str(compiler)})},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return target / done.stdout.splitlines()[-1]


def test_a_wheel_has_all_packages() -> None:
    tomllib = pytest.importorskip("tomllib")  # of Python 3.11 and newer
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    named = set(settings["tool"]["setuptools"]["packages"])
    folders = (path.parent for path in (ROOT / "python" / "refnet").rglob("__init__.py"))
    found = {".".join(path.relative_to(ROOT / "python").parts) for path in folders}
    folders_of_the_checkout = {"refnet.conformance.fixtures", "refnet.conformance.wrong_answers"}
    assert named == found | folders_of_the_checkout


@pytest.fixture
def fast_compiler(tmp_path: Path) -> Path:
    """A compiler that does not optimize, which takes a third of the time and changes no bits."""
    path = tmp_path / "cc"
    path.write_text(f'#!/bin/sh\nexec {os.environ.get("CC") or "cc"} "$@" -O0\n')
    path.chmod(0o755)
    return path


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked sdist of all files that are under version control or could be added."""
    folder = tmp_path_factory.mktemp("sdist")
    checkout = folder / "checkout"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (checkout / name).parent.mkdir(parents=True, exist_ok=True)
            (checkout / name).write_bytes((ROOT / name).read_bytes())
    with tarfile.open(build("sdist", checkout, folder)) as archive:
        # Python 3.12 warns without a filter; the first releases of 3.11 lack it.
        if hasattr(tarfile, "data_filter"):
            archive.extraction_filter = tarfile.data_filter
        archive.extractall(folder / "unpacked")
    [source] = (folder / "unpacked").iterdir()
    return source


def test_sdist_has_the_headers_and_the_fixtures(sdist: Path) -> None:
    for pattern in ("csrc/**/*.h", "csrc/**/*.c", "conformance/fixtures/*/*.json", WRONG_ANSWERS):
        wanted = {path.relative_to(ROOT) for path in ROOT.glob(pattern)}
        assert wanted
        assert wanted == {path.relative_to(sdist) for path in sdist.glob(pattern)}


def test_wheel_from_the_sdist_runs_on_its_own(
    sdist: Path, fast_compiler: Path, tmp_path: Path
) -> None:
    wheel = build("wheel", sdist, tmp_path, fast_compiler)
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    assert not list(installed.rglob("test_*.py"))
    tables = {path.name for path in (installed / "refnet" / WRONG_ANSWERS).parent.glob("*.json")}
    assert tables == {path.name for path in ROOT.glob(WRONG_ANSWERS)}
    # in an empty folder, so that the checkout's own package is not what runs
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    where = [sys.executable, "-c", "import refnet; print(refnet.__file__)"]
    found = subprocess.run(where, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert found.stdout.startswith(str(installed))
    done = subprocess.run(
        [sys.executable, "-m", "refnet", "conformance"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 failed" in done.stdout
    done = subprocess.run(
        [sys.executable, "-m", "refnet", "conformance", "--export", "copy"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    wanted = {
        path.relative_to(CONTRACT).as_posix()
        for part in PARTS
        for path in CONTRACT.glob(part)
        if path.is_file()
    }
    assert set(read_manifest(tmp_path / "copy")) == wanted | {
        "README.md",
        "LICENSE",
        ".gitattributes",
    }


def test_command_line_names_a_missing_package(tmp_path: Path) -> None:
    (tmp_path / "click.py").write_text("raise ModuleNotFoundError('no click', name='click')")
    done = subprocess.run(
        [sys.executable, "-m", "refnet", "demo"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr == "refnet: the command line needs click: pip install 'refnet[cli]'\n"
