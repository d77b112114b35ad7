/* Chapter areas: how well outputs put true examples before false ones. */
#ifndef REFNET_AREAS_H
#define REFNET_AREAS_H

#include <stdint.h>

typedef enum { REFNET_CURVE_ROC = 0, REFNET_CURVE_PR } refnet_curve;

typedef enum {
    REFNET_SUMMATION_INTERPOLATION = 0,
    REFNET_SUMMATION_MINORING,
    REFNET_SUMMATION_MAJORING
} refnet_summation_method;

/* num_thresholds > 1 -> from 0 to num_thresholds - 2 */
int64_t refnet_last_threshold(double y, int64_t num_thresholds);

/* 0 where y is 0 */
double refnet_quotient(double x, double y);

/* state [2n]: the true targets, then the false ones, by the last of n thresholds exceeded */
double refnet_area(refnet_curve curve, refnet_summation_method summation_method,
                   const double *state, int64_t n);

#endif
