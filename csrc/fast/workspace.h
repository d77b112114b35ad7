/* Each thread's own memory for the copies that its matrix products make. Not part of the API. */
#ifndef REFNET_WORKSPACE_H
#define REFNET_WORKSPACE_H

#include <stddef.h>

/* What matmul.h copies at a time. Panels are 32, 64 or 192 bytes wide; 4224 bytes are whole panels
 * of each width, and the least such number above 4096. */
#define TERMS_AT_ONCE 1024
#define MOST_ROWS 8     /* of a tile */
#define TILES_AT_ONCE 8 /* one below another */
#define COLUMN_BYTES_AT_ONCE 4224

/* bytes: in binary64 with the largest tiles */
#define REFNET_THREAD_WORKSPACE                                                                    \
    ((TILES_AT_ONCE * MOST_ROWS * sizeof(double) + COLUMN_BYTES_AT_ONCE) * TERMS_AT_ONCE)

/* Return this thread's workspace, which begins with a cache line: the same in each call, and freed
 * when the thread ends. NULL if there is no memory for it. */
void *refnet_thread_workspace(void);

/* Return memory of this thread for a recurrent layer, which begins with a cache line:
 * it lasts until the next call, and the last one is freed when the thread ends. NULL if there is no
 * memory for it. */
void *refnet_kernel_workspace(size_t bytes);

#endif
