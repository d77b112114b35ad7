/* The second compilation, with binary32 numbers: the chapters accuracy, activations, dense,
 * flatten, normalization, batch_normalization, conv, pooling, zero_padding, further_activations,
 * activation_layers, dropout, sequences, embedding, recurrent, lstm, gru, gru_reset_before,
 * bidirectional, merge_modes, losses, further_losses, regularizers, frozen, tiny_numbers,
 * further_optimizers, clipping, example_weights, optimizers, network, graphs and training, the
 * kinds of layers, their checks, layouts, sharing, backward passes and blocks, and the plain table
 * of kernels. The text is the same, the names are those of float32.h. Every operation is rounded to
 * binary32, in the same order. */

#define REFNET_FLOAT32

#include "accuracy.c"
#include "activations.c"

#include "dense.c"

#include "flatten.c"

#include "normalization.c"

#include "batch_normalization.c"

#include "conv.c"

#include "parts.c"
#include "pooling.c"

#include "zero_padding.c"

#include "further_activations.c"

#include "activation_layers.c"

#include "losses.c"

#include "further_losses.c"

#include "regularizers.c"

#include "frozen.c"

#include "tiny_numbers.c"

#include "further_optimizers.c"

#include "clipping.c"

#include "example_weights.c"

#include "optimizers.c"

#include "dropout.c"

#include "sequences.c"

#include "embedding.c"

#include "recurrent.c"

#include "through_time.c"

#include "lstm.c"

#include "gru.c"

#include "gru_reset_before.c"

#include "bidirectional.c"

#include "merge_modes.c"

#include "kinds.c"

#include "moving.c"
#include "network.c"

#include "graphs.c"

#include "backward.c"

#include "sharing.c"

#include "blocks.c"

#include "training.c"

#include "checks.c"

#include "layer_checks.c"

#include "layout.c"

#include "fast/dispatch.c"

#include "fast/plain.c"
