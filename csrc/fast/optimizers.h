/* The steps of the optimizers on many weights at once: the operations of optimizers.c, in their
 * order. */

/* The numbers that a step changes, and whether it makes one infinite or NaN: x - x is 0 for finite
 * x and NaN otherwise, and a sum with a NaN stays NaN. A momentum that is infinite or NaN makes its
 * weight so. */
typedef struct {
    real *weights, *momentums, *velocities;
    const real *gradients;
    lanes lost_parameters, lost_state;
} step_lanes;

#ifdef REFNET_FLOAT32
#define ROOT_OF_TINY 1e-15f
#else
#define ROOT_OF_TINY 1e-140
#endif

/* Return refnet_flushed of each number. */
INTO_CALLER lanes lanes_flushed(lanes x)
{
    return lanes_select(lanes_magnitude(x) < REFNET_TINY, (lanes){0}, x);
}

/* Return refnet_square of each number. The square of ROOT_OF_TINY is REFNET_TINY. A smaller
 * gradient is not squared, because a subnormal square takes long. The bits of magnitudes are in the
 * order of the magnitudes, with NaN above. */
INTO_CALLER lanes lanes_square(lanes gradients)
{
    comparison each[LANES], least[LANES];
    lanes magnitudes = lanes_magnitude(gradients), roots = (lanes){0} + ROOT_OF_TINY;
    memcpy(each, &magnitudes, sizeof each);
    memcpy(least, &roots, sizeof least);
    for (size_t i = 0; i < LANES; i++) {
        each[i] = each[i] < least[i] ? least[i] : each[i];
    }
    memcpy(&magnitudes, each, sizeof each);
    return magnitudes * magnitudes;
}

INTO_CALLER void sgd_lanes(step_lanes *at, const refnet_optimizer *optimizer, real rate)
{
    const real momentum = (real)optimizer->momentum;
    lanes w = lanes_load(at->weights), step = rate * lanes_load(at->gradients);
    if (momentum == 0) {
        w = w - step;
    } else {
        lanes v = lanes_flushed(momentum * lanes_load(at->momentums) - step);
        w = w + (optimizer->nesterov ? momentum * v - step : v);
        lanes_store(at->momentums, v);
    }
    lanes_store(at->weights, w);
    at->lost_parameters += w - w;
}

INTO_CALLER void rmsprop_lanes(step_lanes *at, const refnet_optimizer *optimizer, real rate)
{
    const real momentum = (real)optimizer->momentum, rho = (real)optimizer->rho, rest = 1 - rho;
    lanes w = lanes_load(at->weights), g = lanes_load(at->gradients);
    lanes s = rho * lanes_load(at->velocities) + rest * lanes_square(g);
    lanes step = rate * g / lanes_root(s + (real)optimizer->epsilon);
    if (momentum != 0) {
        step = lanes_flushed(momentum * lanes_load(at->momentums) + step);
        lanes_store(at->momentums, step);
    }
    w = w - step;
    lanes_store(at->weights, w);
    lanes_store(at->velocities, s);
    at->lost_parameters += w - w;
    at->lost_state += s - s;
}

INTO_CALLER void adam_lanes(step_lanes *at, const refnet_optimizer *optimizer, real rate)
{
    const real rest_1 = 1 - (real)optimizer->beta_1, rest_2 = 1 - (real)optimizer->beta_2;
    lanes w = lanes_load(at->weights), g = lanes_load(at->gradients);
    lanes v = lanes_load(at->momentums), s = lanes_load(at->velocities);
    v = lanes_flushed(v + (g - v) * rest_1);
    s = s + (lanes_square(g) - s) * rest_2;
    w = w - v * rate / (lanes_root(s) + (real)optimizer->epsilon);
    lanes_store(at->weights, w);
    lanes_store(at->momentums, v);
    lanes_store(at->velocities, s);
    at->lost_parameters += w - w;
    at->lost_state += s - s;
}

INTO_CALLER void adagrad_lanes(step_lanes *at, const refnet_optimizer *optimizer, real rate)
{
    lanes w = lanes_load(at->weights), g = lanes_load(at->gradients);
    lanes s = lanes_load(at->velocities) + lanes_square(g);
    w = w - rate * g / lanes_root(s + (real)optimizer->epsilon);
    lanes_store(at->weights, w);
    lanes_store(at->velocities, s);
    at->lost_parameters += w - w;
    at->lost_state += s - s;
}

/* Let `step` change the first n weights, n being a multiple of LANES; returns the bits of a step.
 */
INTO_CALLER int all_steps(void (*step)(step_lanes *, const refnet_optimizer *, real), step_lanes at,
                          const refnet_optimizer *optimizer, real rate, size_t n)
{
    const refnet_optimizer own = *optimizer; /* no store can change it, so it stays in registers */
    for (size_t i = 0; i < n; i += LANES) {
        step(&at, &own, rate);
        at.weights += LANES;
        at.gradients += LANES;
        at.momentums = at.momentums == NULL ? NULL : at.momentums + LANES;
        at.velocities = at.velocities == NULL ? NULL : at.velocities + LANES;
    }
    return (lanes_any_not_zero(at.lost_parameters) ? REFNET_NONFINITE_PARAMETERS : 0) |
           (lanes_any_not_zero(at.lost_state) ? REFNET_NONFINITE_STATE : 0);
}

static void decayed(real *weights, const refnet_optimizer *optimizer, size_t n)
{
    const real learning_rate = (real)optimizer->learning_rate;
    const real weight_decay = (real)optimizer->weight_decay;
    size_t i = 0;
    for (; weight_decay != 0 && i + LANES <= n; i += LANES) {
        const lanes w = lanes_load(weights + i);
        lanes_store(weights + i, w - w * weight_decay * learning_rate);
    }
    if (weight_decay != 0 && i < n) {
        NARROWER.decayed(weights + i, optimizer, n - i);
    }
}

static int sgd_step(real *weights, const real *gradients, real *momentums,
                    const refnet_optimizer *optimizer, size_t n)
{
    const size_t i = n / LANES * LANES;
    const step_lanes at = {.weights = weights, .momentums = momentums, .gradients = gradients};
    int nonfinite = all_steps(sgd_lanes, at, optimizer, (real)optimizer->learning_rate, i);
    if (i < n) {
        nonfinite |= NARROWER.sgd_step(weights + i, gradients + i, momentums + i, optimizer, n - i);
    }
    return nonfinite;
}

static int rmsprop_step(real *weights, const real *gradients, real *momentums, real *velocities,
                        const refnet_optimizer *optimizer, size_t n)
{
    const size_t i = n / LANES * LANES;
    const step_lanes at = {.weights = weights,
                           .momentums = momentums,
                           .velocities = velocities,
                           .gradients = gradients};
    int nonfinite = all_steps(rmsprop_lanes, at, optimizer, (real)optimizer->learning_rate, i);
    if (i < n) {
        nonfinite |= NARROWER.rmsprop_step(weights + i, gradients + i, momentums + i,
                                           velocities + i, optimizer, n - i);
    }
    return nonfinite;
}

static int adam_step(real *weights, const real *gradients, real *momentums, real *velocities,
                     real rate, const refnet_optimizer *optimizer, size_t n)
{
    const size_t i = n / LANES * LANES;
    const step_lanes at = {.weights = weights,
                           .momentums = momentums,
                           .velocities = velocities,
                           .gradients = gradients};
    int nonfinite = all_steps(adam_lanes, at, optimizer, rate, i);
    if (i < n) {
        nonfinite |= NARROWER.adam_step(weights + i, gradients + i, momentums + i, velocities + i,
                                        rate, optimizer, n - i);
    }
    return nonfinite;
}

static int adagrad_step(real *weights, const real *gradients, real *velocities,
                        const refnet_optimizer *optimizer, size_t n)
{
    const size_t i = n / LANES * LANES;
    const step_lanes at = {.weights = weights, .velocities = velocities, .gradients = gradients};
    int nonfinite = all_steps(adagrad_lanes, at, optimizer, (real)optimizer->learning_rate, i);
    if (i < n) {
        nonfinite |=
            NARROWER.adagrad_step(weights + i, gradients + i, velocities + i, optimizer, n - i);
    }
    return nonfinite;
}
