/* The kernels of avx2.c for binary32. */

#define REFNET_FLOAT32

#include "avx2.c"
