package refnet

import (
	"math"
	"testing"
)

func TestCheckClipping(t *testing.T) {
	one, zero, nan := 1.0, 0.0, math.NaN()
	for _, test := range []struct {
		optimizer Optimizer
		code      string
	}{
		{Optimizer{Clipnorm: &one}, ""},
		{Optimizer{Clipnorm: &one, GlobalClipnorm: &one}, "out_of_range"},
		{Optimizer{Clipvalue: &zero}, "out_of_range"},
		{Optimizer{Clipnorm: &one, Clipvalue: &nan}, "not_finite"},
	} {
		checkCode(t, checkClipping("optimizer", test.optimizer), test.code)
	}
}

func TestCheckSchedule(t *testing.T) {
	good := Schedule{Name: "cosine_decay", DecaySteps: 1}
	for _, test := range []struct {
		change func(*Schedule)
		code   string
	}{
		{func(s *Schedule) {}, ""},
		{func(s *Schedule) { s.Name = "adam" }, "unknown_name"},
		{func(s *Schedule) { s.DecaySteps = 0 }, "out_of_range"},
		{func(s *Schedule) { s.DecayRate = -1 }, "out_of_range"},
		{func(s *Schedule) { s.Power = math.Inf(1) }, "not_finite"},
		{func(s *Schedule) { s.Boundaries = []int64{1, 1} }, "out_of_range"},
		{func(s *Schedule) { s.WarmupTarget = &[]float64{math.NaN()}[0] }, "not_finite"},
		{func(s *Schedule) { s.WarmupSteps = -1 }, "out_of_range"},
	} {
		schedule := good
		test.change(&schedule)
		checkCode(t, checkSchedule("rate", schedule), test.code)
	}
}
