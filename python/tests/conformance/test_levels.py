"""Levels: which cases belong to one, and which one a port reaches."""

import json
from collections.abc import Iterable
from dataclasses import replace

import pytest
from support.ports import CASES

from refnet.conformance.fixtures import Case, Piece
from refnet.conformance.levels import LEVELS, level_of, reached
from refnet.conformance.verdicts import Verdict


def passed(cases: Iterable[Case] = CASES.values()) -> dict[str, Verdict]:
    return {case.id: Verdict("test", case.id) for case in cases}


def test_an_input_belongs_to_the_level_of_its_requests() -> None:
    article = CASES["button_press/article"]
    lines = [json.dumps(CASES[name].request) for name in ("rabbit/no_weights", "neuron/no_inputs")]
    pieces: list[Piece] = ["no JSON\n", *(f"{line}\n" for line in lines), {"base64": "//8K"}]
    several = replace(article, chapter="protocol", request=None, input=pieces)
    assert level_of(several) == 3
    assert level_of(replace(several, input=pieces[:2])) == 1


@pytest.mark.parametrize(
    ("case", "level"),
    [
        ("button_press/article", 1),
        ("protocol/no_json", 1),
        ("protocol/part_twice", 4),  # a request for a dense network
        ("conv/order_of_the_patch", 6),
        ("hebb/length_1_from_above", 6),
        ("model_file/predict_gru_one_unit", 6),  # the layer is named in the file
        ("model_file/bad_file_units_beyond_64_bits", 5),
        ("model_file/save_masking_without_an_input_shape", 6),
    ],
)
def test_the_level_of_a_case(case: str, level: int) -> None:
    assert level_of(CASES[case]) == level


def test_every_level_has_cases_and_chapters_of_networks_keep_out_other_layers() -> None:
    assert {level_of(case) for case in CASES.values()} == set(LEVELS)
    unknown = replace(CASES["button_press/article"], chapter="alchemy")
    assert level_of(unknown) == max(LEVELS)


def test_a_level_is_reached_if_all_up_to_it_agree() -> None:
    verdicts = passed()
    assert reached(CASES.values(), verdicts.values()).exact == max(LEVELS)
    verdicts["conv/order_of_the_patch"] = Verdict("test", "conv/order_of_the_patch", "crashed")
    found = reached(CASES.values(), verdicts.values())
    assert (found.exact, found.missing[6]) == (5, 1)
    verdicts["neuron/no_inputs"] = Verdict("test", "neuron/no_inputs", skipped="no neuron")
    found = reached(CASES.values(), verdicts.values())
    assert (found.exact, found.missing[3], found.missing[4]) == (2, 1, 0)
    assert sum(found.cases.values()) == len(CASES)


def test_close_numbers_reach_a_level_of_their_own() -> None:
    verdicts = passed()
    case = next(case.id for case in CASES.values() if case.chapter == "neuron")
    verdicts[case] = Verdict("test", case, close=2)
    found = reached(CASES.values(), verdicts.values())
    assert (found.exact, found.close) == (2, 6)


def test_what_was_not_run_is_not_reached_and_neither_is_a_bad_ending() -> None:
    some = [case for case in CASES.values() if level_of(case) == 1]
    assert reached(CASES.values(), passed(some).values()).exact == 1
    assert reached(CASES.values(), passed(some[1:]).values()).exact == 0
    assert reached(some, passed(some).values()).exact == 1
    ending = Verdict("test", "protocol/end_of_input", "crashed")
    assert reached(some, [*passed(some).values(), ending]).exact == 0
