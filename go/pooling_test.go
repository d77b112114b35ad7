package refnet

import "testing"

func TestPoolingShapes(t *testing.T) {
	shape := []int64{5, 7, 3}
	for _, test := range []struct {
		strides []int64
		padding string
		want    []int64
	}{
		{nil, "valid", []int64{2, 2, 3}}, // the strides are those of the window
		{nil, "same", []int64{3, 3, 3}},
		{[]int64{1, 2}, "valid", []int64{4, 3, 3}},
	} {
		before, after := poolingShapes(MaxPooling2DLayer{[]int64{2, 3}, test.strides, test.padding, shape})
		checkSame(t, "before", before, shape)
		checkSame(t, "after", after, test.want)
		_, after = poolingShapes(AveragePooling2DLayer{[]int64{2, 3}, test.strides, test.padding, shape})
		checkSame(t, "after", after, test.want)
	}
	before, after := globalAveragePooling2dShapes(GlobalAveragePooling2DLayer{shape})
	checkSame(t, "before", before, shape)
	checkSame(t, "after", after, []int64{3})
}

func TestPoolsHaveNoPaddedCells(t *testing.T) {
	layer := MaxPooling2DLayer{[]int64{2, 2}, nil, "same", []int64{3, 3, 1}}
	checkSame(t, "cells", pools(layer), [][]int64{{0, 1, 3, 4}, {2, 5}, {6, 7}, {8}})
}

func TestTheFirstOfSeveralLargestCellsIsChosen(t *testing.T) {
	image := []float64{1, 5, 3, 7, 3, 7} // three cells with two channels
	cells := []int64{0, 1, 2}
	for channel, want := range []int64{1, 1} {
		if got := largestCell(image, cells, int64(channel), 2); got != want {
			t.Errorf("channel %d: got %d, want %d", channel, got, want)
		}
	}
}

func TestMaxPooling2D(t *testing.T) {
	layer := MaxPooling2DLayer{[]int64{2, 2}, []int64{1, 1}, "valid", []int64{2, 3, 1}}
	image := [][]float64{{-1, -5, -2, -3, -1, -1}}
	checkSame(t, "largest", maxPooling2dForward(image, layer), [][]float64{{-1, -1}})
	got := maxPooling2dInputGradients(image, [][]float64{{10, 3}}, layer)
	checkSame(t, "gradients", got, [][]float64{{10, 0, 0, 0, 3, 0}}) // of ties, the first
	got = maxPooling2dInputGradients([][]float64{{0, 0, 0, 0, 9, 0}}, [][]float64{{10, 3}}, layer)
	checkSame(t, "gradients of two windows", got, [][]float64{{0, 0, 0, 0, 13, 0}})
}

// Padded cells are left out: they are neither compared nor counted.
func TestPaddedCellsAreNotPooled(t *testing.T) {
	shape, image := []int64{3, 3, 1}, [][]float64{{-1, -2, -3, -4, -5, -6, -7, -8, -9}}
	largest := MaxPooling2DLayer{[]int64{2, 2}, nil, "same", shape}
	checkSame(t, "largest", maxPooling2dForward(image, largest), [][]float64{{-1, -3, -7, -9}})
	means := AveragePooling2DLayer{[]int64{2, 2}, nil, "same", shape}
	checkSame(t, "means", averagePooling2dForward(image, means), [][]float64{{-3, -4.5, -7.5, -9}})
	got := averagePooling2dInputGradients(image, [][]float64{{4, 4, 4, 4}}, means)
	checkSame(t, "gradients", got, [][]float64{{1, 1, 2, 1, 1, 2, 2, 2, 4}})
}

func TestAveragePooling2DAddsInOrder(t *testing.T) {
	a, b, c := 0.1, 0.2, 0.3 // constants would be added exactly
	layer := AveragePooling2DLayer{[]int64{1, 3}, nil, "valid", []int64{1, 3, 1}}
	got := averagePooling2dForward([][]float64{{a, b, c}}, layer)
	checkSame(t, "mean", got, [][]float64{{((a + b) + c) / 3}})
}

func TestGlobalAveragePooling2D(t *testing.T) {
	layer := GlobalAveragePooling2DLayer{[]int64{2, 1, 3}}
	image := [][]float64{{1, 2, 3, 3, 6, 9}}
	checkSame(t, "means", globalAveragePooling2dForward(image, layer), [][]float64{{2, 4, 6}})
	got := globalAveragePooling2dInputGradients(image, [][]float64{{2, 4, 8}}, layer)
	checkSame(t, "gradients", got, [][]float64{{1, 2, 4, 1, 2, 4}})
}

func TestPoolingGradientsAreTheDerivatives(t *testing.T) {
	generator, shape := seeded(2), []int64{4, 5, 2}
	for _, padding := range []string{"valid", "same"} {
		for _, strides := range [][]int64{nil, {1, 2}} {
			for _, layer := range []Layer{
				MaxPooling2DLayer{[]int64{2, 3}, strides, padding, shape},
				AveragePooling2DLayer{[]int64{2, 3}, strides, padding, shape},
			} {
				_, after := kinds[layer.kind()].shapes(layer)
				inputs, deltas := signedRows(generator, 2, 40), signedRows(generator, 2, int(productOf(after)))
				checkLayerGradients(t, layer, inputs, deltas)
			}
		}
	}
	inputs, deltas := signedRows(generator, 2, 40), signedRows(generator, 2, 2)
	checkLayerGradients(t, GlobalAveragePooling2DLayer{shape}, inputs, deltas)
}

// What leaves the windows enters the cells: none of the deltas gets lost.
func TestPoolingGradientsAddUpToTheDeltas(t *testing.T) {
	layer := MaxPooling2DLayer{[]int64{3, 3}, []int64{1, 1}, "same", []int64{4, 4, 1}}
	inputs, deltas := signedRows(seeded(3), 1, 16), [][]float64{make([]float64, 16)}
	for i := range deltas[0] {
		deltas[0][i] = 1
	}
	total := 0.0
	for _, gradient := range maxPooling2dInputGradients(inputs, deltas, layer)[0] {
		total += gradient
	}
	checkSame(t, "total", total, 16.0)
}

// A course's published numbers: CS231n, assignment 2, the naive max pooling of windows of 2 by 2.
func TestMaxPooling2DGivesPublishedNumbers(t *testing.T) {
	images := channelsLast(spaced(-0.3, 0.4, 2*3*4*4), 2, 3, 4, 4)
	layer := MaxPooling2DLayer{[]int64{2, 2}, []int64{2, 2}, "valid", []int64{4, 4, 3}}
	largest := maxPooling2dForward(images, layer)
	for i, want := range []float64{-0.26315789, -0.24842105, -0.20421053, -0.18947368} {
		if got := largest[0][i*3]; got-want > 5e-9 || want-got > 5e-9 {
			t.Errorf("got %v, want %v", got, want)
		}
	}
}
