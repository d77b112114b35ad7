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

/* Two networks, of N inputs, the cells of an image, and K outputs. Their M examples are a large
 * batch and one of 15, which is too small to share the examples. */
enum { SIDE = 18, N = SIDE * SIDE, K = 13, M = 150, BATCH = 135, DEPTH = 4, NETWORKS = 2 };
/* One has U hidden units. Five threads, of which the callers leave two or more to a product, have
 * enough rows and terms for one in stages. */
enum { U = 197, SIZE = (N + 1) * U + (U + 1) * K };
/* The other has F filters of WINDOW * WINDOW cells, and POOLS pools. */
enum { F = 26, WINDOW = 5, POOLS = SIDE / 2 * SIDE / 2, PATCH = WINDOW * WINDOW };
enum { CONV_SIZE = (PATCH + 1) * F + (POOLS * F + 1) * K };
_Static_assert((int)CONV_SIZE <= (int)SIZE, "one array holds the parameters of either");
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

/* The two networks, whose layers [DEPTH] point to parameters [SIZE]. */
static refnet_network dense_network(refnet_layer *layers, real *parameters)
{
    layers[0] = normalization();
    layers[1] = dense(REFNET_ACTIVATION_TANH, N, U, parameters);
    layers[2] = dense(REFNET_ACTIVATION_LINEAR, U, K, parameters + (N + 1) * U);
    return (refnet_network){layers, 3, parameters, SIZE};
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
    return (refnet_network){layers, 4, parameters, CONV_SIZE};
}

static refnet_network network_of(size_t number, refnet_layer *layers, real *parameters)
{
    memcpy(parameters, kernels, sizeof kernels);
    return number == 0 ? dense_network(layers, parameters) : conv_network(layers, parameters);
}

static const refnet_training TRAINING = {
    .loss = REFNET_LOSS_MSE,
    .optimizer = {.name = REFNET_OPTIMIZER_ADAM,
                  .learning_rate = 0.01,
                  .rho = 0.9,
                  .beta_1 = 0.9,
                  .beta_2 = 0.999,
                  .epsilon = 1e-7},
    .batch_size = BATCH,
};

/* -> results after training */
static void train(size_t number, struct results *results)
{
    refnet_layer layers[DEPTH];
    memset(results, 0, sizeof *results);
    const refnet_network network = network_of(number, layers, results->parameters);
    real *moving = memory(2 * SIZE * sizeof *moving), losses[EPOCHS];
    int64_t corrects[EPOCHS];
    refnet_optimizer_state state = {.momentums = moving, .velocities = moving + SIZE};
    refnet_initial_state(SIZE, &TRAINING.optimizer, &state);
    const refnet_epoch_records records = {losses, corrects, NULL};
    void *workspace = memory(refnet_training_workspace(&network, TRAINING.batch_size, M));
    refnet_generator generator;
    refnet_seeded(5, &generator);
    const refnet_status status =
        refnet_train_epochs(&network, &state, &TRAINING, inputs, targets, M, 1, EPOCHS, &generator,
                            1, NULL, EPOCHS, workspace, &records);
    free(workspace);
    workspace = memory(refnet_forward_workspace(&network, M));
    refnet_network_outputs(inputs, &network, M, M, workspace, results->outputs);
    refnet_evaluate(&network, TRAINING.loss, inputs, targets, M, M, workspace, &results->total,
                    &results->correct);
    results->are_finite = refnet_kernels_in_use()->all_finite(many, MANY);
    free(workspace);
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
