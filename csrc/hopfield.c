/* Chapter hopfield: a network that remembers patterns, and finds them again from a part.
 *
 * python/refnet/reference/hopfield.py has the explanation. The functions of the chapter are here in
 * the same order: from refnet_correlations to refnet_energy and, last, refnet_hopfield. n units, p
 * patterns.
 *
 * refnet_hopfield does not call the others, because they take n * n multiplications a sweep. The
 * static functions before it, from store on, calculate the same numbers in less time. It keeps one
 * matrix, that of its answer: it holds the correlations until the last sweep is over, then the
 * weights. It also keeps each unit's weighted sum, and corrects all sums when a unit changes: the
 * correlations are the same in both directions, so a row tells what the unit adds to each sum. All
 * these are whole numbers, of which no sum is rounded, so they are those that refnet_updated_unit
 * calculates. A sweep that changes c units takes c * n additions in place of n * n, and one that
 * changes none takes n comparisons.
 *
 * The first sweep may change half of all units, and each would read a row of n correlations. With
 * few patterns it works with their overlaps with the state instead: a unit's weighted sum is that
 * of the unit's states in the patterns, each times the overlap of its pattern, p multiplications.
 */

#include <string.h>

#include "buffers.h"
#include "internal.h"

void refnet_correlations(const double *patterns, size_t p, size_t n, double *correlation)
{
    /* patterns [p][n] -> correlation [n][n] */
    for (size_t i = 0; i < n; i++) {
        double *row = correlation + i * n;
        for (size_t j = 0; j < n; j++) {
            row[j] = 0.0;
        }
        for (size_t k = 0; k < p; k++) {
            const double *pattern = patterns + k * n;
            for (size_t j = 0; j < n; j++) {
                row[j] = row[j] + pattern[i] * pattern[j];
            }
        }
        row[i] = 0.0;
    }
}

/* Return the state that a unit of this weighted sum takes. */
static double next_state(double total, double state)
{
    if (total > 0.0) {
        return 1.0;
    }
    if (total < 0.0) {
        return -1.0;
    }
    return state;
}

double refnet_updated_unit(const double *correlation, const double *state, size_t i, size_t n)
{
    /* correlation [n][n], state [n] */
    return next_state(refnet_weighted_sum(state, correlation + i * n, 0.0, n), state[i]);
}

void refnet_asynchronous_sweep(const double *correlation, const double *state, const int64_t *order,
                               size_t count, size_t n, double *result)
{
    /* correlation [n][n], state [n], order [count] -> result [n] */
    memmove(result, state, n * sizeof *result);
    for (size_t k = 0; k < count; k++) {
        size_t i = (size_t)order[k];
        result[i] = refnet_updated_unit(correlation, result, i, n);
    }
}

void refnet_synchronous_sweep(const double *correlation, const double *state, size_t n,
                              double *result)
{
    /* correlation [n][n], state [n] -> result [n] */
    for (size_t i = 0; i < n; i++) {
        result[i] = refnet_updated_unit(correlation, state, i, n);
    }
}

double refnet_energy(const double *correlation, const double *state, size_t n)
{
    /* correlation [n][n], state [n] */
    double total = 0.0;
    for (size_t i = 0; i < n; i++) {
        total = total - state[i] * refnet_weighted_sum(state, correlation + i * n, 0.0, n);
    }
    return total / (2.0 * (double)n);
}

/* Do what refnet_correlations does, with a fast product of the patterns with themselves. */
static void store(const double *patterns, size_t p, size_t n, double *correlation)
{
    refnet_kernels_in_use()->weight_adjustments(patterns, patterns, p, n, n, correlation);
    for (size_t i = 0; i < n; i++) {
        correlation[i * n + i] = 0.0;
    }
}

/* Add a multiple of a row [n] to the sums [n]. */
static void add_multiple(const double *row, double factor, size_t n, double *sums)
{
    refnet_kernels_in_use()->add_multiple(row, factor, n, sums);
}

/* Return the sum of the products of whole numbers a [n] and b [n], which is exact. */
static double sum_of_products(const double *a, const double *b, size_t n)
{
    return refnet_kernels_in_use()->sum_of_products(a, b, n);
}

/* -> sums [n] of the state [n]: each pattern times its overlap with the state, without what a unit
 * adds to its own sum, its state for each pattern */
static void sums_of(const double *patterns, const double *state, size_t p, size_t n, double *sums)
{
    for (size_t j = 0; j < n; j++) {
        sums[j] = 0.0;
    }
    for (size_t k = 0; k < p; k++) {
        const double *pattern = patterns + k * n;
        add_multiple(pattern, sum_of_products(pattern, state, n), n, sums);
    }
    add_multiple(state, -(double)p, n, sums);
}

#define UNITS_AT_ONCE 8 /* of a pattern, which are neighbours in a cache line */

/* patterns [p][n] -> units [n][p]: the states of each unit */
static void transpose(const double *patterns, size_t p, size_t n, double *units)
{
    for (size_t first = 0; first < n; first += UNITS_AT_ONCE) {
        const size_t end = n - first < UNITS_AT_ONCE ? n : first + UNITS_AT_ONCE;
        for (size_t k = 0; k < p; k++) {
            for (size_t i = first; i < end; i++) {
                units[i * p + k] = patterns[k * n + i];
            }
        }
    }
}

/* Do what refnet_asynchronous_sweep does, without correlations: patterns [p][n], order [n], state
 * [n]; units [n][p] and overlaps [p] are overwritten */
static void sweep_by_overlaps(const double *patterns, const int64_t *order, size_t p, size_t n,
                              double *state, double *units, double *overlaps)
{
    transpose(patterns, p, n, units);
    for (size_t k = 0; k < p; k++) {
        overlaps[k] = sum_of_products(patterns + k * n, state, n);
    }
    for (size_t k = 0; k < n; k++) {
        const size_t i = (size_t)order[k];
        const double *own = units + i * p;
        const double total = sum_of_products(own, overlaps, p) - (double)p * state[i];
        const double next = next_state(total, state[i]);
        if (next != state[i]) {
            add_multiple(own, next - state[i], p, overlaps);
            state[i] = next;
        }
    }
}

/* Do what refnet_asynchronous_sweep does, with the sums [n] of the state [n]; order [n] */
static void sweep_in_order(const double *correlation, const int64_t *order, size_t n, double *state,
                           double *sums)
{
    for (size_t k = 0; k < n; k++) {
        size_t i = (size_t)order[k];
        double next = next_state(sums[i], state[i]);
        if (next != state[i]) {
            add_multiple(correlation + i * n, next - state[i], n, sums);
            state[i] = next;
        }
    }
}

/* Do what refnet_synchronous_sweep does, with the sums [n] of the state [n]; before [n]: is
 * overwritten with the state from before */
static void sweep_at_once(const double *correlation, size_t n, double *state, double *sums,
                          double *before)
{
    memcpy(before, state, n * sizeof *before);
    for (size_t i = 0; i < n; i++) {
        state[i] = next_state(sums[i], state[i]);
    }
    for (size_t i = 0; i < n; i++) {
        if (state[i] != before[i]) {
            add_multiple(correlation + i * n, state[i] - before[i], n, sums);
        }
    }
}

/* Do what refnet_energy does, with the sums [n] of the state [n]. */
static double energy_of_sums(const double *state, const double *sums, size_t n)
{
    double total = 0.0;
    for (size_t i = 0; i < n; i++) {
        total = total - state[i] * sums[i];
    }
    return total / (2.0 * (double)n);
}

/* The first sweep works with overlaps if there are at least this many units for each pattern: with
 * fewer, it takes as long either way. */
#define UNITS_PER_PATTERN 8

refnet_status refnet_hopfield(const refnet_hopfield_request *request, void *workspace,
                              const refnet_hopfield_results *results)
{
    /* -> weights [n][n], state [sweeps][n], energy [sweeps] */
    RETURN_IF_FAULT(refnet_check_hopfield(request));
    WORK_UNTIL_RETURN;
    const size_t n = request->n, sweeps = (size_t)request->sweeps;
    const refnet_hopfield_buffers own = refnet_lay_out_hopfield(n, workspace, NULL);
    double *correlation = results->weights;
    const double *state = request->start;
    const int is_asynchronous = request->update == REFNET_UPDATE_ASYNCHRONOUS;
    const int by_overlaps = is_asynchronous && sweeps > 0 && request->p <= n / UNITS_PER_PATTERN;
    if (!by_overlaps) {
        store(request->patterns, request->p, n, correlation);
        sums_of(request->patterns, state, request->p, n, own.sums);
    }
    for (size_t i = 0; i < n; i++) {
        own.order[i] = (int64_t)i;
    }
    refnet_generator generator;
    if (request->order_seed != NULL) {
        refnet_seeded((uint32_t)*request->order_seed, &generator);
    }
    for (size_t k = 0; k < sweeps; k++) {
        double *swept = results->state + k * n;
        memcpy(swept, state, n * sizeof *swept);
        if (request->order_seed != NULL) {
            refnet_permutation(n, &generator, own.order);
        }
        if (by_overlaps && k == 0) { /* before the correlations need their memory */
            sweep_by_overlaps(request->patterns, own.order, request->p, n, swept, correlation,
                              own.before);
            store(request->patterns, request->p, n, correlation);
            sums_of(request->patterns, swept, request->p, n, own.sums);
        } else if (is_asynchronous) {
            sweep_in_order(correlation, own.order, n, swept, own.sums);
        } else {
            sweep_at_once(correlation, n, swept, own.sums, own.before);
        }
        results->energy[k] = energy_of_sums(swept, own.sums, n);
        state = swept;
    }
    for (size_t i = 0; i < n * n; i++) {
        results->weights[i] = correlation[i] / (double)n;
    }
    return refnet_ok();
}
