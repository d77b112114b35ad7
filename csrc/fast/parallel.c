/* A thread pool that runs one job at a time.
 *
 * The thread that has work publishes a job with one part for each thread. A thread that finishes
 * its part takes parts not yet started, so nobody waits for a thread that sleeps; but each part is
 * usually taken by the same thread, which has its numbers in its cache. While a job runs, other
 * threads of the program calculate their own work alone.
 *
 * It is not OpenMP, for these reasons:
 *
 * - A process that has run an OpenMP region and forks, as Python's multiprocessing does, hangs in
 *   the next region of the child with GCC's library. Here the child starts new threads.
 * - OpenMP's threads wait for each other at the end of a region. On a machine whose cores are
 *   shared with other programs, one thread that is not scheduled holds up all; here its part is
 *   taken over unless it has begun.
 * - Several threads of a Python program may train at once. Each would get an OpenMP team of its
 *   own, with more threads than cores; here they share one pool, and each thread at work counts.
 * - Threads that a program starts may have small stacks, and OpenMP's own stack size is set by an
 *   environment variable; here a helper's stack is given.
 * - The flags of the floating-point unit belong to a thread. Helpers set their own, and do not
 *   inherit what the program has set. */

#define _POSIX_C_SOURCE 200809L /* for signals and threads under -std=c11 */

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#ifdef __x86_64__
#include <xmmintrin.h>
#endif

#include "../processor.h"
#include "parallel.h"

#define SPIN_LIMIT 20000    /* looks for work before a thread goes to sleep */
#define SPINS_PER_YIELD 128 /* looks before it yields its core, on which the job may be waiting */
#define STACK 8388608 /* bytes of a helper's stack on every system; of addresses, not memory */

static _Atomic int wanted = 1;  /* threads that may calculate at once */
static _Atomic int at_work = 0; /* threads between refnet_work_begins and refnet_work_ends */
static _Thread_local int calls_at_work = 0;       /* of this thread, one within another */
static atomic_flag is_running = ATOMIC_FLAG_INIT; /* set while a job uses what follows */

static struct {
    refnet_task *task;
    const void *context;
    size_t count, grain;
} job;

static _Atomic size_t parts = 0;                 /* of the job */
static _Atomic int is_free[REFNET_MOST_THREADS]; /* parts that no thread has taken yet */
static _Atomic size_t unfinished = 0;            /* parts that are not finished */
static int helpers = 0;                          /* threads that have been started */

static pthread_mutex_t sleep_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t job_is_published = PTHREAD_COND_INITIALIZER;
static _Atomic int asleep = 0;

/* spins: how often the thread has looked already */
static void spin(unsigned spins)
{
    if (spins % SPINS_PER_YIELD == SPINS_PER_YIELD - 1) {
        sched_yield();
    }
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

/* Run a part of the job unless another thread has taken it; returns whether it did. */
static int run_part(size_t part)
{
    if (!atomic_load_explicit(&is_free[part], memory_order_relaxed) ||
        !atomic_exchange(&is_free[part], 0)) {
        return 0;
    }
    size_t grains = (job.count + job.grain - 1) / job.grain, count = atomic_load(&parts);
    size_t first = grains * part / count * job.grain;
    size_t end = grains * (part + 1) / count * job.grain;
    end = end < job.count ? end : job.count;
    if (first < end) {
        job.task(job.context, first, end);
    }
    atomic_fetch_sub(&unfinished, 1);
    return 1;
}

/* Run the thread's own part, and then those that no thread has taken; returns whether it ran any.
 */
static int run_parts(size_t own)
{
    int some = run_part(own);
    for (size_t part = 0; part < atomic_load(&parts); part++) {
        some |= run_part(part);
    }
    return some;
}

static void sleep_until_a_job(void)
{
    pthread_mutex_lock(&sleep_lock);
    atomic_fetch_add(&asleep, 1);
    while (atomic_load(&unfinished) == 0) {
        pthread_cond_wait(&job_is_published, &sleep_lock);
    }
    atomic_fetch_sub(&asleep, 1);
    pthread_mutex_unlock(&sleep_lock);
}

static void set_rounding(refnet_rounding rounding)
{
#ifdef __x86_64__
    _mm_setcsr(rounding);
#else
    fesetenv(&rounding);
#endif
}

/* Round to nearest, with subnormal numbers; returns how it was before. */
static refnet_rounding round_by_the_rules(void)
{
#ifdef __x86_64__
    refnet_rounding before = _mm_getcsr();
    set_rounding(_MM_MASK_MASK); /* all exceptions masked, nothing else set */
#else
    refnet_rounding before;
    fegetenv(&before);
    fesetenv(FE_DFL_ENV);
#endif
    return before;
}

/* number: of the helper, from 1 on */
static void *help(void *number)
{
    round_by_the_rules(); /* not as the thread that started it */
    for (;;) {
        for (unsigned spins = 0; spins < SPIN_LIMIT; spins++) {
            if (atomic_load(&unfinished) > 0 && run_parts((size_t)(uintptr_t)number)) {
                spins = 0;
            }
            spin(spins);
        }
        sleep_until_a_job();
    }
    return NULL;
}

/* A child process has only the thread that forked. */
static void forget_the_helpers(void)
{
    helpers = 0;
    atomic_store(&at_work, 0);
    atomic_store(&asleep, 0);
    for (size_t part = 0; part < REFNET_MOST_THREADS; part++) {
        atomic_store(&is_free[part], 0);
    }
    atomic_store(&unfinished, 0);
    atomic_flag_clear(&is_running);
    pthread_mutex_init(&sleep_lock, NULL);
    pthread_cond_init(&job_is_published, NULL);
}

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int forks_are_handled = 0;

/* Before the first thread counts as at work: a child would count it too. */
static void handle_forks(void)
{
    forks_are_handled = pthread_atfork(NULL, NULL, forget_the_helpers) == 0;
}

/* Start helpers until there are `enough`. If one cannot be started, there are fewer. */
static void start_helpers(int enough)
{
    if (helpers >= enough) {
        return;
    }
    pthread_once(&once, handle_forks);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    sigset_t all, before; /* signals are for the threads of the program */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    for (; forks_are_handled && helpers < enough; helpers++) {
        pthread_t thread;
        if (pthread_create(&thread, &attributes, help, (void *)(uintptr_t)(helpers + 1)) != 0) {
            break;
        }
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
}

/* Publish a job, help with it, and wait until it is finished. */
void refnet_share(refnet_task *task, const void *context, size_t count, size_t grain,
                  size_t threads)
{
    job.task = task;
    job.context = context;
    job.count = count;
    job.grain = grain;
    atomic_store(&parts, threads);
    atomic_store(&unfinished, threads);
    for (size_t part = threads; part-- > 0;) {
        atomic_store(&is_free[part], 1);
    }
    if (atomic_load(&asleep) > 0) {
        pthread_mutex_lock(&sleep_lock);
        for (size_t i = 1; i < threads; i++) {
            pthread_cond_signal(&job_is_published);
        }
        pthread_mutex_unlock(&sleep_lock);
    }
    run_parts(0);
    for (unsigned spins = 0; atomic_load(&unfinished) > 0; spins++) {
        spin(spins);
    }
}

/* Return how many threads a job may use: this one and those that no other thread uses. */
static size_t free_threads(void)
{
    int others = atomic_load(&at_work) - 1;
    int remaining = atomic_load(&wanted) - (others > 0 ? others : 0);
    int is_plain = refnet_isa_in_use() == REFNET_ISA_PLAIN; /* which stays on one thread */
    return remaining > 1 && !is_plain ? (size_t)remaining : 1;
}

size_t refnet_begin_sharing(size_t cost)
{
    if (cost < REFNET_WORTH_SHARING || free_threads() == 1 ||
        atomic_flag_test_and_set(&is_running)) {
        return 1;
    }
    size_t threads = free_threads();
    if (threads == 1) {
        atomic_flag_clear(&is_running);
        return 1;
    }
    start_helpers((int)threads - 1);
    return threads;
}

void refnet_end_sharing(void)
{
    atomic_flag_clear(&is_running);
}

void refnet_parallel_for(refnet_task *task, const void *context, size_t count, size_t grain,
                         size_t cost)
{
    size_t threads = refnet_begin_sharing(count * cost);
    if (threads == 1) {
        task(context, 0, count);
        return;
    }
    refnet_share(task, context, count, grain, threads);
    refnet_end_sharing();
}

refnet_rounding refnet_work_begins(void)
{
    pthread_once(&once, handle_forks);
    if (calls_at_work++ == 0) {
        atomic_fetch_add(&at_work, 1);
    }
    return round_by_the_rules();
}

void refnet_work_ends(refnet_rounding before)
{
    set_rounding(before);
    if (--calls_at_work == 0) {
        atomic_fetch_sub(&at_work, 1);
    }
}

int refnet_threads_in_use(void)
{
    return atomic_load(&wanted);
}

int refnet_use_threads(int count)
{
    if (count < 1 || count > REFNET_MOST_THREADS) {
        return 0;
    }
    atomic_store(&wanted, count);
    return 1;
}
