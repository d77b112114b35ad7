package refnet

import (
	"math"
	"testing"
)

// Weights are a seed's random numbers, moved and stretched; those far from the mean are drawn again.
func TestWeightsAreASeedsNumbers(t *testing.T) {
	numbers, err := Random(7, 3, "uniform", 1)
	if err != nil {
		t.Fatal(err)
	}
	normals, err := Random(7, 400, "normal", 1)
	if err != nil {
		t.Fatal(err)
	}
	uniform, normal, near := []float64{}, []float64{}, []float64{}
	for _, r := range numbers {
		uniform = append(uniform, -1+float64(4*r))
	}
	for _, x := range normals {
		normal = append(normal, 1+float64(0.5*x))
		if math.Abs(x) <= 2 {
			near = append(near, 1+float64(0.5*x))
		}
	}
	if len(near) == len(normal) {
		t.Error("no number is far from the mean")
	}
	checkSame(t, "uniform", uniformWeights(3, -1, 3, seeded(7)), uniform)
	checkSame(t, "normal", normalWeights(3, 1, 0.5, seeded(7)), normal[:3])
	checkSame(t, "truncated", truncatedWeights(300, 1, 0.5, seeded(7)), near[:300])
}

func TestTheVarianceBelongsToAFan(t *testing.T) {
	initializer := DefaultInitializer("variance_scaling")
	initializer.Scale, initializer.Distribution = 3, "untruncated_normal"
	for mode, fan := range map[string]float64{"fan_in": 3, "fan_out": 12, "fan_avg": 7.5} {
		initializer.Mode = mode
		want := normalWeights(5, 0, math.Sqrt(3/fan), seeded(1))
		checkSame(t, mode, scaledWeights(5, initializer, 3, 12, seeded(1)), want)
	}
	want := uniformWeights(2, -1, 1, seeded(1))
	checkSame(t, "he", scaledWeights(2, DefaultInitializer("he_uniform"), 6, 1, seeded(1)), want)
}

func TestSettingsAreRefused(t *testing.T) {
	refused := func(initializer Initializer) error {
		_, err := InitialKernels(initializer, []int64{0}, 0, nil)
		return err
	}
	checkRefusals(t, []refusal{
		{refused(Initializer{Name: "variance_scaling"}), "out_of_range", "initializer.scale"},
		{refused(Initializer{Name: "variance_scaling", Scale: 1}), "unknown_name", "initializer.mode"},
		{refused(Initializer{Name: "random_uniform", Minval: 1}), "out_of_range", "initializer.maxval"},
		{refused(Initializer{Name: "random_normal", Stddev: -1}), "out_of_range", "initializer.stddev"},
		{refused(Initializer{Name: "constant", Value: math.NaN()}), "not_finite", "initializer.value"},
		{refused(Initializer{Name: "identity", Gain: math.Inf(1)}), "not_finite", "initializer.gain"},
		{refused(Initializer{}), "unknown_name", "initializer"},
	})
}
