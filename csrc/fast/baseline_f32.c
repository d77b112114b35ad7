/* The kernels of baseline.c for binary32. */

#define REFNET_FLOAT32

#include "baseline.c"
