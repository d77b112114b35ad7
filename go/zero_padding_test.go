package refnet

import "testing"

func TestZeroPadding2DShapes(t *testing.T) {
	before, after := zeroPadding2dShapes(ZeroPadding2DLayer{[]int64{1, 2}, []int64{3, 4}, []int64{5, 6, 7}})
	checkSame(t, "before", before, []int64{5, 6, 7})
	checkSame(t, "after", after, []int64{8, 13, 7})
}

func TestZeroPadding2DForwardAndBack(t *testing.T) {
	layer := ZeroPadding2DLayer{[]int64{1, 0}, []int64{0, 2}, []int64{2, 1, 2}}
	images := [][]float64{{1, 2, 3, 4}, {5, 6, 7, 8}}
	got := zeroPadding2dForward(images, layer)
	want := [][]float64{
		{0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 3, 4, 0, 0, 0, 0},
		{0, 0, 0, 0, 0, 0, 5, 6, 0, 0, 0, 0, 7, 8, 0, 0, 0, 0},
	}
	checkSame(t, "images with an edge", got, want)
	checkSame(t, "gradients", zeroPadding2dInputGradients(images, want, layer), images)
	none := ZeroPadding2DLayer{[]int64{0, 0}, []int64{0, 0}, []int64{2, 1, 2}}
	checkSame(t, "images without an edge", zeroPadding2dForward(images, none), images)
	got[0][6] = 99
	checkSame(t, "images of the caller", images, [][]float64{{1, 2, 3, 4}, {5, 6, 7, 8}})
}

func TestZeroPadding2DGradientsAreTheDerivatives(t *testing.T) {
	generator := seeded(1)
	layer := ZeroPadding2DLayer{[]int64{1, 2}, []int64{0, 1}, []int64{2, 3, 2}}
	inputs, deltas := signedRows(generator, 2, 12), signedRows(generator, 2, 5*4*2)
	checkLayerGradients(t, layer, inputs, deltas)
	if got := zerosOf(zeroPadding2dInputGradients(inputs, deltas, layer)); got != 0 {
		t.Errorf("got %d gradients that are 0", got)
	}
}
