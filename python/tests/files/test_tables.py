"""CSV files: columns, targets, scales."""

from pathlib import Path

import pytest

from refnet import RefnetError
from refnet.files.tables import has_decimal_comma, read_table, row_numbers


def test_lines_are_counted_past_blank_lines_and_line_breaks(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text('a,t\n1,"x\ny"\n\n2,z\n')
    assert read_table(path, "t", []).lines == [3, 5]


def test_spaces_around_names_of_columns_are_ignored(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("a , b, price \n1,2,x\n")
    table = read_table(path, "price", ["b", "a"])
    assert (table.columns, table.numbers.tolist(), table.target) == (["b", "a"], [[2, 1]], ["x"])
    assert read_table(path, " price", []).columns == ["a", "b"]
    path.write_text("a,a ,price\n1,2,x\n")
    with pytest.raises(RefnetError, match="columns of different names"):
        read_table(path, "price", [])


def test_tables_as_spreadsheets_write_them(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(b'\xef\xbb\xbf"a",b,"t u"\r\n 1.5 ,-2e3,"x, y"\r\n\r\n3,4, z \r\n')
    table = read_table(path, "t u", [])
    assert table.columns == ["a", "b"]
    assert table.numbers.tolist() == [[1.5, -2000.0], [3.0, 4.0]]
    assert table.target == ["x, y", "z"]
    assert read_table(path, None, ["b"]).numbers.tolist() == [[-2000.0], [4.0]]


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("a,a,t\n" + "1,2,x\n" * 5)
    with pytest.raises(RefnetError) as caught:
        read_table(path, "t", [])
    assert caught.value.code == "bad_file"


def test_an_empty_table_is_a_bad_file(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("")
    with pytest.raises(RefnetError) as caught:
        read_table(path, "t", [])
    assert caught.value.code == "bad_file"


def test_columns_can_be_dropped_and_left_out(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("n;a;b;t\n" + "".join(f"{i};{i * i};x;{i % 2}\n" for i in range(7)))
    table = read_table(path, "t", delimiter=";", drop=["b"])
    assert (table.name, table.columns) == (str(path), ["n", "a"])
    assert row_numbers(table) == ["n"]
    other = table.without(["n"])
    assert (other.columns, other.numbers.tolist()) == (["a"], [[i * i] for i in range(7)])
    assert row_numbers(other) == []


def test_few_rows_are_not_numbered(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("n,t\n0,a\n1,b\n2,c\n3,d\n")
    assert row_numbers(read_table(path, "t")) == []


@pytest.mark.parametrize(
    ("text", "comma"),
    [
        *[("1,5", True), ("-0,25", True), ("1.234,5", True), ("1,000", True)],
        *[("1.5", False), ("a,b", False), ("1,5,2", False), (",5", False), ("", False)],
    ],
)
def test_decimal_commas_are_recognised(text: str, comma: bool) -> None:
    assert has_decimal_comma(text) == comma
