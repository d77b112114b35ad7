"""Why a program ended: in most languages the first line says so, in Python the last."""

import pytest

from refnet.conformance.last_words import CUT, LINE, excerpt, reason

LUA = """lua5.4: button_press.lua:16: attempt to perform arithmetic on a nil value (local 'w')
stack traceback:
\t[C]: in metamethod 'mul'
\tbutton_press.lua:16: in function 'weighted_sum'
\tbutton_press.lua:31: in upvalue 'button_press'
\t(...tail calls...)
\tport.lua:88: in main chunk
\t[C]: in ?
"""
GO = """reading the table
panic: runtime error: index out of range [3] with length 3

goroutine 1 [running]:
main.weightedSum(...)
\t/home/a/port/main.go:12
main.main()
\t/home/a/port/main.go:40 +0x1d
exit status 2
"""
RUST = """thread 'main' panicked at src/main.rs:12:9:
index out of bounds: the len is 3 but the index is 3
note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace
"""
PYTHON = """Traceback (most recent call last):
  File "port.py", line 9, in <module>
    main()
  File "port.py", line 5, in main
    output = weights["a"]
             ~~~~~~~^^^^^
KeyError: 'a'
"""
C = "port: sum.c:7: add: Assertion `n > 0' failed.\nAborted (core dumped)\n"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (LUA, LUA.splitlines()[0]),
        (GO, "panic: runtime error: index out of range [3] with length 3"),
        (RUST, "; ".join(RUST.splitlines()[:2])),
        (PYTHON, "KeyError: 'a'"),
        (C, "; ".join(C.splitlines())),
        ("ready\nout of buttons\n", "ready; out of buttons"),
        ("out of buttons", "out of buttons"),
        ("\n \n", ""),
    ],
    ids=["Lua", "Go", "Rust", "Python", "C", "two lines", "one line", "nothing"],
)
def test_the_line_that_says_why(text: str, why: str) -> None:
    assert reason(text) == why
    assert reason(excerpt(text)) == why


def test_an_excerpt_has_the_reason_and_the_last_lines() -> None:
    told = excerpt(LUA).splitlines()
    assert told[:2] == [LUA.splitlines()[0], CUT]
    assert told[2:] == [line.replace("\t", "    ") for line in LUA.splitlines()[-5:]]
    assert excerpt(PYTHON).splitlines() == [CUT, *PYTHON.splitlines()[-5:]]
    assert excerpt(RUST) == RUST.strip()
    assert excerpt("x" * 1000) == "x" * LINE + CUT
