/* The input gradients of chapter conv: a matrix product gives those of some patches, which are then
 * added to the cells in the order of their windows. The symbols are those of conv.h. */

#define WINDOWS_AT_ONCE 32 /* whose patches' gradients stay in a cache until they are added */

/* Where the input gradients are calculated.
 *
 * cells: rows of an image with its padded cells, `width` numbers each. kernel: transposed, of so
 * many filters at a time; a row of a window is padded to whole registers, `run` numbers. patches:
 * those of WINDOWS_AT_ONCE windows; before each run, and after the last one, are LANES
 * zeros. */
typedef struct {
    real *cells, *kernel, *patches;
    size_t width, filters, run;
    lane_mask mask; /* of the lanes of the last register that a row of a window fills */
} input_workspace;

/* Return how many numbers a patch has, with the zeros. */
static size_t patch_size(const conv_shape *s, size_t run)
{
    return s->a * (LANES + run);
}

static lane_mask first_lanes(size_t n)
{
    ALIGNED real number[LANES];
    for (size_t i = 0; i < LANES; i++) {
        number[i] = (real)i;
    }
    return lanes_load(number) < (real)n;
}

/* kernel [q][f] -> transposed [filters][a][run], of so many filters from `first` on */
static void transpose_kernel(const conv_shape *s, size_t first, size_t filters, size_t run,
                             real *transposed)
{
    const real *weights = s->layer->kernel + first;
    for (size_t y = 0; y < s->a; y++) {
        for (size_t i = 0; i < s->run; i++, weights += s->f) {
            for (size_t j = 0; j < filters; j++) {
                transposed[(j * s->a + y) * run + i] = weights[j];
            }
        }
    }
}

/* deltas [count][f] -> patches */
static void patch_gradients(const conv_shape *s, const input_workspace *room, const real *deltas,
                            size_t count)
{
    product p = {
        .a_row = s->f,
        .a_term = 1,
        .b_row = s->a * room->run,
        .b_column = 1,
        .rows = count,
        .columns = room->run,
        .r_row = patch_size(s, room->run),
    };
    for (size_t j = 0; j < s->f; j += p.terms) {
        p.a = deltas + j;
        p.onto = j > 0;
        p.terms = s->f - j < room->filters ? s->f - j : room->filters;
        if (room->filters < s->f) {
            transpose_kernel(s, j, p.terms, room->run, room->kernel);
        }
        for (size_t y = 0; y < s->a; y++) {
            p.b = room->kernel + y * room->run;
            p.results = room->patches + y * (LANES + room->run) + LANES;
            panels(&p, NULL, 0);
        }
    }
    if (s->run == room->run) {
        return;
    }
    for (size_t i = 1; i <= count * s->a; i++) { /* the last register of each run */
        real *last = room->patches + i * (LANES + room->run) - LANES;
        lanes_store(last, lanes_select(room->mask, lanes_load(last), (lanes){0}));
    }
}

/* Add the gradients of the patches of a row's windows from `first` to before `end` to the cells
 * that the row sees. A register of cells adds those of one window after the other. Outside its runs
 * a patch has zeros, which change no sum that began with 0.0. */
static void add_row(const conv_shape *s, const input_workspace *room, const real *patches,
                    size_t first, size_t end, real *cells)
{
    const size_t step = s->right * s->c, size = patch_size(s, room->run);
    for (size_t i = first * step; i < (end - 1) * step + s->run; i += LANES) {
        /* the first window that reaches beyond i, and the first one that begins after these */
        size_t from = i < s->run ? 0 : (i - s->run) / step + 1, to = (i + LANES - 1) / step + 1;
        from = from > first ? from : first;
        to = to < end ? to : end;
        for (size_t y = 0; y < s->a; y++) {
            const real *run = patches + y * (LANES + room->run) + LANES;
            lanes sum = lanes_load(cells + y * room->width + i);
            for (size_t j = from; j < to; j++) {
                sum += lanes_load(run + (j - first) * size + i - j * step);
            }
            lanes_store(cells + y * room->width + i, sum);
        }
    }
}

/* Add the gradients of `count` patches, from window `first` of these cells on. */
static void add_patches(const conv_shape *s, const input_workspace *room, size_t first,
                        size_t count)
{
    const real *patches = room->patches;
    for (size_t k = first, n; k < first + count; k += n) {
        const size_t y = k / s->columns, x = k % s->columns, remaining = first + count - k;
        n = s->columns - x < remaining ? s->columns - x : remaining;
        add_row(s, room, patches, x, x + n, room->cells + y * s->down * room->width);
        patches += n * patch_size(s, room->run);
    }
}

/* Calculate the gradients of an image, some rows of windows after the others. */
static void image_gradients(const conv_shape *s, const input_workspace *room, const real *deltas,
                            size_t at_once, real *gradients)
{
    const refnet_windows *windows = &s->layer->windows;
    const size_t above = windows->before[0], left = windows->before[1] * s->c;
    const size_t row = windows->image[1] * s->c;
    size_t begun = 0; /* rows of cells that windows further up have added to */
    for (size_t y = 0, rows; y < s->rows; y += rows) {
        rows = s->rows - y < at_once ? s->rows - y : at_once;
        const size_t all = cells_seen(s, rows) + s->down;
        put(room->cells + begun * room->width, NULL, (all - begun) * room->width);
        for (size_t k = 0, n; k < rows * s->columns; k += n) {
            n = rows * s->columns - k;
            n = n < WINDOWS_AT_ONCE ? n : WINDOWS_AT_ONCE;
            patch_gradients(s, room, deltas + (y * s->columns + k) * s->f, n);
            add_patches(s, room, k, n);
        }
        const size_t done = y + rows == s->rows ? all : rows * s->down;
        for (size_t i = 0; i < done; i++) {
            const size_t place = y * s->down + i - above; /* very large above the image */
            if (place < windows->image[0]) {
                put(gradients + place * row, room->cells + i * room->width + left, row);
            }
        }
        begun = all - done;
        memmove(room->cells, room->cells + done * room->width,
                begun * room->width * sizeof *gradients);
    }
}

/* Calculate the gradients of the images from `first` to before `end`. */
static void inputs_some(const void *context, size_t first, size_t end)
{
    const conv_batch *batch = context;
    const conv_shape *s = &batch->shape;
    const refnet_layer *layer = s->layer;
    const size_t run = (s->run + LANES - 1) / LANES * LANES, patch = s->a * run;
    /* at least what the windows see and the image has: fewer cells than a stride are not seen */
    const size_t width = (s->columns * s->right + s->b) * s->c;
    const size_t at_once = rows_at_once(s, numbers_in(s->down, width) + s->columns * s->f);
    const size_t cells = numbers_in(cells_seen(s, at_once) + s->down, width) + LANES;
    const size_t patches = WINDOWS_AT_ONCE * patch_size(s, run) + LANES;
    const size_t filters = patch * s->f <= ROOM / 2 ? s->f : ROOM / 2 / patch;
    const conv_workspace room = conv_room(cells, filters * patch, patches);
    if (room.image == NULL || filters == 0) {
        atomic_store(batch->is_without_room, 1);
        return;
    }
    const input_workspace own = {
        room.image, room.lanes, room.row, width, filters, run, first_lanes(s->run + LANES - run)};
    put(own.kernel, NULL, filters * patch);
    put(own.patches, NULL, patches);
    transpose_kernel(s, 0, filters, run, own.kernel);
    for (size_t e = first; e < end; e++) {
        image_gradients(s, &own, batch->deltas + e * layer->u, at_once,
                        batch->results + e * layer->n);
    }
}

static void conv2d_input_gradients(const real *inputs, const real *deltas,
                                   const refnet_layer *layer, size_t m, real *gradients)
{
    _Atomic int is_without_room = 0;
    const conv_batch batch = {shape_of(layer), inputs, deltas, m, gradients, &is_without_room};
    if (is_for_narrower(batch.shape.run)) {
        NARROWER.conv2d_input_gradients(inputs, deltas, layer, m, gradients);
        return;
    }
    refnet_parallel_for(inputs_some, &batch, m, 1, layer->u * batch.shape.q);
    if (is_without_room) {
        refnet_conv2d_input_gradients(inputs, deltas, layer, m, gradients);
    }
}
