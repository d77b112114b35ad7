/* The backward pass of one layer after another, of a chain or a graph, for some examples of a
 * batch. Not part of the API. */
#ifndef REFNET_BACKWARD_H
#define REFNET_BACKWARD_H

#include "refnet.h"

#ifdef REFNET_FLOAT32
#define refnet_backward_pass refnet_backward_pass_f32
#define refnet_for_batch refnet_for_batch_f32
#define refnet_layer_backward refnet_layer_backward_f32
#define refnet_examples_backward refnet_examples_backward_f32
#endif

/* What a backward pass reads and writes: inputs [m][n], forward [depth] -> deltas, those of each
 * layer [m][u] after those of the layer before */
typedef struct {
    const real *inputs;
    const refnet_network *network;
    const refnet_forward *forward;
    const refnet_loss *loss;
    size_t first;       /* the first layer that is trained */
    size_t m, batch;    /* m of the examples of a batch */
    real *last_deltas;  /* of the last layer */
    real *work;         /* [m][refnet_widest_penalty(network)] */
    real *all, *joined; /* of a graph: the deltas of all layers, work [m][refnet_widest_inputs] */
} refnet_backward_pass;

/* Return a layer of a kind with the mask of its inputs, its trace, and its states and factors. */
refnet_layer refnet_for_batch(const refnet_layer *layer, const refnet_kind_functions *kind,
                              const refnet_forward *forward);

/* Change the output gradients of layer i to its deltas, in place, and calculate those of its
 * sources, if they are needed, for the examples from `first` to before `end`. deltas [m][u] of the
 * layer. */
void refnet_layer_backward(const refnet_backward_pass *pass, size_t i, size_t first, size_t end,
                           real *deltas);

/* Calculate the deltas of all layers that have some for the examples from `first` to before `end`;
 * context: a refnet_backward_pass. */
void refnet_examples_backward(const void *context, size_t first, size_t end);

#endif
