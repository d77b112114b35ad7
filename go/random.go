// # Chapter random: the Mersenne Twister, so that a seed means the same everywhere
//
// MT19937 keeps 624 words of 32 bits. Each random word is one of them, tempered; once all have been
// used, they are twisted into 624 new ones. Chapter training shuffles examples with these numbers,
// chapter initializers draws the first weights with them.
//
// A normal number needs the logarithm of a uniform one: a point is drawn in a square until it lies in
// the circle within, and its distance from the middle is stretched (the polar method). Each point
// gives two normal numbers. A whole number below a bound is a word cut to as many bits as the bound
// needs, drawn again where it is not below.
//
// Source: M. Matsumoto and T. Nishimura, "Mersenne Twister: A 623-dimensionally equidistributed
// uniform pseudorandom number generator", 1998, with their initialisation of 2002; G. Marsaglia and
// T. A. Bray, "A convenient method for generating normal variables", 1964. The numbers are those of
// NumPy's RandomState(seed): random_sample, randn (but for the last bits of log) and randint.
//
// Left out on purpose: seeds of more than 32 bits, and other distributions.
package refnet

import "math"

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

// nextNormals returns the next two normal numbers, of mean 0 and variance 1 (RANDOM-6).
func nextNormals(generator *Generator) []float64 {
	for {
		x := float64(2.0*nextDouble(generator)) - 1.0
		y := float64(2.0*nextDouble(generator)) - 1.0
		square := float64(x*x) + float64(y*y)
		if square < 1.0 && square != 0.0 {
			factor := math.Sqrt(-2.0 * log(square) / square)
			return []float64{factor * y, factor * x}
		}
	}
}

// nextInteger returns the next random whole number from 0 to high - 1; high: 1 to 2^32 (RANDOM-7).
func nextInteger(generator *Generator, high int64) uint32 {
	last := uint32(high - 1)
	if last == 0 {
		return 0
	}
	mask := last
	for _, shift := range []int{1, 2, 4, 8, 16} {
		mask = mask | (mask >> shift)
	}
	for {
		word := nextWord(generator) & mask
		if word <= last {
			return word
		}
	}
}

// permutation returns 0 to count - 1 in a random order (DENSE-17).
func permutation(count int, generator *Generator) []int {
	order := make([]int, count)
	for i := range order {
		order[i] = i
	}
	for i := count - 1; i > 0; i-- {
		j := int(nextDouble(generator) * float64(i+1))
		order[i], order[j] = order[j], order[i]
	}
	return order
}

// Random returns the first count random numbers of a seed between 0 and 2^32 - 1 (RANDOM-5).
//
// distribution: "uniform" in [0, 1), "normal", or "integers" from 0 to high - 1. A high from 1 to 2^32 is
// required for the others too, which ignore it.
//
// The error is an *Error with one of the codes out_of_range and unknown_name.
func Random(seed, count int64, distribution string, high int64) ([]float64, error) {
	if err := checkedRandom(seed, count, distribution, high); err != nil {
		return nil, err
	}
	generator := seeded(uint32(seed))
	numbers := make([]float64, count)
	switch distribution {
	case "uniform":
		for i := range numbers {
			numbers[i] = nextDouble(generator)
		}
	case "integers":
		for i := range numbers {
			numbers[i] = float64(nextInteger(generator, high))
		}
	case "normal":
		for i := 0; i < len(numbers); i += 2 {
			copy(numbers[i:], nextNormals(generator))
		}
	}
	return numbers, nil
}
