"""Cases of graphs in model files: saved, read, damaged, and predictions."""

from math import prod
from typing import Any

from cases import Draft, refusal, trajectories
from cases.dropout_in_files import full
from cases.files import (
    NO_FILE,
    description_2,
    file_2,
    load,
    predict,
    read_files,
    save,
    saved,
    saved_2,
    saved_networks,
    text,
)
from cases.graphs import BRANCHES, RESIDUAL, add, concatenate, of
from cases.images import FLAT, conv2d
from cases.networks import Json, layer, spread, without
from cases.steps import lstm, masking, simple_rnn

STATES: list[Json] = [
    masking(),
    lstm(2, 2, "graph file", return_sequences=True, stateful=True),
    add(0, 1),
    of(0, simple_rnn(2, 3, "graph file", return_sequences=True)),
    concatenate(3, 2, 0),
    simple_rnn(7, 1, "graph file"),
]
IMAGES: list[Json] = [
    conv2d(1, 1, 1, 2, "graph file"),
    concatenate(-1, 0),
    of(1, FLAT),
    layer(12, 2, "softmax", "graph file"),
]
# text, layers, the shape of an example
NETWORKS: dict[str, tuple[str, list[Json], list[int]]] = {
    "residual": ("A sum around two layers.", RESIDUAL, [3]),
    "branches": ("Two branches side by side.", BRANCHES, [3]),
    "states_and_masks": ("Sequences on several ways, and states that are kept.", STATES, [3, 2]),
    "images": ("An image beside its convolution.", IMAGES, [2, 2, 1]),
    "merging_first": ("A sum of the inputs.", [add(-1, -1, -1)], [2, 3]),
    "named_chain": (
        "Dense layers that name the layers before them: version 2.",
        [of(-1, layer(3, 2, "tanh", "graph file")), of(0, layer(2, 2, "linear", "graph file"))],
        [3],
    ),
    "null_sources": (
        "Dense layers with null for their sources: a file of version 1.",
        [{**layer(3, 2, "tanh", "graph file"), "sources": None}],
        [3],
    ),
}


def content_of(name: str) -> bytes:
    """Return the file of a network."""
    _, layers, shape = NETWORKS[name]
    return saved_2(layers, input_shape=shape)


def held(layers: list[Json], shape: list[int]) -> Json:
    """Return the answer to load_model."""
    told = [each if each.get("sources") else without(each, "sources") for each in full(layers)]
    return {"input_shape": shape, "layers": told, "columns": None, "classes": None}


def told(i: int, **changes: Any) -> bytes:
    """Return the file of the residual network with other entries in a layer."""
    about = description_2(RESIDUAL, input_shape=[3])
    entries = [*about["layers"]]
    entries[i] = {**entries[i], **changes}
    return file_2(RESIDUAL, {**about, "layers": entries})


# label, what is told, the file
DAMAGED: list[tuple[str, str, bytes]] = [
    ("sources_a_number", "Sources that are a number.", told(3, sources=2)),
    ("sources_a_text", "Sources that are a text.", told(3, sources="0, 2")),
    ("sources_of_texts", "Sources in a list of texts.", told(3, sources=["0", "2"])),
    ("sources_not_whole", "A source between two layers.", told(3, sources=[0.5, 2])),
    ("sources_booleans", "Sources that are booleans.", told(3, sources=[False, True])),
    ("sources_null", "A sum of the layer before alone.", told(3, sources=None)),
    ("sources_empty", "No source.", told(1, sources=[])),
    ("one_source", "A sum of one source.", told(3, sources=[2])),
    ("two_sources", "A dense layer with two sources.", told(1, sources=[0, 0])),
    ("source_of_itself", "A layer that sees itself.", told(1, sources=[1])),
    ("source_below", "A source below -1.", told(1, sources=[-2])),
    ("source_later", "A source that comes later.", told(3, sources=[0, 4])),
    ("source_too_large", "A source beyond 64 bits.", told(3, sources=[0, 1e300])),
    ("shapes", "A sum of sources that differ in shape.", told(3, sources=[0, -1])),
    ("unused", "A layer that no other sees.", told(2, sources=[0])),
    ("kind_of_a_class", "The name of a class for a kind.", told(3, kind="Add")),
]
READ: list[tuple[str, str, bytes, Json, str]] = [
    *(
        (
            f"load_graph_{name}",
            words,
            content_of(name),
            held(layers, shape),
            "what has been saved is read again",
        )
        for name, (words, layers, shape) in NETWORKS.items()
    ),
    (
        "load_graph_sources_in_other_notations",
        "Sources with points, and null where a layer has none of its own.",
        file_2(
            RESIDUAL,
            {
                **description_2(RESIDUAL, input_shape=[3]),
                "layers": [
                    {**each, "sources": [0.0, 2.0] if each["kind"] == "add" else None}
                    for each in description_2(RESIDUAL, input_shape=[3])["layers"]
                ],
            },
        ),
        held(RESIDUAL, [3]),
        "null is read as if the key were not there",
    ),
]
CASES = [
    *saved_networks(
        {f"graph_{name}": own for name, own in NETWORKS.items() if name != "null_sources"}
    ),
    *read_files(READ),
    *trajectories(
        [
            (
                f"predict_graph_{name}",
                words,
                "FILE-5 GRAPH-1",
                predict(content_of(name), spread(4, prod(shape), f"predict graph {name}")),
                "a network in a file has its sources",
            )
            for name, (words, _, shape) in NETWORKS.items()
        ]
    ),
    *(
        Draft(
            f"bad_file_graph_{name}",
            words,
            "FILE-4 ERR-12",
            load(content) if i % 5 else predict(content, [[0.5, -0.25, 1]]),
            "a file may come from anywhere",
            expected=refusal("bad_file", "model", NO_FILE),
        )
        for i, (name, words, content) in enumerate(DAMAGED)
    ),
    Draft(
        "save_graph_null_sources",
        "Dense layers with null for their sources: a file of version 1.",
        "FILE-5",
        save(NETWORKS["null_sources"][1]),
        "a chain has no sources to tell",
        expected={"model": text(saved(NETWORKS["null_sources"][1]))},
    ),
    Draft(
        "predict_graph_without_rows",
        "A prediction of a graph for no example.",
        "GRAPH-1",
        predict(content_of("branches"), []),
        "no row for any source",
    ),
]
