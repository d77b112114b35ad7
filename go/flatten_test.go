package refnet

import "testing"

func TestFlattenShapes(t *testing.T) {
	for _, test := range []struct{ shape, want []int64 }{
		{[]int64{6}, []int64{6}},
		{[]int64{2, 3, 4}, []int64{24}},
		{[]int64{}, []int64{1}},
	} {
		before, after := flattenShapes(FlattenLayer{test.shape})
		checkSame(t, "before", before, test.shape)
		checkSame(t, "after", after, test.want)
	}
}

func TestFlattenHandsTheNumbersOn(t *testing.T) {
	layer := FlattenLayer{[]int64{1, 2}}
	rows := [][]float64{{1, 2}, {3, 4}}
	outputs, gradients := flattenForward(rows, layer), flattenInputGradients(rows, layer)
	checkSame(t, "outputs", outputs, rows)
	checkSame(t, "gradients", gradients, rows)
	outputs[0][0], gradients[1][1] = 99, 99
	checkSame(t, "rows of the caller", rows, [][]float64{{1, 2}, {3, 4}})
}

func TestFlattenHasNoParameters(t *testing.T) {
	layer := FlattenLayer{[]int64{2}}
	rows := [][]float64{{1, 2}}
	if got := flattenParameters(layer); len(got) != 0 {
		t.Errorf("got the parameters %v", got)
	}
	if got := flattenParameterGradients(rows, rows, layer); len(got) != 0 {
		t.Errorf("got the gradients %v", got)
	}
	checkSame(t, "layer", flattenWithParameters(layer, nil), layer)
}
