"""CSV files: columns, targets, scales."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from refnet import RefnetError
from refnet.files.tables import Scale, classes_of, ordered, read_table, scale_of


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


@pytest.mark.parametrize(
    ("target", "classes"),
    [
        (["b", "a", "b"], ["a", "b"]),
        (["10", "9", "9"], ["9", "10"]),
        (["1.0", "0.0"], ["0.0", "1.0"]),
        (["1.5", "2"], None),
        (["2", "1e-3"], None),
        (["a", "1.5"], ["1.5", "a"]),
        (["", "1"], ["", "1"]),
        (["1", "nan"], None),
        (["1", "2_1"], ["1", "2_1"]),
    ],
)
def test_a_target_holds_classes_or_measurements(
    target: list[str], classes: list[str] | None
) -> None:
    assert classes_of(target) == classes


@pytest.mark.parametrize("target", [["1.5", "a"], ["1.5", "nan"]])
def test_a_target_with_a_word_anywhere_holds_classes(target: list[str]) -> None:
    assert classes_of(target) == classes_of(target[::-1])


def test_classes_that_are_not_all_numbers_are_sorted_as_text() -> None:
    assert ordered(["nan", "9", "10"]) == ordered(["9", "10", "nan"]) == ["10", "9", "nan"]
    assert ordered(["9", "10", "1.5"]) == ["1.5", "9", "10"]


def test_classes_have_the_same_order_in_every_process() -> None:
    text = (
        "from refnet.files.tables import classes_of; print(classes_of(['1', '1.0', '01', '1.00']))"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", text],
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            stdout=subprocess.PIPE,
        )
        for seed in range(1, 5)
    ]
    printed = {process.communicate()[0] for process in processes}
    assert len(printed) == 1
    assert printed != {b""}


def test_a_scale_standardizes_columns() -> None:
    numbers = np.random.RandomState(3).normal(5, 3, (100, 2))
    scaled = scale_of(numbers).applied(numbers)
    np.testing.assert_allclose(scaled.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(scaled.std(axis=0), 1, rtol=1e-12)
    assert scale_of(np.ones((7, 1))) == Scale([1.0], [1.0])


def test_a_constant_column_gets_the_deviation_1() -> None:
    scale = scale_of(np.full((120, 2), 0.1))
    assert scale.deviation == [1.0, 1.0]
