/* The kinds of layers: the only list of them, but for that of what each accepts (layer_checks.c).
 */

#include <assert.h>
#include <string.h>

#include "blocks.h"
#include "internal.h"

size_t refnet_no_parameters(const refnet_layer *layer, real *vectors)
{
    (void)layer;
    (void)vectors;
    return 0;
}

size_t refnet_no_variables(const refnet_layer *layer, size_t *sizes)
{
    (void)layer;
    (void)sizes;
    return 0;
}

refnet_layer refnet_same_layer(const refnet_layer *layer, real *vectors)
{
    (void)vectors;
    return *layer;
}

void refnet_no_parameter_gradients(const real *inputs, const real *deltas,
                                   const refnet_layer *layer, size_t m, real *gradients)
{
    /* inputs [m][n], deltas [m][u] -> gradients: none */
    (void)inputs;
    (void)deltas;
    (void)layer;
    (void)m;
    (void)gradients;
}

int refnet_no_mask(const refnet_layer *layer, int is_masked)
{
    (void)layer;
    (void)is_masked;
    return 0;
}

int refnet_mask_of_inputs(const refnet_layer *layer, int is_masked)
{
    (void)layer;
    return is_masked;
}

static int always_masked(const refnet_layer *layer, int is_masked)
{
    (void)layer;
    (void)is_masked;
    return 1;
}

static int masks_zero(const refnet_layer *layer, int is_masked)
{
    (void)is_masked;
    return layer->mask_zero != 0;
}

static int mask_of_sequences(const refnet_layer *layer, int is_masked)
{
    return is_masked && layer->return_sequences && !layer->return_state;
}

void refnet_same_mask(const real *inputs, const refnet_layer *layer, const unsigned char *mask,
                      size_t m, unsigned char *result)
{
    /* mask [m][t] -> result [m][t] */
    (void)inputs;
    memcpy(result, mask, m * layer->steps);
}

refnet_layer refnet_any_mask(const refnet_layer *layer, const unsigned char *mask)
{
    (void)mask;
    return *layer;
}

size_t refnet_nothing_drawn(const refnet_layer *layer, size_t m, refnet_generator *generator)
{
    (void)layer;
    (void)m;
    (void)generator;
    return 0;
}

size_t refnet_no_states(const real *preactivations, const refnet_layer *layer, size_t m)
{
    (void)preactivations;
    (void)layer;
    (void)m;
    return 0;
}

size_t refnet_no_unfit(const real *inputs, const refnet_layer *layer, size_t m)
{
    (void)inputs;
    return m * layer->n;
}

void refnet_no_backward(const real *deltas, const refnet_layer *layer, size_t m)
{
    (void)deltas;
    (void)layer;
    (void)m;
}

size_t refnet_one_use(const refnet_layer *layer)
{
    (void)layer;
    return 1;
}

/* an embedding copies its parameters */
static size_t no_use(const refnet_layer *layer)
{
    (void)layer;
    return 0;
}

static size_t once_a_step(const refnet_layer *layer)
{
    return layer->steps;
}

/* the functions of a kind without parameters, of one whose outputs have no mask, and of one that
 * does not go through time */
#define NO_PARAMETERS                                                                              \
    .parameters = refnet_no_parameters, .variables = refnet_no_variables,                          \
    .with_parameters = refnet_same_layer, .parameter_gradients = refnet_no_parameter_gradients
#define NO_MASK .has_mask = refnet_no_mask, .mask = refnet_same_mask
#define NO_TRACE                                                                                   \
    .masked = refnet_any_mask, .drawn = refnet_nothing_drawn, .final_states = refnet_no_states,    \
    .backward = refnet_no_backward, .trace = 0

/* the functions of a kind with several sources, and of one that is an activation, but for its own
 */
#define OF_SOURCES                                                                                 \
    NO_PARAMETERS, .has_mask = refnet_mask_of_inputs, .mask = refnet_same_mask, NO_TRACE,          \
        .first_unfit = refnet_no_unfit, .uses = refnet_one_use
#define OF_EACH_NUMBER                                                                             \
    .shapes = refnet_same_shapes, NO_PARAMETERS, .has_mask = refnet_mask_of_inputs,                \
    .mask = refnet_same_mask, NO_TRACE, .first_unfit = refnet_no_unfit, .uses = refnet_one_use

/* the functions of two layers of a kind that has this trace */
#define BIDIRECTIONAL(parts)                                                                       \
    .shapes = refnet_bidirectional_shapes, .forward = refnet_bidirectional_forward,                \
    .input_gradients = refnet_bidirectional_input_gradients,                                       \
    .parameters = refnet_bidirectional_parameters, .variables = refnet_bidirectional_variables,    \
    .with_parameters = refnet_bidirectional_with_parameters,                                       \
    .parameter_gradients = refnet_bidirectional_parameter_gradients,                               \
    .add_gradients = refnet_add_bidirectional_gradients, .has_mask = mask_of_sequences,            \
    .mask = refnet_bidirectional_mask, .masked = refnet_recurrent_masked,                          \
    .drawn = refnet_bidirectional_drawn, .final_states = refnet_bidirectional_final_states,        \
    .backward = refnet_bidirectional_backward, .trace = (parts) | REFNET_TRACE_BOTH,               \
    .first_unfit = refnet_no_unfit, .uses = once_a_step

refnet_kind_functions refnet_kind_of(const refnet_layer *layer)
{
    const refnet_kernels *kernels = refnet_kernels_in_use();
    switch (layer->kind) {
    case REFNET_KIND_DENSE:
        return (refnet_kind_functions){
            .shapes = refnet_dense_shapes,
            .forward = kernels->dense_forward,
            .input_gradients = kernels->dense_input_gradients,
            .parameters = refnet_dense_parameters,
            .variables = refnet_dense_variables,
            .with_parameters = refnet_dense_with_parameters,
            .parameter_gradients = kernels->dense_parameter_gradients,
            .add_gradients = kernels->add_dense_gradients,
            .fused_step = kernels->dense_fused_step,
            NO_MASK,
            NO_TRACE,
            .first_unfit = refnet_no_unfit,
            .uses = refnet_one_use,
        };
    case REFNET_KIND_FLATTEN:
        return (refnet_kind_functions){
            .shapes = refnet_flatten_shapes,
            .forward = refnet_flatten_forward,
            .input_gradients = refnet_flatten_input_gradients,
            NO_PARAMETERS,
            NO_MASK,
            NO_TRACE,
            .first_unfit = refnet_no_unfit,
            .uses = refnet_one_use,
        };
    case REFNET_KIND_RESHAPE:
        return (refnet_kind_functions){
            .shapes = refnet_reshape_shapes,
            .forward = refnet_reshape_forward,
            .input_gradients = refnet_reshape_input_gradients,
            NO_PARAMETERS,
            NO_MASK,
            NO_TRACE,
            .first_unfit = refnet_no_unfit,
            .uses = refnet_one_use,
        };
    case REFNET_KIND_NORMALIZATION:
        return (refnet_kind_functions){
            .shapes = refnet_normalization_shapes,
            .forward = refnet_normalization_forward,
            .input_gradients = refnet_normalization_input_gradients,
            NO_PARAMETERS,
            NO_MASK,
            NO_TRACE,
            .first_unfit = refnet_no_unfit,
            .uses = refnet_one_use,
        };
    case REFNET_KIND_BATCH_NORMALIZATION:
        return (refnet_kind_functions){
            .shapes = refnet_batch_normalization_shapes,
            .forward = kernels->batch_normalization_forward,
            .input_gradients = kernels->batch_normalization_input_gradients,
            .parameters = refnet_batch_normalization_parameters,
            .variables = refnet_batch_normalization_variables,
            .with_parameters = refnet_batch_normalization_with_parameters,
            .parameter_gradients = refnet_batch_normalization_parameter_gradients,
            .has_mask = refnet_mask_of_inputs,
            .mask = refnet_same_mask,
            .masked = refnet_batch_normalization_masked,
            .drawn = refnet_nothing_drawn,
            .final_states = refnet_batch_normalization_final_states,
            .backward = kernels->batch_normalization_backward,
            .trace = REFNET_TRACE_MOMENTS,
            .first_unfit = refnet_no_unfit,
            .uses = refnet_one_use,
        };
    case REFNET_KIND_DROPOUT:
        return (refnet_kind_functions){
            .shapes = refnet_dropout_shapes,
            .forward = refnet_dropout_forward,
            .input_gradients = refnet_dropout_input_gradients,
            NO_PARAMETERS,
            .has_mask = refnet_mask_of_inputs,
            .mask = refnet_same_mask,
            .masked = refnet_any_mask,
            .drawn = refnet_dropout_drawn,
            .final_states = refnet_no_states,
            .backward = refnet_no_backward,
            .trace = 0,
            .first_unfit = refnet_no_unfit,
            .uses = refnet_one_use,
        };
    case REFNET_KIND_ACTIVATION:
        return (refnet_kind_functions){
            .forward = refnet_activation_forward,
            .input_gradients = refnet_activation_input_gradients,
            OF_EACH_NUMBER,
        };
    case REFNET_KIND_LEAKY_RELU:
        return (refnet_kind_functions){
            .forward = kernels->leaky_relu_forward,
            .input_gradients = kernels->leaky_relu_input_gradients,
            OF_EACH_NUMBER,
        };
    case REFNET_KIND_SOFTMAX:
        return (refnet_kind_functions){
            .forward = refnet_softmax_forward,
            .input_gradients = refnet_softmax_input_gradients,
            OF_EACH_NUMBER,
        };
    case REFNET_KIND_CONV2D:
        return (refnet_kind_functions){
            .shapes = refnet_conv2d_shapes,
            .forward = kernels->conv2d_forward,
            .input_gradients = kernels->conv2d_input_gradients,
            .parameters = refnet_conv2d_parameters,
            .variables = refnet_conv2d_variables,
            .with_parameters = refnet_conv2d_with_parameters,
            .parameter_gradients = kernels->conv2d_parameter_gradients,
            NO_MASK,
            NO_TRACE,
            .first_unfit = refnet_no_unfit,
            .uses = refnet_window_count,
        };
    case REFNET_KIND_MAX_POOLING2D:
        return (refnet_kind_functions){
            .shapes = refnet_pooling_shapes,
            .forward = kernels->max_pooling2d_forward,
            .input_gradients = kernels->max_pooling2d_input_gradients,
            NO_PARAMETERS,
            NO_MASK,
            NO_TRACE,
            .first_unfit = refnet_no_unfit,
            .uses = refnet_one_use,
        };
    case REFNET_KIND_AVERAGE_POOLING2D:
        return (refnet_kind_functions){
            .shapes = refnet_pooling_shapes,
            .forward = kernels->average_pooling2d_forward,
            .input_gradients = kernels->average_pooling2d_input_gradients,
            NO_PARAMETERS,
            NO_MASK,
            NO_TRACE,
            .first_unfit = refnet_no_unfit,
            .uses = refnet_one_use,
        };
    case REFNET_KIND_GLOBAL_AVERAGE_POOLING2D:
        return (refnet_kind_functions){
            .shapes = refnet_global_average_pooling2d_shapes,
            .forward = refnet_global_average_pooling2d_forward,
            .input_gradients = refnet_global_average_pooling2d_input_gradients,
            NO_PARAMETERS,
            NO_MASK,
            NO_TRACE,
            .first_unfit = refnet_no_unfit,
            .uses = refnet_one_use,
        };
    case REFNET_KIND_ZERO_PADDING2D:
        return (refnet_kind_functions){
            .shapes = refnet_zero_padding2d_shapes,
            .forward = refnet_zero_padding2d_forward,
            .input_gradients = refnet_zero_padding2d_input_gradients,
            NO_PARAMETERS,
            NO_MASK,
            NO_TRACE,
            .first_unfit = refnet_no_unfit,
            .uses = refnet_one_use,
        };
    case REFNET_KIND_MASKING:
        return (refnet_kind_functions){
            .shapes = refnet_masking_shapes,
            .forward = refnet_masking_forward,
            .input_gradients = refnet_masking_input_gradients,
            NO_PARAMETERS,
            .has_mask = always_masked,
            .mask = refnet_masking_mask,
            NO_TRACE,
            .first_unfit = refnet_no_unfit,
            .uses = refnet_one_use,
        };
    case REFNET_KIND_REPEAT_VECTOR:
        return (refnet_kind_functions){
            .shapes = refnet_repeat_vector_shapes,
            .forward = refnet_repeat_vector_forward,
            .input_gradients = refnet_repeat_vector_input_gradients,
            NO_PARAMETERS,
            NO_MASK,
            NO_TRACE,
            .first_unfit = refnet_no_unfit,
            .uses = refnet_one_use,
        };
    case REFNET_KIND_TIME_DISTRIBUTED:
        return (refnet_kind_functions){
            .shapes = refnet_time_distributed_shapes,
            .forward = refnet_time_distributed_forward,
            .input_gradients = refnet_time_distributed_input_gradients,
            .parameters = refnet_time_distributed_parameters,
            .variables = refnet_time_distributed_variables,
            .with_parameters = refnet_time_distributed_with_parameters,
            .parameter_gradients = refnet_time_distributed_parameter_gradients,
            .add_gradients = refnet_add_time_distributed_gradients,
            .has_mask = refnet_mask_of_inputs,
            .mask = refnet_same_mask,
            NO_TRACE,
            .first_unfit = refnet_no_unfit,
            .uses = once_a_step,
        };
    case REFNET_KIND_EMBEDDING:
        return (refnet_kind_functions){
            .shapes = refnet_embedding_shapes,
            .forward = refnet_embedding_forward,
            .input_gradients = refnet_embedding_input_gradients,
            .parameters = refnet_embedding_parameters,
            .variables = refnet_embedding_variables,
            .with_parameters = refnet_embedding_with_parameters,
            .parameter_gradients = refnet_embedding_parameter_gradients,
            .add_gradients = refnet_add_embedding_gradients,
            .has_mask = masks_zero,
            .mask = refnet_embedding_mask,
            NO_TRACE,
            .first_unfit = refnet_first_unknown,
            .uses = no_use,
        };
    case REFNET_KIND_SIMPLE_RNN:
        return (refnet_kind_functions){
            .shapes = refnet_recurrent_shapes,
            .forward = refnet_simple_rnn_forward,
            .input_gradients = refnet_simple_rnn_input_gradients,
            .parameters = refnet_recurrent_parameters,
            .variables = refnet_recurrent_variables,
            .with_parameters = refnet_recurrent_with_parameters,
            .parameter_gradients = refnet_simple_rnn_parameter_gradients,
            .add_gradients = kernels->add_recurrent_gradients,
            .fused_step = kernels->recurrent_fused_step,
            .has_mask = mask_of_sequences,
            .mask = refnet_recurrent_mask,
            .masked = refnet_recurrent_masked,
            .drawn = refnet_recurrent_drawn,
            .final_states = refnet_simple_rnn_final_states,
            .backward = refnet_simple_rnn_backward,
            .trace = REFNET_TRACE_STEPS,
            .first_unfit = refnet_no_unfit,
            .uses = once_a_step,
        };
    case REFNET_KIND_LSTM:
        return (refnet_kind_functions){
            .shapes = refnet_recurrent_shapes,
            .forward = refnet_lstm_forward,
            .input_gradients = refnet_lstm_input_gradients,
            .parameters = refnet_recurrent_parameters,
            .variables = refnet_recurrent_variables,
            .with_parameters = refnet_recurrent_with_parameters,
            .parameter_gradients = refnet_lstm_parameter_gradients,
            .add_gradients = kernels->add_recurrent_gradients,
            .fused_step = kernels->recurrent_fused_step,
            .has_mask = mask_of_sequences,
            .mask = refnet_recurrent_mask,
            .masked = refnet_recurrent_masked,
            .drawn = refnet_recurrent_drawn,
            .final_states = refnet_lstm_final_states,
            .backward = refnet_lstm_backward,
            .trace = REFNET_TRACE_STEPS | REFNET_TRACE_CELLS,
            .first_unfit = refnet_no_unfit,
            .uses = once_a_step,
        };
    case REFNET_KIND_GRU:
        return (refnet_kind_functions){
            .shapes = refnet_recurrent_shapes,
            .forward = refnet_gru_forward,
            .input_gradients = refnet_gru_input_gradients,
            .parameters = refnet_gru_parameters,
            .variables = refnet_gru_variables,
            .with_parameters = refnet_gru_with_parameters,
            .parameter_gradients = refnet_gru_parameter_gradients,
            .add_gradients = layer->reset_before ? kernels->add_reset_before_gradients
                                                 : kernels->add_recurrent_gradients,
            .fused_step = layer->reset_before ? NULL : kernels->recurrent_fused_step,
            .has_mask = mask_of_sequences,
            .mask = refnet_recurrent_mask,
            .masked = refnet_recurrent_masked,
            .drawn = refnet_recurrent_drawn,
            .final_states = refnet_gru_final_states,
            .backward = refnet_gru_backward,
            .trace = REFNET_TRACE_STEPS | REFNET_TRACE_RECURRENT,
            .first_unfit = refnet_no_unfit,
            .uses = once_a_step,
        };
    case REFNET_KIND_BIDIRECTIONAL_SIMPLE_RNN:
        return (refnet_kind_functions){BIDIRECTIONAL(REFNET_TRACE_STEPS)};
    case REFNET_KIND_BIDIRECTIONAL_LSTM:
        return (refnet_kind_functions){BIDIRECTIONAL(REFNET_TRACE_STEPS | REFNET_TRACE_CELLS)};
    case REFNET_KIND_BIDIRECTIONAL_GRU:
        return (refnet_kind_functions){BIDIRECTIONAL(REFNET_TRACE_STEPS | REFNET_TRACE_RECURRENT)};
    case REFNET_KIND_ADD:
        return (refnet_kind_functions){
            .shapes = refnet_add_shapes,
            .forward = refnet_add_forward,
            .input_gradients = refnet_add_input_gradients,
            OF_SOURCES,
        };
    case REFNET_KIND_CONCATENATE:
        return (refnet_kind_functions){
            .shapes = refnet_concatenate_shapes,
            .forward = refnet_concatenate_forward,
            .input_gradients = refnet_concatenate_input_gradients,
            OF_SOURCES,
        };
    case REFNET_KIND_PART:
        return (refnet_kind_functions){
            .shapes = refnet_part_shapes,
            .forward = refnet_part_forward,
            .input_gradients = refnet_part_input_gradients,
            NO_PARAMETERS,
            NO_MASK,
            NO_TRACE,
            .first_unfit = refnet_no_unfit,
            .uses = refnet_one_use,
        };
    }
    assert(!"a kind of layer that this table does not list");
    return (refnet_kind_functions){0};
}

int refnet_has_mask(const refnet_layer *layer, int is_masked)
{
    return refnet_kind_of(layer).has_mask(layer, is_masked);
}

void refnet_layer_shapes(const refnet_layer *layer, size_t *n, size_t *u)
{
    refnet_kind_of(layer).shapes(layer, n, u);
}
