package refnet

import "testing"

// For the seed 5489, the authors of the Mersenne Twister publish the first word, and the C++ standard
// specifies the 10,000th.
func TestTheWordsOfTheStandardSeed(t *testing.T) {
	generator := seeded(5489)
	for i := 1; i <= 10000; i++ {
		word := nextWord(generator)
		if i == 1 && word != 3499211612 || i == 10000 && word != 4123659995 {
			t.Errorf("word %d: got %d", i, word)
		}
	}
}

func TestRandomTakesEverySeedOf32Bits(t *testing.T) {
	for _, seed := range []int64{0, LargestSeed} {
		if numbers, err := Random(seed, 1); err != nil || len(numbers) != 1 {
			t.Errorf("seed %d: got %v, %v", seed, numbers, err)
		}
	}
	if numbers, err := Random(1, 0); err != nil || numbers == nil || len(numbers) != 0 {
		t.Errorf("no numbers: got %v, %v", numbers, err)
	}
}
