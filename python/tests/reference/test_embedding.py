"""Chapter embedding: vectors that are looked up, and their gradients."""

import numpy as np
from support.gradients import central_differences, check_gradient
from support.steps import steps

from refnet import reference
from refnet.reference.embedding import EmbeddingLayer

TABLE = EmbeddingLayer(4, 2, [[0.0, 1.0], [10.0, 11.0], [20.0, 21.0], [30.0, 31.0]], True, (3,))
WORDS = [[1.0, 3.0, 1.0], [0.0, -0.0, 3.0]]


def test_each_number_has_its_vector() -> None:
    assert reference.embedding_forward(WORDS, TABLE) == [
        [10.0, 11.0, 30.0, 31.0, 10.0, 11.0],
        [0.0, 1.0, 0.0, 1.0, 30.0, 31.0],
    ]
    assert reference.embedding_shapes(TABLE) == ((3,), (3, 2))


def test_the_number_0_is_masked() -> None:
    mask = [[True, True, True], [False, False, True]]
    assert reference.embedding_mask(WORDS, TABLE, None) == mask
    assert reference.embedding_mask(WORDS, TABLE._replace(mask_zero=False), None) is None


def test_the_gradients_of_a_number_are_added() -> None:
    deltas = [[1.0, 2.0, 4.0, 8.0, 16.0, 32.0], [64.0, 128.0, 256.0, 512.0, 1024.0, 2048.0]]
    assert reference.embedding_parameter_gradients(WORDS, deltas, TABLE) == [
        [320.0, 640.0],
        [17.0, 34.0],
        [0.0, 0.0],
        [1028.0, 2056.0],
    ]
    assert reference.embedding_input_gradients(WORDS, deltas, TABLE) == [[0.0] * 3] * 2


def test_gradients_are_those_that_are_measured() -> None:
    deltas = np.array(steps(2, (3, 2)))

    def loss(table: object) -> float:
        moved = TABLE._replace(embeddings=table)
        return float((deltas * np.array(reference.embedding_forward(WORDS, moved))).sum())

    found = reference.embedding_parameter_gradients(WORDS, deltas.tolist(), TABLE)
    check_gradient(found, central_differences(loss, TABLE.embeddings))


def test_a_table_is_a_dense_layer_of_one_hot_rows() -> None:
    dense = reference.DenseLayer(2, "linear", TABLE.embeddings, None)
    rows = [[float(i == number) for i in range(4)] for number in WORDS[0]]
    [outputs] = reference.embedding_forward(WORDS[:1], TABLE)
    assert [outputs[:2], outputs[2:4], outputs[4:]] == reference.dense_forward(rows, dense)


def test_the_layer() -> None:
    assert (TABLE.kind, TABLE.activation) == ("embedding", "linear")
    parameters = reference.embedding_parameters(TABLE)
    assert reference.embedding_with_parameters(TABLE, parameters) == TABLE
