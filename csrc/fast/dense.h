/* What chapter dense does to each sum, slope or weight by itself: the operations of dense.c, in
 * their order. */

/* Which of two numbers it will be, no processor can foresee; lanes take both and choose. */
static void relu(const real *sums, size_t n, real *outputs)
{
    size_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        lanes d = lanes_load(sums + i);
        lanes_store(outputs + i, lanes_select(d < 0, (lanes){0}, d));
    }
    for (; i < n; i++) {
        outputs[i] = refnet_relu(sums[i]);
    }
}

INTO_CALLER lanes delta_lanes(refnet_activation activation, lanes slope, lanes y)
{
    switch (activation) {
    case REFNET_ACTIVATION_SIGMOID:
        return slope * y * (1 - y);
    case REFNET_ACTIVATION_TANH:
        return slope * (1 - y * y);
    default: /* relu */
        return lanes_select(y > 0, slope, (lanes){0});
    }
}

static void deltas(refnet_activation activation, const real *slopes, const real *outputs, size_t n,
                   real *results)
{
    size_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        lanes slope = lanes_load(slopes + i), y = lanes_load(outputs + i);
        lanes_store(results + i, delta_lanes(activation, slope, y));
    }
    if (i < n) { /* the last lanes are not full */
        real slope[LANES] = {0}, y[LANES] = {0};
        size_t rest = (n - i) * sizeof *slope;
        memcpy(slope, slopes + i, rest);
        memcpy(y, outputs + i, rest);
        lanes_store(slope, delta_lanes(activation, lanes_load(slope), lanes_load(y)));
        memcpy(results + i, slope, rest);
    }
}

/* Where a step finds its numbers, and what it throws out of the finite ones: x - x is 0, or NaN,
 * which stays so in a sum. */
typedef struct {
    real *weights, *momentums, *velocities;
    const real *gradients;
    lanes lost_weights, lost_memory;
} place;

INTO_CALLER void sgd_lanes(place *at, const refnet_optimizer *optimizer, real rate)
{
    const real momentum = (real)optimizer->momentum;
    lanes w = lanes_load(at->weights), step = rate * lanes_load(at->gradients);
    if (momentum == 0) {
        w = w - step;
    } else {
        lanes v = momentum * lanes_load(at->momentums) - step;
        w = w + (optimizer->nesterov ? momentum * v - step : v);
        lanes_store(at->momentums, v);
        at->lost_memory += v - v;
    }
    lanes_store(at->weights, w);
    at->lost_weights += w - w;
}

INTO_CALLER void rmsprop_lanes(place *at, const refnet_optimizer *optimizer, real rate)
{
    const real momentum = (real)optimizer->momentum, rho = (real)optimizer->rho, rest = 1 - rho;
    lanes w = lanes_load(at->weights), g = lanes_load(at->gradients);
    lanes s = rho * lanes_load(at->velocities) + rest * (g * g);
    lanes step = rate * g / lanes_root(s + (real)optimizer->epsilon);
    if (momentum != 0) {
        step = momentum * lanes_load(at->momentums) + step;
        lanes_store(at->momentums, step);
        at->lost_memory += step - step;
    }
    w = w - step;
    lanes_store(at->weights, w);
    lanes_store(at->velocities, s);
    at->lost_weights += w - w;
    at->lost_memory += s - s;
}

INTO_CALLER void adam_lanes(place *at, const refnet_optimizer *optimizer, real rate)
{
    const real rest_1 = 1 - (real)optimizer->beta_1, rest_2 = 1 - (real)optimizer->beta_2;
    lanes w = lanes_load(at->weights), g = lanes_load(at->gradients);
    lanes v = lanes_load(at->momentums), s = lanes_load(at->velocities);
    v = v + (g - v) * rest_1;
    s = s + (g * g - s) * rest_2;
    w = w - v * rate / (lanes_root(s) + (real)optimizer->epsilon);
    lanes_store(at->weights, w);
    lanes_store(at->momentums, v);
    lanes_store(at->velocities, s);
    at->lost_weights += w - w;
    at->lost_memory += (v - v) + (s - s);
}

/* Let all weights go a step; returns what refnet_optimizer_step does. */
INTO_CALLER int all_steps(void (*step)(place *, const refnet_optimizer *, real), place at,
                          const refnet_optimizer *optimizer, real rate, size_t n)
{
    const refnet_optimizer own = *optimizer; /* no store can change it, so it stays in registers */
    size_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        step(&at, &own, rate);
        at.weights += LANES;
        at.gradients += LANES;
        at.momentums += LANES;
        at.velocities = at.velocities == NULL ? NULL : at.velocities + LANES;
    }
    if (i < n) { /* the last lanes are not full: what stands in their place stays finite */
        real w[LANES] = {0}, g[LANES] = {0}, v[LANES] = {0}, s[LANES];
        const size_t rest = (n - i) * sizeof *w;
        for (size_t j = 0; j < LANES; j++) {
            s[j] = 1;
        }
        place last = {w, v, s, g, at.lost_weights, at.lost_memory};
        memcpy(w, at.weights, rest);
        memcpy(g, at.gradients, rest);
        memcpy(v, at.momentums, rest);
        if (at.velocities != NULL) {
            memcpy(s, at.velocities, rest);
        }
        step(&last, &own, rate);
        memcpy(at.weights, w, rest);
        memcpy(at.momentums, v, rest);
        if (at.velocities != NULL) {
            memcpy(at.velocities, s, rest);
        }
        at.lost_weights = last.lost_weights;
        at.lost_memory = last.lost_memory;
    }
    int lost_weights = lanes_any_not_zero(at.lost_weights);
    int lost_memory = lanes_any_not_zero(at.lost_memory);
    return (lost_weights ? REFNET_LEFT_WEIGHTS : 0) | (lost_memory ? REFNET_LEFT_MEMORY : 0);
}

static int sgd(real *weights, const real *gradients, real *momentums,
               const refnet_optimizer *optimizer, size_t n)
{
    place at = {weights, momentums, NULL, gradients, {0}, {0}};
    return all_steps(sgd_lanes, at, optimizer, (real)optimizer->learning_rate, n);
}

static int rmsprop(real *weights, const real *gradients, real *momentums, real *velocities,
                   const refnet_optimizer *optimizer, size_t n)
{
    place at = {weights, momentums, velocities, gradients, {0}, {0}};
    return all_steps(rmsprop_lanes, at, optimizer, (real)optimizer->learning_rate, n);
}

static int adam(real *weights, const real *gradients, real *momentums, real *velocities, real rate,
                const refnet_optimizer *optimizer, size_t n)
{
    place at = {weights, momentums, velocities, gradients, {0}, {0}};
    return all_steps(adam_lanes, at, optimizer, rate, n);
}
