"""The mistakes that failing ports are told; test_catalogue.py has how they are caught and named."""

import json
import re

import pytest
from support.ports import CASES

from refnet.conformance.compare import first_difference
from refnet.conformance.mistakes import MISTAKES, model_file, with_floats
from refnet.conformance.mistakes.mistake import read_table
from refnet.conformance.mistakes.variant import variant

ENDLESS = "button_press/early_overflow_of_many_trials"  # for a port that does not refuse it
LONG = 40  # a run of more iterations takes its time, and shows no more
REQUESTS = [
    (case, with_floats(case.request))
    for case in CASES.values()
    if case.request is not None
    and case.expected.get("error", {"code": "diverged"})["code"] == "diverged"
    and case.request.get("iterations", 0) <= LONG
    and case.id != ENDLESS
]


@pytest.mark.parametrize(
    ("fixture", "rule", "words"),
    [
        ("conv/order_of_the_patch", "CONV-1", "adds (?!the bias for)"),
        ("conv/padded_cells_are_added", "CONV-1", "leaves the products"),
        ("conv/order_of_the_weight_gradients", "CONV-2", "adds"),
        ("conv/order_of_the_input_gradients", "CONV-3", "adds (the|over windows)"),
        ("conv/order_of_the_filters", "CONV-3", "adds over the units or filters"),
        ("pooling/max_gradients_in_order", "POOL-2", "adds"),
        ("pooling/average_sums_in_order", "POOL-3", "adds|divides|rounds"),
        ("pooling/average_of_negative_zeros", "POOL-3", "starts"),
        ("pooling/average_gradients_in_order", "POOL-4", "adds"),
        ("sequences/repeat_order_of_the_gradients", "SEQ-2", "adds|rounds"),
        ("sequences/each_step_order_of_the_gradients", "SEQ-3", "adds"),
        ("batch_normalization/order_of_the_sums", "BNORM-1", "adds (?!position)"),
        ("batch_normalization/many_examples", "BNORM-5", "adds from"),
        ("embedding/order_of_the_gradients", "EMBED-2", "adds"),
        ("recurrent/order_of_the_sums", "RNN-1", "adds"),
        ("recurrent/order_of_the_input_gradients", "RNN-2", "adds the gradients of a state from"),
        ("recurrent/order_of_the_gradients", "RNN-3", "adds (?!.*LSTM)"),
        ("recurrent/order_of_the_gradients_backwards", "RNN-3", "adds (?!.*LSTM)"),
        ("lstm/order_of_the_sums", "LSTM-1", "adds"),
        ("lstm/order_of_the_gradients", "RNN-3", "adds .*LSTM"),
        ("lstm/order_of_the_gradients", "ARITH-2", "fuses the .*cells"),
        ("gru/order_of_the_sums", "GRU-1", "adds|moves"),
        ("gru/order_of_the_gradients", "GRU-3", "adds"),
        ("gru/order_of_the_sums", "ARITH-2", "fuses the (sum of the outputs|product of the reset)"),
        ("gru/order_of_the_input_gradients", "ARITH-2", "fuses the gradient of the outputs"),
        ("dropout/one_batch", "DROP-1", "draws for (the|all)|draws number"),
        ("dropout/shuffled", "DROP-3", "draws|shuffles|seeds|has"),
        ("recurrent/dropout_one_batch", "RNN-7", "draws (for the|new)"),
        ("recurrent/kept_and_dropped_in_order", "RNN-7", "multiplies the"),
        ("lstm/dropout_in_a_network", "RNN-7", "draws (for the|new)"),
        ("gru/kept_and_dropped_in_order", "RNN-7", "multiplies both gradients"),
        ("bidirectional/gru_kept_and_dropped_in_order", "BI-3", "."),
        ("recurrent/stateful_shuffled", "RNN-6", "keeps the states (in|after|before|that)"),
    ],
)
def test_an_order_has_a_fixture_that_every_other_order_fails(
    fixture: str, rule: str, words: str
) -> None:
    case, request = CASES[fixture], with_floats(CASES[fixture].request or {})
    orders = [
        mistake
        for mistake in MISTAKES["train"]
        if mistake.rule == rule and re.match(words, mistake.description)
    ]
    assert orders
    for mistake in orders:
        difference = first_difference(case.expected, mistake.answer(request))
        assert difference is not None, mistake.description


@pytest.mark.parametrize("folder", sorted({case.split("/")[0] for case in CASES}))
def test_every_mistake_has_an_answer_to_every_request(folder: str) -> None:
    """Whatever an edit leads to is the answer of a port that makes the mistake, not a crash."""
    requests = [request for case, request in REQUESTS if case.id.startswith(f"{folder}/")]
    short = [request for request in requests if len(json.dumps(request)) < 1500]
    networks = [request for request in short if request["experiment"] in ("train", "dense")]
    others = [request for request in short if request not in networks]
    # every mistake of every kind of layer is tried on a network: some of the networks are enough
    for request in [*others, *networks[:: len(networks) // 7 + 1]]:
        if "epochs" in request:  # one epoch goes through all code
            request = {**request, "epochs": 1.0, "record": [1.0]}
        for mistake in MISTAKES[request["experiment"]]:
            assert isinstance(mistake.answer(request), dict), mistake.description


@pytest.mark.parametrize("function", ["save_model", "load_model", "predict"])
def test_model_files_without_a_mistake(function: str) -> None:
    """The mistakes are edits of functions beside the reference, which must be right."""
    run = getattr(model_file, function)
    cases = [each for each in REQUESTS if each[1]["experiment"] == function]
    assert len(cases) > 5
    for case, request in cases:
        assert first_difference(case.expected, run(request)) is None, case.id


def test_a_table_says_what_is_edited() -> None:
    assert read_table("""
        SUM-1 adds the products from the last to the first
          weighted_sum: a => b
        PRESS-2 takes output - desired as the error
          output_error: desired - output =>
              output -
              desired
          add_rule: c: d => e
          add_rule: f => g
    """) == [
        ("SUM-1", "adds the products from the last to the first", {"weighted_sum": [("a", "b")]}),
        (
            "PRESS-2",
            "takes output - desired as the error",
            {
                "output_error": [("desired - output", "output - desired")],
                "add_rule": [("c: d", "e"), ("f", "g")],
            },
        ),
    ]


def test_descriptions_are_unique_and_cite_a_rule() -> None:
    for experiment, mistakes in MISTAKES.items():
        told = [(each.rule, each.description, each.version) for each in mistakes]
        assert len(told) == len(set(told)), experiment
        assert all(re.fullmatch(r"[A-Z]+-\d+", rule) for rule, *_ in told)


def test_an_edit_of_what_is_not_there_is_an_error() -> None:
    with pytest.raises(ValueError, match="weighted_sum has no 'no such text'"):
        variant({"weighted_sum": [("no such text", "x")]})
    with pytest.raises(ValueError, match="the chapters have no weigh"):
        variant({"weigh": [("x", "y")]})
