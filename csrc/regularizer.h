/* The regularizers of layers. What they do is in chapter regularizers. */
#ifndef REFNET_REGULARIZER_H
#define REFNET_REGULARIZER_H

/* The factors of a penalty, 0 or more: l1 of the sum of the sizes, l2 of that of the squares; they
 * are binary64, whatever `real` is. */
typedef struct {
    double l1, l2;
} refnet_regularizer;

/* The regularizers of a layer, each NULL where there is none; activity: of its outputs. */
typedef struct {
    const refnet_regularizer *kernel, *recurrent, *bias, *embeddings, *gamma, *beta, *activity;
} refnet_regularizers;

#endif
