/* Trains FANN's 3-4-1 network of sigmoids on four examples, again and again from the same weights.
 *
 * fann_two_layer incremental|batch ITERATIONS ROUNDS, and on standard input, as numbers: inputs
 * [4][3], targets [4], weights1 [3][4], bias1 [4], weights2 [4], bias2 [1], learning_rate. Prints
 * the seconds of each round of ITERATIONS, and then the four outputs, a number a line. */

#define _POSIX_C_SOURCE 199309L

#include <doublefann.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { EXAMPLES = 4, INPUTS = 3, HIDDEN = 4 };

/* FANN numbers the neurons: the inputs, their bias, the hidden units, their bias, the output */
enum { BIAS1 = INPUTS, FIRST_HIDDEN, BIAS2 = FIRST_HIDDEN + HIDDEN, OUTPUT };

static double next_number(void)
{
    double number;
    if (scanf("%lf", &number) != 1) {
        fputs("fann_two_layer: a number is missing\n", stderr);
        exit(EXIT_FAILURE);
    }
    return number;
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static struct fann_train_data *read_examples(void)
{
    struct fann_train_data *examples = fann_create_train(EXAMPLES, INPUTS, 1);
    for (int i = 0; i < EXAMPLES; i++) {
        for (int j = 0; j < INPUTS; j++) {
            examples->input[i][j] = next_number();
        }
    }
    for (int i = 0; i < EXAMPLES; i++) {
        examples->output[i][0] = next_number();
    }
    return examples;
}

/* Reads each layer's weights and its biases; connections [(INPUTS + 1) * HIDDEN + HIDDEN + 1]. */
static void read_weights(struct fann_connection *connections)
{
    for (unsigned int from = 0; from <= BIAS1; from++) {
        for (unsigned int to = FIRST_HIDDEN; to < BIAS2; to++) {
            *connections++ = (struct fann_connection){from, to, next_number()};
        }
    }
    for (unsigned int from = FIRST_HIDDEN; from <= BIAS2; from++) {
        *connections++ = (struct fann_connection){from, OUTPUT, next_number()};
    }
}

static void train_incremental(struct fann *network, struct fann_train_data *examples)
{
    for (int i = 0; i < EXAMPLES; i++) {
        fann_train(network, examples->input[i], examples->output[i]);
    }
}

static void train_batch(struct fann *network, struct fann_train_data *examples)
{
    fann_train_epoch(network, examples);
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fputs("usage: fann_two_layer incremental|batch ITERATIONS ROUNDS <numbers\n", stderr);
        return EXIT_FAILURE;
    }
    int batch = strcmp(argv[1], "batch") == 0;
    long iterations = atol(argv[2]);
    long rounds = atol(argv[3]);

    struct fann_connection connections[(INPUTS + 1) * HIDDEN + HIDDEN + 1];
    unsigned int count = sizeof connections / sizeof *connections;
    struct fann_train_data *examples = read_examples();
    read_weights(connections);
    double learning_rate = next_number();

    /* a sigmoid of steepness 1/2 is 1/(1 + e^-x); the linear error function is target - output */
    struct fann *network = fann_create_standard(3, INPUTS, HIDDEN, 1);
    fann_set_activation_function_hidden(network, FANN_SIGMOID);
    fann_set_activation_function_output(network, FANN_SIGMOID);
    fann_set_activation_steepness_hidden(network, 0.5);
    fann_set_activation_steepness_output(network, 0.5);
    fann_set_train_error_function(network, FANN_ERRORFUNC_LINEAR);
    fann_set_training_algorithm(network, batch ? FANN_TRAIN_BATCH : FANN_TRAIN_INCREMENTAL);
    fann_set_learning_rate(network, (float)learning_rate);

    void (*train)(struct fann *, struct fann_train_data *) =
        batch ? train_batch : train_incremental;
    for (long round = 0; round < rounds; round++) {
        fann_set_weight_array(network, connections, count);
        double start = seconds();
        for (long i = 0; i < iterations; i++) {
            train(network, examples);
        }
        printf("%.9f\n", seconds() - start);
    }
    for (int i = 0; i < EXAMPLES; i++) {
        printf("%.17g\n", *fann_run(network, examples->input[i]));
    }
    fann_destroy_train(examples);
    fann_destroy(network);
    return EXIT_SUCCESS;
}
