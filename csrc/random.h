/* Chapter random: the Mersenne Twister, so that a seed means the same everywhere. */
#ifndef REFNET_RANDOM_H
#define REFNET_RANDOM_H

#include <stddef.h>
#include <stdint.h>

#include "status.h"

#define REFNET_RANDOM_WORDS 624

typedef enum {
    REFNET_DISTRIBUTION_UNIFORM,
    REFNET_DISTRIBUTION_NORMAL,
    REFNET_DISTRIBUTION_INTEGERS
} refnet_distribution;

/* used: how many of the words have been used */
typedef struct {
    uint32_t words[REFNET_RANDOM_WORDS];
    uint32_t used;
} refnet_generator;

void refnet_seeded(uint32_t seed, refnet_generator *generator);

void refnet_twist(refnet_generator *generator);

uint32_t refnet_next_word(refnet_generator *generator);

double refnet_next_double(refnet_generator *generator);

/* -> pair [2] */
void refnet_next_normals(refnet_generator *generator, double *pair);

/* high: 1 to 2^32 */
uint32_t refnet_next_integer(refnet_generator *generator, int64_t high);

/* -> order [count] */
void refnet_permutation(size_t count, refnet_generator *generator, int64_t *order);

/* high: of REFNET_DISTRIBUTION_INTEGERS -> values [count] */
refnet_status refnet_random(int64_t seed, int64_t count, refnet_distribution distribution,
                            int64_t high, double *values);

#endif
