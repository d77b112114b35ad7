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
 * From the outside in: `blocks` cuts rows, terms and columns so that they stay in the caches,
 * `panels` goes from one tile's columns to the next, `strip` from one tile's rows to the next, and
 * `tile` is the loop itself. The last columns that do not fill the lanes are `last_columns`; a
 * product of few rows goes through `few_rows`. */

/* The three loops that all else here must agree with; only whole products come to them, none that
 * goes onto results. */
static void plain(const refnet_product *p)
{
    for (size_t i = 0; i < p->rows; i++) {
        for (size_t j = 0; j < p->columns; j++) {
            real sum = p->start == NULL ? 0 : p->start[j];
            for (size_t t = 0; t < p->terms; t++) {
                sum =
                    sum + p->a[i * p->a_row + t * p->a_term] * p->b[t * p->b_row + j * p->b_column];
            }
            p->results[i * p->r_row + j] = sum;
        }
    }
}

/* of a tile */
#define MOST_ROWS 8
#define MOST_VECTORS 8

/* The sums of some rows and of some times LANES columns, all at once. rows and vectors are
 * constants where this is called, so that every sum has its place in a register. */
INTO_CALLER void tile(const refnet_product *p, size_t rows, size_t vectors)
{
    lanes sums[MOST_ROWS][MOST_VECTORS];
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
    for (size_t t = 0; t < p->terms; t++) {
        const real *a = p->a + t * p->a_term, *b = p->b + t * p->b_row;
        lanes row[MOST_VECTORS];
#pragma GCC unroll 8
        for (size_t v = 0; v < vectors; v++) {
            row[v] = lanes_load(b + v * LANES);
        }
#pragma GCC unroll 8
        for (size_t i = 0; i < rows; i++) {
#pragma GCC unroll 8
            for (size_t v = 0; v < vectors; v++) {
                sums[i][v] = sums[i][v] + lanes_times(row[v], a + i * p->a_row);
            }
        }
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
    q.b += j * p->b_column;
    q.results += i * p->r_row + j;
    return q;
}

/* How many of the rows that are left the next tile takes: the last two tiles share theirs, because
 * a tile of few rows waits for its additions. */
INTO_CALLER size_t rows_of_next_tile(size_t left)
{
    return left >= 2 * TILE_ROWS || left == TILE_ROWS ? TILE_ROWS
           : left > TILE_ROWS                         ? (left + 1) / 2
                                                      : left;
}

/* All rows of some times LANES columns, a tile after the other. */
INTO_CALLER void strip(const refnet_product *p, size_t vectors)
{
    for (size_t i = 0; i < p->rows;) {
        size_t rows = rows_of_next_tile(p->rows - i);
        refnet_product q = part(p, i, 0);
        if (p->a_in_tiles) {
            q.a = p->a + i * p->terms;
            q.a_row = 1;
            q.a_term = rows;
        }
        switch (rows) { /* TILE_ROWS at most */
        case 8:
            tile(&q, 8, vectors);
            break;
        case 7:
            tile(&q, 7, vectors);
            break;
        case 6:
            tile(&q, 6, vectors);
            break;
        case 5:
            tile(&q, 5, vectors);
            break;
        case 4:
            tile(&q, 4, vectors);
            break;
        case 3:
            tile(&q, 3, vectors);
            break;
        case 2:
            tile(&q, 2, vectors);
            break;
        case 1:
            tile(&q, 1, vectors);
            break;
        }
        i += rows;
    }
}

/* at once, so that their copies stay in the second cache */
#define TERMS_AT_ONCE 1024
#define ROWS_AT_ONCE (8 * TILE_ROWS)
#define COLUMNS_AT_ONCE (2112 / sizeof(real)) /* whole panels of any width, and 2048 bytes */
#define ENOUGH_ROWS_FOR_A_COPY 64             /* of b */

/* whether a is used often enough to make up for copying it: where its terms lie side by side, it
 * can do without, and with few terms its cache lines stay where they are */
INTO_CALLER int is_worth_copying(const refnet_product *p)
{
    return p->a_row == 1 ? p->terms >= 64 && p->columns >= 96 : p->columns >= 384;
}

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

/* Let a be a copy of it in the order in which the tiles use it. */
INTO_CALLER void copy_rows(refnet_product *p, real *copy)
{
    real *next = copy;
    for (size_t i = 0, rows; i < p->rows; i += rows) {
        rows = rows_of_next_tile(p->rows - i);
        if (p->a_row == 1 && rows == TILE_ROWS) { /* a tile's rows lie side by side already */
            for (size_t t = 0; t < p->terms; t++, next += TILE_ROWS) {
                memcpy(next, p->a + i + t * p->a_term, TILE_ROWS * sizeof *next);
            }
            continue;
        }
        for (size_t t = 0; t < p->terms; t++) {
            for (size_t r = i; r < i + rows; r++) {
                *next++ = p->a[r * p->a_row + t * p->a_term];
            }
        }
    }
    p->a = copy;
    p->a_in_tiles = 1;
}

/* Copy the first columns of b, row after row without gaps, with zeros beside them up to a width. */
INTO_CALLER void copy_columns(const refnet_product *p, size_t columns, size_t width, real *copy)
{
    for (size_t t = 0; t < p->terms; t++) {
        const real *row = p->b + t * p->b_row;
        if (p->b_column == 1) {
            memcpy(copy + t * width, row, columns * sizeof *copy);
        } else {
            for (size_t j = 0; j < columns; j++) {
                copy[t * width + j] = row[j * p->b_column];
            }
        }
        memset(copy + t * width + columns, 0, (width - columns) * sizeof *copy);
    }
}

/* Let b be such a copy. */
INTO_CALLER void use_columns(refnet_product *p, size_t width, const real *copy)
{
    p->b = copy;
    p->b_row = width;
    p->b_column = 1;
}

/* All rows of the last columns, which are fewer than LANES: with zeros beside them. No more rows
 * and terms than are taken at once. */
static void last_columns(const refnet_product *p)
{
    ALIGNED real copy[TERMS_AT_ONCE * LANES], start[LANES] = {0};
    ALIGNED real sums[ROWS_AT_ONCE * LANES] = {0};
    const size_t size = p->columns * sizeof(real);
    refnet_product q = *p;
    copy_columns(p, p->columns, LANES, copy);
    use_columns(&q, LANES, copy);
    if (p->start != NULL) {
        memcpy(start, p->start, size);
    }
    for (size_t i = 0; p->onto && i < p->rows; i++) {
        memcpy(sums + i * LANES, p->results + i * p->r_row, size);
    }
    q.start = start;
    q.results = sums;
    q.r_row = LANES;
    strip(&q, 1);
    for (size_t i = 0; i < p->rows; i++) {
        memcpy(p->results + i * p->r_row, sums + i * LANES, size);
    }
}

/* All columns of no more rows, terms and columns than are taken at once: a panel as wide as a tile
 * after the other. copies: where copies of the panels are, one behind the other, which the first
 * rows make for all, or NULL to do without. */
static void panels(const refnet_product *p, real *copies, int are_first_rows)
{
    size_t j = 0;
    while (j + LANES <= p->columns) {
        const size_t left = (p->columns - j) / LANES;
        const size_t vectors = left >= TILE_VECTORS ? TILE_VECTORS : left >= 2 ? 2 : 1;
        const size_t width = vectors * LANES;
        refnet_product q = part(p, 0, j);
        if (copies != NULL) {
            real *copy = copies + j * p->terms;
            if (are_first_rows) {
                copy_columns(&q, width, width, copy);
            }
            use_columns(&q, width, copy);
        }
        if (vectors == TILE_VECTORS) {
            strip(&q, TILE_VECTORS);
        } else if (vectors == 2) {
            strip(&q, 2);
        } else {
            strip(&q, 1);
        }
        j += width;
    }
    if (j < p->columns) {
        refnet_product q = part(p, 0, j);
        last_columns(&q);
    }
}

/* So many rows, terms and columns at a time that both matrices stay in the caches. */
static void blocks(const refnet_product *p)
{
    _Static_assert((ROWS_AT_ONCE + COLUMNS_AT_ONCE) * TERMS_AT_ONCE * sizeof(real) <= REFNET_ROOM,
                   "the copies have room");
    real *rows = refnet_room();
    if (rows == NULL) {
        plain(p);
        return;
    }
    real *columns = rows + ROWS_AT_ONCE * TERMS_AT_ONCE;
    real *copies = p->rows >= ENOUGH_ROWS_FOR_A_COPY || p->b_column != 1 ? columns : NULL;
    for (size_t t = 0; t < p->terms || t == 0; t += TERMS_AT_ONCE) {
        for (size_t j = 0; j < p->columns; j += COLUMNS_AT_ONCE) {
            for (size_t i = 0; i < p->rows; i += ROWS_AT_ONCE) {
                refnet_product q = part(p, i, j);
                q.rows = q.rows < ROWS_AT_ONCE ? q.rows : ROWS_AT_ONCE;
                q.columns = q.columns < COLUMNS_AT_ONCE ? q.columns : COLUMNS_AT_ONCE;
                q = some_terms(&q, t);
                if (is_worth_copying(p)) {
                    copy_rows(&q, rows);
                }
                panels(&q, copies, i == 0);
            }
        }
    }
}

/* One or two rows, which need many columns at a time to have enough sums in hand. */
static void few_rows(const refnet_product *p)
{
    size_t j = 0;
    for (; j + 8 * LANES <= p->columns; j += 8 * LANES) {
        for (size_t i = 0; i < p->rows; i++) {
            refnet_product q = part(p, i, j);
            tile(&q, 1, 8);
        }
    }
    for (; j + 2 * LANES <= p->columns; j += 2 * LANES) {
        for (size_t i = 0; i < p->rows; i++) {
            refnet_product q = part(p, i, j);
            tile(&q, 1, 2);
        }
    }
    refnet_product q = part(p, 0, j);
    plain(&q);
}

INTO_CALLER int is_for_the_caches_as_it_is(const refnet_product *p)
{
    return p->rows < ENOUGH_ROWS_FOR_A_COPY && p->rows <= ROWS_AT_ONCE &&
           p->terms <= TERMS_AT_ONCE && p->b_column == 1 && !is_worth_copying(p);
}

/* TILE_ROWS and TILE_VECTORS are such that the sums of a tile fit into the registers beside a row
 * of b, a factor and a product. */
static void product(const refnet_product *p)
{
    if (p->columns < LANES && p->rows * p->terms * p->columns < 200) {
        plain(p); /* so little that there is nothing to gain */
    } else if (p->rows <= 2 && p->b_column == 1) {
        few_rows(p);
    } else if (is_for_the_caches_as_it_is(p)) {
        panels(p, NULL, 0);
    } else {
        blocks(p);
    }
}
