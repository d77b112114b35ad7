/* The kernels of avx512.c for binary32. */

#define REFNET_FLOAT32

#include "avx512.c"
