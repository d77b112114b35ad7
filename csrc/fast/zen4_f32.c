/* The kernels of zen4.c for binary32. */

#define REFNET_FLOAT32

#include "zen4.c"
