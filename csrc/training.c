/* Chapter training: how a network learns from examples, batch by batch and epoch by epoch.
 *
 * python/refnet/reference/training.py has the explanation; this file has the same functions in the
 * same order. Here a network and the state of its optimizer are changed in place. m examples, n
 * inputs, k outputs. */

#include <assert.h>
#include <string.h>

#include "blocks.h"
#include "buffers.h"
#include "internal.h"

/* Add examples to measures (NULL: none); targets [m][k], outputs [m][k]. */
static void update_measures(const refnet_measures *measures, const real *targets,
                            const real *outputs, size_t m, size_t k)
{
    if (measures == NULL) {
        return;
    }
    double *target = measures->work, *output = target + k, *work = output + k;
    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j < k; j++) {
            target[j] = (double)targets[i * k + j];
            output[j] = (double)outputs[i * k + j];
        }
        for (size_t each = 0; each < measures->count; each++) {
            refnet_update_measure(&measures->measures[each], target, output, 1, k, work);
        }
    }
}

/* targets [m][k], weights [m] or NULL, forward and activation of the last layer -> losses [m]; work
 * [2k] */
static void example_losses(const refnet_loss *loss, refnet_activation activation,
                           const real *targets, const real *weights, const refnet_forward *forward,
                           size_t m, size_t k, real *work, real *losses)
{
    const real *logits = forward->preactivations, *outputs = forward->outputs;
    for (size_t i = 0; i < m; i++) {
        losses[i] = refnet_example_loss(loss, activation, targets + i * k, logits + i * k,
                                        outputs + i * k, k, work);
    }
    refnet_weighted_losses(losses, weights, m);
}

/* Limit the gradients of a batch, and take the step. */
static int clipped_step(const refnet_network *network, const refnet_batch_buffers *own,
                        refnet_optimizer_state *state, const refnet_optimizer *optimizer)
{
    if (network->frozen != NULL) {
        return refnet_trained_step(network, own->gradients, own->variables, state, optimizer);
    }
    if (refnet_is_clipping(optimizer)) {
        const size_t count =
            refnet_network_variables(network->layers, network->depth, own->variables);
        refnet_clipped_gradients(own->gradients, own->variables, optimizer, count, network->size);
    }
    return refnet_optimizer_step(network->parameters, own->gradients, state, optimizer,
                                 network->size);
}

/* Do what refnet_train_batch does, block after block (blocks.h). */
static int train_blocks(const refnet_network *network, refnet_optimizer_state *state,
                        const refnet_training *training, const real *inputs, const real *targets,
                        const real *weights, size_t m, const refnet_batch_buffers *own,
                        real *losses, real *outputs)
{
    /* inputs [m][n], targets [m][k], weights [m] -> losses [m], outputs [m][k] */
    const size_t last = network->depth - 1, blocks = m / REFNET_BLOCK;
    const size_t n = network->layers[0].n, k = network->layers[last].u;
    const refnet_activation activation = network->layers[last].activation;
    const refnet_loss *loss = &training->loss;
    memset(own->gradients, 0, network->size * sizeof(real));
    for (size_t block = 0; block < blocks; block++) {
        const size_t first = m * block / blocks, rows = m * (block + 1) / blocks - first;
        const real *x = inputs + first * n, *y = targets + first * k;
        const real *w = weights == NULL ? NULL : weights + first;
        own->forward[last].outputs = outputs + first * k;
        refnet_network_forward(x, network, rows, own->forward);
        example_losses(loss, activation, y, w, &own->forward[last], rows, k, own->work,
                       losses + first);
        refnet_add_output_penalties(network, own->forward, 0, rows, losses + first);
        refnet_add_network_gradients(x, y, w, network, own->forward, loss, rows, m, own->work,
                                     own->gradients);
    }
    refnet_penalized_gradients(own->gradients, network->layers, network->depth, network->parameters,
                               network->regularizers, network->frozen);
    return clipped_step(network, own, state, &training->optimizer);
}

int refnet_train_batch(const refnet_network *network, refnet_optimizer_state *state,
                       const refnet_training *training, const real *inputs, const real *targets,
                       const real *weights, size_t m, refnet_generator *generator, void *workspace,
                       real *losses, real *outputs)
{
    /* inputs [m][n], targets [m][k], weights [m] -> losses [m], outputs [m][k] */
    const size_t last = network->depth - 1, k = network->layers[last].u;
    const refnet_batch_buffers own = refnet_lay_out_batch(network, m, workspace, NULL);
    const refnet_activation activation = network->layers[last].activation;
    const refnet_loss *loss = &training->loss;
    const refnet_rounding before = refnet_work_begins();
    if (refnet_trains_in_blocks(network, m)) {
        const int nonfinite = train_blocks(network, state, training, inputs, targets, weights, m,
                                           &own, losses, outputs);
        refnet_work_ends(before);
        return nonfinite;
    }
    own.forward[last].outputs = outputs;
    refnet_drawn_layers(network, m, generator, own.forward);
    if (refnet_trains_by_examples(network, m)) {
        refnet_share_forward(inputs, network, m, own.forward);
    } else {
        refnet_network_forward(inputs, network, m, own.forward);
    }
    example_losses(loss, activation, targets, weights, &own.forward[last], m, k, own.work, losses);
    refnet_add_output_penalties(network, own.forward, 0, m, losses);
    real *parameters = network->parameters, *gradients = own.gradients;
    const refnet_optimizer *optimizer = &training->optimizer;
    int nonfinite;
    if (refnet_kernels_in_use()->dense_fused_step == NULL || refnet_is_clipping(optimizer)) {
        refnet_network_gradients(inputs, targets, weights, network, own.forward, loss, m, own.work,
                                 gradients, NULL);
        nonfinite = clipped_step(network, &own, state, optimizer);
    } else {
        /* The same in one pass: each layer takes its step while its gradients are in a cache. */
        const refnet_step step = {optimizer, parameters, *state};
        nonfinite = refnet_network_gradients(inputs, targets, weights, network, own.forward, loss,
                                             m, own.work, gradients, &step);
        /* Count it. */
        refnet_optimizer_step(parameters, gradients, state, optimizer, 0);
    }
    refnet_work_ends(before);
    return nonfinite | refnet_nonfinite_moving(network);
}

/* rows [m][n], order [count] -> chosen [count][n] */
static void choose(const real *rows, size_t n, const int64_t *order, size_t count, real *chosen)
{
    for (size_t i = 0; i < count; i++) {
        memcpy(chosen + i * n, rows + (size_t)order[i] * n, n * sizeof *rows);
    }
}

/* Return REFNET_DIVERGED if a number of the batch is infinite or NaN; outputs [size], nonfinite:
 * the bits of its step. */
static refnet_status check_batch(const real *outputs, size_t size, real total, int nonfinite,
                                 int64_t epoch, int64_t batch)
{
    CHECK_CONVERGING("outputs", outputs, size, epoch, batch);
    CHECK_CONVERGING("loss", &total, 1, epoch, batch);
    if (nonfinite & REFNET_NONFINITE_PARAMETERS) {
        return refnet_diverged("layers", epoch, batch);
    }
    if (nonfinite & REFNET_NONFINITE_STATE) {
        return refnet_diverged("optimizer", epoch, batch);
    }
    return refnet_ok();
}

refnet_status refnet_train_epoch(const refnet_network *network, refnet_optimizer_state *state,
                                 const refnet_training *training, const real *inputs,
                                 const real *targets, const real *weights, const int64_t *order,
                                 size_t count, refnet_generator *generator, int64_t epoch,
                                 void *workspace, real *total, int64_t *correct)
{
    /* inputs [m][n], targets [m][k], weights [m], order [count] */
    assert(training->batch_size > 0);
    const size_t n = refnet_network_inputs(network), k = network->layers[network->depth - 1].u;
    const size_t batch_size = training->batch_size < count ? training->batch_size : count;
    const refnet_training_buffers own =
        refnet_lay_out_training(network, batch_size, count, workspace, NULL);
    refnet_status status = refnet_ok();
    const refnet_rounding before = refnet_work_begins();
    for (size_t start = 0; start < count && status.code == REFNET_OK; start += batch_size) {
        size_t m = count - start < batch_size ? count - start
                                              : batch_size; /* the last batch may be short */
        const real *batch_inputs = inputs + start * n, *batch_targets = targets + start * k;
        const real *batch_weights = weights == NULL ? NULL : weights + start;
        if (order != NULL) {
            choose(inputs, n, order + start, m, own.inputs);
            choose(targets, k, order + start, m, own.targets);
            batch_inputs = own.inputs;
            batch_targets = own.targets;
            if (weights != NULL) {
                choose(weights, 1, order + start, m, own.weights);
                batch_weights = own.weights;
            }
        }
        const real penalty = /* of the weights before they move */
            refnet_penalized_total(0, network->layers, network->depth, network->parameters,
                                   network->regularizers, network->frozen, &training->loss, m);
        int nonfinite =
            refnet_train_batch(network, state, training, batch_inputs, batch_targets, batch_weights,
                               m, generator, own.batch, own.losses, own.outputs);
        for (size_t i = 0; i < m; i++) {
            *total = *total + own.losses[i];
        }
        *total = network->regularizers == NULL ? *total : *total + penalty;
        *correct = *correct + refnet_correct_predictions(batch_targets, own.outputs, m, k);
        update_measures(training->measures, batch_targets, own.outputs, m, k);
        int64_t number = (int64_t)(start / batch_size) + 1;
        status = check_batch(own.outputs, m * k, *total, nonfinite, epoch, number);
    }
    refnet_work_ends(before);
    return status;
}

refnet_status refnet_train_epochs(const refnet_network *network, refnet_optimizer_state *state,
                                  const refnet_training *training, const real *inputs,
                                  const real *targets, const real *weights, size_t m, int64_t first,
                                  int64_t last, refnet_generator *generator, int shuffle,
                                  const int64_t *record, size_t records, void *workspace,
                                  const refnet_epoch_records *trials)
{
    /* inputs [m][n], targets [m][k], weights [m] */
    const size_t size = network->size;
    const size_t moving = refnet_network_moving(network->layers, network->depth, NULL);
    int64_t *order = NULL;
    if (shuffle) {
        order = refnet_lay_out_training(network, training->batch_size, m, workspace, NULL).order;
    }
    size_t recorded = 0;
    refnet_status status = refnet_ok();
    const refnet_rounding before = refnet_work_begins();
    for (int64_t epoch = first; epoch <= last && status.code == REFNET_OK; epoch++) {
        real total = 0;
        int64_t correct = 0;
        if (shuffle) {
            refnet_permutation(m, generator, order);
        }
        status = refnet_train_epoch(network, state, training, inputs, targets, weights, order, m,
                                    generator, epoch, workspace, &total, &correct);
        if (status.code == REFNET_OK && refnet_is_recorded(epoch, record, records, recorded)) {
            trials->loss[recorded] = refnet_reduce_loss(&training->loss, total, m);
            trials->correct[recorded] = correct;
            if (trials->parameters != NULL) {
                memcpy(trials->parameters + recorded * size, network->parameters,
                       size * sizeof(real));
            }
            if (trials->moving != NULL) {
                refnet_network_moving(network->layers, network->depth,
                                      trials->moving + recorded * moving);
            }
            recorded++;
        }
    }
    refnet_work_ends(before);
    return status;
}

void refnet_evaluate(const refnet_network *network, const refnet_loss *loss, const real *inputs,
                     const real *targets, const real *weights, size_t m, size_t block,
                     void *workspace, real *total, int64_t *correct,
                     const refnet_measures *measures)
{
    /* inputs [m][n], targets [m][k], weights [m] */
    assert(block > 0);
    const size_t last = network->depth - 1;
    const size_t n = refnet_network_inputs(network), k = network->layers[last].u;
    const refnet_activation activation = network->layers[last].activation;
    const refnet_forward_buffers own = refnet_lay_out_forward(network, block, workspace, NULL);
    const real *logits = own.forward[last].preactivations, *outputs = own.forward[last].outputs;
    const refnet_rounding before = refnet_work_begins();
    for (size_t start = 0; start < m; start += block) {
        size_t rows = m - start < block ? m - start : block;
        const real *wanted = targets + start * k;
        refnet_share_forward(inputs + start * n, network, rows, own.forward);
        for (size_t i = 0; i < rows; i++) {
            real each = refnet_example_loss(loss, activation, wanted + i * k, logits + i * k,
                                            outputs + i * k, k, own.work);
            each = weights == NULL ? each : each * weights[start + i];
            if (network->regularizers != NULL) {
                refnet_add_output_penalties(network, own.forward, i, 1, &each);
            }
            *total = *total + each;
        }
        *correct = *correct + refnet_correct_predictions(wanted, outputs, rows, k);
        update_measures(measures, wanted, outputs, rows, k);
    }
    refnet_work_ends(before);
}

refnet_status refnet_train(const refnet_train_request *request, void *workspace,
                           const refnet_epoch_records *trials, real *outputs)
{
    /* layers [depth], inputs [m][n], targets [m][k] or classes [m] -> outputs [m][k] */
    RETURN_IF_FAULT(refnet_check_train(request));
    const size_t depth = request->depth, m = request->m, k = request->layers[depth - 1].u;
    const refnet_train_buffers own = refnet_lay_out_train(request, workspace, NULL);
    size_t size = refnet_network_parameters(request->layers, depth, own.parameters);
    refnet_with_parameters(request->layers, depth, own.parameters, own.layers);
    refnet_with_states(own.layers, depth, own.states, own.layers);
    refnet_network_moving(request->layers, depth, own.moving);
    refnet_with_moving(own.layers, depth, own.moving, own.layers);
    memset(own.states, 0, own.states_size * sizeof *own.states);
    const refnet_network network = {
        own.layers,       depth,          own.parameters, size, request->regularizers,
        request->sources, request->frozen};
    refnet_optimizer_state state = {.momentums = own.momentums, .velocities = own.velocities};
    refnet_initial_state(size, &request->optimizer, &state);
    const real *targets = request->targets;
    if (request->loss.name == REFNET_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY) {
        refnet_one_hot(request->classes, m, k, own.targets);
        targets = own.targets;
    }
    if (own.weights != NULL) {
        const int64_t *classes = request->classes;
        if (own.classes != NULL) {
            refnet_target_classes(targets, m, k, own.classes);
            classes = own.classes;
        }
        refnet_weights_of_examples(classes, request->example_weights, request->class_weights, m,
                                   own.weights);
    }
    const refnet_training training = {refnet_loss_of_targets(&request->loss, targets, m, k),
                                      request->optimizer, (size_t)request->batch_size, NULL};
    const int64_t *seed = request->shuffle_seed;
    refnet_generator generator;
    refnet_seeded(seed == NULL ? 0 : (uint32_t)*seed, &generator);
    RETURN_IF_FAULT(refnet_train_epochs(&network, &state, &training, request->inputs, targets,
                                        own.weights, m, 1, request->epochs, &generator,
                                        seed != NULL && request->shuffle, request->record,
                                        request->records, own.work, trials));
    memset(own.states, 0, own.states_size * sizeof *own.states);
    refnet_network_outputs(request->inputs, &network, m, own.block, own.work, outputs);
    CHECK_CONVERGING("outputs", outputs, m * k, request->epochs, 0);
    return refnet_ok();
}
