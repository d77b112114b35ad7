/* All lanes for one instruction set: the files that include this one say which, by LANE_BYTES, the
 * rows and the vectors of a tile of product.h, and the name of the table. */

#include "vectors.h"

#include "product.h"

#include "dense.h"

#ifndef REFNET_FLOAT32
#include "elementary.h"
#endif

const refnet_lanes LANES_TABLE = {
#ifndef REFNET_FLOAT32
    .exp = exp_array,
    .log = log_array,
    .tanh = tanh_array,
    .sigmoid = sigmoid_array,
#endif
    .product = product,
    .relu = relu,
    .deltas = deltas,
    .sgd = sgd,
    .rmsprop = rmsprop,
    .adam = adam,
};
