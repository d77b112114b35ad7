package refnet

import (
	"math"
	"reflect"
	"testing"
)

func TestNeuronRecords(t *testing.T) {
	inputs, targets, weights := [][]float64{{1}}, []float64{1}, []float64{0.5}
	for _, test := range []struct {
		record []int64
		want   []int64
	}{
		{nil, []int64{1, 2, 3}},
		{[]int64{}, nil},
		{[]int64{2}, []int64{2}},
		{[]int64{1, 3}, []int64{1, 3}},
	} {
		history, err := Neuron(inputs, targets, weights, nil, 1, 1, 3, test.record)
		if err != nil {
			t.Fatal(err)
		}
		var got []int64
		for _, trial := range history {
			got = append(got, trial.Iteration)
		}
		if !reflect.DeepEqual(got, test.want) {
			t.Errorf("record %v: got %v, want %v", test.record, got, test.want)
		}
	}
}

func TestNeuronLeavesTheCallersNumbersAlone(t *testing.T) {
	inputs, targets, weights, bias := [][]float64{{1}}, []float64{1}, []float64{0.5}, 0.25
	history, err := Neuron(inputs, targets, weights, &bias, 1, 1, 2, nil)
	if err != nil {
		t.Fatal(err)
	}
	if *history[0].Bias == *history[1].Bias || history[0].Weights[0] == history[1].Weights[0] {
		t.Error("trials share their bias or their weights")
	}
	if inputs[0][0] != 1 || targets[0] != 1 || weights[0] != 0.5 || bias != 0.25 {
		t.Error("the caller's numbers have changed")
	}
}

func TestNeuronStopsWhereItDiverges(t *testing.T) {
	most := math.MaxFloat64
	neuron := func(inputs, weights []float64, target float64, bias *float64, learningRate float64) error {
		_, err := Neuron([][]float64{inputs}, []float64{target}, weights, bias, 1, learningRate, 1, nil)
		return err
	}
	checkRefusals(t, []refusal{
		{neuron([]float64{most, most}, []float64{2, -2}, 1, nil, 1), "diverged", "outputs"},
		{neuron([]float64{most}, []float64{0}, most, nil, 1), "diverged", "weights"},
		{neuron([]float64{0}, []float64{1}, most, new(float64), 8), "diverged", "bias"},
	})
}

// With the learning rate 1, a parameter moves by minus the derivative of the loss.
func TestNeuronDescendsItsGradient(t *testing.T) {
	generator := seeded(1)
	for _, slope := range []float64{1, -0.5, 2.5} {
		inputs, targets := signedRows(generator, 5, 3), signedNumbers(generator, 5)
		weights, bias := signedNumbers(generator, 3), signedNumbers(generator, 1)
		loss := func() float64 {
			sum := 0.0
			for _, error_ := range neuronErrors(targets, neuronOutputs(inputs, weights, bias[0], slope)) {
				sum += error_ * error_ / 2
			}
			return sum
		}
		history, err := Neuron(inputs, targets, weights, &bias[0], slope, 1, 1, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := range weights {
			checkGradient(t, "weights", &weights[i], weights[i]-history[0].Weights[i], loss)
		}
		checkGradient(t, "bias", &bias[0], bias[0]-*history[0].Bias, loss)

		bias[0] = 0
		history, err = Neuron(inputs, targets, weights, nil, slope, 1, 1, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := range weights {
			gradient := weights[i] - history[0].Weights[i]
			checkGradient(t, "weights without a bias", &weights[i], gradient, loss)
		}
	}
}
