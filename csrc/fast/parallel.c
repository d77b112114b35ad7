/* Threads that wait for work, and how work is shared among them.
 *
 * One thread at a time has the others help it: it says what is to be done, in a part for each, and
 * who has made its own part takes those that nobody has begun. So nobody waits for a thread that
 * sleeps, and a thread that comes late finds nothing to do; but the same part is mostly made by the
 * same thread, which has its numbers in its cache. Another thread that would share its work
 * meanwhile does it alone. */

#define _POSIX_C_SOURCE 200809L /* for signals and threads under -std=c11 */

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#ifdef __x86_64__
#include <xmmintrin.h>
#endif

#include "threads.h"

#define MOST_THREADS 64
#define LOOKS 20000        /* for work, before a thread goes to sleep */
#define LOOKS_IN_A_ROW 128 /* before it lets others have its processor, who may have its work */
#define STACK 8388608      /* bytes of a thread, on every system: of addresses, not of memory */

static _Atomic int wanted = 1;  /* threads that may calculate at once */
static _Atomic int at_work = 0; /* threads between refnet_work_begins and refnet_work_ends */
static atomic_flag taken = ATOMIC_FLAG_INIT; /* whether all that follows is in use */

static struct {
    refnet_task *task;
    const void *about;
    size_t count, grain;
} job;

static _Atomic size_t parts = 0;          /* of the job */
static _Atomic int to_take[MOST_THREADS]; /* whether a part is there that nobody has taken yet */
static _Atomic size_t to_finish = 0;      /* parts that are not finished */
static int helpers = 0;                   /* threads that have been started */

static pthread_mutex_t sleep_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t work_is_there = PTHREAD_COND_INITIALIZER;
static _Atomic int asleep = 0;

/* looks: how many there have been already */
static void pause_a_little(unsigned looks)
{
    if (looks % LOOKS_IN_A_ROW == LOOKS_IN_A_ROW - 1) {
        sched_yield();
    }
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

/* Make a part of the job, unless it has been taken; returns whether it has not. */
static int make_part(size_t part)
{
    if (!atomic_load_explicit(&to_take[part], memory_order_relaxed) ||
        !atomic_exchange(&to_take[part], 0)) {
        return 0;
    }
    size_t grains = (job.count + job.grain - 1) / job.grain, count = atomic_load(&parts);
    size_t first = grains * part / count * job.grain;
    size_t end = grains * (part + 1) / count * job.grain;
    end = end < job.count ? end : job.count;
    if (first < end) {
        job.task(job.about, first, end);
    }
    atomic_fetch_sub(&to_finish, 1);
    return 1;
}

/* Make one's own part, and then those that nobody has begun. */
static int make_parts(size_t own)
{
    int some = make_part(own);
    for (size_t part = 0; part < atomic_load(&parts); part++) {
        some |= make_part(part);
    }
    return some;
}

static void sleep_until_there_is_work(void)
{
    pthread_mutex_lock(&sleep_lock);
    atomic_fetch_add(&asleep, 1);
    while (atomic_load(&to_finish) == 0) {
        pthread_cond_wait(&work_is_there, &sleep_lock);
    }
    atomic_fetch_sub(&asleep, 1);
    pthread_mutex_unlock(&sleep_lock);
}

static void round_as(refnet_rounding rounding)
{
#ifdef __x86_64__
    _mm_setcsr(rounding);
#else
    fesetenv(&rounding);
#endif
}

/* To the nearest, and down to the smallest numbers; returns how it was before. */
static refnet_rounding round_by_the_rules(void)
{
#ifdef __x86_64__
    refnet_rounding before = _mm_getcsr();
    round_as(_MM_MASK_MASK); /* no exception ends the program, and nothing else is set */
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
    round_by_the_rules(); /* and not as whoever has started it */
    for (;;) {
        for (unsigned looks = 0; looks < LOOKS; looks++) {
            if (atomic_load(&to_finish) > 0 && make_parts((size_t)(uintptr_t)number)) {
                looks = 0;
            }
            pause_a_little(looks);
        }
        sleep_until_there_is_work();
    }
    return NULL;
}

/* A child has none of its parent's threads but the one that made it. */
static void forget_the_helpers(void)
{
    helpers = 0;
    atomic_store(&at_work, 0);
    atomic_store(&asleep, 0);
    for (size_t part = 0; part < MOST_THREADS; part++) {
        atomic_store(&to_take[part], 0);
    }
    atomic_store(&to_finish, 0);
    atomic_flag_clear(&taken);
    pthread_mutex_init(&sleep_lock, NULL);
    pthread_cond_init(&work_is_there, NULL);
}

/* Start what is missing of so many; those that cannot be started are not missed. */
static void start_helpers(int enough)
{
    static int prepared = 0;
    if (helpers >= enough) {
        return;
    }
    if (!prepared) {
        prepared = pthread_atfork(NULL, NULL, forget_the_helpers) == 0;
    }
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    sigset_t all, before; /* signals are for the threads of the program */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    for (; prepared && helpers < enough; helpers++) {
        pthread_t thread;
        if (pthread_create(&thread, &attributes, help, (void *)(uintptr_t)(helpers + 1)) != 0) {
            break;
        }
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
}

/* Make a job of the task, help with it, and wait until it is finished. */
static void share_among(size_t threads, refnet_task *task, const void *about, size_t count,
                        size_t grain)
{
    job.task = task;
    job.about = about;
    job.count = count;
    job.grain = grain;
    atomic_store(&parts, threads);
    atomic_store(&to_finish, threads);
    for (size_t part = threads; part-- > 0;) {
        atomic_store(&to_take[part], 1);
    }
    if (atomic_load(&asleep) > 0) {
        pthread_mutex_lock(&sleep_lock);
        for (size_t i = 1; i < threads; i++) {
            pthread_cond_signal(&work_is_there);
        }
        pthread_mutex_unlock(&sleep_lock);
    }
    make_parts(0);
    for (unsigned looks = 0; atomic_load(&to_finish) > 0; looks++) {
        pause_a_little(looks);
    }
}

/* this one and those that no other has a use for */
static size_t free_threads(void)
{
    int others = atomic_load(&at_work) - 1, left = atomic_load(&wanted) - (others > 0 ? others : 0);
    return left > 1 ? (size_t)left : 1;
}

void refnet_share(refnet_task *task, const void *about, size_t count, size_t grain, size_t cost)
{
    if (count * cost < REFNET_WORTH_SHARING || free_threads() == 1 ||
        atomic_flag_test_and_set(&taken)) {
        task(about, 0, count);
        return;
    }
    size_t threads = free_threads();
    start_helpers((int)threads - 1);
    share_among(threads, task, about, count, grain);
    atomic_flag_clear(&taken);
}

refnet_rounding refnet_work_begins(void)
{
    atomic_fetch_add(&at_work, 1);
    return round_by_the_rules();
}

void refnet_work_ends(refnet_rounding before)
{
    round_as(before);
    atomic_fetch_sub(&at_work, 1);
}

int refnet_threads_in_use(void)
{
    return atomic_load(&wanted);
}

int refnet_use_threads(int count)
{
    if (count < 1 || count > MOST_THREADS) {
        return 0;
    }
    atomic_store(&wanted, count);
    return 1;
}
