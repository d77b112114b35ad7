package refnet

import "testing"

func TestLearningKindOf(t *testing.T) {
	kind := learningKindOf(
		denseShapes,
		denseForward,
		denseInputGradients,
		denseParameters,
		denseVariables,
		denseWithParameters,
		denseParameterGradients,
	)
	layer := DenseLayer{1, "linear", [][]float64{{2}, {3}}, []float64{4}}
	rows, deltas := [][]float64{{5, 6}}, [][]float64{{7}}
	before, after := kind.shapes(layer)
	checkSame(t, "before", before, []int64{2})
	checkSame(t, "after", after, []int64{1})
	vectors := [][]float64{{2}, {3}, {4}}
	checkSame(t, "parameters", kind.parameters(layer), vectors)
	checkSame(t, "variables", kind.variables(layer), []int{2, 1})
	checkSame(t, "layer", kind.withParameters(layer, vectors), Layer(layer))
	checkSame(t, "forward", kind.forward(rows, layer), [][]float64{{32}})
	checkSame(t, "parameter gradients", kind.parameterGradients(rows, deltas, layer), [][]float64{{35}, {42}, {7}})
	checkSame(t, "input gradients", kind.inputGradients(rows, deltas, layer), [][]float64{{14, 21}})
}

func TestKindOf(t *testing.T) {
	kind := kindOf(normalizationShapes, normalizationForward, normalizationInputGradients)
	layer := NormalizationLayer{[]float64{1, 1}, []float64{4, 4}, false, nil}
	rows, deltas := [][]float64{{5, 7}}, [][]float64{{2, 4}}
	before, after := kind.shapes(layer)
	checkSame(t, "before", before, []int64{2})
	checkSame(t, "after", after, []int64{2})
	checkSame(t, "forward", kind.forward(rows, layer), [][]float64{{2, 3}})
	checkSame(t, "input gradients", kind.inputGradients(rows, deltas, layer), [][]float64{{1, 2}})
	if got := kind.parameters(layer); len(got) != 0 {
		t.Errorf("got the parameters %v", got)
	}
	if got := kind.parameterGradients(rows, deltas, layer); len(got) != 0 {
		t.Errorf("got the gradients %v", got)
	}
	checkSame(t, "layer", kind.withParameters(layer, nil), Layer(layer))
}
