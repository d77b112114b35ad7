/* Weighted sums on all threads. How each of them calculates its own stands in lanes/product.h. */

#include "lanes.h"
#include "sums.h"
#include "threads.h"

/* Some rows of a product. */
static void some_rows(const void *about, size_t first, size_t end)
{
    refnet_product p = *(const refnet_product *)about;
    p.rows = end - first;
    p.a += first * p.a_row;
    p.results += first * p.r_row;
    refnet_lanes_for(p.columns)->product(&p);
}

/* Some columns of a product. */
static void some_columns(const void *about, size_t first, size_t end)
{
    refnet_product p = *(const refnet_product *)about;
    p.columns = end - first;
    p.start = p.start == NULL ? NULL : p.start + first;
    p.b += first * p.b_column;
    p.results += first;
    refnet_lanes_for(p.columns)->product(&p);
}

#define ROWS_TO_SHARE 16 /* otherwise columns are shared */

void refnet_matmul(const real *start, const real *a, size_t a_row, size_t a_term, const real *b,
                   size_t b_row, size_t b_column, size_t rows, size_t terms, size_t columns,
                   real *results)
{
    const refnet_product p = {
        .start = start,
        .a = a,
        .a_row = a_row,
        .a_term = a_term,
        .b = b,
        .b_row = b_row,
        .b_column = b_column,
        .rows = rows,
        .terms = terms,
        .columns = columns,
        .results = results,
        .r_row = columns,
    };
    if (rows * terms * columns < REFNET_WORTH_SHARING) {
        refnet_lanes_for(columns)->product(&p);
    } else if (rows >= ROWS_TO_SHARE) {
        refnet_share(some_rows, &p, rows, 1, terms * columns);
    } else {
        refnet_share(some_columns, &p, columns, REFNET_GRAIN, terms * rows);
    }
}
