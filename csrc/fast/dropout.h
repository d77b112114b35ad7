/* Chapter dropout with many numbers at once: the words of the generator are lanes.
 *
 * A double of chapter random is a whole number of 53 bits / 2^53, and the division is exact. So the
 * double is below the rate where the whole number is below rate * 2^53, also an exact product,
 * rounded up. */

#if defined(__GNUC__) && !defined(REFNET_NO_VECTORS)
#define WORD_LANES (LANE_BYTES / sizeof(uint32_t))
#define PAIR_LANES (LANE_BYTES / sizeof(uint64_t))
typedef uint32_t word_lanes __attribute__((vector_size(LANE_BYTES)));
typedef uint64_t pair_lanes __attribute__((vector_size(LANE_BYTES))); /* two words each */
typedef int64_t pair_mask __attribute__((vector_size(LANE_BYTES)));
#ifdef REFNET_FLOAT32
typedef uint32_t pair_factors __attribute__((vector_size(LANE_BYTES / 2)));
typedef int32_t factor_mask __attribute__((vector_size(LANE_BYTES / 2)));
#else
typedef uint64_t pair_factors __attribute__((vector_size(LANE_BYTES)));
typedef int64_t factor_mask __attribute__((vector_size(LANE_BYTES)));
#endif

/* The operations of refnet_twist, on words or on lanes of words: a word, the one after, and the one
 * 397 after. */
#define MIXED(word, next) (((word) & 0x80000000u) | ((next) & 0x7fffffffu))
#define TWISTED(mixed, later) ((later) ^ ((mixed) >> 1) ^ ((0u - ((mixed) & 1u)) & 0x9908b0dfu))

INTO_CALLER word_lanes words_load(const uint32_t *words)
{
    word_lanes loaded;
    memcpy(&loaded, words, sizeof loaded);
    return loaded;
}

/* Twist the words from first up to end, with those that are `distance` after them: words [624]. */
INTO_CALLER void twist_some(uint32_t *words, int first, int end, int distance)
{
    int i = first;
    for (; i + (int)WORD_LANES <= end; i += (int)WORD_LANES) {
        const word_lanes mixed = MIXED(words_load(words + i), words_load(words + i + 1));
        const word_lanes twisted = TWISTED(mixed, words_load(words + i + distance));
        memcpy(words + i, &twisted, sizeof twisted);
    }
    for (; i < end; i++) {
        const uint32_t mixed = MIXED(words[i], words[i + 1]);
        words[i] = TWISTED(mixed, words[i + distance]);
    }
}

/* refnet_twist */
static void twist(refnet_generator *generator)
{
    enum { WORDS = REFNET_RANDOM_WORDS, LATER = 397 };
    uint32_t *words = generator->words;
    twist_some(words, 0, WORDS - LATER, LATER);
    twist_some(words, WORDS - LATER, WORDS - 1, LATER - WORDS);
    const uint32_t mixed = MIXED(words[WORDS - 1], words[0]);
    words[WORDS - 1] = TWISTED(mixed, words[LATER - 1]);
    generator->used = 0;
}

/* Return the whole numbers of 53 bits of the doubles that the next words give: 27 bits of the first
 * word of each pair, 26 bits of the second. */
INTO_CALLER pair_lanes next_whole_numbers(const uint32_t *words)
{
    word_lanes word = words_load(words);
    word = word ^ (word >> 11);
    word = word ^ ((word << 7) & 0x9d2c5680u);
    word = word ^ ((word << 15) & 0xefc60000u);
    word = word ^ (word >> 18);
    pair_lanes pairs;
    memcpy(&pairs, &word, sizeof pairs);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    return (pairs >> 37 << 26) | ((pairs & 0xffffffffu) >> 6);
#else
    return ((pairs & 0xffffffffu) >> 5 << 26) | (pairs >> 38);
#endif
}

/* refnet_random_factors: -> factors [n] */
static void random_factors(size_t n, real rate, refnet_generator *generator, real *factors)
{
    if (rate == 0) { /* nothing is drawn */
        refnet_random_factors(n, rate, generator, factors);
        return;
    }
    const real kept = 1 / (1 - rate);
    const int64_t limit = (int64_t)ceil((double)rate * 9007199254740992.0);
    pair_factors kept_bits;
    for (size_t i = 0; i < PAIR_LANES; i++) {
        bits_of_a_real bits;
        memcpy(&bits, &kept, sizeof bits);
        kept_bits[i] = bits;
    }
    size_t i = 0;
    while (i < n) {
        if (generator->used == REFNET_RANDOM_WORDS) {
            twist(generator);
        }
        const size_t words = REFNET_RANDOM_WORDS - generator->used;
        if (n - i < PAIR_LANES || words < WORD_LANES) {
            factors[i++] = refnet_next_double(generator) < (double)rate ? 0 : kept;
            continue;
        }
        const pair_lanes drawn = next_whole_numbers(generator->words + generator->used);
        const pair_mask is_kept = (pair_mask)drawn >= limit;
        const factor_mask mask = __builtin_convertvector(is_kept, factor_mask);
        const pair_factors bits = kept_bits & (pair_factors)mask;
        memcpy(factors + i, &bits, sizeof bits);
        generator->used += WORD_LANES;
        i += PAIR_LANES;
    }
}
#else
static void random_factors(size_t n, real rate, refnet_generator *generator, real *factors)
{
    refnet_random_factors(n, rate, generator, factors);
}
#endif

/* refnet_times_factors: row [n], factors [n] -> result [n] */
static void times_factors(const real *row, const real *factors, size_t n, real *result)
{
    size_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        lanes_store(result + i, lanes_load(row + i) * lanes_load(factors + i));
    }
    for (; i < n; i++) {
        result[i] = row[i] * factors[i];
    }
}
