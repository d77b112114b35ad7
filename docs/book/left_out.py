"""What C's chapters leave out of the reference, and what only their own file calls."""

import re
from pathlib import Path

CSRC = Path(__file__).resolve().parents[2] / "csrc"

# The layers of `dense` know their shapes, so that C has refnet_train for it. A kernel in C is one
# array, whose rows are those of a dense layer, and a sequence has the struct of an image of one
# row; the whole image is a window like any other, and windows always have their strides. What the
# units calculate at each step is in the rows of a trace, where a gate's numbers are columns, and
# through_time.c goes through the steps of all examples at once, which sees features and states in
# two arrays; a layer of one direction is the struct of both with other weights, and rows that begin
# elsewhere. States go on from block to block in refnet_network_outputs; a layer that normalizes by
# the batch is in training where it has a trace. The numbers of several sources are parts of one
# array, and their gradients are added in place. A frozen layer has no trace of its batch.
NOT_IN_C = {
    "dense",
    "kernel_rows",
    "nested_kernel",
    "patch_layer",
    "cell_rows",
    "state_size",
    "returned_shape",
    "with_state",
    "split_delta",
    "one_row",
    "conv1d_shapes",
    "conv1d_parameters",
    "conv1d_variables",
    "conv1d_with_parameters",
    "conv1d_forward",
    "conv1d_parameter_gradients",
    "conv1d_input_gradients",
    "pool_strides",
    "whole_image",
    "joined",
    "seen_row",
    "output_row",
    "output_gradient_rows",
    "simple_rnn_states",
    "gradients_through_time",
    "gate_columns",
    "lstm_steps",
    "gru_steps",
    "reset_before_steps",
    "half_of",
    "directed_layer",
    "outputs_in_batches",
    "batch_normalization_drawn",
    "watched_vectors",
    "without_states",
    "source_sizes",
    "split_row",
    "features_of",
    "plus",
    "frozen_layer",
}


def of_one_file(chapter: str) -> set[str]:
    """Return a chapter's functions that are static in C, so that NumPy does not have them."""
    text = (CSRC / f"{chapter}.c").read_text(encoding="utf-8")
    static = re.findall(r"^static [\w *]*?\b(\w+)\(", text, re.MULTILINE)
    return set(static) - NOT_IN_C
