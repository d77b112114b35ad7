package refnet

import (
	"errors"
	"testing"
)

func TestAFrozenLayerKeepsItsWeights(t *testing.T) {
	layers := []Layer{
		DenseLayer{2, "tanh", [][]float64{{0.5, -0.5}}, []float64{0.1, 0.2}},
		DenseLayer{1, "linear", [][]float64{{0.3}, {0.7}}, nil},
	}
	optimizer := DefaultOptimizer("adamw")
	inputs, targets := [][]float64{{1}, {2}}, Targets{Rows: [][]float64{{0}, {1}}}
	train := func(frozen []bool) (TrainingRun, error) {
		return Dense(
			layers, "mse", optimizer, inputs, targets, nil, 2, nil, nil, true, nil, nil, nil, frozen,
		)
	}
	run, err := train([]bool{true, false})
	if err != nil {
		t.Fatal(err)
	}
	trained := run.Trials[1].Layers
	checkSame(t, "frozen", trained[0].(DenseLayer).Kernel, [][]float64{{0.5, -0.5}})
	if trained[1].(DenseLayer).Kernel[0][0] == 0.3 {
		t.Error("the last layer learns nothing")
	}
	var got *Error
	if _, err = train([]bool{true}); !errors.As(err, &got) || got.Field != "frozen" {
		t.Errorf("got %v, want shape_mismatch of frozen", err)
	}
}

func TestAFrozenBatchNormalizationIsNotInTraining(t *testing.T) {
	drawn := drawnLayers([]Layer{BatchNormalizationLayer{}, BatchNormalizationLayer{}}, 1, nil, []bool{true, false})
	for i, want := range []bool{false, true} {
		if drawn[i].(BatchNormalizationLayer).training != want {
			t.Errorf("layer %d: training is not %v", i, want)
		}
	}
}
