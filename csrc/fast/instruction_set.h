/* All kernels for one instruction set. The file that includes this one defines
 *
 *   TABLE         the name of the table
 *   NARROWER      the table that the remainders of arrays are left to, which do not fill a register
 *   LANE_BYTES    the size of a register
 *   TILE_ROWS, TILE_VECTORS  rows and registers of a tile in matmul.h
 *   NARROW_COLUMNS_TO_NARROWER  where matrices of few columns are faster with NARROWER
 */

#include "vectors.h"

#include "elementary.h"

#include "activations.h"

#include "matmul.h"

#include "optimizers.h"

const refnet_kernels TABLE = {
    .exp = exp_array,
    .log = log_array,
    .tanh = tanh_array,
    .sigmoid = sigmoid_array,
#ifndef REFNET_FLOAT32
    .neuron_outputs = neuron_outputs,
    .layer_outputs = layer_outputs,
    .weight_adjustments = weight_adjustments,
    .bias_adjustments = bias_adjustments,
#endif
    .log_softmax = log_softmax,
    .activate = activate,
    .activation_backward = activation_backward,
    .dense_forward = dense_forward,
    .dense_parameter_gradients = dense_parameter_gradients,
    .dense_input_gradients = dense_input_gradients,
    .dense_fused_step = dense_fused_step,
    .binary_crossentropy = binary_crossentropy,
    .sgd_step = sgd_step,
    .rmsprop_step = rmsprop_step,
    .adam_step = adam_step,
};
