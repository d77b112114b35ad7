/* Several threads train and predict at once while the number of threads changes and the process
 * forks. `make tsan` builds this with the thread sanitizer: for binary64, and with REFNET_FLOAT32
 * for binary32. */

#define _POSIX_C_SOURCE 200809L /* for fork under -std=c11 */

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "refnet.h"

/* one batch of M examples, the products of which are shared; N inputs, U hidden units, K outputs */
enum { M = 67, N = 331, U = 197, K = 13, DEPTH = 3, SIZE = (N + 1) * U + (U + 1) * K };
enum { CALLERS = 4, RUNS = 3, FORKS = 4, EPOCHS = 3 };

/* what all callers read */
static real inputs[M * N], targets[M * K], kernels[SIZE], mean[N], variance[N];
static real wanted[SIZE], wanted_outputs[M * K];
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

/* Return a network; its parameters [SIZE] are its own, and layers [DEPTH] point into them. */
static refnet_network network_of(refnet_layer *layers, real *parameters)
{
    memcpy(parameters, kernels, sizeof kernels);
    real *second = parameters + (N + 1) * U;
    layers[0] = (refnet_layer){
        .kind = REFNET_KIND_NORMALIZATION, .n = N, .u = N, .mean = mean, .variance = variance};
    layers[1] = (refnet_layer){.activation = REFNET_ACTIVATION_TANH,
                               .n = N,
                               .u = U,
                               .kernel = parameters,
                               .bias = parameters + N * U};
    layers[2] = (refnet_layer){.n = U, .u = K, .kernel = second, .bias = second + U * K};
    return (refnet_network){layers, DEPTH, parameters, SIZE};
}

static const refnet_training TRAINING = {
    .loss = REFNET_LOSS_MSE,
    .optimizer = {.name = REFNET_OPTIMIZER_ADAM,
                  .learning_rate = 0.01,
                  .rho = 0.9,
                  .beta_1 = 0.9,
                  .beta_2 = 0.999,
                  .epsilon = 1e-7},
    .batch_size = 50,
};

/* -> parameters [SIZE], outputs [M][K] after training */
static void train(real *parameters, real *outputs)
{
    refnet_layer layers[DEPTH];
    const refnet_network network = network_of(layers, parameters);
    real *moving = memory(2 * SIZE * sizeof *moving), losses[EPOCHS];
    int64_t corrects[EPOCHS];
    refnet_optimizer_state state = {moving, moving + SIZE, 1, 1};
    refnet_initial_state(SIZE, &state);
    const refnet_epoch_records records = {losses, corrects, NULL};
    void *workspace = memory(refnet_training_workspace(&network, TRAINING.batch_size, M));
    refnet_generator generator;
    refnet_seeded(5, &generator);
    const refnet_status status =
        refnet_train_epochs(&network, &state, &TRAINING, inputs, targets, M, 1, EPOCHS, &generator,
                            NULL, EPOCHS, workspace, &records);
    free(workspace);
    workspace = memory(refnet_forward_workspace(&network, M));
    refnet_network_outputs(inputs, &network, M, M, workspace, outputs);
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
    real *parameters = memory(sizeof wanted), *outputs = memory(sizeof wanted_outputs);
    train(parameters, outputs);
    const int right = memcmp(parameters, wanted, sizeof wanted) == 0 &&
                      memcmp(outputs, wanted_outputs, sizeof wanted_outputs) == 0;
    free(parameters);
    free(outputs);
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
    train(wanted, wanted_outputs); /* on one thread: nobody has chosen another number yet */
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
