/* Chapter schedules: learning rates that change while a network trains.
 *
 * python/refnet/reference/schedules.py has the explanation; this file has the same functions in the
 * same order. Rates are binary64, whatever the numbers of a network are. */

#include "internal.h"

#define PI 3.141592653589793

/* 1 / 21!, 1 / 19! ... 1 / 3! */
static const double SINE_TERMS[] = {
    1.0 / 51090942171709440000.0,
    1.0 / 121645100408832000.0,
    1.0 / 355687428096000.0,
    1.0 / 1307674368000.0,
    1.0 / 6227020800.0,
    1.0 / 39916800.0,
    1.0 / 362880.0,
    1.0 / 5040.0,
    1.0 / 120.0,
    1.0 / 6.0,
};

double refnet_power(double base, double exponent)
{
    if (exponent == 0.0) {
        return 1.0;
    }
    if (exponent == 1.0 || base == 0.0) {
        return base;
    }
    return refnet_exp(exponent * refnet_log(base));
}

double refnet_cos_pi(double f)
{
    const double x = PI * (0.5 - f), s = x * x;
    double series = 0.0;
    for (size_t i = 0; i < sizeof SINE_TERMS / sizeof *SINE_TERMS; i++) {
        series = SINE_TERMS[i] - s * series;
    }
    return x - x * s * series;
}

double refnet_periods(const refnet_schedule *schedule, int64_t step)
{
    if (schedule->staircase) {
        return (double)(step / schedule->decay_steps);
    }
    return (double)step / (double)schedule->decay_steps;
}

double refnet_exponential_decay(const refnet_schedule *schedule, int64_t step)
{
    const double factor = refnet_power(schedule->decay_rate, refnet_periods(schedule, step));
    return schedule->initial_learning_rate * factor;
}

double refnet_inverse_time_decay(const refnet_schedule *schedule, int64_t step)
{
    const double divisor = 1.0 + schedule->decay_rate * refnet_periods(schedule, step);
    return schedule->initial_learning_rate / divisor;
}

double refnet_piecewise_constant_decay(const refnet_schedule *schedule, int64_t step)
{
    for (size_t i = 0; i < schedule->count; i++) {
        if (step <= schedule->boundaries[i]) {
            return schedule->values[i];
        }
    }
    return schedule->values[schedule->count];
}

double refnet_polynomial_decay(const refnet_schedule *schedule, int64_t step)
{
    const int64_t decay_steps = schedule->decay_steps;
    double fraction;
    if (schedule->cycle) {
        const int64_t passed = (step + decay_steps - 1) / decay_steps;
        const int64_t cycles = passed > 1 ? passed : 1;
        fraction = (double)step / ((double)decay_steps * (double)cycles);
    } else {
        fraction = (double)(step < decay_steps ? step : decay_steps) / (double)decay_steps;
    }
    const double span = schedule->initial_learning_rate - schedule->end_learning_rate;
    return span * refnet_power(1.0 - fraction, schedule->power) + schedule->end_learning_rate;
}

double refnet_cosine_decay(const refnet_schedule *schedule, int64_t step)
{
    const double *target = schedule->warmup_target;
    const int64_t decay_steps = schedule->decay_steps;
    double start = schedule->initial_learning_rate;
    int64_t warm = 0;
    if (target != NULL) {
        warm = schedule->warmup_steps;
        if (step < warm) {
            return (*target - start) * ((double)step / (double)warm) + start;
        }
        start = *target;
    }
    const int64_t passed = step - warm < decay_steps ? step - warm : decay_steps;
    const double fraction = (double)passed / (double)decay_steps;
    const double cosine = 0.5 * (1.0 + refnet_cos_pi(fraction));
    return start * ((1.0 - schedule->alpha) * cosine + schedule->alpha);
}

double refnet_scheduled_rate(const refnet_schedule *schedule, int64_t step)
{
    switch (schedule->name) {
    case REFNET_EXPONENTIAL_DECAY:
        return refnet_exponential_decay(schedule, step);
    case REFNET_INVERSE_TIME_DECAY:
        return refnet_inverse_time_decay(schedule, step);
    case REFNET_PIECEWISE_CONSTANT_DECAY:
        return refnet_piecewise_constant_decay(schedule, step);
    case REFNET_POLYNOMIAL_DECAY:
        return refnet_polynomial_decay(schedule, step);
    default:
        return refnet_cosine_decay(schedule, step);
    }
}
