package refnet

import (
	"math"
	"testing"
)

func TestPower(t *testing.T) {
	got := []float64{power(0, 0), power(0, 2), power(3, 1), power(3, 0)}
	checkSame(t, "powers", got, []float64{1, 0, 3, 1})
}

func TestCosPi(t *testing.T) {
	checkSame(t, "ends", []float64{cosPi(0), cosPi(0.5), cosPi(1)}, []float64{1, 0, -1})
	for i := 0; i <= 1024; i++ {
		f := float64(i) / 1024
		if cosPi(1-f) != -cosPi(f) || math.Abs(cosPi(f)-math.Cos(math.Pi*f)) > 4e-16 {
			t.Errorf("the cosine of pi times %v is %v", f, cosPi(f))
		}
	}
}

func TestScheduledRate(t *testing.T) {
	target := 1.0
	for _, test := range []struct {
		schedule Schedule
		steps    []int64
		want     []float64
	}{
		{Schedule{Name: "exponential_decay", DecayRate: 0.25}, []int64{0, 4}, []float64{0.5, 0.125}},
		{Schedule{Name: "inverse_time_decay", DecayRate: 1}, []int64{0, 4}, []float64{0.5, 0.25}},
		{
			Schedule{Name: "inverse_time_decay", DecayRate: 1, Staircase: true},
			[]int64{3, 4, 7}, []float64{0.5, 0.25, 0.25},
		},
		{
			Schedule{
				Name: "piecewise_constant_decay", Boundaries: []int64{1, 3}, Values: []float64{3, 2, 1},
			},
			[]int64{0, 1, 2, 3, 4}, []float64{3, 3, 2, 2, 1},
		},
		{Schedule{Name: "polynomial_decay", Power: 1}, []int64{0, 1, 4, 9}, []float64{0.5, 0.375, 0, 0}},
		{
			Schedule{Name: "polynomial_decay", Power: 1, Cycle: true},
			[]int64{0, 4, 6, 8}, []float64{0.5, 0, 0.125, 0},
		},
		{Schedule{Name: "cosine_decay"}, []int64{0, 2, 4, 5}, []float64{0.5, 0.25, 0, 0}},
		{
			Schedule{Name: "cosine_decay", WarmupTarget: &target, WarmupSteps: 2},
			[]int64{0, 1, 2, 4, 6}, []float64{0.5, 0.75, 1, 0.5, 0},
		},
	} {
		test.schedule.InitialLearningRate, test.schedule.DecaySteps = 0.5, 4
		for i, step := range test.steps {
			checkSame(t, test.schedule.Name, scheduledRate(test.schedule, step), test.want[i])
		}
	}
}
