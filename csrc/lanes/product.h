/* The weighted sums that all layers are made of: a plain triple loop, and a tile that gives its
 * bits.
 *
 * A sum has one order, from its start and then term by term, and every product is rounded before it
 * is added. That forbids what fast matrix products usually do: to split a sum over the lanes of a
 * register, or to fuse the multiplication with the addition. But two sums of different results have
 * nothing to do with one another. So the lanes are neighbouring columns, whose b lie side by side,
 * and a tile of several rows and several registers of columns is as many independent sums as the
 * processor can keep in registers; each goes through its terms in order. Where the results of so
 * many additions at once are waited for, a separate multiplication costs next to nothing.
 *
 * From the outside in: `blocks` cuts rows and terms so that they stay in the caches, `panels` the
 * columns, `strip` takes the rows of a panel tile by tile, and `tile` is the loop itself. The last
 * columns that do not fill the lanes are `last_columns`; a product of few rows goes through
 * `few_rows`. */

/* The three loops that all else here must agree with; only whole products come to them, none that
 * goes onto results. */
static void plain(const refnet_product *p)
{
    for (size_t i = 0; i < p->rows; i++) {
        for (size_t j = 0; j < p->columns; j++) {
            real sum = p->start == NULL ? 0 : p->start[j];
            for (size_t t = 0; t < p->terms; t++) {
                sum = sum + p->a[i * p->a_row + t * p->a_term] * p->b[t * p->b_row + j];
            }
            p->results[i * p->r_row + j] = sum;
        }
    }
}

#define MOST_VECTORS 8 /* of a tile */

/* The sums of some rows and of some times LANES columns, all at once. rows and vectors are
 * constants where this is called, so that every sum has its place in a register. */
INTO_CALLER void tile(const refnet_product *p, size_t rows, size_t vectors)
{
    lanes sums[TILE_ROWS][MOST_VECTORS];
#pragma GCC unroll 8
    for (size_t i = 0; i < rows; i++) {
#pragma GCC unroll 8
        for (size_t v = 0; v < vectors; v++) {
            if (p->onto) {
                sums[i][v] = lanes_load(p->results + i * p->r_row + v * LANES);
            } else if (p->start != NULL) {
                sums[i][v] = lanes_load(p->start + v * LANES);
            } else {
                sums[i][v] = (lanes){0};
            }
        }
    }
    const real *a = p->a, *b = p->b;
    for (size_t t = 0; t < p->terms; t++) {
        lanes row[MOST_VECTORS];
#pragma GCC unroll 8
        for (size_t v = 0; v < vectors; v++) {
            row[v] = lanes_load(b + v * LANES);
        }
#pragma GCC unroll 8
        for (size_t i = 0; i < rows; i++) {
            real factor = a[i * p->a_row];
#pragma GCC unroll 8
            for (size_t v = 0; v < vectors; v++) {
                sums[i][v] = sums[i][v] + row[v] * factor;
            }
        }
        a += p->a_term;
        b += p->b_row;
    }
#pragma GCC unroll 8
    for (size_t i = 0; i < rows; i++) {
#pragma GCC unroll 8
        for (size_t v = 0; v < vectors; v++) {
            lanes_store(p->results + i * p->r_row + v * LANES, sums[i][v]);
        }
    }
}

/* p, from a row and a column on */
INTO_CALLER refnet_product part(const refnet_product *p, size_t i, size_t j)
{
    refnet_product q = *p;
    q.rows -= i;
    q.columns -= j;
    q.start = p->start == NULL ? NULL : p->start + j;
    q.a += i * p->a_row;
    q.b += j;
    q.results += i * p->r_row + j;
    return q;
}

/* All rows of some times LANES columns, so many rows at a time and the rest one by one. */
INTO_CALLER void strip(const refnet_product *p, size_t rows, size_t vectors)
{
    size_t i = 0;
    for (; i + rows <= p->rows; i += rows) {
        refnet_product q = part(p, i, 0);
        tile(&q, rows, vectors);
    }
    for (; i < p->rows; i++) {
        refnet_product q = part(p, i, 0);
        tile(&q, 1, vectors);
    }
}

/* A few rows, where nothing is used often enough to be worth a copy: many columns at a time. */
INTO_CALLER void few_rows(const refnet_product *p)
{
    size_t j = 0;
    for (; j + 8 * LANES <= p->columns; j += 8 * LANES) {
        refnet_product q = part(p, 0, j);
        strip(&q, 1, 8);
    }
    for (; j + 2 * LANES <= p->columns; j += 2 * LANES) {
        refnet_product q = part(p, 0, j);
        strip(&q, 1, 2);
    }
    refnet_product q = part(p, 0, j);
    plain(&q);
}

#define TERMS_AT_ONCE 128 /* of some columns of b, which then stay in the first cache */
#define ROWS_AT_ONCE 256  /* of a, which then stay in the second */
#define ENOUGH_ROWS 96    /* to make up for copying b */

/* p, but some of its terms from one on, and where that is not the first, onto what is there */
INTO_CALLER refnet_product some_terms(const refnet_product *p, size_t t)
{
    refnet_product q = *p;
    q.terms = p->terms - t < TERMS_AT_ONCE ? p->terms - t : TERMS_AT_ONCE;
    q.a += t * p->a_term;
    q.b += t * p->b_row;
    q.onto = p->onto || t > 0;
    return q;
}

/* Let b be a copy of its first columns, row after row without gaps, and with zeros up to a width.
 */
INTO_CALLER void copy_columns(refnet_product *p, size_t columns, size_t width, real *copy)
{
    for (size_t t = 0; t < p->terms; t++) {
        memcpy(copy + t * width, p->b + t * p->b_row, columns * sizeof *copy);
        memset(copy + t * width + columns, 0, (width - columns) * sizeof *copy);
    }
    p->b = copy;
    p->b_row = width;
}

/* All rows of the last columns, which are fewer than LANES: with zeros beside them. */
INTO_CALLER void last_columns(const refnet_product *p, size_t rows)
{
    real copy[TERMS_AT_ONCE * LANES], start[LANES] = {0}, sums[ROWS_AT_ONCE * LANES] = {0};
    size_t size = p->columns * sizeof(real);
    if (p->start != NULL) {
        memcpy(start, p->start, size);
    }
    for (size_t first = 0; first < p->rows; first += ROWS_AT_ONCE) {
        refnet_product block = part(p, first, 0);
        block.rows = block.rows < ROWS_AT_ONCE ? block.rows : ROWS_AT_ONCE;
        for (size_t i = 0; p->onto && i < block.rows; i++) {
            memcpy(sums + i * LANES, block.results + i * p->r_row, size);
        }
        for (size_t t = 0; t < p->terms || t == 0; t += TERMS_AT_ONCE) {
            refnet_product q = some_terms(&block, t);
            copy_columns(&q, p->columns, LANES, copy);
            q.start = start;
            q.results = sums;
            q.r_row = LANES;
            strip(&q, rows, 1);
        }
        for (size_t i = 0; i < block.rows; i++) {
            memcpy(block.results + i * p->r_row, sums + i * LANES, size);
        }
    }
}

/* All rows and columns; copying: whether b is copied first, as many columns as a tile takes. */
INTO_CALLER void panels(const refnet_product *p, size_t rows, size_t vectors, int copying)
{
    real copy[TERMS_AT_ONCE * MOST_VECTORS * LANES];
    const size_t width = vectors * LANES;
    size_t j = 0;
    for (; j + width <= p->columns; j += width) {
        refnet_product q = part(p, 0, j);
        if (copying) {
            copy_columns(&q, width, width, copy);
        }
        strip(&q, rows, vectors);
    }
    for (; j + LANES <= p->columns; j += LANES) {
        refnet_product q = part(p, 0, j);
        strip(&q, rows, 1);
    }
    if (j < p->columns) {
        refnet_product q = part(p, 0, j);
        last_columns(&q, rows);
    }
}

/* Many rows and columns: so many rows and terms at a time that both matrices stay in the caches. */
INTO_CALLER void blocks(const refnet_product *p, size_t rows, size_t vectors)
{
    if (p->rows < ENOUGH_ROWS) {
        panels(p, rows, vectors, 0);
        return;
    }
    for (size_t t = 0; t < p->terms || t == 0; t += TERMS_AT_ONCE) {
        for (size_t i = 0; i < p->rows; i += ROWS_AT_ONCE) {
            refnet_product q = part(p, i, 0);
            q.rows = q.rows < ROWS_AT_ONCE ? q.rows : ROWS_AT_ONCE;
            q = some_terms(&q, t);
            panels(&q, rows, vectors, 1);
        }
    }
}

/* TILE_ROWS and TILE_VECTORS are such that the sums of a tile fit into the registers beside a row
 * of b, a factor and a product. */
static void product(const refnet_product *p)
{
    if (p->columns < LANES && p->rows * p->terms * p->columns < 200) {
        plain(p); /* so little that there is nothing to gain */
    } else if (p->rows < TILE_ROWS) {
        few_rows(p);
    } else {
        blocks(p, TILE_ROWS, TILE_VECTORS);
    }
}
