package refnet

import (
	"math"
	"testing"
)

// Layers of every kind have to fit together, and are refused for their first fault.
func TestLayersOfEveryKindAreChecked(t *testing.T) {
	type numbers = []float64
	nan := math.NaN()
	dense := DenseLayer{2, "linear", [][]float64{{1, 2}}, nil}
	flatten := func(sizes ...int64) Layer { return FlattenLayer{sizes} }
	normalization := func(mean, variance numbers) Layer { return NormalizationLayer{mean, variance, false, nil} }
	two := normalization(numbers{0, 0}, numbers{1, 1})
	for _, test := range []struct {
		layers      []Layer
		code, field string
	}{
		{[]Layer{flatten()}, "empty", "input_shape"},
		{[]Layer{dense, flatten()}, "", ""},
		{[]Layer{flatten(0)}, "out_of_range", "layers[0].input_shape"},
		{[]Layer{flatten(-1, -1)}, "out_of_range", "layers[0].input_shape"},
		{[]Layer{flatten(MostNumbers + 1)}, "out_of_range", "layers[0].input_shape"},
		{[]Layer{flatten(MostNumbers, 2)}, "out_of_range", "layers[0].input_shape"},
		{[]Layer{flatten(1<<16, 1<<16, 1<<16, 1<<16)}, "out_of_range", "layers[0].input_shape"}, // 2^64
		{[]Layer{flatten(MostNumbers, 1)}, "", ""},
		{[]Layer{dense, flatten(3)}, "shape_mismatch", "layers[1].input_shape"},
		{[]Layer{dense, flatten(1, 2)}, "shape_mismatch", "layers[1].input_shape"},
		{[]Layer{dense, flatten(2)}, "", ""},
		{[]Layer{flatten(2), dense}, "shape_mismatch", "layers[1].kernel"},
		{[]Layer{normalization(nil, numbers{1})}, "empty", "layers[0].mean"},
		{[]Layer{normalization(numbers{nan}, numbers{nan, -1})}, "shape_mismatch", "layers[0].variance"},
		{[]Layer{dense, normalization(numbers{0}, numbers{1})}, "shape_mismatch", "layers[1].mean"},
		{[]Layer{two, dense}, "shape_mismatch", "layers[1].kernel"},
		{[]Layer{normalization(numbers{nan}, numbers{nan})}, "not_finite", "layers[0].mean"},
		{[]Layer{normalization(numbers{0, 0}, numbers{-1, nan})}, "out_of_range", "layers[0].variance"},
		{[]Layer{normalization(numbers{0, 0}, numbers{nan, -1})}, "not_finite", "layers[0].variance"},
		{[]Layer{normalization(numbers{0}, numbers{math.Copysign(0, -1)}), dense, two, flatten(2)}, "", ""},
	} {
		_, err := WriteModel(Model{Layers: test.layers})
		if test.code != "" {
			checkRefusals(t, []refusal{{err, test.code, test.field}})
		} else if err != nil {
			t.Error(err)
		}
	}
	_, err := placedLayers("layers", []Layer{dense, flatten(3)}, nil, nil)
	want := "layers[1].input_shape: expected the shape of the layer's inputs"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// The first layers have to fit the shape of the examples, which is checked first.
func TestLayersArePlacedForTheExamples(t *testing.T) {
	type shape = []int64
	dense := DenseLayer{1, "linear", [][]float64{{1}, {2}}, nil}
	images := func(sizes ...int64) Layer {
		return NormalizationLayer{[]float64{0, 0}, []float64{1, 1}, false, sizes}
	}
	normalization, two := images(), DenseLayer{2, "linear", [][]float64{{1, 2}}, nil}
	flatten := func(sizes ...int64) Layer { return FlattenLayer{sizes} }
	for _, test := range []struct {
		shape       shape
		layers      []Layer
		code, field string
	}{
		{shape{}, nil, "empty", "input_shape"},
		{shape{0}, nil, "out_of_range", "input_shape"},
		{shape{-1, -1}, nil, "out_of_range", "input_shape"},
		{shape{MostNumbers + 1}, nil, "out_of_range", "input_shape"},
		{shape{1 << 16, 1 << 16, 1 << 16, 1 << 16}, nil, "out_of_range", "input_shape"}, // 2^64
		{shape{MostNumbers, 1}, nil, "empty", "layers"},
		{nil, nil, "empty", "layers"},
		{nil, []Layer{flatten(), dense}, "empty", "input_shape"},
		{shape{3}, []Layer{dense}, "shape_mismatch", "layers[0].kernel"},
		{shape{3}, []Layer{normalization}, "shape_mismatch", "layers[0].mean"},
		{shape{3}, []Layer{flatten(), dense}, "shape_mismatch", "layers[1].kernel"},
		{shape{3}, []Layer{flatten(2), dense}, "shape_mismatch", "layers[0].input_shape"},
		{shape{2, 1}, []Layer{dense}, "shape_mismatch", "layers[0].kernel"},
		{shape{2, 1}, []Layer{normalization, dense}, "shape_mismatch", "layers[1].kernel"},
		{nil, []Layer{images(3)}, "shape_mismatch", "layers[0].mean"},
		{nil, []Layer{images(0)}, "out_of_range", "layers[0].input_shape"},
		{nil, []Layer{images(-1, -2)}, "out_of_range", "layers[0].input_shape"},
		{shape{2}, []Layer{images(math.MaxInt64, math.MaxInt64)}, "out_of_range", "layers[0].input_shape"},
		{shape{2}, []Layer{images(2, 1)}, "shape_mismatch", "layers[0].input_shape"},
		{shape{2, 1}, []Layer{images(2)}, "shape_mismatch", "layers[0].input_shape"},
		{shape{2, 1}, []Layer{flatten(2), dense}, "shape_mismatch", "layers[0].input_shape"},
		{shape{3, 2}, []Layer{flatten(2, 3)}, "shape_mismatch", "layers[0].input_shape"},
		{nil, []Layer{two, images(2, 1)}, "shape_mismatch", "layers[1].input_shape"},
	} {
		_, err := placedLayers("layers", test.layers, test.shape, nil)
		checkRefusals(t, []refusal{{err, test.code, test.field}})
	}
	for _, test := range []struct {
		shape        shape
		layers, want []Layer
	}{
		{shape{2}, []Layer{normalization, dense, flatten()}, []Layer{images(2), dense, flatten(1)}},
		{shape{2, 1}, []Layer{normalization, flatten()}, []Layer{images(2, 1), flatten(2, 1)}},
		{shape{2, 1}, []Layer{flatten(), flatten(), dense}, []Layer{flatten(2, 1), flatten(2), dense}},
		{shape{1, 2}, []Layer{flatten(1, 2), dense}, []Layer{flatten(1, 2), dense}}, // it knows its shape
		{shape{1, 2}, []Layer{images(1, 2), flatten()}, []Layer{images(1, 2), flatten(1, 2)}},
		{nil, []Layer{flatten(1, 2), flatten(), dense}, []Layer{flatten(1, 2), flatten(2), dense}},
		{nil, []Layer{dense, flatten()}, []Layer{dense, flatten(1)}},
	} {
		placed, err := placedLayers("layers", test.layers, test.shape, nil)
		if err != nil {
			t.Error(err)
		}
		checkSame(t, "layers", placed, test.want)
	}
	_, err := placedLayers("layers", []Layer{dense}, shape{2, 1}, nil)
	want := "layers[0].kernel: expected examples that are one row of numbers: put a flatten layer before it"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestDropoutIsChecked(t *testing.T) {
	steps := []int64{3, 2}
	for _, test := range []struct {
		layer       DropoutLayer
		code, field string
	}{
		{DropoutLayer{Rate: math.Nextafter(1, 0)}, "", ""},
		{DropoutLayer{InputShape: steps}, "", ""},
		{DropoutLayer{Rate: 2, InputShape: []int64{2, 3}}, "shape_mismatch", "input_shape"},
		{DropoutLayer{Rate: 1}, "out_of_range", "rate"},
		{DropoutLayer{Rate: -5e-324}, "out_of_range", "rate"},
		{DropoutLayer{Rate: math.NaN()}, "not_finite", "rate"},
	} {
		checkFaults(t, steps, test.layer, test.code, test.field)
	}
	before := &layerBefore{"layers[0].units", []int64{MostNumbers + 1}, nil}
	_, err := placedDropoutLayer("layers[1]", DropoutLayer{Rate: 2}, before)
	checkRefusals(t, []refusal{{err, "out_of_range", "layers[1].input_shape"}})
}

// A layer before a normalization may have more outputs than a shape may have numbers.
func TestNormalizationOfTooManyInputs(t *testing.T) {
	many := make([]float64, MostNumbers+1)
	before := &layerBefore{"layers[0].units", []int64{MostNumbers + 1}, nil}
	_, err := placedNormalizationLayer("layers[1]", NormalizationLayer{many, many, false, nil}, before)
	checkRefusals(t, []refusal{{err, "out_of_range", "layers[1].input_shape"}})
}

func TestDenseRefuses(t *testing.T) {
	type rows = [][]float64
	nan, inf := math.NaN(), math.Inf(1)
	whole := func(number int64) *int64 { return &number }
	linear := func(kernel rows, bias []float64, units int64) []Layer {
		return []Layer{DenseLayer{units, "linear", kernel, bias}}
	}
	layers := func(layers ...Layer) func(*denseArguments) {
		return func(a *denseArguments) { a.layers = layers }
	}
	setting := func(change func(*Optimizer)) func(*denseArguments) {
		return func(a *denseArguments) { change(&a.optimizer) }
	}
	first, second := DenseLayer{1, "linear", rows{{1}}, nil}, DenseLayer{1, "sigmoid", rows{{1}}, nil}
	softmax := DenseLayer{2, "softmax", rows{{1, 2}}, nil}
	sparse := func(classes ...int64) func(*denseArguments) {
		return func(a *denseArguments) {
			a.layers, a.loss, a.targets = []Layer{softmax}, DefaultLoss(Sparse), Targets{Classes: classes}
		}
	}
	tests := []struct {
		change      func(*denseArguments)
		code, field string
	}{
		{layers(first, nil), "wrong_type", "layers"},
		{layers(&first), "wrong_type", "layers"},
		{layers((*FlattenLayer)(nil)), "wrong_type", "layers"},
		{layers(), "empty", "layers"},
		{layers(linear(nil, nil, 1)...), "empty", "layers[0].kernel"},
		{layers(linear(rows{{1, 2}}, nil, 1)...), "shape_mismatch", "layers[0].kernel"},
		{layers(linear(rows{{1}}, nil, 1<<32+1)...), "shape_mismatch", "layers[0].kernel"},
		{layers(first, DenseLayer{1, "linear", rows{{1}, {1}}, nil}), "shape_mismatch", "layers[1].kernel"},
		{layers(linear(rows{{1}}, []float64{}, 1)...), "shape_mismatch", "layers[0].bias"},
		{layers(linear(rows{{}}, nil, 0)...), "shape_mismatch", "targets"},
		{func(a *denseArguments) {
			a.layers, a.targets = linear(rows{{}}, nil, 0), Targets{Rows: rows{{}, {}}}
		}, "out_of_range", "layers[0].units"},
		{layers(first, DenseLayer{1, "step", rows{{1}}, nil}), "unknown_name", "layers[1].activation"},
		{layers(first, DenseLayer{1, "relu", rows{{nan}}, nil}), "not_finite", "layers[1].kernel"},
		{layers(linear(rows{{1}}, []float64{inf}, 1)...), "not_finite", "layers[0].bias"},
		{func(a *denseArguments) {
			a.layers, a.loss = []Layer{first}, DefaultLoss("binary_cross_entropy")
		}, "unknown_name", "loss"},
		{layers(first, second), "", ""},
		{func(a *denseArguments) { a.loss = DefaultLoss("mae") }, "unknown_name", "loss"},
		{func(a *denseArguments) { a.loss = Loss{Name: "huber"} }, "out_of_range", "loss.delta"},
		{func(a *denseArguments) { a.loss = DefaultLoss("mse") }, "", ""},
		{func(a *denseArguments) { a.loss = Loss{Name: "mse", LabelSmoothing: 9} }, "", ""},
		{func(a *denseArguments) { a.loss = Loss{Name: "huber", Delta: 1, LabelSmoothing: -1} }, "", ""},
		{setting(func(o *Optimizer) { o.Name = "lion" }), "unknown_name", "optimizer.name"},
		{setting(func(o *Optimizer) { o.LearningRate = nan }), "not_finite", "optimizer.learning_rate"},
		{setting(func(o *Optimizer) { o.Momentum = inf }), "not_finite", "optimizer.momentum"},
		{setting(func(o *Optimizer) { o.Momentum = 1 }), "out_of_range", "optimizer.momentum"},
		{setting(func(o *Optimizer) { o.Rho = -0.1 }), "out_of_range", "optimizer.rho"},
		{setting(func(o *Optimizer) { o.Beta1 = 1 }), "out_of_range", "optimizer.beta_1"},
		{setting(func(o *Optimizer) { o.Beta2 = 1.5 }), "out_of_range", "optimizer.beta_2"},
		{setting(func(o *Optimizer) { o.Epsilon = -1 }), "out_of_range", "optimizer.epsilon"},
		{setting(func(o *Optimizer) { o.Epsilon = nan }), "not_finite", "optimizer.epsilon"},
		{func(a *denseArguments) { a.inputs = nil }, "empty", "inputs"},
		{func(a *denseArguments) { a.inputs = rows{{1}, {1, 2}} }, "shape_mismatch", "inputs"},
		{func(a *denseArguments) { a.inputs[1][0] = inf }, "not_finite", "inputs"},
		{func(a *denseArguments) { a.targets = Targets{} }, "shape_mismatch", "targets"},
		{func(a *denseArguments) { a.targets.Rows[1] = nil }, "shape_mismatch", "targets"},
		{func(a *denseArguments) { a.targets.Rows[1][0] = nan }, "not_finite", "targets"},
		{func(a *denseArguments) { a.targets = Targets{Classes: []int64{0, 0}} }, "shape_mismatch", "targets"},
		{func(a *denseArguments) { a.loss = DefaultLoss(Sparse) }, "shape_mismatch", "targets"},
		{sparse(0), "shape_mismatch", "targets"},
		{sparse(0, 2), "out_of_range", "targets"},
		{sparse(-1, 0), "out_of_range", "targets"},
		{sparse(1, 0), "", ""},
		{func(a *denseArguments) { a.batchSize = whole(0) }, "out_of_range", "batch_size"},
		{func(a *denseArguments) { a.batchSize = whole(math.MaxInt64) }, "", ""},
		{func(a *denseArguments) { a.epochs = -1 }, "out_of_range", "epochs"},
		{func(a *denseArguments) { a.shuffleSeed = whole(-1) }, "out_of_range", "shuffle_seed"},
		{func(a *denseArguments) { a.shuffleSeed = whole(LargestSeed + 1) }, "out_of_range", "shuffle_seed"},
		{func(a *denseArguments) { a.record = []int64{4} }, "out_of_range", "record"},
	}
	for _, test := range tests {
		_, err := smallRun(test.change)
		if test.code != "" {
			checkRefusals(t, []refusal{{err, test.code, test.field}})
		} else if err != nil {
			t.Error(err)
		}
	}
}

func TestWriteModelRefuses(t *testing.T) {
	write := func(layers ...Layer) error {
		_, err := WriteModel(Model{Layers: layers})
		return err
	}
	named := func(columns, classes []string, kernel ...[]float64) error {
		layers := []Layer{DenseLayer{1, "step", kernel, nil}}
		_, err := WriteModel(Model{Layers: layers, Columns: columns, Classes: classes})
		return err
	}
	one, two := []float64{1}, []string{"a", "b"}
	many := make([]float64, MostNumbers+1)
	checkRefusals(t, []refusal{
		{write(nil), "wrong_type", "layers"},
		{write(), "empty", "layers"},
		{write(FlattenLayer{}), "empty", "input_shape"},
		{write(NormalizationLayer{Mean: many, Variance: many}), "out_of_range", "input_shape"}, // version 2
		{write(DenseLayer{1, "step", [][]float64{{1, 2}}, nil}), "shape_mismatch", "layers[0].kernel"},
		{write(DenseLayer{1, "step", [][]float64{{1}}, nil}), "unknown_name", "layers[0].activation"},
		{write(DenseLayer{1, "relu", [][]float64{{math.NaN()}}, nil}), "not_finite", "layers[0].kernel"},
		{named([]string{"\xff"}, two), "wrong_type", "columns"}, // before the shapes
		{named(two, []string{"a", "\xed\xa0\x80"}), "wrong_type", "classes"},
		{named(two, two), "empty", "layers[0].kernel"},
		{named(two, two, one), "shape_mismatch", "columns"},
		{named(two[:1], two, one), "shape_mismatch", "classes"},
		{named([]string{}, nil, one), "shape_mismatch", "columns"}, // nil: no names
		{named(two[:1], two[:1], one), "unknown_name", "layers[0].activation"},
	})
}

func TestPredictRefuses(t *testing.T) {
	type rows = [][]float64
	predict := func(kernel, inputs rows) error {
		_, err := Predict([]Layer{DenseLayer{1, "linear", kernel, nil}}, inputs)
		return err
	}
	_, none := Predict(nil, rows{{1}})
	_, pointer := Predict([]Layer{&FlattenLayer{[]int64{1}}}, rows{{1}})
	_, flatten := Predict([]Layer{FlattenLayer{[]int64{2, 2}}}, rows{{1}})
	_, unknown := Predict([]Layer{FlattenLayer{}}, rows{{1}})
	checkRefusals(t, []refusal{
		{pointer, "wrong_type", "layers"},
		{flatten, "shape_mismatch", "inputs"},
		{unknown, "empty", "input_shape"},
		{none, "empty", "layers"},
		{predict(rows{{1, 2}}, rows{{1}}), "shape_mismatch", "layers[0].kernel"},
		{predict(rows{{math.NaN()}}, rows{{1, 2}}), "shape_mismatch", "inputs"},
		{predict(rows{{math.NaN()}}, rows{{math.NaN()}}), "not_finite", "layers[0].kernel"},
		{predict(rows{{1}}, rows{{math.NaN()}}), "not_finite", "inputs"},
	})
}
