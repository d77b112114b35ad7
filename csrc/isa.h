/* One source for several instruction sets; not part of the API.
 *
 * FOR_EACH_ISA(name, (parameters), arguments) makes a function `name` of an inline `name_body`: it
 * is compiled once for each instruction set of the processor's family, and which of them runs is
 * decided by refnet_isa_in_use(). The body gets that as its last argument, a constant, so that it
 * can choose what fits into the registers. Nothing in the bits depends on it. */
#ifndef REFNET_ISA_H
#define REFNET_ISA_H

#include "refnet.h"

/* What a function for several instruction sets calls must become part of it. GCC's -Wpsabi warns of
 * vectors that are passed in calls; here are none once all is inlined, so the build turns it off.
 */
#define INTO_CALLER static inline __attribute__((always_inline))

#if defined(__x86_64__) && defined(__GNUC__)
#define FOR_EACH_ISA(name, parameters, ...)                                                        \
    __attribute__((target("avx512f"))) static void name##_avx512 parameters                        \
    {                                                                                              \
        name##_body(__VA_ARGS__, REFNET_ISA_AVX512);                                               \
    }                                                                                              \
    __attribute__((target("avx2"))) static void name##_avx2 parameters                             \
    {                                                                                              \
        name##_body(__VA_ARGS__, REFNET_ISA_AVX2);                                                 \
    }                                                                                              \
    static void name##_baseline parameters                                                         \
    {                                                                                              \
        name##_body(__VA_ARGS__, REFNET_ISA_BASELINE);                                             \
    }                                                                                              \
    static void name parameters                                                                    \
    {                                                                                              \
        switch (refnet_isa_in_use()) {                                                             \
        case REFNET_ISA_AVX512:                                                                    \
            name##_avx512(__VA_ARGS__);                                                            \
            break;                                                                                 \
        case REFNET_ISA_AVX2:                                                                      \
            name##_avx2(__VA_ARGS__);                                                              \
            break;                                                                                 \
        case REFNET_ISA_BASELINE:                                                                  \
            name##_baseline(__VA_ARGS__);                                                          \
            break;                                                                                 \
        }                                                                                          \
    }
#else
#define FOR_EACH_ISA(name, parameters, ...)                                                        \
    static void name parameters                                                                    \
    {                                                                                              \
        name##_body(__VA_ARGS__, REFNET_ISA_BASELINE);                                             \
    }
#endif

#endif
