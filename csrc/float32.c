/* Chapter dense with binary32 numbers: the text of binary64 once more, with other names. Every
 * operation is rounded to binary32, in the same order. */

#define REFNET_FLOAT32
#define refnet_matmul refnet_matmul_f32

#include "lanes.c"

#include "sums.c"

#include "dense.c"
