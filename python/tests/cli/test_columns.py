"""Which columns of a CSV file are trained on, and how the file is read."""

import random
from pathlib import Path

import pytest
from support.commands import csv, invoke, refusal, told

import refnet

CHANCE = random.Random(3)
ROWS = [
    [f"{CHANCE.gauss(i % 2, 1):.3f}", f"{CHANCE.gauss(0, 1):.3f}", "ny"[i % 2]] for i in range(40)
]
SHORT = ["--hidden", 2, "--epochs", 1]


def write(path: Path, head: list[str], rows: list[list[str]], delimiter: str = ",") -> Path:
    path.write_text("".join(delimiter.join(row) + "\n" for row in [head, *rows]))
    return path


def plain(tmp_path: Path) -> dict[str, object]:
    table = write(tmp_path / "plain.csv", ["a", "b", "t"], ROWS)
    return told("train", *csv(table, "t"), *SHORT)


@pytest.mark.parametrize("start", [0, 1])
def test_a_column_that_numbers_the_rows_is_left_out(start: int, tmp_path: Path) -> None:
    numbered = [[str(i), *row] for i, row in enumerate(ROWS, start)]
    table, model = write(tmp_path / "t.csv", ["row no", "a", "b", "t"], numbered), tmp_path / "m"
    for options in ([], ["--json"]):
        result = invoke("train", *csv(table, "t"), *SHORT, "--save", model, *options)
        assert result.exit_code == 0
        assert result.stderr == (
            'refnet: column "row no" only numbers the rows and is left out; '
            "--keep 'row no' trains on it\n"
        )
    assert refnet.load(model).columns == ["a", "b"]
    assert refnet.load(model).weights_sha256() == plain(tmp_path)["weights_sha256"]
    resumed = told("train", *csv(table, "t"), "--resume", model, "--epochs", 2)
    assert resumed["epochs"] == 2
    assert told("evaluate", model, "--csv", table)["tested"] == 40
    told("train", *csv(table, "t"), *SHORT, "--save", model, "--keep", "row no")
    assert refnet.load(model).columns == ["row no", "a", "b"]


@pytest.mark.parametrize(
    "numbers",
    [
        [str(i) for i in range(39, -1, -1)],
        [str(i) for i in range(2, 42)],
        [str(2 * i) for i in range(40)],
        [str(i // 2) for i in range(40)],
        [f"{i}.5" for i in range(40)],
    ],
    ids=["backwards", "from two", "even", "twice", "halves"],
)
def test_other_counts_are_inputs(numbers: list[str], tmp_path: Path) -> None:
    rows = [[number, *row] for number, row in zip(numbers, ROWS, strict=True)]
    table, model = write(tmp_path / "t.csv", ["n", "a", "b", "t"], rows), tmp_path / "m"
    told("train", *csv(table, "t"), *SHORT, "--save", model)
    assert refnet.load(model).columns == ["n", "a", "b"]


def test_the_only_column_is_an_input(tmp_path: Path) -> None:
    rows = [[str(i), str(i * i / 7)] for i in range(40)]
    table, model = write(tmp_path / "t.csv", ["x", "y"], rows), tmp_path / "m"
    told("train", *csv(table, "y"), *SHORT, "--save", model)
    assert refnet.load(model).columns == ["x"]


def test_columns_without_a_name_are_refused_or_dropped(tmp_path: Path) -> None:
    indexed = [[str(i), *row] for i, row in enumerate(ROWS)]  # as pandas writes it
    table, model = write(tmp_path / "t.csv", ["", "a", "b", "t"], indexed), tmp_path / "m"
    line = refusal("train", *csv(table, "t"))
    assert line == (
        f"refnet: {table}, line 1: column 1 has no name; name it, or leave it out with --drop ''"
    )
    shown = told("train", *csv(table, "t"), *SHORT, "--drop", "", "--save", model)
    assert shown == plain(tmp_path)
    assert len(told("predict", model, "--csv", table)["outputs"]) == 40
    write(table, ["a", "", "b", "t"], [[row[0], "x", *row[1:]] for row in ROWS])
    assert "column 2 has no name" in refusal("train", *csv(table, "t"))
    write(table, ["a", "b", "t", ""], [[*row, "x"] for row in ROWS])
    assert "column 4 has no name" in refusal("train", *csv(table, "t"))
    assert told("train", *csv(table, "t"), *SHORT, "--drop", "") == shown
    assert len(told("predict", model, "--csv", table)["outputs"]) == 40


def test_columns_of_one_name_are_refused_or_dropped(tmp_path: Path) -> None:
    rows = [[*row, "1", "x"] for row in ROWS]
    table = write(tmp_path / "t.csv", ["a", "b", "t", "c", "c "], rows)
    reason = f'refnet: {table}, line 1: expected columns of different names, got "c" twice'
    assert refusal("train", *csv(table, "t")).startswith(reason)
    assert told("train", *csv(table, "t"), *SHORT, "--drop", "c") == plain(tmp_path)
    write(table, ["a", "t", "t"], ROWS)
    assert 'got "t" twice' in refusal("train", *csv(table, "t"))


def test_dropped_columns_need_not_be_numbers_then_or_later(tmp_path: Path) -> None:
    rows = [[f"person {i}", row[0], row[1], "2026-11-26", row[2]] for i, row in enumerate(ROWS)]
    table, model = tmp_path / "t.csv", tmp_path / "m"
    write(table, ["name", "a", "b", "day", "t"], rows)
    assert "--drop name leaves the column out" in refusal("train", *csv(table, "t"))
    drop = ["--drop", "name", "--drop", " day "]
    assert told("train", *csv(table, "t"), *SHORT, *drop, "--save", model) == plain(tmp_path)
    assert len(told("predict", model, "--csv", table)["outputs"]) == 40
    assert told("evaluate", model, "--csv", table)["tested"] == 40
    assert told("train", *csv(table, "t"), "--resume", model, "--epochs", 2)["epochs"] == 2
    write(table, ["a", "b"], [row[:2] for row in ROWS])
    assert len(told("predict", model, "--csv", table)["outputs"]) == 40


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--drop", "aa"], '--drop: there is no "aa", only a, b, t; did you mean "a"?'),
        (["--drop", "a", "--drop", "b"], "expected names of columns to learn from"),
        (["--keep", "bb"], '--keep: there is no "bb", only a, b; did you mean "b"?'),
        (["--keep", "t"], '--keep: there is no "t", only a, b'),
    ],
)
def test_wrong_columns_to_drop_are_refused(options: list[str], reason: str, tmp_path: Path) -> None:
    table = write(tmp_path / "t.csv", ["a", "b", "t"], ROWS)
    assert reason in refusal("train", *csv(table, "t"), *options)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--drop", "t"], "--drop: the target cannot be left out"),
        (["--drop", " t "], "--drop: the target cannot be left out"),
        (["--keep", "a", "--drop", "a"], '--keep and --drop both name "a"'),
        (["--keep", "b", "--keep", " a", "--drop", "a "], '--keep and --drop both name "a"'),
        (["--delimiter", "ab"], "expected one character, such as ';', or tab"),
        (["--delimiter", '"'], "expected one character"),
        (["--delimiter", ""], "expected one character"),
        (["--resume", "m", "--drop", "a"], "--drop cannot be given with --resume"),
        (["--resume", "m", "--keep", "a"], "--keep cannot be given with --resume"),
    ],
)
def test_wrong_options_have_status_2(options: list[str], reason: str, tmp_path: Path) -> None:
    table = write(tmp_path / "t.csv", ["a", "b", "t"], ROWS)
    result = invoke("train", *csv(table, "t"), *options)
    assert result.exit_code == 2
    assert reason in result.stderr.splitlines()[-1]


@pytest.mark.parametrize("option", ["--drop", "--keep", "--delimiter"])
def test_options_of_a_table_are_not_for_data_sets(option: str) -> None:
    result = invoke("train", "digits", option, ";")
    assert result.exit_code == 2
    assert f"{option} is for --csv FILE" in result.stderr


@pytest.mark.parametrize(
    ("delimiter", "options"),
    [(";", [";"]), ("\t", ["tab", "\\t", "\t"]), ("|", ["|"]), (":", [":"])],
)
def test_delimiters(delimiter: str, options: list[str], tmp_path: Path) -> None:
    table, model = write(tmp_path / "t.csv", ["a", "b", "t"], ROWS, delimiter), tmp_path / "m"
    for option in options:
        given = ["--delimiter", option]
        trained = told("train", *csv(table, "t"), *SHORT, *given, "--save", model)
        assert trained == plain(tmp_path)
        assert len(told("predict", model, "--csv", table, *given)["outputs"]) == 40
        assert told("evaluate", model, "--csv", table, *given)["tested"] == 40
    if delimiter == ":":
        return
    for command in (["train", "--target", "t"], ["predict", model], ["evaluate", model]):
        line = refusal(*command, "--csv", table)
        shown = "tab" if delimiter == "\t" else f'"{delimiter}"'
        assert line.endswith(f"; try --delimiter {shown}")


def test_decimal_commas_are_named(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    write(path, ["a", "t"], [["1,5", "x"], ["2,5", "y"]] * 9, ";")
    line = refusal("train", *csv(path, "t"), "--delimiter", ";")
    assert line.startswith(f'refnet: {path}, line 2: expected a number in column "a", got "1,5"')
    assert "decimal point" in line
    write(path, ["a", "t"], [[str(i * i), f"{i},{i % 7}5"] for i in range(30)], ";")
    line = refusal("train", *csv(path, "t"), "--delimiter", ";")
    assert line.startswith(f'refnet: {path}, line 2: expected a number in the target, got "0,05"')


def test_files_as_other_programs_write_them(tmp_path: Path) -> None:
    expected, path = plain(tmp_path), tmp_path / "t.csv"
    lines = [["a", "b", "t"], *ROWS]
    for text in (
        "\ufeff" + "".join(",".join(f'"{cell}"' for cell in row) + "\r\n" for row in lines),
        "".join(",".join(row) + ",\n" for row in lines),  # a delimiter at each line's end
        "".join(" , ".join(row) + "\n\n \n" for row in lines),
        "\r".join(",".join(row) for row in lines),
        "\n".join(",".join(row) for row in lines),  # no end of the last line
    ):
        path.write_bytes(text.encode())
        assert told("train", *csv(path, "t"), *SHORT) == expected
    path.write_text("".join(",".join(row) + "," * (i > 0) + "\n" for i, row in enumerate(lines)))
    assert refusal("train", *csv(path, "t")) == (
        f'refnet: {path}, line 2: expected 3 values, got 4; the line ends with ","'
    )
    path.write_text("sep=;\n" + "".join(";".join(row) + "\n" for row in lines))
    assert "remove this line" in refusal("train", *csv(path, "t"))


def test_a_command_without_the_option_names_no_option(tmp_path: Path) -> None:
    model, path = tmp_path / "m", tmp_path / "t.csv"
    own = refnet.Sequential([refnet.Dense(1, input_dim=2)])
    own.compile("sgd", "mse")
    own.save(model, include_optimizer=True)
    for head, row in ((["", "a"], ["1", "2"]), (["b", "a"], ["rose", "2"])):
        write(path, head, [row])
        assert "--drop" not in refusal("predict", model, "--csv", path)
    for command in ("evaluate", "predict"):
        result = invoke(command, model, "digits", "--delimiter", ";")
        assert (result.exit_code, "is for --csv FILE" in result.stderr) == (2, True)


def test_a_long_cell_is_shown_in_part(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", ["a", "t"], [["x" * 10_000, "y"]])
    line = refusal("train", *csv(path, "t"))
    assert len(line) < len(str(path)) + 200
