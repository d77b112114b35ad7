package refnet

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"testing"
)

func ExampleButtonPress() {
	history, err := ButtonPress([]float64{0, 0, 1, 0}, make([]float64, 4), 1, 0.2, 6, "add")
	if err != nil {
		fmt.Println(err)
	}
	for _, trial := range history {
		fmt.Printf("%.2f %.2f\n", trial.Output, trial.Error)
	}
	// Output:
	// 0.00 1.00
	// 0.20 0.80
	// 0.40 0.60
	// 0.60 0.40
	// 0.80 0.20
	// 1.00 0.00
}

func ExampleRabbit() {
	both, beep := []float64{1, 1}, []float64{0, 1}
	stimuli := [][]float64{both, both, both, beep, both, beep}
	history, err := Rabbit([]float64{1, 0}, []bool{false, true}, 1, 0.3, stimuli)
	if err != nil {
		fmt.Println(err)
	}
	fmt.Println("after three pairings:", history[3].Blink)
	fmt.Println("after four pairings:", history[5].Blink)
	// Output:
	// after three pairings: false
	// after four pairings: true
}

func TestWeightedSumGoesFromLeftToRight(t *testing.T) {
	ones := []float64{1, 1, 1}
	weights := []float64{0.1, 0.2, 0.3}
	a, b, c := weights[0], weights[1], weights[2] // constants would be added exactly
	if got, want := weightedSum(ones, weights, 0), ((0+a)+b)+c; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := weightedSum([]float64{2, 3}, []float64{10, 100}, 0.5); got != 320.5 {
		t.Errorf("with a bias: got %v, want 320.5", got)
	}
}

func TestTheCallersSlicesStayAsTheyAre(t *testing.T) {
	weights := []float64{0, 0}
	history, err := ButtonPress([]float64{1, 0}, weights, 1, 0.5, 2, "widrow_hoff")
	if err != nil {
		t.Fatal(err)
	}
	history[0].Weights[1] = 99
	if history[1].Weights[1] != 0 || !reflect.DeepEqual(weights, []float64{0, 0}) {
		t.Error("trials or the caller share their weights")
	}
	pairing, err := Rabbit(weights, []bool{true, true}, 1, 0.5, [][]float64{{1, 1}})
	if err != nil {
		t.Fatal(err)
	}
	pairing[0].Weights[0] = 99
	if weights[0] != 0 {
		t.Error("a trial without a blink shares the caller's weights")
	}
}

func TestBadInputIsRefused(t *testing.T) {
	one, two := []float64{1}, []float64{1, 2}
	nan, inf := math.NaN(), math.Inf(1)
	press := func(inputs, weights []float64, desired, rate float64, trials int64, rule string) error {
		_, err := ButtonPress(inputs, weights, desired, rate, trials, rule)
		return err
	}
	rabbit := func(weights []float64, learned []bool, threshold, rate float64, stimuli ...[]float64) error {
		_, err := Rabbit(weights, learned, threshold, rate, stimuli)
		return err
	}
	yes := []bool{true}
	for _, test := range []struct {
		err         error
		code, field string
	}{
		{press(nil, nil, 1, 1, 1, "add"), "empty", "inputs"},
		{press(one, two, 1, 1, 1, "add"), "shape_mismatch", "weights"},
		{press([]float64{nan}, one, 1, 1, 1, "add"), "not_finite", "inputs"},
		{press(one, []float64{inf}, 1, 1, 1, "add"), "not_finite", "weights"},
		{press(one, one, inf, 1, 1, "add"), "not_finite", "desired"},
		{press(one, one, 1, inf, 1, "add"), "not_finite", "learning_rate"},
		{press(one, one, 1, 1, -1, "add"), "out_of_range", "trials"},
		{press(one, one, 1, 1, 1, "hebb"), "unknown_name", "rule"},
		{press(one, []float64{1e308}, 1, 1e308, 1, "add"), "diverged", "weights"},
		{rabbit(nil, nil, 1, 1), "empty", "weights"},
		{rabbit(one, nil, 1, 1, one), "shape_mismatch", "learned"},
		{rabbit(one, yes, 1, 1, one, two), "shape_mismatch", "stimuli"},
		{rabbit(one, yes, nan, 1, one), "not_finite", "threshold"},
		{rabbit(one, yes, 1, nan, one), "not_finite", "learning_rate"},
		{rabbit(one, yes, 1, 1, one, []float64{nan}), "not_finite", "stimuli"},
		{rabbit([]float64{1e308}, yes, 1, 1, []float64{10}), "diverged", "sum"},
	} {
		var got *Error
		if !errors.As(test.err, &got) || got.Code != test.code || got.Field != test.field {
			t.Errorf("got %v, want %s of %s", test.err, test.code, test.field)
		}
	}
}
