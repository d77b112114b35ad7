/* All kernels for one instruction set. The file that includes this one defines
 *
 *   TABLE         the name of the table
 *   NARROWER      the table that the remainders of arrays are left to, which do not fill a register
 *   LANE_BYTES    the size of a register
 *   TILE_ROWS, TILE_VECTORS  rows and registers of a tile in matmul.h
 *   FUSES         where there is one: x, y, sum -> sum + x * y on registers of binary32, which must
 *                 round once; not used in binary64
 *   FACTORS_IN_MEMORY  where the multiplication of binary64 reads its factor from memory; not used
 *                 in binary32
 *   HAS_AVX512    where the functions of rounded.h may use the instructions of AVX-512
 *   LEAVE_HALVES_TO_NARROWER  where numbers that fill half a register are faster with NARROWER
 */

#include "vectors.h"

/* n numbers in an array, or in a row of a matrix */
INTO_CALLER int is_for_narrower(size_t n)
{
#ifdef LEAVE_HALVES_TO_NARROWER
    return n <= LANES / 2;
#else
    (void)n;
    return 0;
#endif
}

#include "elementary.h"

#include "finite.h"

#include "activations.h"

#include "matmul.h"

#include "dense.h"

#include "pooling.h"

#include "dropout.h"

#include "batch_normalization.h"

#include "conv.h"

#include "conv_inputs.h"

#include "recurrent.h"

#include "gru_reset_before.h"

#include "optimizers.h"

#include "regularizers.h"

#ifndef REFNET_FLOAT32
#include "two_layer.h"

#include "hopfield.h"
#endif

const refnet_kernels TABLE = {
    .exp = exp_array,
    .log = log_array,
    .tanh = tanh_array,
    .sigmoid = sigmoid_array,
    .expm1 = expm1_array,
    .log1p = log1p_array,
    .erf = erf_array,
    .all_finite = all_finite,
#ifndef REFNET_FLOAT32
    .neuron_outputs = neuron_outputs,
    .neuron_adjustment = neuron_adjustment,
    .layer_outputs = layer_outputs,
    .weight_adjustments = weight_adjustments,
    .bias_adjustments = bias_adjustments,
    .sum_of_products = sum_of_products,
    .add_multiple = add_multiple,
#endif
    .log_softmax = log_softmax,
    .activate = activate,
    .activation_backward = activation_backward,
    .layer_deltas = layer_deltas,
    .leaky_relu_forward = leaky_relu_forward,
    .leaky_relu_input_gradients = leaky_relu_input_gradients,
    .random_factors = random_factors,
    .times_factors = times_factors,
    .batch_normalization_forward = batch_normalization_forward,
    .batch_normalization_backward = batch_normalization_backward,
    .batch_normalization_input_gradients = batch_normalization_input_gradients,
    .dense_forward = dense_forward,
    .dense_parameter_gradients = dense_parameter_gradients,
    .dense_input_gradients = dense_input_gradients,
    .dense_fused_step = dense_fused_step,
    .add_dense_gradients = add_dense_gradients,
    .conv2d_forward = conv2d_forward,
    .conv2d_parameter_gradients = conv2d_parameter_gradients,
    .conv2d_input_gradients = conv2d_input_gradients,
    .max_pooling2d_forward = max_pooling2d_forward,
    .max_pooling2d_input_gradients = max_pooling2d_input_gradients,
    .average_pooling2d_forward = average_pooling2d_forward,
    .average_pooling2d_input_gradients = average_pooling2d_input_gradients,
    .copy_kernel = copy_kernel,
    .copy_transposed = copy_transposed,
    .add_products = add_products,
    .state_gradients = state_gradients,
    .add_numbers = add_numbers,
    .simple_rnn_step = simple_rnn_step,
    .simple_rnn_step_deltas = simple_rnn_step_deltas,
    .lstm_step = lstm_step,
    .lstm_step_deltas = lstm_step_deltas,
    .gru_step = gru_step,
    .gru_step_deltas = gru_step_deltas,
    .add_column_products = add_column_products,
    .column_state_gradients = column_state_gradients,
    .add_column_gradients = add_column_gradients,
    .reset_states = reset_states,
    .reset_before_outputs = reset_before_outputs,
    .candidate_deltas = candidate_deltas,
    .reset_gate_deltas = reset_gate_deltas,
    .add_reset_before_gradients = add_reset_before_gradients,
    .recurrent_fused_step = recurrent_fused_step,
    .add_recurrent_gradients = add_recurrent_gradients,
    .binary_crossentropy = binary_crossentropy,
    .decayed = decayed,
    .sgd_step = sgd_step,
    .rmsprop_step = rmsprop_step,
    .adam_step = adam_step,
    .adagrad_step = adagrad_step,
    .with_penalties = with_penalties,
};
