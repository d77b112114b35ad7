// # Chapter random: the Mersenne Twister, so that a seed means the same everywhere
//
// MT19937 keeps 624 words of 32 bits. Each random word is one of them, tempered; once all have been
// used, they are twisted into 624 new ones. Chapter training shuffles examples with these numbers,
// chapter initializers draws the first weights with them.
//
// Source: M. Matsumoto and T. Nishimura, "Mersenne Twister: A 623-dimensionally equidistributed
// uniform pseudorandom number generator", 1998, with their initialisation of 2002. The doubles are
// those of NumPy's RandomState(seed).random_sample.
//
// Left out on purpose: seeds of more than 32 bits, and every distribution but the uniform one.
package refnet

// Words is the number of words of a Generator.
const Words = 624

// Generator is the state: words [624] of 32 bits, and how many of them have been used.
type Generator struct {
	words []uint32
	used  int
}

// seeded returns a generator whose words follow from the seed (RANDOM-1).
func seeded(seed uint32) *Generator {
	words := []uint32{seed}
	for i := 1; i < Words; i++ {
		previous := words[i-1]
		words = append(words, 1812433253*(previous^(previous>>30))+uint32(i)) // modulo 2^32
	}
	return &Generator{words, Words}
}

// twist turns the generator's words into the next 624 (RANDOM-2).
func twist(generator *Generator) {
	words := generator.words
	for i := range words {
		// the highest bit of this word, the others of the next
		mixed := (words[i] & 0x80000000) | (words[(i+1)%Words] & 0x7FFFFFFF)
		words[i] = words[(i+397)%Words] ^ (mixed >> 1)
		if mixed&1 == 1 {
			words[i] = words[i] ^ 0x9908B0DF
		}
	}
	generator.used = 0
}

// nextWord returns the next 32 random bits (RANDOM-3).
func nextWord(generator *Generator) uint32 {
	if generator.used == Words {
		twist(generator)
	}
	word := generator.words[generator.used]
	generator.used = generator.used + 1
	word = word ^ (word >> 11)
	word = word ^ ((word << 7) & 0x9D2C5680)
	word = word ^ ((word << 15) & 0xEFC60000)
	return word ^ (word >> 18)
}

// nextDouble returns the next random number in [0, 1) with 53 bits, from two words (RANDOM-4).
func nextDouble(generator *Generator) float64 {
	high := nextWord(generator) >> 5 // 27 bits
	low := nextWord(generator) >> 6  // 26 bits
	return (float64(float64(high)*67108864.0) + float64(low)) / 9007199254740992.0
}

// Random returns the first count random numbers of a seed between 0 and 2^32 - 1 (RANDOM-5).
//
// The error is an *Error with the code out_of_range.
func Random(seed, count int64) ([]float64, error) {
	if err := checkedRandom(seed, count); err != nil {
		return nil, err
	}
	generator := seeded(uint32(seed))
	numbers := make([]float64, count)
	for i := range numbers {
		numbers[i] = nextDouble(generator)
	}
	return numbers, nil
}
