/* The functions of chapter elementary of binary32 numbers: those of binary64, rounded once. */

#include "tables.h"

#define AT_ONCE 256

static void rounded(void (*calculate)(const double *values, size_t n, double *results),
                    const float *values, size_t n, float *results)
{
    _Alignas(64) double wide[AT_ONCE];
    for (size_t start = 0; start < n; start += AT_ONCE) {
        size_t size = n - start < AT_ONCE ? n - start : AT_ONCE;
        for (size_t i = 0; i < size; i++) {
            wide[i] = (double)values[start + i];
        }
        calculate(wide, size, wide);
        for (size_t i = 0; i < size; i++) {
            results[start + i] = (float)wide[i];
        }
    }
}

void refnet_exp_rounded(const float *values, size_t n, float *results)
{
    rounded(refnet_kernels_in_use()->exp, values, n, results);
}

void refnet_log_rounded(const float *values, size_t n, float *results)
{
    rounded(refnet_kernels_in_use()->log, values, n, results);
}

void refnet_tanh_rounded(const float *values, size_t n, float *results)
{
    rounded(refnet_kernels_in_use()->tanh, values, n, results);
}

void refnet_sigmoid_rounded(const float *values, size_t n, float *results)
{
    rounded(refnet_kernels_in_use()->sigmoid, values, n, results);
}

void refnet_expm1_rounded(const float *values, size_t n, float *results)
{
    rounded(refnet_kernels_in_use()->expm1, values, n, results);
}

void refnet_log1p_rounded(const float *values, size_t n, float *results)
{
    rounded(refnet_kernels_in_use()->log1p, values, n, results);
}

void refnet_erf_rounded(const float *values, size_t n, float *results)
{
    rounded(refnet_kernels_in_use()->erf, values, n, results);
}
