package refnet

import (
	"math"
	"testing"
)

var (
	halves  = []float64{1, 1, 1, 1, -1, -1, -1, -1}
	stripes = []float64{1, -1, 1, -1, 1, -1, 1, -1}
)

// randomSigns returns random numbers of which each is 1 or -1.
func randomSigns(generator *Generator, count int) []float64 {
	signs := make([]float64, count)
	for i := range signs {
		signs[i] = 2*float64(nextInteger(generator, 2)) - 1
	}
	return signs
}

func randomPatterns(generator *Generator, p, n int) [][]float64 {
	patterns := make([][]float64, p)
	for i := range patterns {
		patterns[i] = randomSigns(generator, n)
	}
	return patterns
}

// recalled returns the records of a run, whose arguments must be valid.
func recalled(
	t *testing.T, patterns [][]float64, start []float64, update string, orderSeed *int64, sweeps int64,
) []HopfieldSweep {
	t.Helper()
	run, err := Hopfield(patterns, start, update, orderSeed, sweeps)
	if err != nil {
		t.Fatal(err)
	}
	return run.Trials
}

func TestCorrelations(t *testing.T) {
	got := correlations([][]float64{{1, 1, -1}, {1, -1, -1}})
	checkSame(t, "correlations", got, [][]float64{{0, 0, -2}, {0, 0, 0}, {-2, 0, 0}})
}

// J. Heaton's example: the activations of the binary input 0101.
func TestTheActivationsOf0101(t *testing.T) {
	activations := []float64{}
	for _, row := range correlations([][]float64{{-1, 1, -1, 1}}) {
		activations = append(activations, weightedSum([]float64{0, 1, 0, 1}, row, 0))
	}
	checkSame(t, "activations", activations, []float64{-2, 1, -2, 1})
}

func TestUpdatedUnit(t *testing.T) {
	correlation := [][]float64{{0, 2, -2}, {2, 0, 0}, {-2, 0, 0}}
	for _, test := range []struct {
		state []float64
		want  float64
	}{
		{[]float64{-1, 1, -1}, 1},
		{[]float64{1, -1, 1}, -1},
		{[]float64{1, 1, 1}, 1}, // the sum is 0
		{[]float64{-1, 1, 1}, -1},
	} {
		if got := updatedUnit(correlation, test.state, 0); got != test.want {
			t.Errorf("%v: got %v, want %v", test.state, got, test.want)
		}
	}
}

func TestASpoiledPatternIsRecalled(t *testing.T) {
	seed := int64(1)
	for _, update := range Updates {
		for unit, pattern := range [][]float64{halves, stripes} {
			start := append([]float64{}, pattern...)
			start[unit] = -start[unit]
			run, err := Hopfield([][]float64{halves, stripes}, start, update, &seed, 2)
			if err != nil {
				t.Fatal(err)
			}
			weights := []float64{0, 0, 0.25, 0, 0, -0.25, 0, -0.25}
			checkSame(t, "weights", run.Weights[0], weights)
			// 24 pairs of units, each -1/2 * 1/4
			checkSame(t, update, run.Trials, []HopfieldSweep{{pattern, -3}, {pattern, -3}})
		}
	}
}

// Asynchronous units see the changes before them, synchronous ones do not.
func TestSweeps(t *testing.T) {
	correlation, state := correlations([][]float64{{1, 1}}), []float64{1, -1}
	checkSame(t, "0, 1", asynchronousSweep(correlation, state, []int{0, 1}), []float64{-1, -1})
	checkSame(t, "1, 0", asynchronousSweep(correlation, state, []int{1, 0}), []float64{1, 1})
	checkSame(t, "at once", synchronousSweep(correlation, state), []float64{-1, 1})
	checkSame(t, "state of the caller", state, []float64{1, -1})
}

func TestSynchronousUpdatesMayAlternate(t *testing.T) {
	there, back := []float64{-1, 1}, []float64{1, -1}
	got := recalled(t, [][]float64{{1, 1}}, back, "synchronous", nil, 4)
	want := []HopfieldSweep{{there, 0.5}, {back, 0.5}, {there, 0.5}, {back, 0.5}}
	checkSame(t, "period of two", got, want)
}

// Where unit i changes, the energy falls by twice the size of its weighted sum.
func TestEnergyOfAChange(t *testing.T) {
	const n = 16
	generator := seeded(1)
	correlation, state := correlations(randomPatterns(generator, 5, n)), randomSigns(generator, n)
	for _, i := range permutation(n, generator) {
		changed, fall := asynchronousSweep(correlation, state, []int{i}), 0.0
		if changed[i] != state[i] {
			fall = 2 * math.Abs(weightedSum(state, correlation[i], 0)) / n
		}
		checkSame(t, "energy", energy(correlation, changed), energy(correlation, state)-fall)
		state = changed
	}
}

func TestTheEnergyNeverRises(t *testing.T) {
	for seed := range int64(10) {
		generator := seeded(uint32(seed))
		patterns, start := randomPatterns(generator, 8, 20), randomSigns(generator, 20)
		trials := recalled(t, patterns, start, "asynchronous", &seed, 10)
		for i := 1; i < len(trials); i++ {
			if trials[i].Energy > trials[i-1].Energy {
				t.Errorf("seed %d: the energy rises in sweep %d", seed, i+1)
			}
		}
		checkSame(t, "state at rest", trials[9], trials[8])
	}
}

func TestASeedShufflesTheUnits(t *testing.T) {
	generator, seed := seeded(11), int64(2) // with them, the order matters in both sweeps
	patterns, start := randomPatterns(generator, 6, 20), randomSigns(generator, 20)
	correlation, order, inOrder := correlations(patterns), seeded(2), make([]int, 20)
	for i := range inOrder {
		inOrder[i] = i
	}
	first := asynchronousSweep(correlation, start, permutation(20, order))
	second := asynchronousSweep(correlation, first, permutation(20, order))
	trials := recalled(t, patterns, start, "asynchronous", &seed, 2)
	checkSame(t, "first", trials[0].State, first)
	checkSame(t, "second", trials[1].State, second)
	trials = recalled(t, patterns, start, "asynchronous", nil, 1)
	checkSame(t, "in order", trials[0].State, asynchronousSweep(correlation, start, inOrder))
}

func TestHopfieldWithoutSweeps(t *testing.T) {
	run, err := Hopfield([][]float64{{1, 1}}, []float64{1, -1}, "asynchronous", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	checkSame(t, "run", run, HopfieldRun{[][]float64{{0, 0.5}, {0.5, 0}}, []HopfieldSweep{}})
}
