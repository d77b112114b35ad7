/* Chapter dense on matrix products, and its gradients and steps in one pass. */

static void dense_forward(const real *inputs, const refnet_layer *layer, size_t m,
                          real *preactivations)
{
    const size_t n = layer->n, u = layer->u;
    if (is_for_narrower(u)) {
        NARROWER.dense_forward(inputs, layer, m, preactivations);
    } else {
        matmul(layer->bias, inputs, n, 1, layer->kernel, u, 1, m, n, u, preactivations);
    }
}

/* What a batch tells a dense layer: inputs [m][n], deltas [m][u]. onto: whether the gradients are
 * added to those of examples before. */
typedef struct {
    const refnet_layer *layer;
    const real *inputs, *deltas;
    size_t m;
    int onto;
} layer_batch;

/* -> gradients [columns] of the bias from a column on */
static void bias_gradients(const layer_batch *batch, size_t column, size_t columns, real *gradients)
{
    const real one = 1;
    const product p = {
        .onto = batch->onto,
        .a = &one,
        .b = batch->deltas + column,
        .b_row = batch->layer->u,
        .b_column = 1,
        .rows = 1,
        .terms = batch->m,
        .columns = columns,
        .results = gradients,
        .r_row = columns,
    };
    multiply(&p);
}

/* -> gradients [rows][columns] of the kernel from a row and a column on */
static void kernel_gradients(const layer_batch *batch, size_t row, size_t column, size_t rows,
                             size_t columns, real *gradients)
{
    const product p = {
        .onto = batch->onto,
        .a = batch->inputs + row,
        .a_row = 1,
        .a_term = batch->layer->n,
        .b = batch->deltas + column,
        .b_row = batch->layer->u,
        .b_column = 1,
        .rows = rows,
        .terms = batch->m,
        .columns = columns,
        .results = gradients,
        .r_row = columns,
    };
    multiply(&p);
}

static void all_gradients(const layer_batch *batch, real *gradients)
{
    const size_t n = batch->layer->n, u = batch->layer->u;
    if (n > 0) {
        kernel_gradients(batch, 0, 0, n, u, gradients);
    }
    if (batch->layer->bias != NULL) {
        bias_gradients(batch, 0, u, gradients + n * u);
    }
}

static void dense_parameter_gradients(const real *inputs, const real *deltas,
                                      const refnet_layer *layer, size_t m, real *gradients)
{
    const layer_batch batch = {layer, inputs, deltas, m, 0};
    if (is_for_narrower(layer->u)) {
        NARROWER.dense_parameter_gradients(inputs, deltas, layer, m, gradients);
    } else {
        all_gradients(&batch, gradients);
    }
}

static void add_dense_gradients(const real *inputs, const real *deltas, const refnet_layer *layer,
                                size_t m, real *gradients)
{
    const layer_batch batch = {layer, inputs, deltas, m, 1};
    if (is_for_narrower(layer->u)) {
        NARROWER.add_dense_gradients(inputs, deltas, layer, m, gradients);
    } else {
        all_gradients(&batch, gradients);
    }
}

static void dense_input_gradients(const real *inputs, const real *deltas, const refnet_layer *layer,
                                  size_t m, real *gradients)
{
    const size_t n = layer->n, u = layer->u;
    if (is_for_narrower(n)) {
        NARROWER.dense_input_gradients(inputs, deltas, layer, m, gradients);
    } else {
        matmul(NULL, deltas, u, 1, layer->kernel, 1, u, m, u, n, gradients);
    }
}

#define COST_OF_STEP 25                /* in multiplications of a matrix product, roughly */
#define WEIGHTS_AT_ONCE ((size_t)4096) /* whose gradients stay in a cache until they are used */

typedef struct {
    layer_batch batch;
    const refnet_step *step;
    _Atomic int *nonfinite; /* the bits of all threads */
} fused_step;

/* Change the parameters from `first`, whose gradients [n] these are. */
static void step_from(const fused_step *fused, size_t first, size_t n, const real *gradients)
{
    refnet_step step = *fused->step;
    step.parameters += first;
    step.state.momentums += first;
    step.state.velocities += first;
    int nonfinite =
        refnet_optimizer_step(step.parameters, gradients, &step.state, step.optimizer, n);
    if (nonfinite != 0) {
        atomic_fetch_or(fused->nonfinite, nonfinite);
    }
}

/* Calculate the gradients of some rows and take the step at once. The bias is the row after those
 * of the kernel. */
static void fused_step_rows(const void *context, size_t first, size_t end)
{
    const fused_step *fused = context;
    const size_t n = fused->batch.layer->n, u = fused->batch.layer->u;
    const size_t width = u < WEIGHTS_AT_ONCE ? u : WEIGHTS_AT_ONCE;
    ALIGNED real gradients[WEIGHTS_AT_ONCE];
    for (size_t row = first, rows; row < end; row += rows) {
        rows = row == n ? 1 : (end < n ? end : n) - row;
        rows = rows * width <= WEIGHTS_AT_ONCE ? rows : WEIGHTS_AT_ONCE / width;
        for (size_t column = 0; column < u; column += width) { /* of one row, if not all columns */
            size_t columns = u - column < width ? u - column : width;
            if (row == n) {
                bias_gradients(&fused->batch, column, columns, gradients);
            } else {
                kernel_gradients(&fused->batch, row, column, rows, columns, gradients);
            }
            step_from(fused, row * u + column, rows * columns, gradients);
        }
    }
}

static int dense_fused_step(const real *inputs, const real *deltas, const refnet_layer *layer,
                            size_t m, const refnet_step *step)
{
    const size_t n = layer->n, u = layer->u;
    if (is_for_narrower(u)) {
        return NARROWER.dense_fused_step(inputs, deltas, layer, m, step);
    }
    _Atomic int nonfinite = 0;
    const fused_step fused = {{layer, inputs, deltas, m, 0}, step, &nonfinite};
    const size_t rows = layer->bias == NULL ? n : n + 1;
    const size_t grain = u < REFNET_GRAIN ? REFNET_GRAIN : 1; /* as many rows fill a cache line */
    refnet_parallel_for(fused_step_rows, &fused, rows, grain, u * (m + COST_OF_STEP));
    return nonfinite;
}
