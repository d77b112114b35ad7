/* Work that several threads share; not part of the API.
 *
 * Only independent results are shared out, so which thread makes which of them changes no bit. */
#ifndef REFNET_THREADS_H
#define REFNET_THREADS_H

#include "refnet.h"

/* how the processor rounds, and whether it takes small numbers for zero */
#ifdef __x86_64__
typedef unsigned refnet_rounding;
#else
#include <fenv.h>
typedef fenv_t refnet_rounding;
#endif

/* Makes the results from `first` to before `end`; `about` says of what. */
typedef void refnet_task(const void *about, size_t first, size_t end);

/* What work takes is counted in multiplications of a matrix product. Sharing it costs microseconds,
 * because numbers must come from the caches of other cores, and threads may have to wake up. */
#define REFNET_WORTH_SHARING 3000000

/* numbers of a cache line, which no two threads should write */
#define REFNET_GRAIN (64 / sizeof(real))

/* Let a task make `count` results: on this thread, where that is little work, else on all that are
 * free, in parts of whole grains, the same for each thread whenever counts and grains are the same.
 * cost: what a result takes. */
void refnet_share(refnet_task *task, const void *about, size_t count, size_t grain, size_t cost);

/* Between these two a thread calculates, and takes the place of one of those that others could use.
 * Numbers are rounded as the rules say then, even if the program has let the processor do something
 * else: before is how it was. */
refnet_rounding refnet_work_begins(void);
void refnet_work_ends(refnet_rounding before);

#endif
