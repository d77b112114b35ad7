package refnet

import (
	"fmt"
	"testing"
)

func ExampleRandom() {
	numbers, err := Random(1, 3)
	if err != nil {
		fmt.Println(err)
	}
	for _, number := range numbers {
		fmt.Println(number) // what NumPy's RandomState(1).random_sample(3) gives
	}
	// Output:
	// 0.417022004702574
	// 0.7203244934421581
	// 0.00011437481734488664
}

// Of the seed 5489 the authors of the Mersenne Twister say its first word, the C++ standard the
// 10,000th.
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

func TestRandomRefuses(t *testing.T) {
	random := func(seed, count int64) error {
		_, err := Random(seed, count)
		return err
	}
	checkRefusals(t, []refusal{
		{random(-1, 1), "out_of_range", "seed"},
		{random(LargestSeed+1, 1), "out_of_range", "seed"},
		{random(1, -1), "out_of_range", "count"},
		{random(-1, -1), "out_of_range", "seed"},
	})
}
