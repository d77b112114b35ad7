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

func TestReshapeShapes(t *testing.T) {
	before, after := reshapeShapes(ReshapeLayer{[]int64{3, 2}, []int64{6, 1}})
	checkSame(t, "before", before, []int64{6, 1})
	checkSame(t, "after", after, []int64{3, 2})
}

func TestLayersThatOnlyChangeTheShapeHandTheNumbersOn(t *testing.T) {
	rows, deltas := [][]float64{{1, 2}, {3, 4}}, [][]float64{{5, 6}, {7, 8}}
	for _, layer := range []Layer{
		FlattenLayer{[]int64{1, 2}}, ReshapeLayer{[]int64{2, 1}, []int64{2}},
	} {
		kind := kinds[layer.kind()]
		outputs, gradients := kind.forward(rows, layer), kind.inputGradients(rows, deltas, layer)
		checkSame(t, "outputs", outputs, rows)
		checkSame(t, "gradients", gradients, deltas)
		outputs[0][0], gradients[1][1] = 99, 99
		checkSame(t, "rows of the caller", rows, [][]float64{{1, 2}, {3, 4}})
		checkSame(t, "deltas of the caller", deltas, [][]float64{{5, 6}, {7, 8}})
	}
}
