/* A thread's own memory for what its matrix products copy; not part of the API. */
#ifndef REFNET_ROOM_H
#define REFNET_ROOM_H

/* bytes: what lanes/product.h takes at once, in binary64 with the largest tiles */
#define REFNET_ROOM (64 * 1024 * 8 + 2112 * 1024)

/* Return the room of this thread, which begins with a cache line: the same in each call, and freed
 * when the thread ends. NULL where there is no memory for it. */
void *refnet_room(void);

#endif
