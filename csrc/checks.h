/* What the experiments accept: one refnet_check_<experiment> for each (rules ERR-6 to ERR-11).
 *
 * These are the checks of values, in the order of the Python checks; sizes that must not be 0 are
 * checked first. The shapes of buffers are parameters, which cannot be checked; those of layers
 * must fit together. The main function of each chapter begins with its check. */
#ifndef REFNET_CHECKS_H
#define REFNET_CHECKS_H

#include "button_press.h"
#include "elementary.h"
#include "hebb.h"
#include "hopfield.h"
#include "initializers.h"
#include "layer.h"
#include "metrics.h"
#include "neuron.h"
#include "optimizers.h"
#include "rabbit.h"
#include "status.h"
#include "training.h"
#include "two_layer.h"

refnet_status refnet_check_elementary(refnet_function function);

refnet_status refnet_check_random(int64_t seed, int64_t count, refnet_distribution distribution,
                                  int64_t high);

refnet_status refnet_check_button_press(const refnet_button_press_request *request);

refnet_status refnet_check_rabbit(const refnet_rabbit_request *request);

refnet_status refnet_check_neuron(const refnet_neuron_request *request);

refnet_status refnet_check_two_layer(const refnet_two_layer_request *request);

/* layers [depth]; each takes as many numbers as the one before returns, in steps of the same size
 * where they have a mask. A layer of a kind with parameters has a kernel; the other kinds are
 * linear and have none. Each window holds a cell, and an embedding comes first. Fields "layers",
 * "layers[].kind", "layers[].units", "layers[].input_shape" and so on, as the layers of Python have
 * them. */
refnet_status refnet_check_layers(const refnet_layer *layers, size_t depth);

/* layers [depth] that take the numbers of their sources [depth], or NULL for those of the layer
 * before; fields "layers[].sources" and "layers[]" for one that no other sees, too */
refnet_status refnet_check_graph(const refnet_layer *layers, size_t depth,
                                 const refnet_sources *sources);

/* inputs [m][n] of the first layer: finite, for an embedding numbers of its rows; field "inputs" */
refnet_status refnet_check_inputs(const refnet_layer *layer, const real *inputs, size_t m);

/* fields "loss", "loss.delta", "loss.label_smoothing" */
refnet_status refnet_check_loss(const refnet_loss *loss);

/* fields "optimizer.name", "optimizer.learning_rate", "optimizer.learning_rate.decay_steps" ... */
refnet_status refnet_check_optimizer(const refnet_optimizer *optimizer);

/* fields "metric", "targets", "outputs", "threshold", "k" and so on */
refnet_status refnet_check_metrics(const refnet_metrics_request *request);

refnet_status refnet_check_train(const refnet_train_request *request);

/* inputs [m][n] */
refnet_status refnet_check_normalization(const real *inputs, size_t m, size_t n);

/* targets [m][k], outputs [m][k] */
refnet_status refnet_check_accuracy(const real *targets, const real *outputs, size_t m, size_t k);

refnet_status refnet_check_initial_kernels(const refnet_initializer *initializer,
                                           const int64_t *sizes, size_t count, int64_t seed,
                                           const int64_t *cells);

refnet_status refnet_check_hebb(const refnet_hebb_request *request);

refnet_status refnet_check_hopfield(const refnet_hopfield_request *request);

#endif
