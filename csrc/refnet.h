/* refnet: the C core, all of its API, in the order of the chapters.
 *
 * Every function gives the bits of the function of the same name in python/refnet/reference, which
 * conformance/SPEC.md states. Build with -ffp-contract=off and without -ffast-math.
 *
 * Buffers belong to the caller; inputs are never changed; no function keeps a pointer after it
 * returns. All of them are thread-safe. State are only what the section "processor" chooses, the
 * threads that help from the first work on that is worth sharing, and a few megabytes that a thread
 * gets with its first large matrix product. A shape comment such as [trials][n] gives the extent of
 * a buffer, rows one after another without gaps.
 */
#ifndef REFNET_H
#define REFNET_H

#include <stddef.h>
#include <stdint.h>

#ifdef REFNET_FLOAT32
#include "float32.h"
typedef float real;
#else
typedef double real;
#endif

/* cffi: begin (python/build_core.py hands the lines up to "cffi: end" to cffi's parser) */

/* errors */

typedef enum {
    REFNET_OK = 0,
    REFNET_EMPTY,        /* field must not be empty */
    REFNET_NOT_FINITE,   /* field holds an infinity or a NaN */
    REFNET_OUT_OF_RANGE, /* field is a count beyond its bounds */
    REFNET_UNKNOWN_NAME, /* field is none of its enumeration's values */
    REFNET_DIVERGED,     /* field left the finite numbers in the 1-based trial `trial` */
} refnet_code;

/* What a checked function returns. field is a static string, NULL when code is REFNET_OK; batch is
 * that of the trial, 1-based, or 0 where there are none. */
typedef struct {
    refnet_code code;
    const char *field;
    int64_t trial;
    int64_t batch;
} refnet_status;

/* processor */

/* Instruction sets, each with all of the one before. That of Zen 4 is AVX-512 in another way, which
 * every processor with AVX-512 can go. The results are the same with each of them. */
typedef enum {
    REFNET_ISA_BASELINE = 0,
    REFNET_ISA_AVX2,
    REFNET_ISA_AVX512,
    REFNET_ISA_ZEN4
} refnet_isa;

/* the greatest that this machine has */
refnet_isa refnet_best_isa(void);

/* the one that is used: the greatest, until another is chosen */
refnet_isa refnet_isa_in_use(void);

/* Use another one from now on, in the whole process; returns 0 where the machine has not got it. */
int refnet_use_isa(refnet_isa isa);

/* how many threads may calculate at once: 1, until another number is chosen */
int refnet_threads_in_use(void);

/* Use so many from now on, in the whole process; returns 0 where they are fewer than 1 or more than
 * can be. The results are the same with each number. */
int refnet_use_threads(int count);

/* elementary */

typedef enum { REFNET_EXP = 0, REFNET_LOG, REFNET_TANH, REFNET_SIGMOID } refnet_function;

/* for |x| < 2^51 */
double refnet_round_to_integer(double x);

/* for -1022 <= k <= 1023 */
double refnet_power_of_two(int k);

/* returns m and sets k, x = m * 2^k, for finite x > 0 */
double refnet_mantissa_and_exponent(double x, int *k);

double refnet_exp(double x);

double refnet_log(double x);

double refnet_tanh(double x);

double refnet_sigmoid(double x);

/* values [n] -> results [n], which may be values itself */
refnet_status refnet_elementary(refnet_function function, const double *values, size_t n,
                                double *results);

/* random */

#define REFNET_RANDOM_WORDS 624

typedef struct {
    uint32_t words[REFNET_RANDOM_WORDS];
    uint32_t used; /* words that have been used */
} refnet_generator;

void refnet_seeded(uint32_t seed, refnet_generator *generator);

void refnet_twist(refnet_generator *generator);

uint32_t refnet_next_word(refnet_generator *generator);

double refnet_next_double(refnet_generator *generator);

/* -> values [count] */
refnet_status refnet_random(int64_t seed, int64_t count, double *values);

/* button_press */

typedef enum { REFNET_RULE_ADD = 0, REFNET_RULE_WIDROW_HOFF = 1 } refnet_rule;

/* inputs [n], weights [n] */
double refnet_weighted_sum(const double *inputs, const double *weights, double bias, size_t n);

double refnet_output_error(double desired, double output);

/* inputs [n], weights [n] -> learned [n] */
void refnet_add_rule(const double *inputs, const double *weights, double learning_rate,
                     double *learned, size_t n);

/* inputs [n], weights [n] -> learned [n] */
void refnet_widrow_hoff_rule(const double *inputs, const double *weights, double learning_rate,
                             double error, double *learned, size_t n);

/* inputs [n], weights [n] -> outputs [trials], errors [trials], weights_after [trials][n].
 * After REFNET_DIVERGED the three buffers hold what was calculated up to that trial. */
refnet_status refnet_button_press(const double *inputs, const double *weights, double desired,
                                  double learning_rate, int64_t trials, refnet_rule rule, size_t n,
                                  double *outputs, double *errors, double *weights_after);

/* rabbit */

/* 1 when the rabbit blinks, 0 when it does not */
unsigned char refnet_blinks(double total, double threshold);

/* stimulus [n], weights [n], learned [n] (0: innate) -> grown [n] */
void refnet_reinforce(const double *stimulus, const double *weights, const unsigned char *learned,
                      double learning_rate, double *grown, size_t n);

/* weights [n], learned [n], stimuli [trials][n]
 * -> sums [trials], blink [trials], weights_after [trials][n] */
refnet_status refnet_rabbit(const double *weights, const unsigned char *learned, double threshold,
                            double learning_rate, const double *stimuli, int64_t trials, size_t n,
                            double *sums, unsigned char *blink, double *weights_after);

/* neuron */

/* m examples, n inputs */

/* inputs [m][n], weights [n] -> outputs [m] */
void refnet_neuron_outputs(const double *inputs, const double *weights, double bias, double slope,
                           size_t m, size_t n, double *outputs);

/* targets [m], outputs [m] -> errors [m] */
void refnet_neuron_errors(const double *targets, const double *outputs, size_t m, double *errors);

/* errors [m], outputs [m] -> deltas [m] */
void refnet_neuron_deltas(const double *errors, const double *outputs, double slope, size_t m,
                          double *deltas);

/* inputs [m][n], deltas [m] -> gradient [n] */
void refnet_neuron_adjustment(const double *inputs, const double *deltas, size_t m, size_t n,
                              double *gradient);

/* deltas [m] */
double refnet_bias_adjustment(const double *deltas, size_t m);

/* weights [n], gradient [n] -> result [n], which may be weights itself */
void refnet_gradient_step(const double *weights, const double *gradient, double learning_rate,
                          size_t n, double *result);

/* inputs [m][n], targets [m], weights [n], bias (NULL: none), record [records] (NULL: the first
 * `records` iterations) -> outputs_at [records][m], errors_at [records][m],
 * weights_at [records][n], bias_at [records]; work [2n + 3m] is overwritten. */
refnet_status refnet_neuron(const double *inputs, const double *targets, const double *weights,
                            const double *bias, double slope, double learning_rate,
                            int64_t iterations, const int64_t *record, size_t records, size_t m,
                            size_t n, double *work, double *outputs_at, double *errors_at,
                            double *weights_at, double *bias_at);

/* two_layer */

/* m examples, n inputs, h hidden units, k outputs */

/* inputs [m][n], weights [n][h], bias [h] (NULL: zeros) -> outputs [m][h] */
void refnet_layer_outputs(const double *inputs, const double *weights, const double *bias, size_t m,
                          size_t n, size_t h, double *outputs);

/* targets [m][k], outputs [m][k] */
double refnet_squared_loss(const double *targets, const double *outputs, size_t m, size_t k);

/* targets [m][k], outputs [m][k] -> deltas [m][k] */
void refnet_output_deltas(const double *targets, const double *outputs, size_t m, size_t k,
                          double *deltas);

/* deltas [m][k], weights [h][k], hidden [m][h] -> result [m][h] */
void refnet_hidden_deltas(const double *deltas, const double *weights, const double *hidden,
                          size_t m, size_t h, size_t k, double *result);

/* inputs [m][n], deltas [m][h] -> gradients [n][h] */
void refnet_weight_adjustments(const double *inputs, const double *deltas, size_t m, size_t n,
                               size_t h, double *gradients);

/* deltas [m][h] -> gradients [h] */
void refnet_bias_adjustments(const double *deltas, size_t m, size_t h, double *gradients);

/* weights [n][h], gradients [n][h] -> result [n][h], which may be weights itself */
void refnet_gradient_step_rows(const double *weights, const double *gradients, double learning_rate,
                               size_t n, size_t h, double *result);

/* inputs [m][n], targets [m][k], weights1 [n][h], weights2 [h][k], bias1 [h] and bias2 [k] (NULL:
 * none), record [records] (NULL: the first `records` iterations) -> loss_at [records],
 * outputs_at [records][m][k], weights1_at [records][n][h], weights2_at [records][h][k],
 * bias1_at [records][h], bias2_at [records][k] (both untouched where there is no bias);
 * work [2nh + 2hk + 2mh + 2mk + h + k] is overwritten. */
refnet_status refnet_two_layer(const double *inputs, const double *targets, const double *weights1,
                               const double *weights2, const double *bias1, const double *bias2,
                               double learning_rate, int64_t iterations, const int64_t *record,
                               size_t records, size_t m, size_t n, size_t h, size_t k, double *work,
                               double *loss_at, double *outputs_at, double *weights1_at,
                               double *weights2_at, double *bias1_at, double *bias2_at);

/* dense */

/* m examples, n inputs and u units of a layer, k outputs of the last one */

typedef enum {
    REFNET_ACTIVATION_LINEAR = 0,
    REFNET_ACTIVATION_SIGMOID,
    REFNET_ACTIVATION_TANH,
    REFNET_ACTIVATION_RELU,
    REFNET_ACTIVATION_SOFTMAX
} refnet_activation;

/* The sparse categorical crossentropy is the categorical one of targets that are one-hot. */
typedef enum {
    REFNET_LOSS_MSE = 0,
    REFNET_LOSS_SUM_SQUARED_ERROR,
    REFNET_LOSS_BINARY_CROSSENTROPY,
    REFNET_LOSS_CATEGORICAL_CROSSENTROPY
} refnet_loss;

typedef enum {
    REFNET_OPTIMIZER_SGD = 0,
    REFNET_OPTIMIZER_RMSPROP,
    REFNET_OPTIMIZER_ADAM
} refnet_step_rule;

typedef enum { REFNET_GLOROT_UNIFORM = 0, REFNET_UNIFORM, REFNET_ZEROS } refnet_initializer;

typedef struct {
    refnet_step_rule rule;
    double learning_rate, momentum;
    int nesterov;
    double rho, beta_1, beta_2, epsilon;
} refnet_optimizer;

typedef struct {
    refnet_loss loss;
    refnet_optimizer optimizer;
    size_t batch_size; /* above 0, which of all functions only refnet_dense checks */
} refnet_training;

/* what a step has thrown out of the finite numbers: bits of what the steps below return */
#define REFNET_LEFT_WEIGHTS 1
#define REFNET_LEFT_MEMORY 2

/* All that follows and has real numbers is there twice: for binary64, and, with _f32 behind its
 * name, for binary32 (float32.h). Settings are binary64 in both. */

/* kernel [n][u], bias [u] (NULL: none) */
typedef struct {
    size_t n, u;
    refnet_activation activation;
    real *kernel, *bias;
} refnet_dense_layer;

/* layers [depth]; their kernels and biases lie one after another in weights [size] */
typedef struct {
    size_t depth;
    const refnet_dense_layer *layers;
    size_t size;
    real *weights;
} refnet_network;

/* What a layer answers: sums [m][u], outputs [m][u]. Those of a hidden layer may be one buffer, and
 * so may those of the last one where no loss is taken of its sums. */
typedef struct {
    real *sums, *outputs;
} refnet_answers;

/* momentums [size] and velocities [size] of a network's weights */
typedef struct {
    real *momentums, *velocities;
    real beta_1_power, beta_2_power;
} refnet_optimizer_state;

/* What a training overwrites. b is the lesser of batch_size and m, n the inputs, k the outputs. */
typedef struct {
    refnet_answers *answers; /* [depth], whose pointers are overwritten as well */
    int64_t *order;          /* [m], NULL where there is no generator */
    real *work;              /* [b * (1 + n + 2k + 2 * all layers' units)] */
} refnet_scratch;

real refnet_relu(real d);

/* values [n], n > 0 */
size_t refnet_argmax(const real *values, size_t n);

/* sums [u] -> outputs [u], which may be sums itself */
void refnet_softmax(const real *sums, size_t u, real *outputs);

/* sums [u] -> logarithms [u] */
void refnet_log_softmax(const real *sums, size_t u, real *logarithms);

/* sums [m][u] -> outputs [m][u], which may be sums itself */
void refnet_activate(refnet_activation activation, const real *sums, size_t m, size_t u,
                     real *outputs);

/* inputs [m][n] -> answers */
void refnet_dense_forward(const real *inputs, const refnet_dense_layer *layer, size_t m,
                          refnet_answers answers);

/* inputs [m][n] -> answers [depth], those of each layer */
void refnet_network_forward(const real *inputs, const refnet_network *network, size_t m,
                            const refnet_answers *answers);

/* inputs [m][n] -> outputs [m][k] of the last layer; they are answered in blocks of so many, above
 * 0, for which the scratch must have room */
void refnet_network_outputs(const real *inputs, const refnet_network *network, size_t m,
                            size_t block, const refnet_scratch *scratch, real *outputs);

/* classes [m], each below units -> rows [m][units] */
void refnet_one_hot(const int64_t *classes, size_t m, size_t units, real *rows);

/* targets [m][k], outputs [m][k] */
int64_t refnet_correct_predictions(const real *targets, const real *outputs, size_t m, size_t k);

/* targets [k], outputs [k] */
real refnet_squared_error(const real *targets, const real *outputs, size_t k);

/* targets [k], sums [k]; work [k] is overwritten */
real refnet_binary_crossentropy(const real *targets, const real *sums, size_t k, real *work);

/* targets [k], sums [k]; work [k] is overwritten */
real refnet_categorical_crossentropy(const real *targets, const real *sums, size_t k, real *work);

/* targets [k], sums [k], outputs [k]; work [k] is overwritten */
real refnet_example_loss(refnet_loss loss, const real *targets, const real *sums,
                         const real *outputs, size_t k, real *work);

real refnet_reduce_loss(refnet_loss loss, real total, size_t count);

/* slopes [m][u], outputs [m][u] -> deltas [m][u], which may be slopes itself */
void refnet_activation_backward(refnet_activation activation, const real *slopes,
                                const real *outputs, size_t m, size_t u, real *deltas);

/* targets [m][k], outputs [m][k] -> deltas [m][k] */
void refnet_output_layer_deltas(refnet_loss loss, refnet_activation activation, const real *targets,
                                const real *outputs, size_t m, size_t k, real *deltas);

/* deltas [m][u], kernel [n][u] -> slopes [m][n] */
void refnet_input_gradients(const real *deltas, const real *kernel, size_t m, size_t n, size_t u,
                            real *slopes);

/* inputs [m][n], targets [m][k], answers [depth] -> gradients [size]; work [m * all
 * layers' units] is overwritten */
void refnet_network_gradients(const real *inputs, const real *targets,
                              const refnet_network *network, const refnet_answers *answers,
                              refnet_loss loss, size_t m, real *work, real *gradients);

/* weights [n], gradients [n], momentums [n]: weights and momentums go a step */
int refnet_sgd_step(real *weights, const real *gradients, real *momentums,
                    const refnet_optimizer *optimizer, size_t n);

/* weights [n], gradients [n], momentums [n], velocities [n]: all but the gradients go a step */
int refnet_rmsprop_step(real *weights, const real *gradients, real *momentums, real *velocities,
                        const refnet_optimizer *optimizer, size_t n);

/* weights [n], gradients [n], momentums [n], velocities [n]: all but the gradients go a step */
int refnet_adam_step(real *weights, const real *gradients, real *momentums, real *velocities,
                     real rate, const refnet_optimizer *optimizer, size_t n);

/* weights [size], gradients [size]: weights and state go a step */
int refnet_optimizer_step(real *weights, const real *gradients, refnet_optimizer_state *state,
                          const refnet_optimizer *optimizer, size_t size);

/* -> order [count] */
void refnet_permutation(size_t count, refnet_generator *generator, int64_t *order);

/* inputs [m][n], targets [m][k] -> losses [m] and answers [depth]; network and state go a step.
 * work is overwritten, as much as refnet_network_gradients needs. */
int refnet_train_batch(const refnet_network *network, refnet_optimizer_state *state,
                       const refnet_training *training, const real *inputs, const real *targets,
                       size_t m, const refnet_answers *answers, real *work, real *losses);

/* inputs [m][n], targets [m][k], order [count] (NULL: the first `count` examples). What the
 * examples lose is added to total, and how many are answered right to correct. After
 * REFNET_DIVERGED network and state have gone the step that diverged. */
refnet_status refnet_train_epoch(const refnet_network *network, refnet_optimizer_state *state,
                                 const refnet_training *training, const real *inputs,
                                 const real *targets, const int64_t *order, size_t count,
                                 int64_t epoch, const refnet_scratch *scratch, real *total,
                                 int64_t *correct);

/* inputs [m][n], targets [m][k], generator (NULL: in order), record [records] (NULL: the first
 * `records` epochs) -> losses_at [records], correct_at [records], weights_at [records][size] (NULL:
 * not wanted); network and state go all steps. */
refnet_status refnet_train_epochs(const refnet_network *network, refnet_optimizer_state *state,
                                  const refnet_training *training, const real *inputs,
                                  const real *targets, size_t m, int64_t first, int64_t last,
                                  refnet_generator *generator, const int64_t *record,
                                  size_t records, const refnet_scratch *scratch, real *losses_at,
                                  int64_t *correct_at, real *weights_at);

/* inputs [m][n], targets [m][k]; what the examples lose is added to total, and how many are
 * answered right to correct; they are answered in blocks of so many, above 0, for which the scratch
 * must have room. */
void refnet_evaluate(const refnet_network *network, refnet_loss loss, const real *inputs,
                     const real *targets, size_t m, size_t block, const refnet_scratch *scratch,
                     real *total, int64_t *correct);

/* refnet_train_epochs with everything checked, from epoch 1 on; shuffle_seed (NULL: in order). The
 * state is zeros, and powers of 1. */
refnet_status refnet_dense(const refnet_network *network, refnet_optimizer_state *state,
                           const refnet_training *training, const real *inputs, const real *targets,
                           size_t m, int64_t epochs, const int64_t *shuffle_seed,
                           const int64_t *record, size_t records, const refnet_scratch *scratch,
                           real *losses_at, int64_t *correct_at, real *weights_at);

/* -> kernel [inputs][units] */
void refnet_initial_kernel(refnet_initializer initializer, size_t inputs, size_t units,
                           refnet_generator *generator, double *kernel);

/* sizes [count] -> kernels, one after another */
refnet_status refnet_initial_kernels(refnet_initializer initializer, const int64_t *sizes,
                                     size_t count, int64_t seed, double *kernels);

/* cffi: end */

#endif
