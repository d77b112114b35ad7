/* What a function that checks its data returns. */
#ifndef REFNET_STATUS_H
#define REFNET_STATUS_H

#include <stdint.h>

typedef enum {
    REFNET_OK = 0,
    REFNET_EMPTY,        /* field must not be empty */
    REFNET_NOT_FINITE,   /* field holds an infinity or a NaN */
    REFNET_OUT_OF_RANGE, /* field is, or holds, a number beyond its bounds */
    REFNET_UNKNOWN_NAME, /* field is a number that its enumeration does not list */
    REFNET_DIVERGED,     /* field became infinite or NaN in the trial `trial` */
} refnet_code;

/* field: a static string, NULL when code is REFNET_OK. In a field such as "layers[].kernel" the
 * index between the brackets is `layer`, in every other field `layer` is -1.
 *
 * row and column say which number of the field is at fault, counted from 0: `row` alone in a list
 * [n], both in a list of rows [m][n]; -1 where they do not apply.
 *
 * trial and batch of REFNET_DIVERGED count from 1; batch is 0 where there are no batches. */
typedef struct {
    refnet_code code;
    const char *field;
    int64_t layer;
    int64_t row, column;
    int64_t trial, batch;
} refnet_status;

#endif
