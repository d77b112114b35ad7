package refnet

import (
	"math"
	"slices"
	"testing"
)

// smallConv2D returns a convolution with 2 filters of 2 rows and 1 column for images with 1 channel, after
// a change.
func smallConv2D(change func(*Conv2DLayer)) Layer {
	layer := Conv2DLayer{
		2, []int64{2, 1}, []int64{1, 1}, "valid", "relu", [][][][]float64{{{{1, 0}}}, {{{3, 4}}}},
		[]float64{5, 6}, [][]bool{{true, false}}, nil,
	}
	layer.Kernel[1][0][0][1] = 0 // without a connection
	change(&layer)
	return layer
}

// smallConv1D returns a convolution with 1 filter of 2 steps for sequences with 1 feature, after a change.
func smallConv1D(change func(*Conv1DLayer)) Layer {
	layer := Conv1DLayer{
		1, []int64{2}, []int64{1}, "valid", "relu", [][][]float64{{{1}}, {{2}}}, []float64{3}, nil,
	}
	change(&layer)
	return layer
}

// checkFaults checks that the only layer of a network for examples of this shape has these faults, and
// none where the code is empty.
func checkFaults(t *testing.T, shape []int64, layer Layer, code, field string) {
	t.Helper()
	layers, err := placedLayers("layers", []Layer{layer}, shape, nil)
	if err == nil {
		err = checkLayerValues("layers", layers)
	}
	if code != "" {
		checkRefusals(t, []refusal{{err, code, "layers[0]." + field}})
	} else if err != nil {
		t.Error(err)
	}
}

func TestConv2DIsChecked(t *testing.T) {
	nan, image := math.NaN(), []int64{3, 2, 1}
	for _, test := range []struct {
		shape       []int64
		change      func(layer *Conv2DLayer)
		code, field string
	}{
		{image, func(l *Conv2DLayer) {}, "", ""},
		{image, func(l *Conv2DLayer) { l.Bias, l.Connections = nil, nil }, "", ""},
		{image, func(l *Conv2DLayer) { l.KernelSize = nil }, "shape_mismatch", "kernel_size"},
		{image, func(l *Conv2DLayer) { l.KernelSize = []int64{2, 1, 1} }, "shape_mismatch", "kernel_size"},
		{image, func(l *Conv2DLayer) { l.KernelSize = []int64{2, 0} }, "out_of_range", "kernel_size"},
		{image, func(l *Conv2DLayer) { l.KernelSize = []int64{2, MostNumbers + 1} }, "out_of_range", "kernel_size"},
		{image, func(l *Conv2DLayer) { l.Strides = []int64{1} }, "shape_mismatch", "strides"},
		{image, func(l *Conv2DLayer) { l.Strides, l.Padding = []int64{1, 0}, "" }, "out_of_range", "strides"},
		{image, func(l *Conv2DLayer) { l.Strides = []int64{MostNumbers + 1, 1} }, "out_of_range", "strides"},
		{image, func(l *Conv2DLayer) { l.Padding, l.Filters = "full", 0 }, "unknown_name", "padding"},
		{image, func(l *Conv2DLayer) { l.Filters = 0 }, "out_of_range", "filters"},
		{image, func(l *Conv2DLayer) { l.Filters = MostNumbers + 1 }, "out_of_range", "filters"},
		{[]int64{3, 2}, func(l *Conv2DLayer) {}, "shape_mismatch", "input_shape"},
		{[]int64{3, 2, 1, 1}, func(l *Conv2DLayer) {}, "shape_mismatch", "input_shape"},
		{image, func(l *Conv2DLayer) { l.InputShape = []int64{2, 3, 1} }, "shape_mismatch", "input_shape"},
		{[]int64{1, 2, 1}, func(l *Conv2DLayer) {}, "shape_mismatch", "kernel_size"},
		{[]int64{1, 2, 1}, func(l *Conv2DLayer) { l.Padding = "same" }, "", ""},
		{image, func(l *Conv2DLayer) { l.Filters = MostNumbers/4 + 1 }, "out_of_range", "filters"},
		{image, func(l *Conv2DLayer) { l.Filters = MostNumbers / 4 }, "shape_mismatch", "kernel"},
		{[]int64{3, 2, 2}, func(l *Conv2DLayer) {}, "shape_mismatch", "kernel"},
		{image, func(l *Conv2DLayer) { l.Kernel = nil }, "shape_mismatch", "kernel"},
		{image, func(l *Conv2DLayer) { l.Kernel[1] = nil }, "shape_mismatch", "kernel"},
		{image, func(l *Conv2DLayer) { l.Kernel[1][0] = nil }, "shape_mismatch", "kernel"},
		{image, func(l *Conv2DLayer) { l.Kernel[1][0][0] = []float64{1} }, "shape_mismatch", "kernel"},
		{image, func(l *Conv2DLayer) { l.Bias = []float64{} }, "shape_mismatch", "bias"},
		{image, func(l *Conv2DLayer) { l.Connections = [][]bool{} }, "shape_mismatch", "connections"},
		{image, func(l *Conv2DLayer) { l.Connections = [][]bool{{true}} }, "shape_mismatch", "connections"},
		{image, func(l *Conv2DLayer) { l.Activation, l.Kernel[0][0][0][0] = "softmax", nan }, "unknown_name", "activation"},
		{image, func(l *Conv2DLayer) { l.Kernel[1][0][0][0], l.Bias[0] = nan, nan }, "not_finite", "kernel"},
		{image, func(l *Conv2DLayer) { l.Bias[1], l.Kernel[1][0][0][1] = nan, 1 }, "not_finite", "bias"},
		{image, func(l *Conv2DLayer) { l.Kernel[1][0][0][1] = 1 }, "out_of_range", "kernel"},
		{image, func(l *Conv2DLayer) { l.Kernel[1][0][0][1] = math.Copysign(0, -1) }, "", ""},
	} {
		checkFaults(t, test.shape, smallConv2D(test.change), test.code, test.field)
	}
}

func TestConv1DIsChecked(t *testing.T) {
	nan, sequence := math.NaN(), []int64{3, 1}
	for _, test := range []struct {
		shape       []int64
		change      func(layer *Conv1DLayer)
		code, field string
	}{
		{sequence, func(l *Conv1DLayer) {}, "", ""},
		{sequence, func(l *Conv1DLayer) { l.Bias = nil }, "", ""},
		{sequence, func(l *Conv1DLayer) { l.KernelSize = []int64{1, 2} }, "shape_mismatch", "kernel_size"},
		{sequence, func(l *Conv1DLayer) { l.Strides = []int64{1, 1} }, "shape_mismatch", "strides"},
		{sequence, func(l *Conv1DLayer) { l.Padding = "causal" }, "unknown_name", "padding"},
		{sequence, func(l *Conv1DLayer) { l.Filters = -1 }, "out_of_range", "filters"},
		{[]int64{3, 1, 1}, func(l *Conv1DLayer) {}, "shape_mismatch", "input_shape"},
		{[]int64{1, 1}, func(l *Conv1DLayer) {}, "shape_mismatch", "kernel_size"},
		{sequence, func(l *Conv1DLayer) { l.Filters = MostNumbers }, "out_of_range", "filters"},
		{sequence, func(l *Conv1DLayer) { l.Kernel[1] = nil }, "shape_mismatch", "kernel"},
		{sequence, func(l *Conv1DLayer) { l.Kernel[1][0] = nil }, "shape_mismatch", "kernel"},
		{sequence, func(l *Conv1DLayer) { l.Bias = []float64{1, 2} }, "shape_mismatch", "bias"},
		{sequence, func(l *Conv1DLayer) { l.Activation = "softmax" }, "unknown_name", "activation"},
		{sequence, func(l *Conv1DLayer) { l.Kernel[1][0][0] = nan }, "not_finite", "kernel"},
		{sequence, func(l *Conv1DLayer) { l.Bias[0] = math.Inf(1) }, "not_finite", "bias"},
	} {
		checkFaults(t, test.shape, smallConv1D(test.change), test.code, test.field)
	}
}

func TestPoolingIsChecked(t *testing.T) {
	type sizes = []int64
	image := sizes{3, 2, 4}
	for _, test := range []struct {
		shape, poolSize, strides sizes
		padding, code, field     string
	}{
		{image, sizes{3, 2}, nil, "valid", "", ""},
		{image, sizes{1, 1}, sizes{MostNumbers, 1}, "same", "", ""},
		{image, nil, nil, "valid", "shape_mismatch", "pool_size"},
		{image, sizes{2}, sizes{2}, "valid", "shape_mismatch", "pool_size"},
		{image, sizes{0, 2}, nil, "valid", "out_of_range", "pool_size"},
		{image, sizes{2, 2}, sizes{}, "valid", "shape_mismatch", "strides"},
		{image, sizes{2, 2}, sizes{2, -1}, "full", "out_of_range", "strides"},
		{sizes{3}, sizes{2, 2}, nil, "full", "unknown_name", "padding"},
		{sizes{3, 2}, sizes{2, 2}, nil, "valid", "shape_mismatch", "input_shape"},
		{image, sizes{4, 1}, nil, "valid", "shape_mismatch", "pool_size"},
		{image, sizes{1, 3}, nil, "valid", "shape_mismatch", "pool_size"},
	} {
		largest := MaxPooling2DLayer{test.poolSize, test.strides, test.padding, nil}
		means := AveragePooling2DLayer{test.poolSize, test.strides, test.padding, nil}
		checkFaults(t, test.shape, largest, test.code, test.field)
		checkFaults(t, test.shape, means, test.code, test.field)
	}
	checkFaults(t, image, GlobalAveragePooling2DLayer{}, "", "")
	checkFaults(t, image[:2], GlobalAveragePooling2DLayer{}, "shape_mismatch", "input_shape")
	checkFaults(t, image, GlobalAveragePooling2DLayer{sizes{2, 3, 4}}, "shape_mismatch", "input_shape")
}

func TestZeroPadding2DIsChecked(t *testing.T) {
	type sizes = []int64
	image, none := sizes{3, 2, 4}, sizes{0, 0}
	for _, test := range []struct {
		shape, rows, columns sizes
		code, field          string
	}{
		{image, none, sizes{1, 2}, "", ""},
		{image, nil, none, "shape_mismatch", "rows"},
		{image, sizes{1}, none, "shape_mismatch", "rows"},
		{image, sizes{0, -1}, nil, "out_of_range", "rows"},
		{image, none, sizes{1, 2, 3}, "shape_mismatch", "columns"},
		{sizes{3}, none, sizes{MostNumbers + 1, 0}, "out_of_range", "columns"},
		{sizes{3, 2}, none, none, "shape_mismatch", "input_shape"},
		{sizes{1, 1, 1}, sizes{MostNumbers - 1, 0}, none, "", ""},
		{sizes{1, 1, 1}, sizes{MostNumbers, 0}, none, "out_of_range", "columns"},
		{image, sizes{MostNumbers, MostNumbers}, sizes{MostNumbers, MostNumbers}, "out_of_range", "columns"},
	} {
		checkFaults(t, test.shape, ZeroPadding2DLayer{test.rows, test.columns, nil}, test.code, test.field)
	}
}

func TestReshapeIsChecked(t *testing.T) {
	type sizes = []int64
	for _, test := range []struct {
		shape, target, known sizes
		code, field          string
	}{
		{sizes{6}, sizes{2, 3}, nil, "", ""},
		{sizes{6}, nil, nil, "empty", "target_shape"},
		{sizes{6}, sizes{-2, -3}, nil, "out_of_range", "target_shape"},
		{sizes{6}, sizes{MostNumbers, 2}, nil, "out_of_range", "target_shape"},
		{sizes{6}, sizes{2, 2}, sizes{3, 2}, "shape_mismatch", "input_shape"},
		{sizes{6}, sizes{2, 2}, nil, "shape_mismatch", "target_shape"},
		{nil, sizes{2, 3}, sizes{6}, "", ""},
	} {
		checkFaults(t, test.shape, ReshapeLayer{test.target, test.known}, test.code, test.field)
	}
}

// The first layer may know its shape, and has to where no experiment says it.
func TestLayersOnImagesNeedAShape(t *testing.T) {
	unknown := []Layer{
		ReshapeLayer{TargetShape: []int64{1}},
		smallConv2D(func(*Conv2DLayer) {}),
		smallConv1D(func(*Conv1DLayer) {}),
		MaxPooling2DLayer{[]int64{1, 1}, nil, "valid", nil},
		GlobalAveragePooling2DLayer{},
		ZeroPadding2DLayer{[]int64{0, 0}, []int64{0, 0}, nil},
	}
	for _, layer := range unknown {
		_, err := WriteModel(Model{Layers: []Layer{layer}})
		checkRefusals(t, []refusal{{err, "empty", "input_shape"}})
	}
	known := smallConv2D(func(l *Conv2DLayer) { l.InputShape = []int64{2, 1, 1} })
	outputs, err := Predict([]Layer{known, MaxPooling2DLayer{[]int64{1, 1}, nil, "same", nil}}, [][]float64{{1, 2}})
	if err != nil {
		t.Fatal(err)
	}
	checkSame(t, "outputs", outputs, [][]float64{{12, 6}})
}

// A placed layer shares no list with the caller's but its weights, which training replaces.
func TestPlacedLayersAreCopies(t *testing.T) {
	type sizes = []int64
	shape := sizes{2, 2, 1}
	layer := smallConv2D(func(*Conv2DLayer) {}).(Conv2DLayer)
	pooling := MaxPooling2DLayer{sizes{1, 1}, sizes{1, 1}, "valid", nil}
	padding, reshape := ZeroPadding2DLayer{sizes{0, 1}, sizes{1, 0}, nil}, ReshapeLayer{sizes{12}, nil}
	placed, err := placedLayers("layers", []Layer{layer, pooling, padding, reshape}, shape, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, list := range []sizes{
		shape, layer.KernelSize, layer.Strides, pooling.PoolSize, pooling.Strides, padding.Rows,
		padding.Columns, reshape.TargetShape,
	} {
		list[0] = 99
	}
	layer.Connections[0][0] = false
	want := []Layer{
		smallConv2D(func(l *Conv2DLayer) { l.InputShape = sizes{2, 2, 1} }),
		MaxPooling2DLayer{sizes{1, 1}, sizes{1, 1}, "valid", sizes{1, 2, 2}},
		ZeroPadding2DLayer{sizes{0, 1}, sizes{1, 0}, sizes{1, 2, 2}},
		ReshapeLayer{sizes{12}, sizes{2, 3, 2}},
	}
	checkSame(t, "layers", placed, want)
}

func TestMessagesOfLayersOnImages(t *testing.T) {
	nan := math.NaN()
	for _, test := range []struct {
		shape []int64
		layer Layer
		want  string
	}{
		{
			[]int64{3}, smallConv2D(func(*Conv2DLayer) {}),
			"input_shape: expected examples of the shape [rows][columns][channels]",
		},
		{[]int64{3}, smallConv1D(func(*Conv1DLayer) {}), "input_shape: expected examples of the shape [steps][features]"},
		{
			[]int64{3, 2, 1}, smallConv2D(func(l *Conv2DLayer) { l.KernelSize = nil }),
			"kernel_size: expected 2 sizes",
		},
		{[]int64{3, 1}, smallConv1D(func(l *Conv1DLayer) { l.Strides = nil }), "strides: expected one size"},
		{
			[]int64{1, 2, 1}, smallConv2D(func(*Conv2DLayer) {}),
			"kernel_size[0]: expected at most the size of the image, 1",
		},
		{
			[]int64{3, 2, 3}, smallConv2D(func(*Conv2DLayer) {}),
			"kernel: expected the shape [2][1][3][2]",
		},
		{
			[]int64{3, 2, 1}, smallConv2D(func(l *Conv2DLayer) { l.Kernel[1][0][0][0] = nan }),
			"kernel[1][0][0][0]: expected a finite number",
		},
		{
			[]int64{3, 2, 1}, smallConv2D(func(l *Conv2DLayer) { l.Kernel[1][0][0][1] = 1 }),
			"kernel[1][0][0][1]: expected 0 without a connection",
		},
		{
			[]int64{3, 2, 1}, ZeroPadding2DLayer{nil, nil, nil},
			"rows: expected two widths",
		},
		{
			[]int64{3, 2}, ReshapeLayer{[]int64{5}, nil},
			"target_shape: expected as many numbers as inputs, 6",
		},
	} {
		layers, err := placedLayers("layers", []Layer{test.layer}, test.shape, nil)
		if err == nil {
			err = checkLayerValues("layers", layers)
		}
		if want := "layers[0]." + test.want; err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestConvolutionsHaveEveryActivationButSoftmax(t *testing.T) {
	others := slices.DeleteFunc(slices.Clone(Activations), func(name string) bool { return name == "softmax" })
	checkSame(t, "activations", UnitActivations, others)
}
