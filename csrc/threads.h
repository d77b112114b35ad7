/* Work that several threads share; not part of the API.
 *
 * Only independent results are shared out, so which thread makes which of them changes no bit. */
#ifndef REFNET_THREADS_H
#define REFNET_THREADS_H

#include "refnet.h"

/* Makes the results from `first` to before `end`; `about` says of what. */
typedef void refnet_task(const void *about, size_t first, size_t end);

/* multiplications of a matrix product: some microseconds, of which sharing costs one */
#define REFNET_WORTH_SHARING 300000

/* Let a task make `count` results: on this thread, where that is little work, else on all that are
 * free, in parts of whole grains. cost: what a result takes, in multiplications of a matrix product
 * or about as much. */
void refnet_share(refnet_task *task, const void *about, size_t count, size_t grain, size_t cost);

/* Between these two a thread calculates, and takes the place of one of those that others could use.
 */
void refnet_work_begins(void);
void refnet_work_ends(void);

#endif
