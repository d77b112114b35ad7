package refnet

import (
	"math"
	"testing"
)

// graphOf returns placed layers of which several share a source, and the sources of each, for one input.
func graphOf(t *testing.T) ([]Layer, [][]int64) {
	t.Helper()
	sources := [][]int64{nil, {0, 0}, {1, -1, 0}}
	layers, err := placedLayers("layers", []Layer{
		DenseLayer{2, "tanh", [][]float64{{0.5, -0.25}}, []float64{0.1, 0.2}},
		AddLayer{},
		ConcatenateLayer{},
	}, []int64{1}, sources)
	if err != nil {
		t.Fatal(err)
	}
	return layers, sources
}

func TestGradientsOfAGraphAreThoseOfItsLoss(t *testing.T) {
	layers, sources := graphOf(t)
	inputs := [][]float64{{0.3}, {-0.7}}
	targets := [][]float64{{0.1, 0.2, 0.3, 0.4, 0.5}, {0, 1, 0, 1, 0}}
	loss := DefaultLoss("mse")
	forward := networkForward(inputs, layers, sources)
	gradients := networkGradients(inputs, targets, layers, forward, loss, nil, nil, sources, nil)
	at := func(weight float64) float64 {
		moved := withParameters(layers, [][]float64{{weight, -0.25}, {0.1, 0.2}})
		return evaluate(moved, loss, inputs, targets, 0, nil, nil, sources).total / 2
	}
	difference := (at(0.5+1e-6) - at(0.5-1e-6)) / 2e-6
	if math.Abs(difference-gradients[0][0]) > 1e-9 {
		t.Errorf("got %v, want %v", gradients[0][0], difference)
	}
}

func TestAModelFileHasTheSources(t *testing.T) {
	layers, sources := graphOf(t)
	content, err := WriteModel(Model{InputShape: []int64{1}, Layers: layers, Sources: sources})
	if err != nil {
		t.Fatal(err)
	}
	model, err := ReadModel(content)
	if err != nil {
		t.Fatal(err)
	}
	checkSame(t, "sources", model.Sources, sources)
	outputs, err := model.Predict([][]float64{{0.5}})
	if err != nil || len(outputs[0]) != 5 {
		t.Errorf("got %v, %v", outputs, err)
	}
	_, err = WriteModel(Model{InputShape: []int64{1}, Layers: layers, Sources: sources[:1]})
	checkRefusals(t, []refusal{{err, "shape_mismatch", "sources"}})
}
