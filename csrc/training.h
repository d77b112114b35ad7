/* Chapter training: how a network learns from examples, batch by batch and epoch by epoch. */
#ifndef REFNET_TRAINING_H
#define REFNET_TRAINING_H

#include <stddef.h>
#include <stdint.h>

#include "losses.h"
#include "metrics.h"
#include "network.h"
#include "optimizers.h"
#include "random.h"
#include "real.h"
#include "status.h"

/* m examples, n inputs, k outputs */

/* batch_size > 0; measures: to which refnet_train_epoch adds the examples of each batch, as they
 * are before its step (NULL: none) */
typedef struct {
    refnet_loss loss;
    refnet_optimizer optimizer;
    size_t batch_size;
    const refnet_measures *measures;
} refnet_training;

/* layers [depth] without states and factors, inputs [m][n], targets [m][k], or classes
 * [m] for the sparse loss (targets is then ignored), example_weights [m] and class_weights [c]:
 * NULL, or how much an example and a class count (c: k, or 2 where k is 1), regularizers [depth] or
 * NULL, sources [depth] or NULL where each layer sees the one before, frozen [depth]: whether
 * the parameters of a layer stay, or NULL where none do, shuffle_seed: of the
 * generator that shuffles the examples and drops numbers (NULL: 0, and the examples in order),
 * shuffle: 0 for examples in order whatever the seed, record [records]: the epochs to report,
 * ascending from 1 (NULL: the first `records` epochs) */
typedef struct {
    const refnet_layer *layers;
    size_t depth;
    refnet_loss loss;
    refnet_optimizer optimizer;
    const real *inputs, *targets;
    const int64_t *classes;
    const real *example_weights, *class_weights;
    const refnet_regularizers *regularizers;
    const refnet_sources *sources;
    const unsigned char *frozen;
    size_t m;
    int64_t batch_size, epochs;
    const int64_t *shuffle_seed;
    int shuffle;
    const int64_t *record;
    size_t records;
} refnet_train_request;

/* loss [records], correct [records] predictions, parameters [records][size] and what
 * refnet_network_moving lists, moving [records][...] (each NULL: not wanted) */
typedef struct {
    real *loss;
    int64_t *correct;
    real *parameters, *moving;
} refnet_epoch_records;

/* inputs [m][n], targets [m][k], weights [m] of the examples, or NULL where all are 1 -> losses
 * [m], outputs [m][k]; network, its states, state and generator are changed. Stateful layers
 * without states (refnet_with_states) begin with zeros. workspace: refnet_batch_workspace(network,
 * m) bytes. Returns the bits of refnet_optimizer_step.
 */
int refnet_train_batch(const refnet_network *network, refnet_optimizer_state *state,
                       const refnet_training *training, const real *inputs, const real *targets,
                       const real *weights, size_t m, refnet_generator *generator, void *workspace,
                       real *losses, real *outputs);

/* inputs [m][n], targets [m][k], weights [m] or NULL, order [count]: indices of all (NULL: the
 * first `count` examples).
 * The losses are added to total, the correct predictions to correct; what refnet_train_batch
 * changes is changed in the batch that diverges too. The states of a network are those of a batch,
 * and with them no batch may be short. workspace: refnet_training_workspace(network, batch_size,
 * count) bytes */
refnet_status refnet_train_epoch(const refnet_network *network, refnet_optimizer_state *state,
                                 const refnet_training *training, const real *inputs,
                                 const real *targets, const real *weights, const int64_t *order,
                                 size_t count, refnet_generator *generator, int64_t epoch,
                                 void *workspace, real *total, int64_t *correct);

/* inputs [m][n], targets [m][k], weights [m] or NULL, shuffle: 0 for examples in order, record
 * [records]: the epochs to report, ascending (NULL: the first `records` epochs); changes what
 * refnet_train_epoch changes. workspace: refnet_training_workspace(network, batch_size, m) bytes */
refnet_status refnet_train_epochs(const refnet_network *network, refnet_optimizer_state *state,
                                  const refnet_training *training, const real *inputs,
                                  const real *targets, const real *weights, size_t m, int64_t first,
                                  int64_t last, refnet_generator *generator, int shuffle,
                                  const int64_t *record, size_t records, void *workspace,
                                  const refnet_epoch_records *trials);

/* inputs [m][n], targets [m][k], weights [m] or NULL; the losses are added to total, the correct
 * predictions to correct, the examples to measures (NULL: none); calculated for `block` examples at
 * a time, block > 0, as refnet_network_outputs does; workspace: refnet_forward_workspace(network,
 * block) bytes */
void refnet_evaluate(const refnet_network *network, const refnet_loss *loss, const real *inputs,
                     const real *targets, const real *weights, size_t m, size_t block,
                     void *workspace, real *total, int64_t *correct,
                     const refnet_measures *measures);

/* -> trials, and outputs [m][k] after the last epoch. workspace: refnet_train_workspace(request)
 * bytes */
refnet_status refnet_train(const refnet_train_request *request, void *workspace,
                           const refnet_epoch_records *trials, real *outputs);

#endif
