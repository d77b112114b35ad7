/* What lies in the workspaces of layout.h. Not part of the API. */
#ifndef REFNET_BUFFERS_H
#define REFNET_BUFFERS_H

#include "refnet.h"

#ifdef REFNET_FLOAT32
#define refnet_forward_buffers refnet_forward_buffers_f32
#define refnet_batch_buffers refnet_batch_buffers_f32
#define refnet_training_buffers refnet_training_buffers_f32
#define refnet_train_buffers refnet_train_buffers_f32
#define refnet_all_units refnet_all_units_f32
#define refnet_widest_penalty refnet_widest_penalty_f32
#define refnet_widest_inputs refnet_widest_inputs_f32
#define refnet_add_output_penalties refnet_add_output_penalties_f32
#define refnet_forward_cost refnet_forward_cost_f32
#define refnet_trains_by_examples refnet_trains_by_examples_f32
#define refnet_forward_from refnet_forward_from_f32
#define refnet_share_forward refnet_share_forward_f32
#define refnet_lay_out_forward refnet_lay_out_forward_f32
#define refnet_lay_out_batch refnet_lay_out_batch_f32
#define refnet_lay_out_training refnet_lay_out_training_f32
#define refnet_lay_out_train refnet_lay_out_train_f32
#endif

/* weights [n] and adjustment [n], outputs [m], errors [m], deltas [m] */
typedef struct {
    double *weights, *adjustment, *outputs, *errors, *deltas;
} refnet_neuron_buffers;

/* weights1 [n][h], weights2 [h][k], bias1 [h], bias2 [k], hidden [m][h], outputs [m][k],
 * deltas1 [m][h], deltas2 [m][k], adjustments: the larger of [n][h] and [h][k] */
typedef struct {
    double *weights1, *weights2, *bias1, *bias2, *hidden, *outputs, *deltas1, *deltas2;
    double *adjustments;
} refnet_two_layer_buffers;

/* order [n], sums [n], before [n]: the state from before a sweep */
typedef struct {
    int64_t *order;
    double *sums, *before;
} refnet_hopfield_buffers;

/* forward [depth] with traces of some steps, work [2k] of a loss. Hidden layers have one buffer for
 * preactivations and outputs. */
typedef struct {
    refnet_forward *forward;
    real *work;
} refnet_forward_buffers;

/* forward [depth] with factors and traces of all steps; the last outputs are left to the caller;
 * work of a loss and of refnet_network_gradients; gradients [size]; variables: room for the sizes
 * of all */
typedef struct {
    refnet_forward *forward;
    real *work, *gradients;
    size_t *variables;
} refnet_batch_buffers;

/* order [m] of refnet_train_epochs, which shuffles it (refnet_train_epoch takes its caller's
 * order); of one batch: losses, inputs, targets, weights, outputs, and its own workspace */
typedef struct {
    int64_t *order;
    real *losses, *inputs, *targets, *weights, *outputs;
    void *batch;
} refnet_training_buffers;

/* layers [depth], parameters, momentums and velocities [size], moving [moving_size], states
 * [states_size] of a batch, targets [m][k]; weights [m] and classes [m], NULL where the run needs
 * none; work: a workspace of the epochs, and then of `block` examples at a time */
typedef struct {
    refnet_layer *layers;
    real *parameters, *moving, *momentums, *velocities, *states, *targets, *weights;
    int64_t *classes;
    void *work;
    size_t moving_size, states_size, block;
} refnet_train_buffers;

/* Return what the forward pass of one example costs, in multiplications. */
size_t refnet_forward_cost(const refnet_network *network);

/* Return whether threads that train share m examples, as in convolutions, which use each weight
 * often. Otherwise they share the units of each layer, so that a thread keeps its weights; and one
 * thread alone goes layer by layer, whose numbers are then still in its caches. */
int refnet_trains_by_examples(const refnet_network *network, size_t m);

/* Return where a layer's numbers begin from the example `first` on. */
refnet_forward refnet_forward_from(const refnet_forward *forward, const refnet_layer *layer,
                                   size_t first);

/* Do what refnet_network_forward does, each thread for some of the examples and all layers, which
 * spares the threads waiting for each other after each layer. */
void refnet_share_forward(const real *inputs, const refnet_network *network, size_t m,
                          const refnet_forward *forward);

/* Return how many units all layers have together. */
size_t refnet_all_units(const refnet_network *network);

/* Return how many outputs the widest layer has whose outputs are regularized, 0 without one. */
size_t refnet_widest_penalty(const refnet_network *network);

/* Return how many numbers the widest layer of a graph sees, 0 for a chain. */
size_t refnet_widest_inputs(const refnet_network *network);

/* Add the penalties of the outputs, those of m examples from `first` on, to the losses [m];
 * forward [depth]. */
void refnet_add_output_penalties(const refnet_network *network, const refnet_forward *forward,
                                 size_t first, size_t m, real *losses);

/* Each returns where the buffers lie in the workspace, and sets bytes, unless it is NULL, to the
 * size of the workspace. With workspace NULL all pointers are NULL. */
refnet_neuron_buffers refnet_lay_out_neuron(size_t m, size_t n, void *workspace, size_t *bytes);
refnet_two_layer_buffers refnet_lay_out_two_layer(size_t m, size_t n, size_t h, size_t k,
                                                  void *workspace, size_t *bytes);
refnet_hopfield_buffers refnet_lay_out_hopfield(size_t n, void *workspace, size_t *bytes);
refnet_forward_buffers refnet_lay_out_forward(const refnet_network *network, size_t m,
                                              void *workspace, size_t *bytes);
refnet_batch_buffers refnet_lay_out_batch(const refnet_network *network, size_t m, void *workspace,
                                          size_t *bytes);
refnet_training_buffers refnet_lay_out_training(const refnet_network *network, size_t batch_size,
                                                size_t m, void *workspace, size_t *bytes);
refnet_train_buffers refnet_lay_out_train(const refnet_train_request *request, void *workspace,
                                          size_t *bytes);

#endif
