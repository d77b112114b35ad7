/* How large the workspaces are that callers hand over, in bytes, and what lies where in them.
 *
 * Each layout is written down once, in layout.c; a size is what its layout takes. A workspace may
 * begin at any address that malloc returns; one that begins with a cache line (64 bytes) is faster.
 * Its contents mean nothing before and after a call. A size that no memory can have is SIZE_MAX. */
#ifndef REFNET_LAYOUT_H
#define REFNET_LAYOUT_H

#include <stddef.h>

#include "network.h"
#include "training.h"

size_t refnet_neuron_workspace(size_t m, size_t n);

size_t refnet_two_layer_workspace(size_t m, size_t n, size_t h, size_t k);

size_t refnet_hopfield_workspace(size_t n);

/* of the traces of a layer for m examples: all steps for a backward pass, or as many as a forward
 * pass keeps at a time; copies_features: whether the units see other features than the inputs,
 * because the batch has a mask or factors; 0 bytes for a kind without a trace */
size_t refnet_trace_workspace(const refnet_layer *layer, size_t m, int is_backward,
                              int copies_features);

/* -> traces [2], whose arrays are in the workspace of refnet_trace_workspace; most kinds have one
 * or none */
void refnet_place_traces(const refnet_layer *layer, size_t m, int is_backward, int copies_features,
                         void *workspace, refnet_trace *traces);

/* of refnet_network_outputs and refnet_evaluate, for `block` examples at a time */
size_t refnet_forward_workspace(const refnet_network *network, size_t block);

/* of refnet_network_gradients, for m examples: `work`, in bytes */
size_t refnet_gradients_workspace(const refnet_network *network, size_t m);

/* of refnet_train_batch, for m examples */
size_t refnet_batch_workspace(const refnet_network *network, size_t m);

/* of refnet_train_epoch and refnet_train_epochs, for m examples in batches of batch_size */
size_t refnet_training_workspace(const refnet_network *network, size_t batch_size, size_t m);

size_t refnet_train_workspace(const refnet_train_request *request);

#endif
