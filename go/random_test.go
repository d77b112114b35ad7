package refnet

import (
	"math"
	"reflect"
	"slices"
	"testing"
)

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
		if numbers, err := Random(seed, 1, "uniform", 1); err != nil || len(numbers) != 1 {
			t.Errorf("seed %d: got %v, %v", seed, numbers, err)
		}
	}
	for _, distribution := range Distributions {
		if numbers, err := Random(1, 0, distribution, 1); err != nil || numbers == nil || len(numbers) != 0 {
			t.Errorf("no numbers: got %v, %v", numbers, err)
		}
	}
}

// The two numbers are a point in the circle, stretched.
func TestNextNormals(t *testing.T) {
	doubles, generator := seeded(0), seeded(0)
	x, y := 2*nextDouble(doubles)-1, 2*nextDouble(doubles)-1
	normals := nextNormals(generator)
	factor := math.Sqrt(-2*math.Log(x*x+y*y)) / math.Hypot(x, y)
	checkClose(t, "normals", normals, []float64{factor * y, factor * x})
	if generator.used != 4 {
		t.Errorf("used %d words, want 4", generator.used)
	}
}

func TestAPointOutsideTheCircleIsDrawnAgain(t *testing.T) {
	doubles, generator := seeded(7), seeded(7)
	x, y := 2*nextDouble(doubles)-1, 2*nextDouble(doubles)-1
	if x*x+y*y < 1 {
		t.Fatalf("%v, %v is inside", x, y)
	}
	checkSame(t, "normals", nextNormals(generator), nextNormals(doubles))
}

func TestNextInteger(t *testing.T) {
	words, generator := seeded(0), seeded(0)
	if got := nextInteger(generator, 1); got != 0 || generator.used != Words {
		t.Errorf("below 1: got %d, and the next word is %d", got, generator.used)
	}
	for _, high := range []int64{1 << 32, 1 << 31, 2} {
		want := uint32(int64(nextWord(words)) % high)
		if got := nextInteger(generator, high); got != want {
			t.Errorf("below %d: got %d, want %d", high, got, want)
		}
	}
	drawn := map[uint32]bool{}
	for range 1000 {
		drawn[nextInteger(generator, 5)] = true
	}
	checkSame(t, "below 5", drawn, map[uint32]bool{0: true, 1: true, 2: true, 3: true, 4: true})
}

// NumPy's RandomState(seed): randn and randint.
func TestTheNumbersAreNumPys(t *testing.T) {
	for _, test := range []struct {
		seed         int64
		distribution string
		high         int64
		want         []float64
	}{
		{0, "normal", 1, []float64{1.764052345967664, 0.4001572083672233, 0.9787379841057392}},
		{0, "integers", 128, []float64{44, 47, 117, 64, 67}},
		{0, "integers", 1 << 32, []float64{2357136044, 2546248239, 3071714933}},
		{7, "integers", 1000003, []float64{585903, 189636, 573977, 535030}},
		{0, "integers", 1<<31 + 1, []float64{1819583497, 1650906866}},
	} {
		got, err := Random(test.seed, int64(len(test.want)), test.distribution, test.high)
		if err != nil {
			t.Fatal(err)
		}
		checkClose(t, test.distribution, got, test.want)
	}
}

func TestAPermutationHasEveryNumberOnce(t *testing.T) {
	generator := seeded(3)
	first, second := permutation(100, generator), permutation(100, generator)
	if reflect.DeepEqual(first, second) {
		t.Error("two permutations are the same")
	}
	for _, order := range [][]int{first, second} {
		slices.Sort(order)
		for i, number := range order {
			if number != i {
				t.Fatalf("got %v", order)
			}
		}
	}
}
