/* Each thread's own memory for matrix products. It comes from the heap, because the threads of a
 * program may have small stacks. */

#define _POSIX_C_SOURCE 200809L /* for threads under -std=c11 */

#include <pthread.h>
#include <stdlib.h>

#include "workspace.h"

#define CACHE_LINE 64

/* memory of a thread, and its size */
typedef struct {
    size_t bytes;
    void *memory;
} block;

/* what a thread has: one block for all products, and one that grows with the recurrent kernels */
typedef struct {
    block products, kernel;
} blocks;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static int has_key = 0;

static void free_blocks(void *own)
{
    blocks *each = own;
    free(each->products.memory);
    free(each->kernel.memory);
    free(each);
}

static void make_key(void)
{
    has_key = pthread_key_create(&key, free_blocks) == 0;
}

/* Return this thread's blocks, or NULL. */
static blocks *own_blocks(void)
{
    pthread_once(&once, make_key);
    blocks *own = has_key ? pthread_getspecific(key) : NULL;
    if (own == NULL && has_key) {
        own = calloc(1, sizeof *own);
        if (own != NULL && pthread_setspecific(key, own) != 0) {
            free(own);
            own = NULL;
        }
    }
    return own;
}

/* Return the memory of a block, which is made anew if it is smaller than `bytes`. */
static void *at_least(block *own, size_t bytes)
{
    if (own->bytes < bytes) {
        free(own->memory);
        own->memory = aligned_alloc(CACHE_LINE, (bytes + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE);
        own->bytes = own->memory == NULL ? 0 : bytes;
    }
    return own->memory;
}

void *refnet_thread_workspace(void)
{
    blocks *own = own_blocks();
    return own == NULL ? NULL : at_least(&own->products, REFNET_THREAD_WORKSPACE);
}

void *refnet_kernel_workspace(size_t bytes)
{
    blocks *own = own_blocks();
    return own == NULL ? NULL : at_least(&own->kernel, bytes);
}
