/* What csrc/lanes/ has for each instruction set: the loops over many independent numbers.
 *
 * Each of them gives the bits of the plain loop or function that its comment names. Not part of the
 * API. */
#ifndef REFNET_LANES_H
#define REFNET_LANES_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "refnet.h"
#include "room.h"

/* What stands between these two is compiled for another instruction set; headers of the system are
 * included before. */
#define PRAGMA(text) _Pragma(#text)
#ifdef __clang__
#define COMPILE_FOR(isa)                                                                           \
    PRAGMA(clang attribute push(__attribute__((target(isa))), apply_to = function))
#define COMPILE_AS_BEFORE _Pragma("clang attribute pop")
#else
#define COMPILE_FOR(isa) _Pragma("GCC push_options") PRAGMA(GCC target(isa))
#define COMPILE_AS_BEFORE _Pragma("GCC pop_options")
#endif

/* rows, terms and columns of a product, and where its matrices are */
typedef struct {
    const real *start; /* [columns], or NULL for zeros */
    int onto;          /* whether the sums go on from what stands in results, instead of start */
    const real *a;     /* a (i, t) at a[i * a_row + t * a_term] */
    size_t a_row, a_term;
    int a_in_tiles; /* whether a is a copy that lanes/product.h has made */
    const real *b;  /* b (t, j) at b[t * b_row + j * b_column] */
    size_t b_row, b_column;
    size_t rows, terms, columns;
    real *results; /* (i, j) at results[i * r_row + j] */
    size_t r_row;
} refnet_product;

/* values [n] -> results [n], which may be values itself */
typedef void refnet_array_function(const double *values, size_t n, double *results);

#ifdef REFNET_FLOAT32
#define refnet_lanes refnet_lanes_f32
#define refnet_lanes_for refnet_lanes_for_f32
#define refnet_lanes_baseline refnet_lanes_baseline_f32
#define refnet_lanes_avx2 refnet_lanes_avx2_f32
#define refnet_lanes_avx512 refnet_lanes_avx512_f32
#define refnet_lanes_zen4 refnet_lanes_zen4_f32
#endif

typedef struct {
    refnet_array_function *exp, *log, *tanh, *sigmoid; /* refnet_exp ... of each value;
                                                          binary64 only */

    void (*product)(const refnet_product *p); /* `plain`, in lanes/product.h */

    /* refnet_relu of each sum: sums [n] -> outputs [n], which may be sums itself */
    void (*relu)(const real *sums, size_t n, real *outputs);

    /* refnet_activation_backward of sigmoid, tanh and relu, [n] each */
    void (*deltas)(refnet_activation activation, const real *slopes, const real *outputs, size_t n,
                   real *deltas);

    /* refnet_sgd_step, refnet_rmsprop_step and refnet_adam_step */
    int (*sgd)(real *weights, const real *gradients, real *momentums,
               const refnet_optimizer *optimizer, size_t n);
    int (*rmsprop)(real *weights, const real *gradients, real *momentums, real *velocities,
                   const refnet_optimizer *optimizer, size_t n);
    int (*adam)(real *weights, const real *gradients, real *momentums, real *velocities, real rate,
                const refnet_optimizer *optimizer, size_t n);
} refnet_lanes;

/* those that suit n numbers side by side: of the instruction set that is in use, or of a lesser one
 * whose registers they fill better */
const refnet_lanes *refnet_lanes_for(size_t n);

extern const refnet_lanes refnet_lanes_baseline;
#ifdef __x86_64__
extern const refnet_lanes refnet_lanes_avx2, refnet_lanes_avx512, refnet_lanes_zen4;
#endif

#endif
