package refnet

import "testing"

// conv2dLayer returns a convolution with random weights for images of the shape [r, s, c].
func conv2dLayer(
	generator *Generator, filters int64, window, strides []int64, padding string, shape []int64,
) Conv2DLayer {
	layer := Conv2DLayer{filters, window, strides, padding, "linear", nil, nil, nil, shape}
	rows := signedRows(generator, int(window[0]*window[1]*shape[2]), int(filters))
	layer.Kernel = nestedKernel(rows, layer)
	layer.Bias = signedNumbers(generator, int(filters))
	return layer
}

// conv1dLayer returns a convolution with random weights for sequences of the shape [s, c].
func conv1dLayer(
	generator *Generator, filters, window, stride int64, padding string, shape []int64,
) Conv1DLayer {
	wide := append([]int64{1}, shape...)
	layer := conv2dLayer(generator, filters, []int64{1, window}, []int64{1, stride}, padding, wide)
	return Conv1DLayer{
		filters, []int64{window}, []int64{stride}, padding, "linear", layer.Kernel[0], layer.Bias, shape,
	}
}

func TestConvShapes(t *testing.T) {
	images := Conv2DLayer{
		Filters: 6, KernelSize: []int64{5, 3}, Strides: []int64{1, 2}, Padding: "valid", InputShape: []int64{28, 9, 3},
	}
	before, after := conv2dShapes(images)
	checkSame(t, "before", before, []int64{28, 9, 3})
	checkSame(t, "after", after, []int64{24, 4, 6})
	sequences := Conv1DLayer{
		Filters: 6, KernelSize: []int64{3}, Strides: []int64{2}, Padding: "same", InputShape: []int64{9, 3},
	}
	before, after = conv1dShapes(sequences)
	checkSame(t, "before", before, []int64{9, 3})
	checkSame(t, "after", after, []int64{5, 6})
}

func TestNestedKernelIsTheInverseOfKernelRows(t *testing.T) {
	layer := conv2dLayer(seeded(1), 5, []int64{2, 3}, []int64{1, 1}, "valid", []int64{9, 9, 4})
	rows := kernelRows(layer.Kernel)
	if len(rows) != 2*3*4 {
		t.Fatalf("got %d rows", len(rows))
	}
	checkSame(t, "row", rows[(1*3+2)*4+3], layer.Kernel[1][2][3])
	checkSame(t, "kernel", nestedKernel(rows, layer), layer.Kernel)
}

func TestConvParameters(t *testing.T) {
	layer := conv2dLayer(seeded(1), 2, []int64{2, 2}, []int64{1, 1}, "valid", []int64{3, 3, 2})
	for _, biased := range []bool{true, false} {
		if !biased {
			layer.Bias = nil
		}
		vectors := conv2dParameters(layer)
		checkSame(t, "layer", conv2dWithParameters(layer, vectors), layer)
		other := signedRows(seeded(2), len(vectors), 2)
		moved := conv2dWithParameters(layer, other)
		checkSame(t, "other parameters", conv2dParameters(moved), other)
		moved.Kernel[0][0] = append(moved.Kernel[0][0], []float64{99, 99})
		checkSame(t, "vectors after rows are appended", other, signedRows(seeded(2), len(vectors), 2))
		kept := conv2dWithParameters(layer, other)
		kept.Kernel[0] = append(kept.Kernel[0], nil)
		checkSame(t, "next row of the kernel", kept.Kernel[1][0], other[4:6])
	}
	sequences := conv1dLayer(seeded(3), 2, 3, 1, "valid", []int64{5, 2})
	vectors := conv1dParameters(sequences)
	if len(vectors) != 3*2+1 {
		t.Errorf("got %d vectors", len(vectors))
	}
	checkSame(t, "layer", conv1dWithParameters(sequences, vectors), sequences)
}

// The kernel is not turned around, and the channels of a cell are together.
func TestConv2DForward(t *testing.T) {
	layer := Conv2DLayer{
		1, []int64{1, 2}, []int64{1, 1}, "valid", "relu", [][][][]float64{{{{1}, {10}}, {{100}, {1000}}}},
		[]float64{0.5}, nil, []int64{2, 3, 2},
	}
	image := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3}
	got := conv2dForward([][]float64{image}, layer)
	checkSame(t, "valid", got, [][]float64{{4321.5, 6543.5, 1987.5, 3219.5}})
	layer.Padding, layer.Bias = "same", nil
	got = conv2dForward([][]float64{image}, layer)
	checkSame(t, "same", got, [][]float64{{4321, 6543, 65, 1987, 3219, 32}})
	layer.Strides = []int64{2, 2}
	got = conv2dForward([][]float64{image}, layer)
	checkSame(t, "strides", got, [][]float64{{4321, 65}})
}

// The filters of a cell are together, and each has weights of its own.
func TestConv2DGivesAMapForEachFilter(t *testing.T) {
	layer := Conv2DLayer{
		2, []int64{1, 1}, []int64{1, 1}, "valid", "linear", [][][][]float64{{{{1, -1}}}}, []float64{0, 10},
		nil, []int64{1, 3, 1},
	}
	got := conv2dForward([][]float64{{1, 2, 3}}, layer)
	checkSame(t, "maps", got, [][]float64{{1, 9, 2, 8, 3, 7}})
}

// The sum starts at the bias and goes through the patch in order.
func TestConv2DForwardAddsInOrder(t *testing.T) {
	a, b, c := 0.1, 0.2, 0.3 // constants would be added exactly
	layer := Conv2DLayer{
		1, []int64{2, 1}, []int64{1, 1}, "valid", "linear", [][][][]float64{{{{b}}}, {{{c}}}}, []float64{a},
		nil, []int64{2, 1, 1},
	}
	got := conv2dForward([][]float64{{1, 1}}, layer)
	checkSame(t, "preactivation", got, [][]float64{{(a + b) + c}})
}

// A course's published numbers: CS231n, assignment 2, the naive convolution with padding 1 and stride 2.
func TestConv2DGivesPublishedNumbers(t *testing.T) {
	images := channelsLast(spaced(-0.1, 0.5, 2*3*4*4), 2, 3, 4, 4)
	edge := ZeroPadding2DLayer{[]int64{1, 1}, []int64{1, 1}, []int64{4, 4, 3}}
	layer := Conv2DLayer{
		3, []int64{4, 4}, []int64{2, 2}, "valid", "linear", nil, spaced(-0.1, 0.2, 3), nil, []int64{6, 6, 3},
	}
	kernels := channelsLast(spaced(-0.2, 0.3, 3*3*4*4), 3, 3, 4, 4) // [filters][a * b * c]
	rows := make([][]float64, 4*4*3)
	for q := range rows {
		rows[q] = []float64{kernels[0][q], kernels[1][q], kernels[2][q]}
	}
	layer.Kernel = nestedKernel(rows, layer)
	maps := conv2dForward(zeroPadding2dForward(images, edge), layer)
	for i, want := range []float64{-0.08759809, -0.10987781, -0.18387192, -0.2109216} {
		if got := maps[0][i*3]; got-want > 5e-9 || want-got > 5e-9 {
			t.Errorf("got %v, want %v", got, want)
		}
	}
}

func TestConvGradientsAreTheDerivatives(t *testing.T) {
	generator := seeded(1)
	for _, test := range []struct {
		window, strides []int64
		padding         string
		shape           []int64
		unseen          int // numbers of an image that no window holds
	}{
		{[]int64{2, 3}, []int64{1, 1}, "valid", []int64{3, 4, 2}, 0},
		{[]int64{3, 2}, []int64{1, 1}, "same", []int64{2, 3, 1}, 0},
		{[]int64{3, 3}, []int64{2, 1}, "same", []int64{4, 3, 2}, 0},
		{[]int64{3, 4}, []int64{1, 1}, "valid", []int64{3, 4, 2}, 0}, // as large as the image
		{[]int64{1, 1}, []int64{1, 1}, "valid", []int64{2, 2, 3}, 0},
		{[]int64{1, 1}, []int64{2, 2}, "valid", []int64{3, 3, 2}, 10},
	} {
		layer := conv2dLayer(generator, 2, test.window, test.strides, test.padding, test.shape)
		_, after := conv2dShapes(layer)
		inputs := signedRows(generator, 3, int(productOf(test.shape)))
		deltas := signedRows(generator, 3, int(productOf(after)))
		checkLayerGradients(t, layer, inputs, deltas)
		got := zerosOf(conv2dInputGradients(inputs, deltas, layer))
		if want := 3 * test.unseen; got != want {
			t.Errorf("%v: got %d gradients that are 0, want %d", test, got, want)
		}
	}
	for _, padding := range []string{"valid", "same"} {
		layer := conv1dLayer(generator, 2, 3, 1, padding, []int64{5, 2})
		_, after := conv1dShapes(layer)
		inputs, deltas := signedRows(generator, 2, 10), signedRows(generator, 2, int(productOf(after)))
		checkLayerGradients(t, layer, inputs, deltas)
		if got := zerosOf(conv1dInputGradients(inputs, deltas, layer)); got != 0 {
			t.Errorf("got %d gradients that are 0", got)
		}
	}
}

// What a cell gets from its patches is added in their order, and each part is a sum of its own.
func TestConv2DInputGradientsAddInOrder(t *testing.T) {
	a, b, c, d := 0.1, 0.2, 0.3, 0.4
	layer := Conv2DLayer{
		2, []int64{1, 2}, []int64{1, 1}, "valid", "linear", [][][][]float64{{{{a, b}}, {{c, d}}}}, nil, nil,
		[]int64{1, 3, 1},
	}
	got := conv2dInputGradients([][]float64{{0, 0, 0}}, [][]float64{{1, 1, 1, 1}}, layer)
	checkSame(t, "gradients", got, [][]float64{{a + b, (c + d) + (a + b), c + d}})
}

// A weight without a connection stays 0.
func TestUnconnectedWeightsHaveNoGradient(t *testing.T) {
	generator := seeded(4)
	layer := conv2dLayer(generator, 2, []int64{2, 2}, []int64{1, 1}, "valid", []int64{3, 3, 3})
	layer.Connections = [][]bool{{true, false}, {true, true}, {false, true}}
	inputs, deltas := signedRows(generator, 2, 27), signedRows(generator, 2, 8)
	gradients := conv2dParameterGradients(inputs, deltas, layer)
	checkLayerGradients(t, layer, inputs, deltas)
	for i := range 4 {
		checkSame(t, "first", gradients[i*3][1], 0.0)
		checkSame(t, "last", gradients[i*3+2][0], 0.0)
	}
	if got := zerosOf(gradients); got != 8 {
		t.Errorf("got %d gradients that are 0, want 8", got)
	}
	layer.Connections = nil
	if got := zerosOf(conv2dParameterGradients(inputs, deltas, layer)); got != 0 {
		t.Errorf("got %d gradients that are 0, want none", got)
	}
}

// A sequence is an image of one row.
func TestConv1DIsConv2DOnOneRow(t *testing.T) {
	generator := seeded(5)
	sequences := conv1dLayer(generator, 3, 2, 2, "same", []int64{5, 2})
	images := Conv2DLayer{
		3, []int64{1, 2}, []int64{1, 2}, "same", "linear", [][][][]float64{sequences.Kernel}, sequences.Bias,
		nil, []int64{1, 5, 2},
	}
	checkSame(t, "layer", oneRow(sequences), images)
	inputs, deltas := signedRows(generator, 2, 10), signedRows(generator, 2, 9)
	checkSame(t, "forward", conv1dForward(inputs, sequences), conv2dForward(inputs, images))
	got, want := conv1dParameterGradients(inputs, deltas, sequences), conv2dParameterGradients(inputs, deltas, images)
	checkSame(t, "parameter gradients", got, want)
	got, want = conv1dInputGradients(inputs, deltas, sequences), conv2dInputGradients(inputs, deltas, images)
	checkSame(t, "input gradients", got, want)
}
