"""What a line of a port holds, and which rule it breaks."""

import pytest

from refnet.conformance.answers import NO_ID, read_line, same_id


@pytest.mark.parametrize(
    "line",
    [
        b'{"id": 1, "x": [0, -0.5, 1e-320, -1e-30, "-0", "NaN", "0x8000000000000000"]}',
        b' {"id":1}\r',
        b'{"id": 1, "error": {"message": "expected -0.0, NaN or \\ud83d\\ude00"}}',
        '{"id": 1, "x": "\u20ac -0"}'.encode(),
    ],
)
def test_right_lines_have_no_fault(line: bytes) -> None:
    reading = read_line(line)
    assert (reading.fault, reading.id) == (None, 1)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (
            b'{"id": 1, "x": NaN}',
            'the bare word NaN, which is no JSON: a port writes "NaN" (NUM-2)',
        ),
        (b'{"id": 1, "x": -Infinity}', "the bare word -Infinity"),
        (b'{"id": 1, "x": [-0.0]}', "the number -0.0"),
        (b'{"id": 1, "x": -0}', "the number -0:"),
        (b'{"id": 1, "x": -0e5}', "the number -0e5"),
        (b'{"id": 1, "x": -1e-400 }', "the number -1e-400"),
        (b'{"id": 1, "x": {"a": 1, "b": 2, "a": 1}}', "the key 'a' twice"),
        (b'{"id": 1, "x": "\\uDC00"}', "half of a surrogate pair"),
    ],
)
def test_a_faulty_line_still_has_its_id(line: bytes, fault: str) -> None:
    reading = read_line(line)
    assert reading.fault is not None
    assert fault in reading.fault
    assert reading.id == 1


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (b"", "not JSON at character 1: an empty line"),
        (b"hello", "not JSON at character 1: expecting value, near hello"),
        (b'{"id": 1, "x": [1,]}', "not JSON at character 19"),
        (b'{"id": 1} {"id": 2}', "not JSON at character 11: extra data"),
        (b'{"x": "\xff"}', "byte 8 is not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[1]", "not an object, but a list"),
        (b'"id"', "not an object, but a string"),
        (b"7", "not an object, but a number"),
        (b"true", "not an object, but true"),
        (b"{}", "an object without an id"),
    ],
)
def test_a_line_without_an_id_is_told_so(line: bytes, fault: str) -> None:
    reading = read_line(line)
    assert reading.id is NO_ID
    assert reading.fault is not None
    assert fault in reading.fault


def test_an_id_is_a_number_or_a_string_and_stays_that() -> None:
    assert same_id(7, 7.0)
    assert same_id("7", "7")
    assert same_id(None, None)
    for expected, got in ((7, "7"), (7, 7.5), (1, True), (None, 0.0), (7, NO_ID), ("7", 7.0)):
        assert not same_id(expected, got)
