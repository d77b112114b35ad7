"""The cffi build script: compiles csrc/ into the module refnet._core (API mode, out of line).

setup.py names it; ``pip install`` runs it.
"""

import re
from pathlib import Path

from cffi import FFI

ROOT = Path(__file__).resolve().parent.parent
HEADER = ROOT / "csrc" / "refnet.h"
NAMES_OF_FLOAT32 = ROOT / "csrc" / "float32.h"

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
    """Return the part of refnet.h that cffi's parser reads: no preprocessor lines, no comments."""
    match = re.search(r"/\* cffi: begin.*?\*/(.*)/\* cffi: end \*/", header, re.DOTALL)
    if match is None:
        raise ValueError(f"{HEADER}: the marks 'cffi: begin' and 'cffi: end' are missing")
    return re.sub(r"/\*.*?\*/", "", match.group(1), flags=re.DOTALL)


def of_numbers(declared: str, number: str) -> str:
    """Return declarations whose real is a type of C."""
    return re.sub(r"\breal\b", number, declared)


def float32_declarations(declared: str, names: list[str]) -> str:
    """Return the declarations of these names once more, for binary32, as name_f32."""
    found = []
    for name in names:
        pattern = rf"^(typedef struct {{[^}}]*}} {name};|[\w ]+ {name}\([^;]*\);)"
        match = re.search(pattern, declared, re.MULTILINE)
        if match is None:
            raise ValueError(f"{HEADER}: it does not declare {name}, which {NAMES_OF_FLOAT32} has")
        found.append(match.group(1))
    ours = "|".join(names)
    return re.sub(rf"\b({ours})\b", r"\1_f32", of_numbers("\n".join(found), "float"))


DECLARED = declarations(HEADER.read_text(encoding="utf-8"))
RENAMED = re.findall(r"^#define (\w+) \1_f32$", NAMES_OF_FLOAT32.read_text("utf-8"), re.MULTILINE)
FLOAT32 = float32_declarations(DECLARED, RENAMED)

ffibuilder = FFI()
ffibuilder.cdef(of_numbers(DECLARED, "double") + FLOAT32)
ffibuilder.set_source(
    "refnet._core",
    '#include "refnet.h"\n' + FLOAT32,
    sources=[str(path.relative_to(ROOT)) for path in sorted(ROOT.glob("csrc/**/*.c"))],
    include_dirs=["csrc"],
    depends=[str(path.relative_to(ROOT)) for path in sorted(ROOT.glob("csrc/**/*.h"))],
    extra_compile_args=[*CFLAGS, "-pthread"],
    extra_link_args=["-pthread", "-lm"],
)
