/* Chapter hopfield: a network that remembers patterns, and finds them again from a part. */
#ifndef REFNET_HOPFIELD_H
#define REFNET_HOPFIELD_H

#include <stddef.h>
#include <stdint.h>

#include "status.h"

/* n units, p patterns */

#define REFNET_MOST_UNITS 10000

typedef enum { REFNET_UPDATE_ASYNCHRONOUS, REFNET_UPDATE_SYNCHRONOUS } refnet_update;

/* patterns [p][n] and start [n] of 1 and -1, n at most REFNET_MOST_UNITS; order_seed (NULL: the
 * units in their order) */
typedef struct {
    const double *patterns, *start;
    size_t p, n;
    refnet_update update;
    const int64_t *order_seed;
    int64_t sweeps;
} refnet_hopfield_request;

/* weights [n][n]; after each sweep state [sweeps][n], energy [sweeps] */
typedef struct {
    double *weights, *state, *energy;
} refnet_hopfield_results;

/* patterns [p][n] -> correlation [n][n] */
void refnet_correlations(const double *patterns, size_t p, size_t n, double *correlation);

/* correlation [n][n], state [n] -> the next state of unit i */
double refnet_updated_unit(const double *correlation, const double *state, size_t i, size_t n);

/* correlation [n][n], state [n], order [count]: indices of units -> result [n], which may be state
 * itself */
void refnet_asynchronous_sweep(const double *correlation, const double *state, const int64_t *order,
                               size_t count, size_t n, double *result);

/* correlation [n][n], state [n] -> result [n] */
void refnet_synchronous_sweep(const double *correlation, const double *state, size_t n,
                              double *result);

/* correlation [n][n], state [n] */
double refnet_energy(const double *correlation, const double *state, size_t n);

/* workspace: refnet_hopfield_workspace(n) bytes, 24 for each unit and no second matrix */
refnet_status refnet_hopfield(const refnet_hopfield_request *request, void *workspace,
                              const refnet_hopfield_results *results);

#endif
