/* refnet: the C library, all of its API. One header a chapter, in the order of the book.
 *
 * Every function gives the bits of the function of the same name in python/refnet/reference, which
 * conformance/spec states. Build with -ffp-contract=off and without -ffast-math.
 *
 * Buffers belong to the caller; inputs are never changed unless a comment says so; no function
 * keeps a pointer after it returns. All functions are thread-safe. The only state is the choice in
 * processor.h, the threads that fast/parallel.c starts, and a few megabytes for each thread that
 * multiplies large matrices. A shape such as [trials][n] gives the extent of a buffer, rows one
 * after another without gaps.
 *
 * Everything that uses `real` exists twice: binary64 and, with suffix _f32, binary32. */
#ifndef REFNET_H
#define REFNET_H

#include "real.h"

#include "status.h"
#include "processor.h"

#include "button_press.h"
#include "rabbit.h"
#include "hebb.h"
#include "neuron.h"
#include "two_layer.h"
#include "activations.h"
#include "windows.h"
#include "layer.h"
#include "dense.h"
#include "flatten.h"
#include "normalization.h"
#include "batch_normalization.h"
#include "conv.h"
#include "parts.h"
#include "pooling.h"
#include "zero_padding.h"
#include "further_activations.h"
#include "activation_layers.h"
#include "random.h"
#include "dropout.h"
#include "sequences.h"
#include "embedding.h"
#include "recurrent.h"
#include "lstm.h"
#include "gru.h"
#include "gru_reset_before.h"
#include "bidirectional.h"
#include "merge_modes.h"
#include "kinds.h"
#include "losses.h"
#include "further_losses.h"
#include "regularizers.h"
#include "metrics.h"
#include "areas.h"
#include "accuracy.h"
#include "schedules.h"
#include "optimizer.h"
#include "tiny_numbers.h"
#include "further_optimizers.h"
#include "optimizers.h"
#include "clipping.h"
#include "example_weights.h"
#include "network.h"
#include "moving.h"
#include "frozen.h"
#include "graphs.h"
#include "further_initializers.h"
#include "initializers.h"
#include "training.h"
#include "hopfield.h"
#include "elementary.h"

#include "checks.h"
#include "layout.h"
#include "fast/kernels.h"

#endif
