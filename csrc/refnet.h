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
    REFNET_OUT_OF_RANGE, /* field is negative */
    REFNET_UNKNOWN_NAME, /* field is none of its enumeration's values */
    REFNET_DIVERGED,     /* field left the finite numbers in the 1-based trial `trial` */
} refnet_code;

/* What a checked function returns. field is a static string, NULL when code is REFNET_OK. */
typedef struct {
    refnet_code code;
    const char *field;
    size_t trial;
} refnet_status;

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
                            double learning_rate, const double *stimuli, size_t trials, size_t n,
                            double *sums, unsigned char *blink, double *weights_after);

/* cffi: end */

#endif
