/* Checks of single values, for checks.c and layer_checks.c: each keeps the first fault that it or
 * an earlier one finds. Not part of the API. */
#ifndef REFNET_FAULTS_H
#define REFNET_FAULTS_H

#include "internal.h"

#define MOST_NUMBERS 16777216           /* that one request may ask for */
#define MOST_MULTIPLICATIONS 1073741824 /* that may make one kernel orthogonal */
#define MOST_THRESHOLDS 65536           /* of one metric */

static inline void set_fault(refnet_status *status, refnet_code code, const char *field)
{
    if (status->code == REFNET_OK) {
        status->code = code;
        status->field = field;
    }
}

static inline void check_not_empty(refnet_status *status, const char *field, size_t n)
{
    if (n == 0) {
        set_fault(status, REFNET_EMPTY, field);
    }
}

/* name: the number that an enumeration gives it, below `count` */
static inline void check_name(refnet_status *status, const char *field, int name, int count)
{
    if (name < 0 || name >= count) {
        set_fault(status, REFNET_UNKNOWN_NAME, field);
    }
}

static inline void check_finite_number(refnet_status *status, const char *field, double value)
{
    if (!isfinite(value)) {
        set_fault(status, REFNET_NOT_FINITE, field);
    }
}

/* values [m][n] */
static inline void check_finite_rows(refnet_status *status, const char *field, const real *values,
                                     size_t m, size_t n)
{
    if (status->code != REFNET_OK || refnet_all_finite(values, m * n)) {
        return;
    }
    size_t place = 0;
    while (isfinite(values[place])) {
        place++;
    }
    set_fault(status, REFNET_NOT_FINITE, field);
    status->row = (int64_t)(place / n);
    status->column = (int64_t)(place % n);
}

/* values [n] */
static inline void check_finite(refnet_status *status, const char *field, const real *values,
                                size_t n)
{
    if (status->code == REFNET_OK) {
        check_finite_rows(status, field, values, n, 1);
        status->column = -1;
    }
}

/* values [n], each finite and at least 0 */
static inline void check_not_negative(refnet_status *status, const char *field, const real *values,
                                      size_t n)
{
    for (size_t i = 0; i < n && status->code == REFNET_OK; i++) {
        check_finite_number(status, field, values[i]);
        if (values[i] < 0) {
            set_fault(status, REFNET_OUT_OF_RANGE, field);
        }
        status->row = status->code == REFNET_OK ? -1 : (int64_t)i;
    }
}

/* values [m][n], each 1 or -1 */
static inline void check_signs(refnet_status *status, const char *field, const double *values,
                               size_t m, size_t n)
{
    for (size_t i = 0; i < m * n && status->code == REFNET_OK; i++) {
        if (values[i] != 1.0 && values[i] != -1.0) {
            set_fault(status, REFNET_OUT_OF_RANGE, field);
            status->row = (int64_t)(i / n);
            status->column = (int64_t)(i % n);
        }
    }
}

static inline void check_range(refnet_status *status, const char *field, int64_t value, int64_t low,
                               int64_t high)
{
    if (value < low || value > high) {
        set_fault(status, REFNET_OUT_OF_RANGE, field);
    }
}

/* values [n] */
static inline void check_ranges(refnet_status *status, const char *field, const int64_t *values,
                                size_t n, int64_t low, int64_t high)
{
    for (size_t i = 0; i < n && status->code == REFNET_OK; i++) {
        check_range(status, field, values[i], low, high);
        status->row = status->code == REFNET_OK ? -1 : (int64_t)i;
    }
}

/* values [n]: ascending from low or more to high or less */
static inline void check_ascending(refnet_status *status, const char *field, const int64_t *values,
                                   size_t n, int64_t low, int64_t high)
{
    for (size_t i = 0; i < n && status->code == REFNET_OK; i++) {
        check_range(status, field, values[i], low, high);
        if (i > 0 && values[i] <= values[i - 1]) {
            set_fault(status, REFNET_OUT_OF_RANGE, field);
        }
        status->row = status->code == REFNET_OK ? -1 : (int64_t)i;
    }
}

/* record [records], or NULL: ascending from 1 to high */
static inline void check_record(refnet_status *status, const int64_t *record, size_t records,
                                int64_t high)
{
    check_ascending(status, "record", record, record == NULL ? 0 : records, 1, high);
}

static inline void check_positive(refnet_status *status, const char *field, double value)
{
    check_finite_number(status, field, value);
    if (value <= 0.0) {
        set_fault(status, REFNET_OUT_OF_RANGE, field);
    }
}

static inline void check_at_least_0(refnet_status *status, const char *field, double value)
{
    check_finite_number(status, field, value);
    if (value < 0.0) {
        set_fault(status, REFNET_OUT_OF_RANGE, field);
    }
}

/* at least 0 and less than 1 */
static inline void check_fraction(refnet_status *status, const char *field, double value)
{
    check_finite_number(status, field, value);
    if (value < 0.0 || value >= 1.0) {
        set_fault(status, REFNET_OUT_OF_RANGE, field);
    }
}

/* from 0 to 1 */
static inline void check_share(refnet_status *status, const char *field, double value)
{
    check_finite_number(status, field, value);
    if (value < 0.0 || value > 1.0) {
        set_fault(status, REFNET_OUT_OF_RANGE, field);
    }
}

#endif
