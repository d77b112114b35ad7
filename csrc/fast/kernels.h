/* The tables of kernels: one for each instruction set, and one that holds the plain functions of
 * the chapters. Each function gives the bits of the plain one that its comment names.
 *
 * The chapters call each other's functions through the table where a faster kernel exists. */
#ifndef REFNET_KERNELS_H
#define REFNET_KERNELS_H

#include <stddef.h>

#include "../activations.h"
#include "../layer.h"
#include "../optimizers.h"
#include "../random.h"
#include "../real.h"
#include "../recurrent.h"
#include "../regularizer.h"

typedef struct {
    /* the functions of chapter elementary of each value, rounded to `real`: values [n] -> results
     * [n], which may be values itself */
    void (*exp)(const real *values, size_t n, real *results);
    void (*log)(const real *values, size_t n, real *results);
    void (*tanh)(const real *values, size_t n, real *results);
    void (*sigmoid)(const real *values, size_t n, real *results);
    void (*expm1)(const real *values, size_t n, real *results);
    void (*log1p)(const real *values, size_t n, real *results);
    void (*erf)(const real *values, size_t n, real *results);

    /* refnet_all_finite: values [n] */
    int (*all_finite)(const real *values, size_t n);

#ifndef REFNET_FLOAT32
    /* refnet_neuron_outputs */
    void (*neuron_outputs)(const double *inputs, const double *weights, double bias, double slope,
                           size_t m, size_t n, double *outputs);

    /* refnet_neuron_adjustment */
    void (*neuron_adjustment)(const double *inputs, const double *deltas, size_t m, size_t n,
                              double *adjustment);

    /* refnet_layer_outputs */
    void (*layer_outputs)(const double *inputs, const double *weights, const double *bias, size_t m,
                          size_t n, size_t h, double *outputs);

    /* refnet_weight_adjustments */
    void (*weight_adjustments)(const double *inputs, const double *deltas, size_t m, size_t n,
                               size_t h, double *adjustments);

    /* refnet_bias_adjustments */
    void (*bias_adjustments)(const double *deltas, size_t m, size_t h, double *adjustments);

    /* Return a (0) * b (0) + a (1) * b (1) + ... of whole numbers, for refnet_hopfield: no sum is
     * rounded, so they may be added in any order. a [n], b [n] */
    double (*sum_of_products)(const double *a, const double *b, size_t n);

    /* add factor * row (j) to each sum (j), for refnet_hopfield: row [n] -> sums [n] */
    void (*add_multiple)(const double *row, double factor, size_t n, double *sums);
#endif

    /* refnet_log_softmax */
    void (*log_softmax)(const real *logits, size_t u, real *logarithms);

    /* refnet_activate */
    void (*activate)(refnet_activation activation, const real *preactivations, size_t m, size_t u,
                     real *outputs);

    /* refnet_activation_backward */
    void (*activation_backward)(refnet_activation activation, const real *output_gradients,
                                const real *outputs, size_t m, size_t u, real *deltas);

    /* refnet_layer_deltas */
    void (*layer_deltas)(refnet_activation activation, const real *output_gradients,
                         const real *preactivations, const real *outputs, size_t m, size_t u,
                         real *deltas);

    /* refnet_leaky_relu_forward */
    void (*leaky_relu_forward)(const real *inputs, const refnet_layer *layer, size_t m,
                               real *preactivations);

    /* refnet_leaky_relu_input_gradients */
    void (*leaky_relu_input_gradients)(const real *inputs, const real *deltas,
                                       const refnet_layer *layer, size_t m, real *gradients);

    /* refnet_random_factors */
    void (*random_factors)(size_t n, real rate, refnet_generator *generator, real *factors);

    /* refnet_times_factors */
    void (*times_factors)(const real *row, const real *factors, size_t n, real *result);

    /* refnet_batch_normalization_forward */
    void (*batch_normalization_forward)(const real *inputs, const refnet_layer *layer, size_t m,
                                        real *preactivations);

    /* refnet_batch_normalization_backward */
    void (*batch_normalization_backward)(const real *deltas, const refnet_layer *layer, size_t m);

    /* refnet_batch_normalization_input_gradients */
    void (*batch_normalization_input_gradients)(const real *inputs, const real *deltas,
                                                const refnet_layer *layer, size_t m,
                                                real *gradients);

    /* refnet_dense_forward */
    void (*dense_forward)(const real *inputs, const refnet_layer *layer, size_t m,
                          real *preactivations);

    /* refnet_dense_parameter_gradients */
    void (*dense_parameter_gradients)(const real *inputs, const real *deltas,
                                      const refnet_layer *layer, size_t m, real *gradients);

    /* refnet_dense_input_gradients */
    void (*dense_input_gradients)(const real *inputs, const real *deltas, const refnet_layer *layer,
                                  size_t m, real *gradients);

    /* refnet_dense_parameter_gradients and then refnet_optimizer_step, some rows of the kernel at a
     * time, so that the gradients stay in a cache; NULL in the plain table */
    int (*dense_fused_step)(const real *inputs, const real *deltas, const refnet_layer *layer,
                            size_t m, const refnet_step *step);

    /* refnet_dense_parameter_gradients, whose sums go on from what is in gradients; NULL in the
     * plain table */
    void (*add_dense_gradients)(const real *inputs, const real *deltas, const refnet_layer *layer,
                                size_t m, real *gradients);

    /* refnet_conv2d_forward */
    void (*conv2d_forward)(const real *inputs, const refnet_layer *layer, size_t m,
                           real *preactivations);

    /* refnet_conv2d_parameter_gradients */
    void (*conv2d_parameter_gradients)(const real *inputs, const real *deltas,
                                       const refnet_layer *layer, size_t m, real *gradients);

    /* refnet_conv2d_input_gradients */
    void (*conv2d_input_gradients)(const real *inputs, const real *deltas,
                                   const refnet_layer *layer, size_t m, real *gradients);

    /* refnet_max_pooling2d_forward */
    void (*max_pooling2d_forward)(const real *inputs, const refnet_layer *layer, size_t m,
                                  real *preactivations);

    /* refnet_max_pooling2d_input_gradients */
    void (*max_pooling2d_input_gradients)(const real *inputs, const real *deltas,
                                          const refnet_layer *layer, size_t m, real *gradients);

    /* refnet_average_pooling2d_forward */
    void (*average_pooling2d_forward)(const real *inputs, const refnet_layer *layer, size_t m,
                                      real *preactivations);

    /* refnet_average_pooling2d_input_gradients */
    void (*average_pooling2d_input_gradients)(const real *inputs, const real *deltas,
                                              const refnet_layer *layer, size_t m, real *gradients);

    /* refnet_no_copy: kernel [n][u] in the order in which add_products or state_gradients of m
     * examples reads it, so that many steps need only one copy; NULL where it reads the kernel
     * itself. The copy lasts until the thread's next one. */
    const real *(*copy_kernel)(const real *kernel, size_t m, size_t n, size_t u);
    const real *(*copy_transposed)(const real *kernel, size_t m, size_t n, size_t u);

    /* refnet_add_products */
    void (*add_products)(refnet_rows rows, const real *kernel, const real *copy, size_t m, size_t n,
                         size_t u, refnet_rows sums);

    /* refnet_state_gradients */
    void (*state_gradients)(refnet_rows deltas, const real *kernel, const real *copy, size_t m,
                            size_t n, size_t u, real *gradients);

    /* refnet_add_numbers */
    void (*add_numbers)(const real *numbers, size_t n, real *sums);

    /* refnet_simple_rnn_step */
    void (*simple_rnn_step)(const refnet_layer *layer, const refnet_time_step *step, size_t m);

    /* refnet_simple_rnn_step_deltas */
    void (*simple_rnn_step_deltas)(const refnet_layer *layer, const refnet_time_step *step,
                                   size_t m);

    /* refnet_lstm_step */
    void (*lstm_step)(const refnet_layer *layer, const refnet_time_step *step, size_t m);

    /* refnet_lstm_step_deltas */
    void (*lstm_step_deltas)(const refnet_layer *layer, const refnet_time_step *step, size_t m);

    /* refnet_gru_step */
    void (*gru_step)(const refnet_layer *layer, const refnet_time_step *step, size_t m);

    /* refnet_gru_step_deltas */
    void (*gru_step_deltas)(const refnet_layer *layer, const refnet_time_step *step, size_t m);

    /* refnet_add_column_products */
    void (*add_column_products)(refnet_rows rows, const real *kernel, size_t row, size_t m,
                                size_t n, size_t u, refnet_rows sums);

    /* refnet_column_state_gradients */
    void (*column_state_gradients)(refnet_rows deltas, const real *kernel, size_t row, size_t m,
                                   size_t n, size_t u, real *gradients);

    /* refnet_add_column_gradients */
    void (*add_column_gradients)(const real *inputs, const real *deltas, size_t row, size_t m,
                                 size_t n, size_t u, real *gradients);

    /* refnet_reset_states */
    void (*reset_states)(const refnet_layer *layer, const refnet_time_step *step, size_t m);

    /* refnet_reset_before_outputs */
    void (*reset_before_outputs)(const refnet_layer *layer, const refnet_time_step *step, size_t m);

    /* refnet_candidate_deltas */
    void (*candidate_deltas)(const refnet_layer *layer, const refnet_time_step *step, size_t m);

    /* refnet_reset_gate_deltas */
    void (*reset_gate_deltas)(const refnet_layer *layer, const refnet_time_step *step, size_t m,
                              const real *gradients);

    /* refnet_reset_before_parameter_gradients, added to gradients; NULL in the plain table */
    void (*add_reset_before_gradients)(const real *inputs, const real *deltas,
                                       const refnet_layer *layer, size_t m, real *gradients);

    /* The gradients of the parameters of a recurrent layer after its backward pass, added to those
     * in gradients; NULL in the plain table */
    void (*add_recurrent_gradients)(const real *inputs, const real *deltas,
                                    const refnet_layer *layer, size_t m, real *gradients);

    /* The gradients of the parameters of a recurrent layer after its backward pass, and then
     * refnet_optimizer_step; NULL in the plain table */
    int (*recurrent_fused_step)(const real *inputs, const real *deltas, const refnet_layer *layer,
                                size_t m, const refnet_step *step);

    /* refnet_binary_crossentropy */
    real (*binary_crossentropy)(const real *targets, const real *logits, size_t k, real *work);

    /* refnet_decayed */
    void (*decayed)(real *weights, const refnet_optimizer *optimizer, size_t n);

    /* refnet_sgd_step */
    int (*sgd_step)(real *weights, const real *gradients, real *momentums,
                    const refnet_optimizer *optimizer, size_t n);

    /* refnet_rmsprop_step */
    int (*rmsprop_step)(real *weights, const real *gradients, real *momentums, real *velocities,
                        const refnet_optimizer *optimizer, size_t n);

    /* refnet_adam_step */
    int (*adam_step)(real *weights, const real *gradients, real *momentums, real *velocities,
                     real rate, const refnet_optimizer *optimizer, size_t n);

    /* refnet_adagrad_step */
    int (*adagrad_step)(real *weights, const real *gradients, real *velocities,
                        const refnet_optimizer *optimizer, size_t n);

    /* refnet_with_penalties */
    void (*with_penalties)(real *gradients, const real *values,
                           const refnet_regularizer *regularizer, size_t n);
} refnet_kernels;

/* Return the table of the instruction set in use. */
const refnet_kernels *refnet_kernels_in_use(void);

#endif
