/* Chapter random: the Mersenne Twister, so that a seed means the same everywhere. */
#ifndef REFNET_RANDOM_H
#define REFNET_RANDOM_H

#include <stdint.h>

#include "status.h"

#define REFNET_RANDOM_WORDS 624

/* used: how many of the words have been used */
typedef struct {
    uint32_t words[REFNET_RANDOM_WORDS];
    uint32_t used;
} refnet_generator;

void refnet_seeded(uint32_t seed, refnet_generator *generator);

void refnet_twist(refnet_generator *generator);

uint32_t refnet_next_word(refnet_generator *generator);

double refnet_next_double(refnet_generator *generator);

/* -> values [count] */
refnet_status refnet_random(int64_t seed, int64_t count, double *values);

#endif
