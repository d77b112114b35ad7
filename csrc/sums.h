/* The weighted sums that all layers are made of; not part of the API. */
#ifndef REFNET_SUMS_H
#define REFNET_SUMS_H

#include "refnet.h"

/* start [columns] (NULL: zeros), a (i, t) at a[i * a_row + t * a_term], b (t, j) at b[t * b_row +
 * j * b_column] -> results [rows][columns], results (i, j) = start (j) + a (i, 0) * b (0, j) + ...,
 * each sum from its start and then term by term */
void refnet_matmul(const real *start, const real *a, size_t a_row, size_t a_term, const real *b,
                   size_t b_row, size_t b_column, size_t rows, size_t terms, size_t columns,
                   real *results);

#endif
