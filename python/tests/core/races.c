/* Several threads train, predict and evaluate at once while the number of threads changes and the
 * process forks. `make tsan` builds this with the thread sanitizer: for binary64, and with
 * REFNET_FLOAT32 for binary32. */

#define _POSIX_C_SOURCE 200809L /* for fork under -std=c11 */

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fast/kernels.h"
#include "refnet.h"

/* Three networks, of N inputs, the cells of an image, and K outputs. Their M examples are a large
 * batch and one of 15, which is too small to share the examples, or two batches. */
enum { SIDE = 18, N = SIDE * SIDE, K = 13, M = 150, BATCH = 135, DEPTH = 4, NETWORKS = 3 };
/* One has U hidden units. Five threads, of which the callers leave two or more to a product, have
 * enough rows and terms for one in stages. */
enum { U = 197, SIZE = (N + 1) * U + (U + 1) * K };
/* Another has F filters of WINDOW * WINDOW cells, and POOLS pools. */
enum { F = 26, WINDOW = 5, POOLS = SIDE / 2 * SIDE / 2, PATCH = WINDOW * WINDOW };
enum { CONV_SIZE = (PATCH + 1) * F + (POOLS * F + 1) * K };
_Static_assert((int)CONV_SIZE <= (int)SIZE, "one array holds the parameters of each");
/* The last leaves numbers out, and its S units read the image row by row, keep their states from
 * batch to batch, and leave features and states out too. */
enum { S = 40, GATES = 4, FROM_ROWS = SIDE * GATES * S, FROM_STATES = S * GATES * S };
enum { LSTM_SIZE = FROM_ROWS + FROM_STATES + GATES * S + (S + 1) * K, STATES = M / 2 * 2 * S };
_Static_assert((int)LSTM_SIZE <= (int)SIZE, "one array holds the parameters of each");
enum { MANY = 1 << 22 }; /* numbers, the check of which is shared */
enum { CALLERS = 4, RUNS = 3, FORKS = 4, EPOCHS = 3 };

/* what all callers read */
static real inputs[M * N], targets[M * K], kernels[SIZE], mean[N], variance[N];
static real many[MANY];
static struct results {
    real parameters[SIZE], outputs[M * K], total;
    int64_t correct, are_finite; /* of the latter: many */
} wanted[NETWORKS];
static _Atomic int is_done = 0;

static void *memory(size_t bytes)
{
    void *allocated = malloc(bytes);
    if (allocated == NULL) {
        perror("malloc");
        exit(EXIT_FAILURE);
    }
    return allocated;
}

static void draw(refnet_generator *generator, real *numbers, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        numbers[i] = (real)(refnet_next_double(generator) - 0.5);
    }
}

static refnet_layer normalization(void)
{
    return (refnet_layer){
        .kind = REFNET_KIND_NORMALIZATION, .n = N, .u = N, .mean = mean, .variance = variance};
}

/* Return a layer whose kernel and bias are these parameters. */
static refnet_layer dense(refnet_activation activation, size_t n, size_t u, real *parameters)
{
    return (refnet_layer){
        .activation = activation, .n = n, .u = u, .kernel = parameters, .bias = parameters + n * u};
}

/* The networks, whose layers [DEPTH] point to parameters [SIZE]. */
static refnet_network dense_network(refnet_layer *layers, real *parameters)
{
    layers[0] = normalization();
    layers[1] = dense(REFNET_ACTIVATION_TANH, N, U, parameters);
    layers[2] = dense(REFNET_ACTIVATION_LINEAR, U, K, parameters + (N + 1) * U);
    return (refnet_network){layers, 3, parameters, SIZE, NULL, NULL, NULL};
}

static refnet_network conv_network(refnet_layer *layers, real *parameters)
{
    layers[0] = normalization();
    layers[1] = (refnet_layer){.kind = REFNET_KIND_CONV2D,
                               .activation = REFNET_ACTIVATION_RELU,
                               .n = N,
                               .u = N * F,
                               .kernel = parameters,
                               .bias = parameters + PATCH * F,
                               .windows = {.image = {SIDE, SIDE},
                                           .window = {WINDOW, WINDOW},
                                           .strides = {1, 1},
                                           .before = {WINDOW / 2, WINDOW / 2},
                                           .count = {SIDE, SIDE}},
                               .channels = 1,
                               .filters = F};
    layers[2] = (refnet_layer){.kind = REFNET_KIND_MAX_POOLING2D,
                               .n = N * F,
                               .u = POOLS * F,
                               .windows = {.image = {SIDE, SIDE},
                                           .window = {2, 2},
                                           .strides = {2, 2},
                                           .count = {SIDE / 2, SIDE / 2}},
                               .channels = F};
    layers[3] = dense(REFNET_ACTIVATION_LINEAR, POOLS * F, K, parameters + (PATCH + 1) * F);
    return (refnet_network){layers, 4, parameters, CONV_SIZE, NULL, NULL, NULL};
}

static refnet_network stateful_network(refnet_layer *layers, real *parameters)
{
    layers[0] = normalization();
    layers[1] = (refnet_layer){.kind = REFNET_KIND_DROPOUT, .n = N, .u = N, .rate = (real)0.25};
    layers[2] = (refnet_layer){.kind = REFNET_KIND_LSTM,
                               .n = N,
                               .u = S,
                               .kernel = parameters,
                               .recurrent_kernel = parameters + FROM_ROWS,
                               .bias = parameters + FROM_ROWS + FROM_STATES,
                               .steps = SIDE,
                               .features = SIDE,
                               .units = S,
                               .gates = GATES,
                               .step_activation = REFNET_ACTIVATION_TANH,
                               .recurrent_activation = REFNET_ACTIVATION_SIGMOID,
                               .rate = (real)0.125,
                               .recurrent_rate = (real)0.5,
                               .stateful = 1};
    layers[3] = dense(REFNET_ACTIVATION_LINEAR, S, K, parameters + LSTM_SIZE - (S + 1) * K);
    return (refnet_network){layers, 4, parameters, LSTM_SIZE, NULL, NULL, NULL};
}

static refnet_network network_of(size_t number, refnet_layer *layers, real *parameters)
{
    static refnet_network (*const networks[NETWORKS])(refnet_layer *, real *) = {
        dense_network, conv_network, stateful_network};
    memcpy(parameters, kernels, sizeof kernels);
    return networks[number](layers, parameters);
}

static const refnet_training TRAINING = {
    .loss = {.name = REFNET_LOSS_MSE, .delta = 1},
    .optimizer = {.name = REFNET_OPTIMIZER_ADAM,
                  .learning_rate = 0.01,
                  .rho = 0.9,
                  .beta_1 = 0.9,
                  .beta_2 = 0.999,
                  .epsilon = 1e-7},
    .batch_size = BATCH,
};

/* The last network, which is stateful, takes whole batches only. */
static refnet_training training_of(size_t number)
{
    refnet_training training = TRAINING;
    training.batch_size = number == NETWORKS - 1 ? M / 2 : BATCH;
    return training;
}

/* -> results after training */
static void train(size_t number, struct results *results)
{
    refnet_layer layers[DEPTH], with_states[DEPTH];
    memset(results, 0, sizeof *results);
    refnet_network network = network_of(number, layers, results->parameters);
    const refnet_training training = training_of(number);
    real *states = memory(STATES * sizeof *states);
    memset(states, 0, STATES * sizeof *states);
    const int is_stateful = refnet_with_states(layers, network.depth, states, with_states) > 0;
    network.layers = with_states;
    const size_t block = is_stateful ? training.batch_size : M;
    real *moving = memory(2 * SIZE * sizeof *moving), losses[EPOCHS];
    int64_t corrects[EPOCHS];
    refnet_optimizer_state state = {.momentums = moving, .velocities = moving + SIZE};
    refnet_initial_state(SIZE, &TRAINING.optimizer, &state);
    const refnet_epoch_records records = {losses, corrects, NULL, NULL};
    void *workspace = memory(refnet_training_workspace(&network, training.batch_size, M));
    refnet_generator generator;
    refnet_seeded(5, &generator);
    const refnet_status status =
        refnet_train_epochs(&network, &state, &training, inputs, targets, NULL, M, 1, EPOCHS,
                            &generator, 1, NULL, EPOCHS, workspace, &records);
    free(workspace);
    workspace = memory(refnet_forward_workspace(&network, block));
    refnet_network_outputs(inputs, &network, M, block, workspace, results->outputs);
    refnet_evaluate(&network, &training.loss, inputs, targets, NULL, M, block, workspace,
                    &results->total, &results->correct, NULL);
    results->are_finite = refnet_kernels_in_use()->all_finite(many, MANY);
    free(workspace);
    free(states);
    free(moving);
    if (status.code != REFNET_OK) {
        fprintf(stderr, "races: a run has diverged\n");
        exit(EXIT_FAILURE);
    }
}

/* Return whether training gives the numbers that one thread alone gave. */
static int trains_right(void)
{
    int right = 1;
    struct results *results = memory(sizeof *results);
    for (size_t i = 0; i < NETWORKS; i++) {
        train(i, results);
        right &= memcmp(results, &wanted[i], sizeof *results) == 0;
    }
    free(results);
    return right;
}

/* wrong: where to count the runs that were wrong */
static void *call(void *wrong)
{
    for (int i = 0; i < RUNS; i++) {
        atomic_fetch_add((_Atomic int *)wrong, !trains_right());
    }
    return NULL;
}

static void sleep_milliseconds(long milliseconds)
{
    nanosleep(&(struct timespec){0, milliseconds * 1000000}, NULL);
}

static void *change_threads(void *nothing)
{
    for (int count = 1; !atomic_load(&is_done); count = count % 8 + 1) {
        refnet_use_threads(count);
        sleep_milliseconds(2);
    }
    return nothing;
}

/* Return how many child processes do not train right. */
static int wrong_forks(void)
{
    int wrong = 0;
    for (int i = 0; i < FORKS; i++) {
        sleep_milliseconds(100);
        const pid_t child = fork();
        if (child == 0) {
            _exit(trains_right() ? EXIT_SUCCESS : EXIT_FAILURE);
        }
        int status = -1;
        wrong += child < 0 || waitpid(child, &status, 0) != child || status != 0;
    }
    return wrong;
}

int main(void)
{
    refnet_generator generator;
    refnet_seeded(3, &generator);
    draw(&generator, inputs, M * N);
    draw(&generator, targets, M * K);
    draw(&generator, kernels, SIZE);
    refnet_moments(inputs, M, N, mean, variance);
    for (size_t i = 0; i < MANY; i += MANY / 64) {
        many[i] = (real)INFINITY; /* for each thread to find one */
    }
    for (size_t i = 0; i < NETWORKS; i++) {
        train(i, &wanted[i]); /* on one thread: nobody has chosen another number yet */
    }
    refnet_use_threads(4);
    _Atomic int wrong = 0;
    pthread_t callers[CALLERS], changing;
    pthread_create(&changing, NULL, change_threads, NULL);
    for (size_t i = 0; i < CALLERS; i++) {
        pthread_create(&callers[i], NULL, call, &wrong);
    }
    const int forks = wrong_forks();
    for (size_t i = 0; i < CALLERS; i++) {
        pthread_join(callers[i], NULL);
    }
    atomic_store(&is_done, 1);
    pthread_join(changing, NULL);
    printf("%s: %d runs on %d threads, %d wrong; %d forks, %d wrong\n",
           sizeof(real) == sizeof(double) ? "binary64" : "binary32", CALLERS * RUNS, CALLERS,
           atomic_load(&wrong), FORKS, forks);
    return atomic_load(&wrong) + forks == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
