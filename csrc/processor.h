/* Which instruction set and how many threads the library uses: its only settings, for the whole
 * process. The results are the same bits with each of them. */
#ifndef REFNET_PROCESSOR_H
#define REFNET_PROCESSOR_H

/* "plain" is the text of the chapters itself, on one thread. Each of the others contains the one
 * before; avx2 needs fused multiply-add too; zen4 is AVX-512 used differently, and runs on every
 * processor with AVX-512. */
typedef enum {
    REFNET_ISA_PLAIN = 0,
    REFNET_ISA_BASELINE,
    REFNET_ISA_AVX2,
    REFNET_ISA_AVX512,
    REFNET_ISA_ZEN4
} refnet_isa;

/* Return the fastest one on this machine. */
refnet_isa refnet_best_isa(void);

/* Return the one in use: the fastest, until another is chosen. */
refnet_isa refnet_isa_in_use(void);

/* Use another one from now on; returns 0 if this machine does not have it. */
int refnet_use_isa(refnet_isa isa);

/* Return how many threads may calculate at once: 1, until another number is chosen. */
int refnet_threads_in_use(void);

#define REFNET_MOST_THREADS 64

/* Use `count` threads from now on, 1 to REFNET_MOST_THREADS; returns 0 for other numbers. */
int refnet_use_threads(int count);

#endif
