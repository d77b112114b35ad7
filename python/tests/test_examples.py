"""The example in C: it builds with the one compiler call that it names, and prints what it says."""

import os
import re
import shlex
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "examples" / "c"


def test_the_c_example(tmp_path: Path) -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    command, output = re.findall(r"```\n(.*?)```", readme, re.DOTALL)
    compile_line = command.splitlines()[0]
    head = (FOLDER / "xor.c").read_text(encoding="utf-8").split("#include")[0]
    assert compile_line in head

    compiler, *arguments = compile_line.split()
    assert compiler == "cc"
    program = tmp_path / "a.out"
    call = [*shlex.split(os.environ.get("CC", "cc")), *arguments, "-o", str(program)]
    subprocess.run(" ".join(call), shell=True, cwd=ROOT, check=True, timeout=300)
    printed = subprocess.run([program], capture_output=True, text=True, check=True, timeout=60)
    assert printed.stdout == output
