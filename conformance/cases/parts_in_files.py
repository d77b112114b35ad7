"""Cases of parts and of return_state in model files: saved, read, damaged, and predictions."""

from math import prod
from typing import Any

from cases import Draft, refusal, trajectories
from cases.files import (
    NO_FILE,
    description_2,
    file_2,
    load,
    predict,
    read_files,
    saved_2,
    saved_networks,
)
from cases.graphs import concatenate, of
from cases.graphs_in_files import held
from cases.networks import Json, layer, spread
from cases.parts import STATE, part
from cases.steps import gru, lstm, masking, reset_before, simple_rnn

WAYS: list[Json] = [
    masking(),
    lstm(2, 2, "part file", **STATE, return_sequences=True, dropout=0.25, stateful=True),
    part(0, 3, 2),
    reset_before(2, 1, "part file", **STATE, go_backwards=True),
    of(1, part(8, 2)),
    concatenate(3, 4),
    layer(4, 2, "linear", "part file"),
]
NO_STATE = [lstm(2, 2, "told")]
# text, layers, the shape of an example
NETWORKS: dict[str, tuple[str, list[Json], list[int]]] = {
    "ways_apart": ("Outputs and cells that go different ways.", WAYS, [3, 2]),
    "simple_rnn": ("The state of a simple layer.", [simple_rnn(2, 2, "s", **STATE)], [3, 2]),
    "gru": ("The state of gated units.", [gru(2, 2, "s", **STATE)], [3, 2]),
    "no_state": (
        "The default, of which a file has nothing.",
        [{**NO_STATE[0], "return_state": False}],
        [3, 2],
    ),
    "image": ("A part of an image.", [part(1, 2, 2)], [2, 3, 1]),
}


def told(i: int, **changes: Any) -> bytes:
    """Return the file of outputs and cells with other entries in a layer."""
    about = description_2(WAYS, input_shape=[3, 2])
    entries = [*about["layers"]]
    entries[i] = {**entries[i], **changes}
    return file_2(WAYS, {**about, "layers": entries})


# label, what is told, the file
DAMAGED: list[tuple[str, str, bytes]] = [
    ("state_null", "A return_state that is null.", told(1, return_state=None)),
    ("state_a_number", "A return_state that is a number.", told(3, return_state=1)),
    ("no_state", "A state that no layer returns.", told(1, return_state=False)),
    ("first_a_text", "A part that begins with a text.", told(4, first="8")),
    ("first_not_whole", "A part that begins between two numbers.", told(4, first=0.5)),
    ("first_negative", "A part that begins before the first number.", told(4, first=-1)),
    ("first_beyond", "A part that ends after the last number.", told(4, first=9)),
    ("shape_a_number", "A shape that is a number.", told(4, target_shape=2)),
    ("shape_empty", "A shape without a size.", told(4, target_shape=[])),
    ("shape_0", "A part without numbers.", told(4, target_shape=[0])),
]
WITHOUT: Json = {"kind": "part", "target_shape": [3, 2]}
ENTRIES = description_2(WAYS, input_shape=[3, 2])["layers"]
READ: list[tuple[str, str, bytes, Json, str]] = [
    *(
        (
            f"load_parts_{name}",
            words,
            saved_2(layers, input_shape=shape),
            held(NO_STATE if name == "no_state" else layers, shape),
            "what has been saved is read again",
        )
        for name, (words, layers, shape) in NETWORKS.items()
    ),
    (
        "load_parts_first_in_another_notation",
        "A first number with a point.",
        told(4, first=8.0),
        held(WAYS, [3, 2]),
        "a count may be written so",
    ),
]
CASES = [
    *saved_networks({f"parts_{name}": own for name, own in NETWORKS.items()}),
    *read_files(READ),
    *trajectories(
        [
            (
                f"predict_parts_{name}",
                words,
                "FILE-5 PART-1" if name == "image" else "FILE-5 PART-3",
                predict(
                    saved_2(layers, input_shape=shape),
                    spread(4, prod(shape), f"predict parts {name}"),
                ),
                "a network in a file returns its states",
            )
            for name, (words, layers, shape) in NETWORKS.items()
        ]
    ),
    *(
        Draft(
            f"bad_file_parts_{name}",
            words,
            "FILE-4 ERR-12",
            load(content),
            "a file may come from anywhere",
            expected=refusal("bad_file", "model", NO_FILE),
        )
        for name, words, content in [
            *DAMAGED,
            (
                "no_first",
                "A part that does not say where it begins.",
                file_2(
                    WAYS,
                    {
                        **description_2(WAYS, input_shape=[3, 2]),
                        "layers": [*ENTRIES[:2], WITHOUT, *ENTRIES[3:]],
                    },
                ),
            ),
        ]
    ),
]
