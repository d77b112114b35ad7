/* The tables of kernels, and how a file of csrc/fast/ compiles code for one instruction set. Not
 * part of the API. */
#ifndef REFNET_TABLES_H
#define REFNET_TABLES_H

#include <math.h>
#include <stdatomic.h>
#include <string.h>
#ifdef __x86_64__
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#include "../internal.h"
#include "parallel.h"
#include "workspace.h"

#ifdef REFNET_FLOAT32
#define refnet_kernels_plain refnet_kernels_plain_f32
#define refnet_kernels_baseline refnet_kernels_baseline_f32
#define refnet_kernels_avx2 refnet_kernels_avx2_f32
#define refnet_kernels_avx512 refnet_kernels_avx512_f32
#define refnet_kernels_zen4 refnet_kernels_avx512_f32 /* which fuses: see zen4.c */
#endif

extern const refnet_kernels refnet_kernels_plain, refnet_kernels_baseline;
#ifdef __x86_64__
extern const refnet_kernels refnet_kernels_avx2, refnet_kernels_avx512, refnet_kernels_zen4;
#endif

/* refnet_exp ... of each value, calculated in binary64 by the kernels in use and rounded once:
 * values [n] -> results [n], which may be values itself */
void refnet_exp_rounded(const float *values, size_t n, float *results);
void refnet_log_rounded(const float *values, size_t n, float *results);
void refnet_tanh_rounded(const float *values, size_t n, float *results);
void refnet_sigmoid_rounded(const float *values, size_t n, float *results);
void refnet_expm1_rounded(const float *values, size_t n, float *results);
void refnet_log1p_rounded(const float *values, size_t n, float *results);
void refnet_erf_rounded(const float *values, size_t n, float *results);

/* Code between COMPILE_FOR and COMPILE_AS_BEFORE is compiled for the given instruction set; the
 * system's headers must be included before. */
#define PRAGMA(text) _Pragma(#text)
#ifdef __clang__
#define COMPILE_FOR(isa)                                                                           \
    PRAGMA(clang attribute push(__attribute__((target(isa))), apply_to = function))
#define COMPILE_AS_BEFORE _Pragma("clang attribute pop")
#else
#define COMPILE_FOR(isa) _Pragma("GCC push_options") PRAGMA(GCC target(isa))
#define COMPILE_AS_BEFORE _Pragma("GCC pop_options")
#endif

#endif
