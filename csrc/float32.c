/* The chapters from activations to training with binary32 numbers: the same text with other names.
 * Every operation is rounded to binary32, in the same order. */

#define REFNET_FLOAT32

#include "activations.c"

#include "dense.c"

#include "flatten.c"

#include "losses.c"

#include "optimizers.c"

#include "network.c"

#include "training.c"

#include "checks.c"

#include "layout.c"

#include "fast/dispatch.c"

#include "fast/plain.c"
