"""The cffi build script: compiles csrc/ into the module refnet._core (API mode, out of line).

setup.py names it; ``pip install`` runs it.
"""

import re
from pathlib import Path

from cffi import FFI

ROOT = Path(__file__).resolve().parent.parent
HEADER = ROOT / "csrc" / "refnet.h"

# No fused multiply-add and no fast-math, or the bits are no longer those of SPEC.md. No -march
# either: what ships must run on every processor of its architecture. -O2, because at -O3 the
# compiler vectorises loops over a handful of weights and loses twice the time on their way in.
CFLAGS = [
    "-std=c11",
    "-O2",
    "-ffp-contract=off",
    "-fvisibility=hidden",
    "-fno-semantic-interposition",
    "-fno-math-errno",
    "-Wno-psabi",
    "-Wall",
    "-Wextra",
]


def declarations(header: str) -> str:
    """Return the part of refnet.h that cffi's parser reads: no preprocessor lines."""
    match = re.search(r"/\* cffi: begin.*?\*/(.*)/\* cffi: end \*/", header, re.DOTALL)
    if match is None:
        raise ValueError(f"{HEADER}: the marks 'cffi: begin' and 'cffi: end' are missing")
    return match.group(1)


ffibuilder = FFI()
ffibuilder.cdef(declarations(HEADER.read_text(encoding="utf-8")))
ffibuilder.set_source(
    "refnet._core",
    '#include "refnet.h"',
    sources=[f"csrc/{path.name}" for path in sorted((ROOT / "csrc").glob("*.c"))],
    include_dirs=["csrc"],
    depends=[f"csrc/{path.name}" for path in sorted((ROOT / "csrc").glob("*.h"))],
    extra_compile_args=CFLAGS,
)
