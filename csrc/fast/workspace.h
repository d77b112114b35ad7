/* Each thread's own memory for the copies that its matrix products make. Not part of the API. */
#ifndef REFNET_WORKSPACE_H
#define REFNET_WORKSPACE_H

/* bytes: what matmul.h copies at a time, in binary64 with the largest tiles */
#define REFNET_THREAD_WORKSPACE (64 * 1024 * 8 + 2112 * 1024)

/* Return this thread's workspace, which begins with a cache line: the same in each call, and freed
 * when the thread ends. NULL if there is no memory for it. */
void *refnet_thread_workspace(void);

#endif
