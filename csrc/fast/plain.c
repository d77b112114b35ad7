/* The table of kernels whose functions are the chapters' own. */

#include "tables.h"

static void exp_array(const real *values, size_t n, real *results)
{
    for (size_t i = 0; i < n; i++) {
        results[i] = (real)refnet_exp(values[i]);
    }
}

static void log_array(const real *values, size_t n, real *results)
{
    for (size_t i = 0; i < n; i++) {
        results[i] = (real)refnet_log(values[i]);
    }
}

static void tanh_array(const real *values, size_t n, real *results)
{
    for (size_t i = 0; i < n; i++) {
        results[i] = (real)refnet_tanh(values[i]);
    }
}

static void sigmoid_array(const real *values, size_t n, real *results)
{
    for (size_t i = 0; i < n; i++) {
        results[i] = (real)refnet_sigmoid(values[i]);
    }
}

static void expm1_array(const real *values, size_t n, real *results)
{
    for (size_t i = 0; i < n; i++) {
        results[i] = (real)refnet_expm1(values[i]);
    }
}

static void log1p_array(const real *values, size_t n, real *results)
{
    for (size_t i = 0; i < n; i++) {
        results[i] = (real)refnet_log1p(values[i]);
    }
}

static void erf_array(const real *values, size_t n, real *results)
{
    for (size_t i = 0; i < n; i++) {
        results[i] = (real)refnet_erf(values[i]);
    }
}

#ifndef REFNET_FLOAT32
static double sum_of_products(const double *a, const double *b, size_t n)
{
    return refnet_weighted_sum(a, b, 0.0, n);
}

static void add_multiple(const double *row, double factor, size_t n, double *sums)
{
    for (size_t j = 0; j < n; j++) {
        sums[j] = sums[j] + factor * row[j];
    }
}
#endif

const refnet_kernels refnet_kernels_plain = {
    .exp = exp_array,
    .log = log_array,
    .tanh = tanh_array,
    .sigmoid = sigmoid_array,
    .expm1 = expm1_array,
    .log1p = log1p_array,
    .erf = erf_array,
    .all_finite = refnet_all_finite,
#ifndef REFNET_FLOAT32
    .neuron_outputs = refnet_neuron_outputs,
    .neuron_adjustment = refnet_neuron_adjustment,
    .layer_outputs = refnet_layer_outputs,
    .weight_adjustments = refnet_weight_adjustments,
    .bias_adjustments = refnet_bias_adjustments,
    .sum_of_products = sum_of_products,
    .add_multiple = add_multiple,
#endif
    .log_softmax = refnet_log_softmax,
    .activate = refnet_activate,
    .activation_backward = refnet_activation_backward,
    .layer_deltas = refnet_layer_deltas,
    .leaky_relu_forward = refnet_leaky_relu_forward,
    .leaky_relu_input_gradients = refnet_leaky_relu_input_gradients,
    .random_factors = refnet_random_factors,
    .times_factors = refnet_times_factors,
    .batch_normalization_forward = refnet_batch_normalization_forward,
    .batch_normalization_backward = refnet_batch_normalization_backward,
    .batch_normalization_input_gradients = refnet_batch_normalization_input_gradients,
    .dense_forward = refnet_dense_forward,
    .dense_parameter_gradients = refnet_dense_parameter_gradients,
    .dense_input_gradients = refnet_dense_input_gradients,
    .dense_fused_step = NULL,
    .conv2d_forward = refnet_conv2d_forward,
    .conv2d_parameter_gradients = refnet_conv2d_parameter_gradients,
    .conv2d_input_gradients = refnet_conv2d_input_gradients,
    .max_pooling2d_forward = refnet_max_pooling2d_forward,
    .max_pooling2d_input_gradients = refnet_max_pooling2d_input_gradients,
    .average_pooling2d_forward = refnet_average_pooling2d_forward,
    .average_pooling2d_input_gradients = refnet_average_pooling2d_input_gradients,
    .copy_kernel = refnet_no_copy,
    .copy_transposed = refnet_no_copy,
    .add_products = refnet_add_products,
    .state_gradients = refnet_state_gradients,
    .add_numbers = refnet_add_numbers,
    .simple_rnn_step = refnet_simple_rnn_step,
    .simple_rnn_step_deltas = refnet_simple_rnn_step_deltas,
    .lstm_step = refnet_lstm_step,
    .lstm_step_deltas = refnet_lstm_step_deltas,
    .gru_step = refnet_gru_step,
    .gru_step_deltas = refnet_gru_step_deltas,
    .add_column_products = refnet_add_column_products,
    .column_state_gradients = refnet_column_state_gradients,
    .add_column_gradients = refnet_add_column_gradients,
    .reset_states = refnet_reset_states,
    .reset_before_outputs = refnet_reset_before_outputs,
    .candidate_deltas = refnet_candidate_deltas,
    .reset_gate_deltas = refnet_reset_gate_deltas,
    .recurrent_fused_step = NULL,
    .binary_crossentropy = refnet_binary_crossentropy,
    .decayed = refnet_decayed,
    .sgd_step = refnet_sgd_step,
    .rmsprop_step = refnet_rmsprop_step,
    .adam_step = refnet_adam_step,
    .adagrad_step = refnet_adagrad_step,
    .with_penalties = refnet_with_penalties,
};
