package refnet

import "testing"

func TestKindOf(t *testing.T) {
	kind := kindOf(
		denseShapes,
		denseParameters,
		denseWithParameters,
		denseForward,
		denseParameterGradients,
		denseInputGradients,
	)
	layer := DenseLayer{1, "linear", [][]float64{{2}, {3}}, []float64{4}}
	rows, deltas := [][]float64{{5, 6}}, [][]float64{{7}}
	before, after := kind.shapes(layer)
	checkSame(t, "before", before, []int64{2})
	checkSame(t, "after", after, []int64{1})
	vectors := [][]float64{{2}, {3}, {4}}
	checkSame(t, "parameters", kind.parameters(layer), vectors)
	checkSame(t, "layer", kind.withParameters(layer, vectors), Layer(layer))
	checkSame(t, "forward", kind.forward(rows, layer), [][]float64{{32}})
	checkSame(t, "parameter gradients", kind.parameterGradients(rows, deltas, layer), [][]float64{{35}, {42}, {7}})
	checkSame(t, "input gradients", kind.inputGradients(deltas, layer), [][]float64{{14, 21}})
}
