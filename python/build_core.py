"""The cffi build script: compiles csrc/ into the module refnet._core (API mode, out of line).

setup.py names it; ``pip install`` runs it.
"""

import re
from pathlib import Path

from cffi import FFI

ROOT = Path(__file__).resolve().parent.parent
CSRC = ROOT / "csrc"
NAMES_OF_FLOAT32 = CSRC / "float32.h"

# No multiply-add that the compiler fuses and no fast-math: the rules ARITH-* of the spec forbid
# both; where binary32 wants a fused one, the text says so (refnet_plus_product). No -march either:
# what ships must run on every processor of its architecture. -O2, because at -O3 the compiler
# vectorises loops over a handful of weights, and their set-up doubles the time.
# -fno-semantic-interposition: calls of exported functions may be inlined. -UNDEBUG: Python's own
# flags would remove the assertions. -Wno-psabi: GCC notes that its versions differ in how they pass
# wide vectors, which here only functions of the same file pass to each other.
CFLAGS = [
    "-std=c11",
    "-O2",
    "-ffp-contract=off",
    "-fvisibility=hidden",
    "-fno-semantic-interposition",
    "-fno-math-errno",
    "-UNDEBUG",
    "-Wno-psabi",
    "-Wall",
    "-Wextra",
]


def headers(header: Path = CSRC / "refnet.h") -> list[Path]:
    """Return a header and those that it includes, each once and after those that it needs.

    What real.h includes is left out: float32.h has the names of the second compilation only.
    """
    found: dict[Path, None] = {}

    def visit(path: Path) -> None:
        included = re.findall(r'^#include "([^"]+)"$', path.read_text("utf-8"), re.MULTILINE)
        for name in included:
            if path.name != "real.h":
                visit((path.parent / name).resolve())
        found[path] = None

    visit(header)
    return list(found)


def declarations(header: str, float32: bool = False) -> str:
    """Return what cffi's parser reads of a header: no comments, no directives but numbers."""
    header = re.sub(r"/\*.*?\*/", "", header, flags=re.DOTALL)
    if float32:
        header = re.sub(
            r"^#ifndef REFNET_FLOAT32\n.*?^#endif\n", "", header, flags=re.DOTALL | re.MULTILINE
        )
    return re.sub(r"^#(?!define \w+ \d+$)(?:.*\\\n)*.*\n", "", header, flags=re.MULTILINE)


def of_numbers(declared: str, number: str) -> str:
    """Return declarations whose real is a type of C."""
    return re.sub(r"\breal\b", number, declared)


def float32_declarations(declared: str, names: list[str]) -> str:
    """Return the declarations of these names once more, for binary32, as name_f32."""
    found = {}
    pattern = r"^(?:typedef struct \{[^}]*\} (\w+);|[\w *]+?\b(\w+)\([^;]*\);)"
    for match in re.finditer(pattern, declared, re.MULTILINE):
        found[match[1] or match[2]] = match[0]
    unknown = [name for name in names if name not in found]
    if unknown:
        raise ValueError(f"{NAMES_OF_FLOAT32}: no header declares {', '.join(unknown)}")
    renamed = "\n".join(text for name, text in found.items() if name in names)
    return re.sub(rf"\b({'|'.join(names)})\b", r"\1_f32", of_numbers(renamed, "float"))


TEXTS = [path.read_text("utf-8") for path in headers() if path.name != "real.h"]
DECLARED = "\n".join(declarations(text) for text in TEXTS)
# a long name has a line of its own
RENAMED = re.findall(
    r"^#define (\w+) (?: *\\\n +)?\1_f32$", NAMES_OF_FLOAT32.read_text("utf-8"), re.MULTILINE
)
FLOAT32 = float32_declarations(
    "\n".join(declarations(text, float32=True) for text in TEXTS), RENAMED
)

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
