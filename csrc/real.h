/* The type of the numbers: `real` is binary64, or binary32 where REFNET_FLOAT32 is defined.
 *
 * Everything that uses `real` exists twice. float32.c, and the _f32.c files of fast/ for
 * the kernels, compile it a second time, for binary32; float32.h appends _f32 to the names. */
#ifndef REFNET_REAL_H
#define REFNET_REAL_H

#ifdef REFNET_FLOAT32
#include "float32.h"
typedef float real;
#else
typedef double real;
#endif

#endif
