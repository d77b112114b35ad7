/* Chapter rabbit: classical conditioning. */
#ifndef REFNET_RABBIT_H
#define REFNET_RABBIT_H

#include <stddef.h>

#include "status.h"

/* n stimuli */

/* weights [n], learned [n] (0: innate, never changes), stimuli [trials][n] */
typedef struct {
    const double *weights;
    const unsigned char *learned;
    double threshold, learning_rate;
    const double *stimuli;
    size_t trials, n;
} refnet_rabbit_request;

/* sum [trials], blink [trials] (1: yes, 0: no), weights [trials][n] after each trial */
typedef struct {
    double *sum;
    unsigned char *blink;
    double *weights;
} refnet_rabbit_trials;

/* 1 when the rabbit blinks, 0 when it does not */
unsigned char refnet_blinks(double total, double threshold);

/* stimulus [n], weights [n], learned [n] -> grown [n] */
void refnet_reinforce(const double *stimulus, const double *weights, const unsigned char *learned,
                      double learning_rate, size_t n, double *grown);

/* After REFNET_DIVERGED in trial t the rows before t are valid; those from t on are undefined. */
refnet_status refnet_rabbit(const refnet_rabbit_request *request,
                            const refnet_rabbit_trials *trials);

#endif
