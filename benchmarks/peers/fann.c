/* FANN's 3-4-1 network of sigmoids on four examples: a shared library for in_fann.py, so that the
 * training loop runs in C and only that loop is measured. */

#include <doublefann.h>
#include <stdlib.h>
#include <string.h>

enum { EXAMPLES = 4, INPUTS = 3, HIDDEN = 4 };

/* FANN numbers the neurons: the inputs, their bias, the hidden units, their bias, the output */
enum { BIAS1 = INPUTS, FIRST_HIDDEN, BIAS2 = FIRST_HIDDEN + HIDDEN, OUTPUT };

enum { WEIGHTS = (INPUTS + 1) * HIDDEN + HIDDEN + 1 };

typedef struct {
    struct fann *network;
    struct fann_train_data *examples;
    int is_batch;
} bench;

bench *bench_make(int is_batch, float learning_rate, const double *inputs, const double *targets)
{
    bench *made = malloc(sizeof *made);
    if (made == NULL) {
        abort();
    }
    made->is_batch = is_batch;
    made->examples = fann_create_train(EXAMPLES, INPUTS, 1);
    for (int i = 0; i < EXAMPLES; i++) {
        memcpy(made->examples->input[i], inputs + i * INPUTS, INPUTS * sizeof *inputs);
        made->examples->output[i][0] = targets[i];
    }
    /* a sigmoid of steepness 1/2 is 1/(1 + e^-x); the linear error function is target - output */
    struct fann *network = made->network = fann_create_standard(3, INPUTS, HIDDEN, 1);
    fann_set_activation_function_hidden(network, FANN_SIGMOID);
    fann_set_activation_function_output(network, FANN_SIGMOID);
    fann_set_activation_steepness_hidden(network, 0.5);
    fann_set_activation_steepness_output(network, 0.5);
    fann_set_train_error_function(network, FANN_ERRORFUNC_LINEAR);
    fann_set_training_algorithm(network, is_batch ? FANN_TRAIN_BATCH : FANN_TRAIN_INCREMENTAL);
    fann_set_learning_rate(network, learning_rate);
    return made;
}

/* weights [WEIGHTS]: the kernel of each layer, then its bias */
void bench_reset(bench *made, const double *weights)
{
    struct fann_connection connections[WEIGHTS];
    struct fann_connection *next = connections;
    for (unsigned int from = 0; from <= BIAS1; from++) {
        for (unsigned int to = FIRST_HIDDEN; to < BIAS2; to++) {
            *next++ = (struct fann_connection){from, to, *weights++};
        }
    }
    for (unsigned int from = FIRST_HIDDEN; from <= BIAS2; from++) {
        *next++ = (struct fann_connection){from, OUTPUT, *weights++};
    }
    fann_set_weight_array(made->network, connections, WEIGHTS);
}

void bench_train(bench *made, long iterations)
{
    if (made->is_batch) {
        for (long i = 0; i < iterations; i++) {
            fann_train_epoch(made->network, made->examples);
        }
        return;
    }
    for (long i = 0; i < iterations; i++) {
        for (int example = 0; example < EXAMPLES; example++) {
            fann_train(made->network, made->examples->input[example],
                       made->examples->output[example]);
        }
    }
}

/* -> weights [WEIGHTS], in the order of bench_reset */
void bench_weights(bench *made, double *weights)
{
    struct fann_connection connections[WEIGHTS];
    fann_get_connection_array(made->network, connections);
    for (int i = 0; i < WEIGHTS; i++) {
        unsigned int from = connections[i].from_neuron;
        unsigned int to = connections[i].to_neuron;
        unsigned int place = to == OUTPUT ? (INPUTS + 1) * HIDDEN + from - FIRST_HIDDEN
                                          : from * HIDDEN + to - FIRST_HIDDEN;
        weights[place] = connections[i].weight;
    }
}
