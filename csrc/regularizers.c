/* Chapter regularizers: penalties for large weights and large outputs.
 *
 * python/refnet/reference/regularizers.py has the explanation; this file has the same functions in
 * the same order. Here the vectors of all parameters, and of all gradients, are one array, and
 * gradients, losses and deltas are changed in place. m examples, u outputs of a layer. */

#include "internal.h"

real refnet_penalty(const refnet_regularizer *regularizer, const real *vectors, size_t size)
{
    /* vectors [size] */
    real sizes = 0, squares = 0;
    for (size_t i = 0; i < size; i++) {
        const real x = vectors[i];
        sizes = sizes + (x < 0 ? -x : x);
        squares = squares + x * x;
    }
    return (real)regularizer->l1 * sizes + (real)regularizer->l2 * squares;
}

real refnet_penalty_gradient(const refnet_regularizer *regularizer, real x)
{
    return (real)regularizer->l1 * refnet_sign(x) + 2 * (real)regularizer->l2 * x;
}

void refnet_with_penalties(real *gradients, const real *values,
                           const refnet_regularizer *regularizer, size_t n)
{
    /* gradients [n], values [n] */
    for (size_t i = 0; i < n; i++) {
        gradients[i] = gradients[i] + refnet_penalty_gradient(regularizer, values[i]);
    }
}

size_t refnet_regularized_variables(const refnet_layer *layer, const refnet_regularizers *own,
                                    refnet_regularized_variable *variables)
{
    /* -> variables [REFNET_MOST_VARIABLES at most] */
    const real *const parts[REFNET_MOST_VARIABLES] = {
        layer->kernel,          layer->recurrent_kernel,          layer->bias,
        layer->backward_kernel, layer->backward_recurrent_kernel, layer->backward_bias,
    };
    const int is_table = layer->kind == REFNET_KIND_EMBEDDING; /* which is a kernel here */
    const refnet_regularizer *const of_kernel = is_table ? own->embeddings : own->kernel;
    const refnet_regularizer *const of_layers[] = {of_kernel, own->recurrent, own->bias};
    const refnet_regularizer *const of_features[] = {own->gamma, NULL, own->beta};
    const int has_features = layer->kind == REFNET_KIND_BATCH_NORMALIZATION;
    const refnet_regularizer *const *const each = has_features ? of_features : of_layers;
    size_t sizes[REFNET_MOST_VARIABLES];
    const size_t count = refnet_kind_of(layer).variables(layer, sizes);
    size_t next = 0;
    for (size_t i = 0; i < count; i++) {
        while (next < REFNET_MOST_VARIABLES && parts[next] == NULL) {
            next++;
        }
        const int is_known = next < REFNET_MOST_VARIABLES;
        variables[i] = (refnet_regularized_variable){sizes[i], is_known ? each[next % 3] : NULL};
        next++;
    }
    return count;
}

real refnet_network_penalty(const refnet_layer *layers, size_t depth, const real *parameters,
                            const refnet_regularizers *regularizers, const unsigned char *frozen)
{
    /* layers [depth], parameters [size], regularizers [depth], frozen [depth] */
    real total = 0;
    for (size_t i = 0; i < depth; i++) {
        refnet_regularized_variable variables[REFNET_MOST_VARIABLES];
        const size_t count = refnet_regularized_variables(&layers[i], &regularizers[i], variables);
        for (size_t j = 0; j < count; j++) {
            if (variables[j].regularizer != NULL && !refnet_is_frozen(i, frozen)) {
                total =
                    total + refnet_penalty(variables[j].regularizer, parameters, variables[j].size);
            }
            parameters += variables[j].size;
        }
    }
    return total;
}

void refnet_penalized_gradients(real *gradients, const refnet_layer *layers, size_t depth,
                                const real *parameters, const refnet_regularizers *regularizers,
                                const unsigned char *frozen)
{
    /* gradients [size], layers [depth], parameters [size], regularizers [depth], frozen [depth] */
    for (size_t i = 0; regularizers != NULL && i < depth; i++) {
        refnet_regularized_variable variables[REFNET_MOST_VARIABLES];
        const size_t count = refnet_regularized_variables(&layers[i], &regularizers[i], variables);
        for (size_t j = 0; j < count; j++) {
            const size_t size = variables[j].size;
            if (variables[j].regularizer != NULL && !refnet_is_frozen(i, frozen)) {
                refnet_kernels_in_use()->with_penalties(gradients, parameters,
                                                        variables[j].regularizer, size);
            }
            gradients += size;
            parameters += size;
        }
    }
}

real refnet_loss_divisor(const refnet_loss *loss, size_t m)
{
    return loss->name == REFNET_LOSS_SUM_SQUARED_ERROR ? 1 : (real)m;
}

real refnet_penalized_total(real total, const refnet_layer *layers, size_t depth,
                            const real *parameters, const refnet_regularizers *regularizers,
                            const unsigned char *frozen, const refnet_loss *loss, size_t m)
{
    /* layers [depth], parameters [size], regularizers [depth], frozen [depth] */
    if (regularizers == NULL) {
        return total;
    }
    const real weights = refnet_network_penalty(layers, depth, parameters, regularizers, frozen);
    return total + refnet_loss_divisor(loss, m) * weights;
}

void refnet_penalized_losses(real *losses, const real *outputs,
                             const refnet_regularizers *regularizers, size_t m, size_t u)
{
    /* losses [m], outputs [m][u] */
    for (size_t i = 0; regularizers->activity != NULL && i < m; i++) {
        losses[i] = losses[i] + refnet_penalty(regularizers->activity, outputs + i * u, u);
    }
}

void refnet_penalized_deltas(real *deltas, refnet_activation activation, const real *preactivations,
                             const real *outputs, const refnet_regularizers *regularizers,
                             const refnet_loss *loss, size_t m, size_t u, size_t batch, real *work)
{
    /* deltas [m][u], preactivations [m][u], outputs [m][u], work [m][u] */
    if (regularizers->activity == NULL) {
        return;
    }
    const real divisor = refnet_loss_divisor(loss, batch);
    for (size_t j = 0; j < m * u; j++) {
        work[j] = refnet_penalty_gradient(regularizers->activity, outputs[j]) / divisor;
    }
    refnet_kernels_in_use()->layer_deltas(activation, work, preactivations, outputs, m, u, work);
    for (size_t j = 0; j < m * u; j++) {
        deltas[j] = deltas[j] + work[j];
    }
}
