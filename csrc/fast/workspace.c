/* A thread's room. It is no array in the functions that use it, because a program's threads may
 * have small stacks. */

#define _POSIX_C_SOURCE 200809L /* for threads under -std=c11 */

#include <pthread.h>
#include <stdlib.h>

#include "room.h"

static pthread_once_t made_once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static int has_key = 0;

static void make_key(void)
{
    has_key = pthread_key_create(&key, free) == 0;
}

void *refnet_room(void)
{
    pthread_once(&made_once, make_key);
    if (!has_key) {
        return NULL;
    }
    void *room = pthread_getspecific(key);
    if (room == NULL) {
        room = aligned_alloc(64, REFNET_ROOM);
        if (room != NULL && pthread_setspecific(key, room) != 0) {
            free(room);
            room = NULL;
        }
    }
    return room;
}
