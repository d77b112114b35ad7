/* What the chapters share and callers do not see. */
#ifndef REFNET_INTERNAL_H
#define REFNET_INTERNAL_H

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "fast/parallel.h"
#include "refnet.h"

/* The rules ARITH-* need every operation rounded to binary64 by itself. */
#if FLT_EVAL_METHOD != 0
#error "this target keeps intermediate results in a wider format; on x86 build with -mfpmath=sse"
#endif
#ifdef __FAST_MATH__
#error "-ffast-math reorders sums and flushes subnormals: build without it"
#endif

static inline refnet_status refnet_ok(void)
{
    return (refnet_status){REFNET_OK, NULL, -1, -1, -1, 0, 0};
}

static inline refnet_status refnet_diverged(const char *field, int64_t trial, int64_t batch)
{
    return (refnet_status){REFNET_DIVERGED, field, -1, -1, -1, trial, batch};
}

static inline int refnet_is_kind(refnet_kind kind)
{
    return (int)kind >= 0 && (int)kind <= REFNET_KIND_PART;
}

/* Return whether a derivative does not follow from the output (ACT-12). */
static inline int refnet_is_from_preactivations(refnet_activation activation)
{
    return (int)activation > REFNET_ACTIVATION_LAST_FROM_OUTPUTS;
}

/* Return whether the targets of a metric are class numbers. */
static inline int refnet_is_of_classes(refnet_metric_name name)
{
    return name == REFNET_METRIC_SPARSE_CATEGORICAL_CROSSENTROPY ||
           name == REFNET_METRIC_SPARSE_CATEGORICAL_ACCURACY ||
           name == REFNET_METRIC_SPARSE_TOP_K_CATEGORICAL_ACCURACY;
}

/* Return where the numbers of example e begin. */
static inline real *refnet_row_of(refnet_rows rows, size_t e)
{
    return rows.start + e * rows.row;
}

/* Return the numbers from an example on, NULL for NULL. */
static inline refnet_rows refnet_rows_from(refnet_rows rows, size_t first)
{
    return (refnet_rows){rows.start == NULL ? NULL : refnet_row_of(rows, first), rows.row};
}

/* Return how many windows an image has. */
static inline size_t refnet_window_count(const refnet_layer *layer)
{
    return layer->windows.count[0] * layer->windows.count[1];
}

/* Return sum + x * y, one more term of a sum. */
#ifndef REFNET_FLOAT32
static inline double refnet_plus_product(double sum, double x, double y)
{
    return sum + x * y;
}
#else
/* In binary32 it is rounded once (conformance/spec/binary32.md). fmaf does the same, but in some C
 * libraries not for subnormal numbers. The product is exact in binary64. There the total is rounded
 * to odd: towards zero, and then its last bit is set unless it is exact. So it is not halfway
 * between two numbers of binary32 by mistake, and the second rounding gives the right one. */
static inline float refnet_plus_product(float sum, float x, float y)
{
    const double product = (double)x * (double)y;
    double total = product + (double)sum;
    const double rest = total - product; /* of the sum, and of the product: total - rest */
    const double lost = ((double)sum - rest) + (product - (total - rest));
    const int64_t is_inexact = (lost < 0) | (lost > 0); /* which NaN is not */
    const int64_t is_too_large = is_inexact & ((lost < 0) == (total > 0));
    int64_t bits;
    memcpy(&bits, &total, sizeof bits);
    bits = (bits - is_too_large) | is_inexact;
    memcpy(&total, &bits, sizeof total);
    return (float)total;
}
#endif

/* values [n] */
static inline int refnet_all_finite(const real *values, size_t n)
{
    int finite = 1;
    for (size_t i = 0; i < n; i++) {
        finite &= isfinite(values[i]) != 0;
    }
    return finite;
}

/* Return REFNET_DIVERGED from the calling function if one of values [n] is infinite or NaN. A
 * macro, because a function would return its status, seven numbers, in every trial. */
#define CHECK_CONVERGING(field, values, n, trial, batch)                                           \
    do {                                                                                           \
        if (!refnet_all_finite(values, n)) {                                                       \
            return refnet_diverged(field, trial, batch);                                           \
        }                                                                                          \
    } while (0)

static inline void refnet_work_ends_at(const refnet_rounding *before)
{
    refnet_work_ends(*before);
}

/* Let the calling function work, as refnet_work_begins says, until it returns, wherever that is. */
#define WORK_UNTIL_RETURN                                                                          \
    __attribute__((cleanup(refnet_work_ends_at))) const refnet_rounding before_work =              \
        refnet_work_begins()

/* Return from the calling function with the fault that a check finds, if it finds one. */
#define RETURN_IF_FAULT(check)                                                                     \
    do {                                                                                           \
        const refnet_status found = (check);                                                       \
        if (found.code != REFNET_OK) {                                                             \
            return found;                                                                          \
        }                                                                                          \
    } while (0)

/* Return the root, rounded once: in binary32 too, because binary64 has more than twice its digits.
 */
static inline real refnet_root(real x)
{
    return (real)sqrt((double)x);
}

/* weights [n] and velocities [n] (NULL: not changed) after a step; returns its bits. A momentum
 * that is infinite or NaN makes its weight so, but for Adadelta's. */
static inline int refnet_nonfinite(const real *weights, const real *velocities, size_t n)
{
    int is_finite = velocities == NULL || refnet_all_finite(velocities, n);
    return (refnet_all_finite(weights, n) ? 0 : REFNET_NONFINITE_PARAMETERS) |
           (is_finite ? 0 : REFNET_NONFINITE_STATE);
}

/* Return whether the iteration is the next one to report, `recorded` having been reported.
 *
 * record [records], or NULL for the first `records` iterations */
static inline int refnet_is_recorded(int64_t iteration, const int64_t *record, size_t records,
                                     size_t recorded)
{
    return recorded < records && (record == NULL || record[recorded] == iteration);
}

/* of Nadam's beta_1, which begins at about half its value (OPT-4) */
#define REFNET_MOMENTUM_DECAY ((real)0.96)

/* The constants of DENSE-19 to DENSE-21. */
#ifdef REFNET_FLOAT32
#define REFNET_TINY 1e-30f
#define LEAST_EXPONENT (-69.0f)
#else
#define REFNET_TINY 1e-280
#define LEAST_EXPONENT (-644.0)
#endif

/* The text of chapter tiny_numbers, here because a call for each weight would take longer. */
static inline real refnet_inline_flushed(real x)
{
    return (real)fabs(x) < REFNET_TINY ? 0 : x;
}

static inline real refnet_inline_square(real gradient)
{
    real squared = gradient * gradient;
    return squared < REFNET_TINY ? REFNET_TINY : squared;
}

/* The constants of chapter elementary; the spec gives the bits of each. ln 2 = LN2_HIGH + LN2_LOW;
 * the high part ends in 21 zero bits, so that its product with a whole number below 2^21 is exact.
 * ROUNDER is 1.5 * 2^52: numbers of this size are whole. */
#define LOG2_E 1.4426950408889634
#define LN2_HIGH 0.6931471803691238
#define LN2_LOW 1.9082149292705877e-10
#define SQRT_HALF 0.7071067811865476
#define ROUNDER 6755399441055744.0
#define TWO_BY_ROOT_PI 1.1283791670955126
/* 1 / (n! * (2n + 1)) for n from 17 down to 1 */
#define ERF_TERMS                                                                                  \
    1.0 / 12449059983360000, 1.0 / 690452066304000, 1.0 / 40537905408000, 1.0 / 2528170444800,     \
        1.0 / 168129561600, 1.0 / 11975040000, 1.0 / 918086400, 1.0 / 76204800, 1.0 / 6894720,     \
        1.0 / 685440, 1.0 / 75600, 1.0 / 9360, 1.0 / 1320, 1.0 / 216, 1.0 / 42, 1.0 / 10, 1.0 / 3
/* of erfc(x) * e^(x^2) from 1 to 6 */
#define ERFC_FIT                                                                                   \
    1.2801900862962662e-06, 2.023603179641757e-06, -8.008021319412685e-06, -1.284889451252353e-05, \
        6.406182073530546e-05, 4.525472635483354e-05, -0.0005970623517093284,                      \
        0.0007077464443901538, 0.004269136347508256, -0.024392499318273194, 0.07166583719774874,   \
        -0.15011593650078744, 0.24560380171233195, -0.32623356004303716, 0.17900115118138996

/* The constants of chapter further_activations: 1/sqrt(2), the normal density at 0, sqrt(2/pi). */
#define HALF ((real)0.5)
#define LEAKY_SLOPE ((real)0.2)
#define SELU_ALPHA ((real)1.6732632423543772)
#define SELU_SCALE ((real)1.0507009873554805)
#define ROOT_HALF ((real)0.7071067811865476)
#define DENSITY ((real)0.3989422804014327)
#define GELU_SCALE ((real)0.7978845608028654)
#define GELU_CUBIC ((real)0.044715)

#endif
