/* Matrix products with the bits of the plain loops.
 *
 * A sum has one order, from its start and then term by term. In binary64 every product is rounded
 * before it is added; in binary32 the two are fused. The order forbids what fast matrix products
 * usually do, splitting a sum over the lanes of a register. But the sums of different results are
 * independent. So the lanes are neighbouring columns, whose b are neighbours in memory, and a tile
 * of several rows and several registers of columns is as many independent sums as the processor can
 * keep in registers; each adds its terms in order. In binary64, while that many additions are in
 * progress, a separate multiplication costs nothing on processors that multiply and add at once, as
 * Zen 4 does; on those with two units for either, as Intel's, it takes half of the time.
 *
 * From the outside in: `matmul` shares rows, columns or stages among threads, `blocks` cuts rows,
 * terms and columns so that they stay in the caches, `panels` loops over the columns of tiles,
 * `strip` over their rows, and `tile` is the innermost loop. `last_columns` pads the columns that
 * do not fill a register. The smallest products are `single_sums`. */

/* rows, terms and columns of a product, and where its matrices are */
typedef struct {
    const real *start; /* [columns], or NULL for zeros */
    int onto;          /* whether the sums begin with what is in results, instead of start */
    const real *a;     /* a (i, t) at a[i * a_row + t * a_term] */
    size_t a_row, a_term;
    int a_in_tiles; /* whether a is a copy in the order of the tiles */
    const real *b;  /* b (t, j) at b[t * b_row + j * b_column] */
    size_t b_row, b_column;
    size_t rows, terms, columns;
    real *results; /* (i, j) at results[i * r_row + j] */
    size_t r_row;
} product;

/* Calculate one sum after another, each in a register: the plain functions, which keep theirs in
 * memory, take a seventh longer for the networks of the tutorials. */
static void single_sums(const product *p)
{
    for (size_t i = 0; i < p->rows; i++) {
        for (size_t j = 0; j < p->columns; j++) {
            const real *a = p->a + i * p->a_row, *b = p->b + j * p->b_column;
            real *result = p->results + i * p->r_row + j;
            real sum = p->onto ? *result : p->start == NULL ? 0 : p->start[j];
            for (size_t t = 0; t < p->terms; t++) {
                sum = plus_product(sum, a[t * p->a_term], b[t * p->b_row]);
            }
            *result = sum;
        }
    }
}

/* the largest tile, with MOST_ROWS rows */
#define MOST_VECTORS 8

/* Calculate a tile of rows and of vectors * LANES columns. rows and vectors are constants where
 * this is called, so that each sum stays in a register. */
INTO_CALLER void tile(const product *p, size_t rows, size_t vectors)
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
                sums[i][v] = lanes_plus_product(sums[i][v], row[v], a + i * p->a_row);
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

/* Return p without its first i rows and j columns. */
INTO_CALLER product part(const product *p, size_t i, size_t j)
{
    product q = *p;
    q.rows -= i;
    q.columns -= j;
    q.start = p->start == NULL ? NULL : p->start + j;
    q.a += i * p->a_row;
    q.b += j * p->b_column;
    q.results += i * p->r_row + j;
    return q;
}

/* Return how many of the remaining rows the next tile takes. The last two tiles share theirs
 * evenly, because a tile of few rows waits for its additions. */
INTO_CALLER size_t rows_of_next_tile(size_t remaining)
{
    if (remaining >= 2 * TILE_ROWS || remaining == TILE_ROWS) {
        return TILE_ROWS;
    }
    return remaining > TILE_ROWS ? (remaining + 1) / 2 : remaining;
}

/* Let the sums that a tile begins with come to the first-level cache while the tile before is
 * calculated: it takes longer than the processor looks ahead. */
INTO_CALLER void fetch_sums(const product *p, size_t first, size_t vectors)
{
#ifdef __GNUC__
    for (size_t i = first; i < p->rows && i < first + TILE_ROWS; i++) {
#pragma GCC unroll 8
        for (size_t v = 0; v < vectors; v++) {
            __builtin_prefetch(p->results + i * p->r_row + v * LANES);
        }
    }
#endif
}

/* Calculate all rows of vectors * LANES columns, tile after tile. */
INTO_CALLER void strip(const product *p, size_t vectors)
{
    for (size_t i = 0; i < p->rows;) {
        size_t rows = rows_of_next_tile(p->rows - i);
        product q = part(p, i, 0);
        if (p->onto) {
            fetch_sums(p, i + rows, vectors);
        }
        if (p->a_in_tiles) {
            q.a = p->a + i * p->terms;
            q.a_row = 1;
            q.a_term = rows;
        }
        switch (rows) { /* at most TILE_ROWS */
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

/* at a time, so that their copies stay in the second-level cache */
#define ROWS_AT_ONCE (TILES_AT_ONCE * TILE_ROWS)
#define COLUMNS_AT_ONCE (COLUMN_BYTES_AT_ONCE / sizeof(real))
#define ENOUGH_ROWS_FOR_A_COPY 64 /* of b */

/* Return whether a is used often enough to make up for copying it. Where its terms are neighbours
 * in memory, or few, its cache lines are reused without a copy. */
INTO_CALLER int is_worth_copying(const product *p)
{
    return p->a_row == 1 ? p->terms >= 64 && p->columns >= 96 : p->columns >= 384;
}

/* Return p with as many of its terms from t as are taken at a time; after the first ones, onto what
 * is in results. */
INTO_CALLER product some_terms(const product *p, size_t t)
{
    product q = *p;
    q.terms = p->terms - t < TERMS_AT_ONCE ? p->terms - t : TERMS_AT_ONCE;
    q.a += t * p->a_term;
    q.b += t * p->b_row;
    q.onto = p->onto || t > 0;
    return q;
}

/* Replace a by a copy in the order in which the tiles use it. */
INTO_CALLER void copy_rows(product *p, real *copy)
{
    real *next = copy;
    for (size_t i = 0, rows; i < p->rows; i += rows) {
        rows = rows_of_next_tile(p->rows - i);
        if (p->a_row == 1 && rows == TILE_ROWS) { /* a tile's rows are neighbours already */
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

/* Copy whole registers of columns whose terms are neighbours in memory, squares of them at a time;
 * returns how many terms have been copied. */
INTO_CALLER size_t copy_squares(const product *p, size_t columns, size_t width, real *copy)
{
    size_t t = 0;
#ifdef TRANSPOSES
    for (; p->b_row == 1 && columns % LANES == 0 && t + LANES <= p->terms; t += LANES) {
        for (size_t j = 0; j < columns; j += LANES) {
            lanes square[LANES];
#pragma GCC unroll 16
            for (size_t i = 0; i < LANES; i++) {
                square[i] = lanes_load(p->b + t + (j + i) * p->b_column);
            }
            lanes_transpose(square);
#pragma GCC unroll 16
            for (size_t i = 0; i < LANES; i++) {
                lanes_store(copy + (t + i) * width + j, square[i]);
            }
        }
    }
#endif
    return t;
}

/* Copy the first columns of b, row after row without gaps, each padded with zeros to a width. */
INTO_CALLER void copy_columns(const product *p, size_t columns, size_t width, real *copy)
{
    for (size_t t = copy_squares(p, columns, width, copy); t < p->terms; t++) {
        const real *row = p->b + t * p->b_row;
        if (p->b_column == 1 && columns % LANES == 0) { /* sooner than memcpy has begun */
            for (size_t j = 0; j < columns; j += LANES) {
                lanes_store(copy + t * width + j, lanes_load(row + j));
            }
        } else {
            for (size_t j = 0; j < columns; j++) {
                copy[t * width + j] = row[j * p->b_column];
            }
        }
        if (columns < width) {
            memset(copy + t * width + columns, 0, (width - columns) * sizeof *copy);
        }
    }
}

/* Replace b by such a copy. */
INTO_CALLER void use_columns(product *p, size_t width, const real *copy)
{
    p->b = copy;
    p->b_row = width;
    p->b_column = 1;
}

/* Calculate all rows of the last columns, fewer than LANES, which copy [terms][LANES] has padded
 * with zeros. p has no more rows than are taken at a time. */
static void padded_columns(const product *p, const real *copy)
{
    ALIGNED real start[LANES] = {0}, sums[ROWS_AT_ONCE * LANES];
    const size_t size = p->columns * sizeof(real);
    product q = *p;
    use_columns(&q, LANES, copy);
    if (p->start != NULL) {
        memcpy(start, p->start, size);
    }
    for (size_t i = 0; p->onto && i < p->rows; i++) {
        lanes_store(sums + i * LANES, (lanes){0});
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

/* Calculate all rows of the last columns. p has no more rows and terms than are taken at a time. */
static void last_columns(const product *p)
{
    ALIGNED real copy[TERMS_AT_ONCE * LANES];
    copy_columns(p, p->columns, LANES, copy);
    padded_columns(p, copy);
}

/* Return how many registers wide the panel is that begins these columns, at least LANES. */
INTO_CALLER size_t vectors_of_panel(size_t columns)
{
    const size_t vectors = columns / LANES;
    return vectors >= TILE_VECTORS ? TILE_VECTORS : vectors >= 2 ? 2 : 1;
}

/* Calculate the columns of a panel. */
INTO_CALLER void panel(const product *p, size_t vectors)
{
    if (vectors == TILE_VECTORS) {
        strip(p, TILE_VECTORS);
    } else if (vectors == 2) {
        strip(p, 2);
    } else {
        strip(p, 1);
    }
}

/* Calculate all columns of no more rows, terms and columns than are taken at a time, a panel as
 * wide as a tile after the other. copies: the copies of the panels one after another, which the
 * first rows make for all rows, or NULL for none. */
static void panels(const product *p, real *copies, int are_first_rows)
{
    size_t j = 0;
    while (j + LANES <= p->columns) {
        const size_t vectors = vectors_of_panel(p->columns - j), width = vectors * LANES;
        product q = part(p, 0, j);
        if (copies != NULL) {
            real *copy = copies + j * p->terms;
            if (are_first_rows) {
                copy_columns(&q, width, width, copy);
            }
            use_columns(&q, width, copy);
        }
        panel(&q, vectors);
        j += width;
    }
    if (j < p->columns) {
        product q = part(p, 0, j);
        last_columns(&q);
    }
}

/* Copy all columns of b, panel after panel, the last one padded with zeros. */
static void copy_panels(const product *p, real *copies)
{
    for (size_t j = 0, width; j < p->columns; j += width) {
        const size_t remaining = p->columns - j;
        const product q = part(p, 0, j);
        width = remaining < LANES ? LANES : vectors_of_panel(remaining) * LANES;
        copy_columns(&q, remaining < width ? remaining : width, width, copies + j * p->terms);
    }
}

/* Calculate p with such copies. */
static void copied_panels(const product *p, const real *copies)
{
    for (size_t i = 0; i < p->rows; i += ROWS_AT_ONCE) {
        product rows = part(p, i, 0);
        rows.rows = rows.rows < ROWS_AT_ONCE ? rows.rows : ROWS_AT_ONCE;
        size_t j = 0;
        while (j + LANES <= p->columns) {
            const size_t vectors = vectors_of_panel(p->columns - j), width = vectors * LANES;
            product q = part(&rows, 0, j);
            use_columns(&q, width, copies + j * p->terms);
            panel(&q, vectors);
            j += width;
        }
        if (j < p->columns) {
            const product q = part(&rows, 0, j);
            padded_columns(&q, copies + j * p->terms);
        }
    }
}

/* Calculate p in blocks that stay in the caches. */
static void blocks(const product *p)
{
    _Static_assert((ROWS_AT_ONCE + COLUMNS_AT_ONCE) * TERMS_AT_ONCE * sizeof(real) <=
                       REFNET_THREAD_WORKSPACE,
                   "the workspace holds the copies");
    real *rows = refnet_thread_workspace();
    if (rows == NULL) {
        single_sums(p);
        return;
    }
    real *columns = rows + ROWS_AT_ONCE * TERMS_AT_ONCE;
    real *copies = p->rows >= ENOUGH_ROWS_FOR_A_COPY || p->b_column != 1 ? columns : NULL;
    for (size_t t = 0; t < p->terms || t == 0; t += TERMS_AT_ONCE) {
        for (size_t j = 0; j < p->columns; j += COLUMNS_AT_ONCE) {
            for (size_t i = 0; i < p->rows; i += ROWS_AT_ONCE) {
                product q = part(p, i, j);
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

/* Calculate one or two rows, which need many columns at a time to have enough sums in progress. */
static void few_rows(const product *p)
{
    size_t j = 0;
    for (; j + 8 * LANES <= p->columns; j += 8 * LANES) {
        for (size_t i = 0; i < p->rows; i++) {
            product q = part(p, i, j);
            tile(&q, 1, 8);
        }
    }
    while (j < p->columns) {
        if (p->columns < LANES) {
            single_sums(p);
            return;
        }
        /* The last register overlaps the one before: the same sums twice are the same bits. */
        j = j + LANES <= p->columns ? j : p->columns - LANES;
        const size_t vectors = j + 2 * LANES <= p->columns ? 2 : 1;
        for (size_t i = 0; i < p->rows; i++) {
            product q = part(p, i, j);
            if (vectors == 2) {
                tile(&q, 1, 2);
            } else {
                tile(&q, 1, 1);
            }
        }
        j += vectors * LANES;
    }
}

INTO_CALLER int fits_the_caches(const product *p)
{
    return p->rows < ENOUGH_ROWS_FOR_A_COPY && p->rows <= ROWS_AT_ONCE &&
           p->terms <= TERMS_AT_ONCE && p->b_column == 1 && !is_worth_copying(p);
}

#define TINY 200 /* multiplications, for which tiles gain nothing */

/* TILE_ROWS and TILE_VECTORS are such that the sums of a tile fit into the registers beside a row
 * of b, a factor and a product. */
static void calculate(const product *p)
{
    if (p->columns < LANES && p->rows * p->terms * p->columns < TINY) {
        single_sums(p);
    } else if (p->rows <= 2 && p->b_column == 1 && (!p->onto || p->columns % LANES == 0)) {
        few_rows(p);
    } else if (fits_the_caches(p)) {
        panels(p, NULL, 0);
    } else {
        blocks(p);
    }
}

static void some_rows(const void *context, size_t first, size_t end)
{
    product p = *(const product *)context;
    p.rows = end - first;
    p.a += first * p.a_row;
    p.results += first * p.r_row;
    calculate(&p);
}

static void some_columns(const void *context, size_t first, size_t end)
{
    product p = *(const product *)context;
    p.columns = end - first;
    p.start = p.start == NULL ? NULL : p.start + first;
    p.b += first * p.b_column;
    p.results += first;
    calculate(&p);
}

#define MOST_BLOCKS 16 /* of rows; more would be more stages than it pays to wait for */
#define TERMS_PER_STAGE 64

/* A product in stages: in each stage a thread adds its own terms to one block of rows, to which the
 * thread before has added its terms in the stage before. */
typedef struct {
    const product *whole;
    size_t threads, blocks, stage;
} staged_product;

static void add_own_terms(const void *context, size_t first, size_t end)
{
    const staged_product *staged = context;
    const product *whole = staged->whole;
    for (size_t part = first; part < end; part++) {
        if (staged->stage < part || staged->stage - part >= staged->blocks) {
            continue; /* not yet, or no more */
        }
        const size_t block = staged->stage - part;
        const size_t row = whole->rows * block / staged->blocks;
        const size_t term = whole->terms * part / staged->threads;
        product p = *whole;
        p.rows = whole->rows * (block + 1) / staged->blocks - row;
        p.terms = whole->terms * (part + 1) / staged->threads - term;
        p.onto = whole->onto || part > 0;
        p.a += row * p.a_row + term * p.a_term;
        p.b += term * p.b_row;
        p.results += row * p.r_row;
        calculate(&p);
    }
}

/* Let each thread read its own rows of b only, if there are enough blocks to keep all of them busy;
 * returns whether p was calculated. The rows are the weights that the thread changes in
 * dense_fused_step: writing a cache line that another core has read takes tens of nanoseconds. */
static int in_stages(const product *p)
{
    const size_t blocks = p->rows / TILE_ROWS < MOST_BLOCKS ? p->rows / TILE_ROWS : MOST_BLOCKS;
    const size_t most = (size_t)refnet_threads_in_use();
    if (p->b_column != 1 || p->a_term != 1 || blocks < 2 * most ||
        p->terms < TERMS_PER_STAGE * most) {
        return 0;
    }
    const size_t threads = refnet_begin_sharing(p->rows * p->terms * p->columns);
    if (threads == 1) {
        return 0;
    }
    staged_product staged = {p, threads, blocks, 0};
    for (; staged.stage < blocks + threads - 1; staged.stage++) {
        refnet_share(add_own_terms, &staged, threads, 1, threads);
    }
    refnet_end_sharing();
    return 1;
}

#define ROWS_TO_SHARE 16 /* with fewer, threads share the columns */

/* Calculate p, on several threads if it is worth it. */
static void multiply(const product *p)
{
    const size_t rows = p->rows, terms = p->terms, columns = p->columns;
    if (rows * terms * columns < REFNET_WORTH_SHARING) {
        calculate(p); /* without the copies that threads need */
    } else if (in_stages(p)) {
        return;
    } else if (rows >= ROWS_TO_SHARE) {
        refnet_parallel_for(some_rows, p, rows, 1, terms * columns);
    } else {
        refnet_parallel_for(some_columns, p, columns, REFNET_GRAIN, terms * rows);
    }
}

/* start [columns] or NULL, a (i, t) at a[i * a_row + t * a_term], b (t, j) at b[t * b_row +
 * j * b_column] -> results [rows][columns], each start (j) + a (i, 0) * b (0, j) + ... in order */
static void matmul(const real *start, const real *a, size_t a_row, size_t a_term, const real *b,
                   size_t b_row, size_t b_column, size_t rows, size_t terms, size_t columns,
                   real *results)
{
    const product p = {
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
    multiply(&p);
}
