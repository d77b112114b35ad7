/* Work that several threads share. Not part of the API.
 *
 * Only independent results are shared, so no bit depends on which thread calculates which. */
#ifndef REFNET_PARALLEL_H
#define REFNET_PARALLEL_H

#include <stddef.h>

#include "../real.h"

/* how the processor rounds, and whether it flushes subnormal numbers to zero */
#ifdef __x86_64__
typedef unsigned refnet_rounding;
#else
#include <fenv.h>
typedef fenv_t refnet_rounding;
#endif

/* Calculates the results from `first` to before `end`; `context` says of what. */
typedef void refnet_task(const void *context, size_t first, size_t end);

/* The cost of work is counted in multiplications of a matrix product. Sharing costs microseconds:
 * numbers come from the caches of other cores, and threads may have to wake up. */
#define REFNET_WORTH_SHARING 3000000

/* numbers in a cache line, which no two threads should write */
#define REFNET_GRAIN (64 / sizeof(real))

/* Let the task calculate `count` results: on this thread if that is little work, otherwise on all
 * free threads, in parts of whole grains. Equal counts and grains give each thread the same part.
 * cost: that of one result. */
void refnet_parallel_for(refnet_task *task, const void *context, size_t count, size_t grain,
                         size_t cost);

/* The parts of refnet_parallel_for, for jobs one after another. The first returns how many threads
 * may share work of this cost; if they are more than one, jobs may follow, and then the end. */
size_t refnet_begin_sharing(size_t cost);
void refnet_share(refnet_task *task, const void *context, size_t count, size_t grain,
                  size_t threads);
void refnet_end_sharing(void);

/* Between these two calls a thread calculates, and counts as one of those in use, once even where
 * one pair is within another. Numbers are
 * rounded by the rules, even if the program has set the processor otherwise; `before` is how it was
 * set. */
refnet_rounding refnet_work_begins(void);
void refnet_work_ends(refnet_rounding before);

#endif
