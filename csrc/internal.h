/* The checks that the chapters share; not part of the API. */
#ifndef REFNET_ERRORS_H
#define REFNET_ERRORS_H

#include <float.h>
#include <math.h>

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
    return (refnet_status){REFNET_OK, NULL, 0, 0};
}

static inline refnet_status refnet_fault(refnet_code code, const char *field)
{
    return (refnet_status){code, field, 0, 0};
}

static inline refnet_status refnet_diverged(const char *field, int64_t trial)
{
    return (refnet_status){REFNET_DIVERGED, field, trial, 0};
}

/* values [n] */
static inline int refnet_all_finite(const real *values, size_t n)
{
    int finite = 1;
    for (size_t i = 0; i < n; i++) {
        finite &= isfinite(values[i]) != 0;
    }
    return finite;
}

/* record [records], or NULL for all iterations: ascending from 1 to iterations */
static inline refnet_status refnet_check_record(int64_t iterations, const int64_t *record,
                                                size_t records)
{
    if (iterations < 0) {
        return refnet_fault(REFNET_OUT_OF_RANGE, "iterations");
    }
    for (size_t i = 0; record != NULL && i < records; i++) {
        if (record[i] < 1 || record[i] > iterations || (i > 0 && record[i] <= record[i - 1])) {
            return refnet_fault(REFNET_OUT_OF_RANGE, "record");
        }
    }
    return refnet_ok();
}

/* whether the iteration is the next to be recorded, when so many have been */
static inline int refnet_is_recorded(int64_t iteration, const int64_t *record, size_t records,
                                     size_t recorded)
{
    return recorded < records && (record == NULL || record[recorded] == iteration);
}

#endif
