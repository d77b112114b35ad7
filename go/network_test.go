package refnet

import "testing"

// The table has each kind of layer under the name that its layers return.
func TestKinds(t *testing.T) {
	for _, layer := range []Layer{
		DenseLayer{Units: 2, Activation: "linear", Kernel: [][]float64{{1, 2}}},
		FlattenLayer{[]int64{2, 1}},
		NormalizationLayer{[]float64{0, 0}, []float64{1, 1}, false, nil},
	} {
		kind, known := kinds[layer.kind()]
		if !known {
			t.Errorf("%s is not in the table", layer.kind())
			continue
		}
		_, after := kind.shapes(layer)
		checkSame(t, layer.kind(), after, []int64{2})
	}
}

// mixedNetwork has layers of all kinds: 4 inputs, 3 hidden units, 2 outputs.
func mixedNetwork(generator *Generator, hidden, last string) []Layer {
	return []Layer{
		FlattenLayer{[]int64{2, 2}},
		denseLayer(generator, 4, 3, hidden, true),
		NormalizationLayer{[]float64{0.1, 0.2, -0.3}, []float64{0.5, 0.8, 2}, false, nil},
		FlattenLayer{[]int64{3}},
		denseLayer(generator, 3, 3, "linear", false),
		NormalizationLayer{[]float64{0.1, 0, 0}, []float64{0.5, 1, 2}, true, nil},
		denseLayer(generator, 3, 2, last, true),
	}
}

func TestWithParametersIsTheInverseOfNetworkParameters(t *testing.T) {
	layers := mixedNetwork(seeded(1), "tanh", "softmax")
	vectors := networkParameters(layers)
	if len(vectors) != 5+3+4 {
		t.Errorf("got %d vectors", len(vectors))
	}
	checkSame(t, "layers", withParameters(layers, vectors), layers)

	other := withParameters(layers, networkParameters(mixedNetwork(seeded(2), "relu", "relu")))
	checkSame(t, "other parameters", other, mixedNetwork(seeded(2), "tanh", "softmax"))
	checkSame(t, "layers of the caller", layers, mixedNetwork(seeded(1), "tanh", "softmax"))
}

func TestNetworkForward(t *testing.T) {
	layers := []Layer{
		DenseLayer{2, "relu", [][]float64{{1, -1}}, []float64{0, 1}},
		FlattenLayer{[]int64{2}},
		DenseLayer{1, "linear", [][]float64{{2}, {3}}, nil},
	}
	inputs := [][]float64{{2}, {-2}}
	want := []Forward{
		{[][]float64{{2, -1}, {-2, 3}}, [][]float64{{2, 0}, {0, 3}}},
		{[][]float64{{2, 0}, {0, 3}}, [][]float64{{2, 0}, {0, 3}}},
		{[][]float64{{4}, {9}}, [][]float64{{4}, {9}}},
	}
	checkSame(t, "forward", networkForward(inputs, layers), want)
	checkSame(t, "outputs", networkOutputs(inputs, layers), [][]float64{{4}, {9}})
}

func TestNetworkGradientsAreTheDerivatives(t *testing.T) {
	const m = 3
	for _, hidden := range Activations {
		for _, last := range Activations {
			for _, loss := range lossesAfter(last) {
				generator := seeded(143) // with it, every relu is above 0 for an example
				layers := mixedNetwork(generator, hidden, last)
				inputs, targets := signedRows(generator, m, 4), signedRows(generator, m, 2)
				if loss == Sparse {
					targets = oneHot([]int64{1, 0, 1}, 2)
				}
				batchLoss := func() float64 {
					return reduceLoss(loss, evaluate(layers, loss, inputs, targets, 0).total, m)
				}
				label := hidden + ", " + last + ", " + loss
				forward := networkForward(inputs, layers)
				gradients := networkGradients(inputs, targets, layers, forward, loss)
				for i, vector := range networkParameters(layers) {
					for j := range vector {
						checkGradient(t, label, &vector[j], gradients[i][j], batchLoss)
					}
				}
			}
		}
	}
}
