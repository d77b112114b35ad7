/* refnet: the C core, all of its API, in the order of the chapters.
 *
 * Every function gives the bits of the function of the same name in python/refnet/reference, which
 * conformance/SPEC.md states. Build with -ffp-contract=off and without -ffast-math.
 *
 * Buffers belong to the caller; inputs are never changed; no function allocates, keeps a pointer
 * after it returns or has state, so all of them are thread-safe. A shape comment such as
 * [trials][n] gives the extent of a buffer, rows one after another without gaps.
 */
#ifndef REFNET_H
#define REFNET_H

#include <stddef.h>
#include <stdint.h>

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

/* What a checked function returns. field is a static string, NULL when code is REFNET_OK. */
typedef struct {
    refnet_code code;
    const char *field;
    int64_t trial;
} refnet_status;

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
void refnet_neuron_gradient(const double *inputs, const double *deltas, size_t m, size_t n,
                            double *gradient);

/* deltas [m] */
double refnet_bias_gradient(const double *deltas, size_t m);

/* weights [n], gradient [n] -> result [n], which may be weights itself */
void refnet_descend(const double *weights, const double *gradient, double learning_rate, size_t n,
                    double *result);

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
void refnet_weight_gradients(const double *inputs, const double *deltas, size_t m, size_t n,
                             size_t h, double *gradients);

/* deltas [m][h] -> gradients [h] */
void refnet_bias_gradients(const double *deltas, size_t m, size_t h, double *gradients);

/* weights [n][h], gradients [n][h] -> result [n][h], which may be weights itself */
void refnet_descend_rows(const double *weights, const double *gradients, double learning_rate,
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

/* cffi: end */

#endif
