"""A reader of the reference knows the text of every port: most names are the same."""

from statistics import mean

import pytest
from book.chapters import CHAPTERS, PORTS, REFERENCE
from book.left_out import NOT_IN_C
from support.words import share, words

# In C an optimizer is a kernel for one array, not for a list of vectors, and a variable a part of
# that array; tiny numbers are inlined from a header. A layer has the number of its inputs, whatever
# their shape. A window is two ranges, not a list of cells; a layer has its windows as a part, and
# patches are not stored. Recurrent layers take a step of all examples at once: through_time.c has
# the loop, a trace the numbers, and gates are found by pointers: also in the kernels, so that units
# that reset the outputs before need no dense layers of some of the columns. The outputs of both
# directions are merged from two arrays, not from rows that hold both. A mask is bytes that the
# network passes along. A softmax layer goes over the cells of all examples at once. Losses and
# gradients are weighted in place, and the vectors of a variable are one array. The numbers of
# several sources are joined in a buffer, and gradients are added where they lie. Which layers are
# frozen is a part of the network, and all states lie in one array.
OTHERWISE_IN_C = {
    *("initial_state", "optimizer_step", "normalization_shapes", "reshape_shapes"),
    *("norm", "clipped_by_norm", "clipped_by_value", "clipped_gradients", "flushed", "square"),
    *("conv2d_variables", "embedding_variables", "gru_variables"),
    *("same_shapes", "softmax_forward", "softmax_input_gradients"),
    *("cells_along", "window_cells", "layer_cells", "image_patches", "pools", "pooling_shapes"),
    *("conv2d_shapes", "conv2d_with_parameters", "conv2d_forward"),
    *("conv2d_parameter_gradients", "conv2d_input_gradients"),
    *("zero_padding2d_shapes", "zero_padding2d_forward", "zero_padding2d_input_gradients"),
    *("masking_mask", "repeat_vector_forward", "embedding_shapes", "embedding_mask"),
    *("embedding_parameters", "embedding_with_parameters", "embedding_forward"),
    *("embedding_parameter_gradients", "lstm_final_states", "gru_final_states"),
    *("examples_of", "simple_rnn_forward", "simple_rnn_backward", "simple_rnn_final_states"),
    *("simple_rnn_parameter_gradients", "simple_rnn_input_gradients"),
    *("lstm_step", "lstm_step_deltas", "lstm_forward", "lstm_cell_gradient", "lstm_backward"),
    *("lstm_parameter_gradients", "lstm_input_gradients"),
    *("gru_parameters", "gru_with_parameters", "feature_layer", "gru_forward", "gru_backward"),
    *("gru_step", "gru_step_deltas", "gru_parameter_gradients", "gru_input_gradients"),
    *("reset_before_features", "reset_before_gates", "reset_before_candidates"),
    *("reset_before_step", "reset_before_forward", "reset_before_final_states"),
    *("reset_before_step_deltas", "reset_before_backward"),
    *("reset_before_parameter_gradients", "reset_before_input_gradients"),
    *("merged_outputs", "merged_gradients"),
    *("bidirectional_shapes", "forward_layer", "backward_layer", "bidirectional_parameters"),
    *("bidirectional_mask", "direction_rows", "bidirectional_forward"),
    *("bidirectional_parameter_gradients", "bidirectional_input_gradients"),
    "bidirectional_final_states",
    *("network_forward", "network_gradients", "drawn_layers", "with_states", "train_batch"),
    *("weights_of_examples", "weighted_losses", "weighted_gradients", "regularized_variables"),
    *("real_cells", "used_moments", "roots", "normalized_rows", "scales"),
    *("batch_normalization_parameter_gradients", "batch_normalization_input_gradients"),
    *("batch_normalization_final_states", "batch_normalization_with_states"),
    "batch_normalization_moving",
    *("add_shapes", "add_forward", "add_input_gradients", "concatenate_shapes"),
    *("concatenate_forward", "concatenate_input_gradients", "source_rows", "layer_inputs"),
    *("layer_mask", "sees_layers", "add_gradients", "layer_sources"),
    *("part_shapes", "part_forward", "part_input_gradients"),
}


def shares(port: str, chapter: str) -> dict[str, float]:
    """Return by function how much of the reference's names a port has."""
    found = PORTS[port].chapter(chapter)
    return {
        name: share(function.source, found[name].source)
        for name, function in REFERENCE.chapter(chapter).items()
        if port != "c" or name not in NOT_IN_C
    }


@pytest.mark.parametrize("port", ["js", "go"])
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_names_of_a_chapter(chapter: str, port: str) -> None:
    assert mean(shares(port, chapter).values()) >= 0.85


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_c_has_about_as_many_of_the_names_as_go(chapter: str) -> None:
    c, go = shares("c", chapter), shares("go", chapter)
    alike = [name for name in c if name not in OTHERWISE_IN_C]
    if alike:
        assert mean(c[name] for name in alike) >= mean(go[name] for name in alike) - 0.2
    assert {name: each for name, each in c.items() if each < 0.5}.keys() <= OTHERWISE_IN_C


def test_what_counts_as_a_name() -> None:
    python = '''
def weighted_sum(inputs: Sequence[float], bias: float) -> list[float]:
    """Return the total."""
    d = bias  # the start
    for i in range(len(inputs)):
        d = d + inputs[i]
    return [Trial("left out", d)]
'''
    go = "func WeightedSum(inputs []float64, bias float64) { d := bias /* i inputs */ }"
    assert {"weighted_sum", "inputs", "bias", "d", "i"} <= words(python)
    assert not {"total", "left", "out", "the", "start"} & words(python)
    assert share(python, python) == 1.0
    assert share(python, go) == 0.8
