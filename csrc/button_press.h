/* Chapter button_press: the four-button perceptron. */
#ifndef REFNET_BUTTON_PRESS_H
#define REFNET_BUTTON_PRESS_H

#include <stddef.h>
#include <stdint.h>

#include "status.h"

/* n inputs */

typedef enum { REFNET_RULE_ADD = 0, REFNET_RULE_WIDROW_HOFF } refnet_rule;

/* inputs [n], weights [n] */
typedef struct {
    const double *inputs, *weights;
    size_t n;
    double desired, learning_rate;
    int64_t trials;
    refnet_rule rule;
} refnet_button_press_request;

/* output [trials], error [trials], weights [trials][n] after each trial */
typedef struct {
    double *output, *error, *weights;
} refnet_button_press_trials;

/* inputs [n], weights [n] */
double refnet_weighted_sum(const double *inputs, const double *weights, double bias, size_t n);

double refnet_output_error(double desired, double output);

/* inputs [n], weights [n] -> learned [n] */
void refnet_add_rule(const double *inputs, const double *weights, double learning_rate, size_t n,
                     double *learned);

/* inputs [n], weights [n] -> learned [n] */
void refnet_widrow_hoff_rule(const double *inputs, const double *weights, double learning_rate,
                             double error, size_t n, double *learned);

/* After REFNET_DIVERGED in trial t the rows before t are valid; those from t on are undefined. */
refnet_status refnet_button_press(const refnet_button_press_request *request,
                                  const refnet_button_press_trials *trials);

#endif
