/* Chapter random: the Mersenne Twister, so that a seed means the same everywhere.
 *
 * python/refnet/reference/random.py has the explanation; this file has the same functions in the
 * same order. */

#include <math.h>

#include "internal.h"

#define WORDS REFNET_RANDOM_WORDS

void refnet_seeded(uint32_t seed, refnet_generator *generator)
{
    uint32_t *words = generator->words;
    words[0] = seed;
    for (uint32_t i = 1; i < WORDS; i++) {
        uint32_t previous = words[i - 1];
        words[i] = 1812433253u * (previous ^ (previous >> 30)) + i;
    }
    generator->used = WORDS;
}

/* Return one of the next words, from the word in its place, the one after and the one 397 after. */
static inline uint32_t twisted(uint32_t word, uint32_t next, uint32_t later)
{
    /* the highest bit of this word, the others of the next */
    const uint32_t mixed = (word & 0x80000000u) | (next & 0x7fffffffu);
    return later ^ (mixed >> 1) ^ ((0u - (mixed & 1)) & 0x9908b0dfu); /* the last for odd ones */
}

void refnet_twist(refnet_generator *generator)
{
    /* The indices of the other two words are modulo WORDS: none where the loops are split. */
    uint32_t *words = generator->words;
    size_t i = 0;
    for (; i < WORDS - 397; i++) {
        words[i] = twisted(words[i], words[i + 1], words[i + 397]);
    }
    for (; i < WORDS - 1; i++) {
        words[i] = twisted(words[i], words[i + 1], words[i + 397 - WORDS]);
    }
    words[i] = twisted(words[i], words[0], words[396]);
    generator->used = 0;
}

uint32_t refnet_next_word(refnet_generator *generator)
{
    if (generator->used >= WORDS) {
        refnet_twist(generator);
    }
    uint32_t word = generator->words[generator->used];
    generator->used = generator->used + 1;
    word = word ^ (word >> 11);
    word = word ^ ((word << 7) & 0x9d2c5680u);
    word = word ^ ((word << 15) & 0xefc60000u);
    return word ^ (word >> 18);
}

double refnet_next_double(refnet_generator *generator)
{
    uint32_t high = refnet_next_word(generator) >> 5; /* 27 bits */
    uint32_t low = refnet_next_word(generator) >> 6;  /* 26 bits */
    return ((double)high * 67108864.0 + (double)low) / 9007199254740992.0;
}

void refnet_next_normals(refnet_generator *generator, double *pair)
{
    /* -> pair [2] */
    double x, y, square;
    do {
        x = 2.0 * refnet_next_double(generator) - 1.0;
        y = 2.0 * refnet_next_double(generator) - 1.0;
        square = x * x + y * y;
    } while (square >= 1.0 || square == 0.0);
    double factor = sqrt(-2.0 * refnet_log(square) / square);
    pair[0] = factor * y;
    pair[1] = factor * x;
}

uint32_t refnet_next_integer(refnet_generator *generator, int64_t high)
{
    uint32_t last = (uint32_t)(high - 1);
    if (last == 0) {
        return 0;
    }
    uint32_t mask = last;
    for (int shift = 1; shift <= 16; shift = 2 * shift) {
        mask = mask | (mask >> shift);
    }
    uint32_t word;
    do {
        word = refnet_next_word(generator) & mask;
    } while (word > last);
    return word;
}

void refnet_permutation(size_t count, refnet_generator *generator, int64_t *order)
{
    /* -> order [count] */
    for (size_t i = 0; i < count; i++) {
        order[i] = (int64_t)i;
    }
    for (size_t i = count; i-- > 1;) {
        size_t j = (size_t)(refnet_next_double(generator) * (double)(i + 1));
        int64_t other = order[j];
        order[j] = order[i];
        order[i] = other;
    }
}

refnet_status refnet_random(int64_t seed, int64_t count, refnet_distribution distribution,
                            int64_t high, double *values)
{
    /* -> values [count] */
    RETURN_IF_FAULT(refnet_check_random(seed, count, distribution, high));
    const refnet_rounding before = refnet_work_begins();
    refnet_generator generator;
    refnet_seeded((uint32_t)seed, &generator);
    double pair[2];
    for (int64_t i = 0; i < count; i++) {
        if (distribution == REFNET_DISTRIBUTION_UNIFORM) {
            values[i] = refnet_next_double(&generator);
        } else if (distribution == REFNET_DISTRIBUTION_INTEGERS) {
            values[i] = (double)refnet_next_integer(&generator, high);
        } else {
            if (i % 2 == 0) {
                refnet_next_normals(&generator, pair);
            }
            values[i] = pair[i % 2];
        }
    }
    refnet_work_ends(before);
    return refnet_ok();
}
