/* Chapter schedules: learning rates that change while a network trains. */
#ifndef REFNET_SCHEDULES_H
#define REFNET_SCHEDULES_H

#include <stddef.h>
#include <stdint.h>

typedef enum {
    REFNET_EXPONENTIAL_DECAY = 0,
    REFNET_INVERSE_TIME_DECAY,
    REFNET_PIECEWISE_CONSTANT_DECAY,
    REFNET_POLYNOMIAL_DECAY,
    REFNET_COSINE_DECAY
} refnet_schedule_name;

/* Each kind uses only its own settings. decay_steps > 0; boundaries [count], values [count + 1];
 * warmup_target: NULL for none */
typedef struct {
    refnet_schedule_name name;
    double initial_learning_rate;
    int64_t decay_steps;
    double decay_rate;
    int staircase;
    const int64_t *boundaries;
    const double *values;
    size_t count;
    double end_learning_rate, power;
    int cycle;
    double alpha;
    const double *warmup_target;
    int64_t warmup_steps;
} refnet_schedule;

double refnet_power(double base, double exponent);

/* for 0 <= f <= 1 */
double refnet_cos_pi(double f);

double refnet_periods(const refnet_schedule *schedule, int64_t step);

double refnet_exponential_decay(const refnet_schedule *schedule, int64_t step);

double refnet_inverse_time_decay(const refnet_schedule *schedule, int64_t step);

double refnet_piecewise_constant_decay(const refnet_schedule *schedule, int64_t step);

double refnet_polynomial_decay(const refnet_schedule *schedule, int64_t step);

double refnet_cosine_decay(const refnet_schedule *schedule, int64_t step);

/* step: counted from 0 */
double refnet_scheduled_rate(const refnet_schedule *schedule, int64_t step);

#endif
