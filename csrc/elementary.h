/* Chapter elementary: exp, log, tanh and their relatives, the same bits everywhere. */
#ifndef REFNET_ELEMENTARY_H
#define REFNET_ELEMENTARY_H

#include <stddef.h>

#include "status.h"

typedef enum {
    REFNET_EXP = 0,
    REFNET_LOG,
    REFNET_TANH,
    REFNET_SIGMOID,
    REFNET_EXPM1,
    REFNET_LOG1P,
    REFNET_ERF
} refnet_function;

/* for |x| < 2^51 */
double refnet_round_to_integer(double x);

/* for -1022 <= k <= 1023 */
double refnet_power_of_two(int k);

/* returns m and sets k, x = m * 2^k, for finite x > 0 */
double refnet_mantissa_and_exponent(double x, int *k);

/* returns k and sets r and tail, e^x = 2^k * (1 + r + tail), for |x| <= 1000 */
double refnet_exponent_and_rest(double x, double *r, double *tail);

/* y * 2^k */
double refnet_scaled(double y, double k);

double refnet_exp(double x);

double refnet_expm1(double x);

double refnet_log(double x);

double refnet_log1p(double x);

double refnet_tanh(double x);

double refnet_sigmoid(double x);

double refnet_erf(double x);

/* values [n] -> results [n], which may be values itself */
refnet_status refnet_elementary(refnet_function function, const double *values, size_t n,
                                double *results);

#endif
