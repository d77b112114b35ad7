/* Each thread's own memory for matrix products. It comes from the heap, because the threads of a
 * program may have small stacks. */

#define _POSIX_C_SOURCE 200809L /* for threads under -std=c11 */

#include <pthread.h>
#include <stdlib.h>

#include "workspace.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static int has_key = 0;

static void make_key(void)
{
    has_key = pthread_key_create(&key, free) == 0;
}

void *refnet_thread_workspace(void)
{
    pthread_once(&once, make_key);
    if (!has_key) {
        return NULL;
    }
    void *memory = pthread_getspecific(key);
    if (memory == NULL) {
        memory = aligned_alloc(64, REFNET_THREAD_WORKSPACE);
        if (memory != NULL && pthread_setspecific(key, memory) != 0) {
            free(memory);
            memory = NULL;
        }
    }
    return memory;
}
