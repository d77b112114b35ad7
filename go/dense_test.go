package refnet

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"sort"
	"testing"
)

// The exclusive or, with a hidden layer and Adam.
func ExampleDense() {
	kernels, _ := InitialKernels("glorot_uniform", []int64{2, 8, 1}, 1)
	layers := []DenseLayer{
		{Units: 8, Activation: "tanh", Kernel: kernels[0], Bias: make([]float64, 8)},
		{Units: 1, Activation: "sigmoid", Kernel: kernels[1], Bias: make([]float64, 1)},
	}
	optimizer := DefaultOptimizer("adam")
	optimizer.LearningRate = 0.05
	inputs := [][]float64{{0, 0}, {0, 1}, {1, 0}, {1, 1}}
	targets := Targets{Rows: [][]float64{{0}, {1}, {1}, {0}}}
	run, err := Dense(
		layers, "binary_crossentropy", optimizer, inputs, targets, nil, 300, nil, []int64{1, 300},
	)
	if err != nil {
		fmt.Println(err)
	}
	for _, trial := range run.Trials {
		fmt.Printf("epoch %d: %.2f\n", trial.Epoch, trial.Loss)
	}
	fmt.Printf("%.2f\n", run.Outputs)
	// Output:
	// epoch 1: 0.70
	// epoch 300: 0.00
	// [[0.00] [1.00] [1.00] [0.00]]
}

// smallRun trains two layers with one weight each, the second of which has a bias, with changes.
func smallRun(changes func(*denseArguments)) (DenseRun, error) {
	arguments := denseArguments{
		layers: []DenseLayer{
			{1, "linear", [][]float64{{0.5}}, nil},
			{1, "sigmoid", [][]float64{{2}}, []float64{0.25}},
		},
		loss:      "mse",
		optimizer: DefaultOptimizer("sgd"),
		inputs:    [][]float64{{1}, {2}},
		targets:   Targets{Rows: [][]float64{{1}, {0}}},
		epochs:    3,
	}
	changes(&arguments)
	return arguments.run()
}

type denseArguments struct {
	layers                 []DenseLayer
	loss                   string
	optimizer              Optimizer
	inputs                 [][]float64
	targets                Targets
	batchSize, shuffleSeed *int64
	epochs                 int64
	record                 []int64
}

func (a denseArguments) run() (DenseRun, error) {
	return Dense(
		a.layers, a.loss, a.optimizer, a.inputs, a.targets, a.batchSize, a.epochs, a.shuffleSeed,
		a.record,
	)
}

func TestDenseRecords(t *testing.T) {
	for _, test := range []struct {
		record []int64
		want   []int64
	}{
		{nil, []int64{1, 2, 3}},
		{[]int64{}, nil},
		{[]int64{1, 3}, []int64{1, 3}},
	} {
		run, err := smallRun(func(a *denseArguments) { a.record = test.record })
		if err != nil {
			t.Fatal(err)
		}
		var got []int64
		for _, trial := range run.Trials {
			got = append(got, trial.Epoch)
		}
		if !reflect.DeepEqual(got, test.want) {
			t.Errorf("record %v: got %v, want %v", test.record, got, test.want)
		}
	}
}

func TestDenseLeavesTheCallersNumbersAlone(t *testing.T) {
	for _, name := range Optimizers {
		one, seed := int64(1), int64(7)
		given, same := denseArguments{}, denseArguments{}
		arguments := func(keep *denseArguments) func(*denseArguments) {
			return func(a *denseArguments) {
				a.optimizer = DefaultOptimizer(name)
				a.batchSize, a.shuffleSeed = &one, &seed
				*keep = *a
			}
		}
		run, err := smallRun(arguments(&given))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := smallRun(arguments(&same)); err != nil {
			t.Fatal(err)
		}
		first, second := run.Trials[0].Layers, run.Trials[1].Layers
		after := second[1].Kernel[0][0]
		first[1].Kernel[0][0] = 99
		first[0].Kernel = append(first[0].Kernel, []float64{99})
		if second[1].Kernel[0][0] != after || first[1].Kernel[0][0] != 99 {
			t.Errorf("%s: trials or layers share their weights", name)
		}
		if given.layers[0].Kernel[0][0] != 0.5 || given.layers[1].Kernel[0][0] != 2 ||
			given.layers[1].Bias[0] != 0.25 || !reflect.DeepEqual(given, same) {
			t.Errorf("%s: the caller's numbers have changed", name)
		}
		if first[0].Bias != nil || first[1].Bias == nil {
			t.Errorf("%s: a layer has got or lost its bias", name)
		}
	}
}

func TestDenseRefuses(t *testing.T) {
	type rows = [][]float64
	nan, inf := math.NaN(), math.Inf(1)
	whole := func(number int64) *int64 { return &number }
	linear := func(kernel rows, bias []float64, units int64) []DenseLayer {
		return []DenseLayer{{units, "linear", kernel, bias}}
	}
	layers := func(layers ...DenseLayer) func(*denseArguments) {
		return func(a *denseArguments) { a.layers = layers }
	}
	setting := func(change func(*Optimizer)) func(*denseArguments) {
		return func(a *denseArguments) { change(&a.optimizer) }
	}
	first, second := DenseLayer{1, "linear", rows{{1}}, nil}, DenseLayer{1, "sigmoid", rows{{1}}, nil}
	softmax := DenseLayer{2, "softmax", rows{{1, 2}}, nil}
	sparse := func(classes ...int64) func(*denseArguments) {
		return func(a *denseArguments) {
			a.layers, a.loss, a.targets = []DenseLayer{softmax}, Sparse, Targets{Classes: classes}
		}
	}
	tests := []struct {
		change      func(*denseArguments)
		code, field string
	}{
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
			a.layers, a.loss = []DenseLayer{first}, "binary_crossentropy"
		}, "unknown_name", "loss"},
		{layers(first, second), "", ""},
		{func(a *denseArguments) { a.loss = "mae" }, "unknown_name", "loss"},
		{setting(func(o *Optimizer) { o.Name = "adagrad" }), "unknown_name", "optimizer.name"},
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
		{func(a *denseArguments) { a.loss = Sparse }, "shape_mismatch", "targets"},
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

func TestDenseStopsWhereItDiverges(t *testing.T) {
	type rows = [][]float64
	one := int64(1)
	for _, test := range []struct {
		inputs, targets rows
		optimizer       Optimizer
		epochs          int64
		field           string
		trial, batch    int64
	}{
		{rows{{1}, {1e308}}, rows{{0}, {0}}, Optimizer{Name: "sgd", Epsilon: 1e-7}, 1, "outputs", 1, 2},
		{rows{{1}, {2}}, rows{{0}, {1e200}}, Optimizer{Name: "sgd", Epsilon: 1e-7}, 1, "loss", 1, 2},
		{
			rows{{1}, {2}}, rows{{0}, {1e100}}, Optimizer{Name: "sgd", LearningRate: 1e308, Epsilon: 1e-7}, 1,
			"layers", 1, 1,
		},
		{rows{{1}, {1e100}}, rows{{0}, {1e100}}, DefaultOptimizer("adam"), 1, "optimizer", 1, 2},
		{rows{{1e154}, {0}}, rows{{0}, {0}}, Optimizer{Name: "adam", Epsilon: 1e-7}, 1, "loss", 1, 1},
		{rows{{1e308}, {0}}, rows{{0}, {0}}, Optimizer{Name: "sgd", Epsilon: 1e-7}, 0, "outputs", 0, 0},
	} {
		layers := []DenseLayer{{1, "linear", rows{{3}}, nil}}
		targets := Targets{Rows: test.targets}
		_, err := Dense(
			layers, "mse", test.optimizer, test.inputs, targets, &one, test.epochs, nil, nil,
		)
		var got *Error
		if !errors.As(err, &got) || got.Code != "diverged" || got.Field != test.field ||
			got.Trial != test.trial || got.Batch != test.batch {
			t.Errorf("got %+v, want %s in trial %d, batch %d", got, test.field, test.trial, test.batch)
		}
	}
}

func TestAnEpochInPartsIsTheSameEpoch(t *testing.T) {
	layers := []DenseLayer{{2, "softmax", [][]float64{{1, -1}, {0.5, 2}}, []float64{0.1, 0}}}
	inputs := [][]float64{{1, 2}, {3, -1}, {0, 1}, {2, 2}, {-1, 0}}
	targets := oneHot([]int64{0, 0, 1, 1, 0}, 2)
	order := []int{4, 2, 0, 1, 3}
	training := Training{"categorical_crossentropy", DefaultOptimizer("adam"), 2}
	state := initialState(layers)
	whole, err := trainEpoch(layers, state, training, inputs, targets, order, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	part, err := trainEpoch(layers, state, training, inputs, targets, order[:2], 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	correct := part.correct
	part, err = trainEpoch(
		part.layers, part.state, training, inputs, targets, order[2:], 1, part.total,
	)
	if err != nil {
		t.Fatal(err)
	}
	part.correct += correct
	if !reflect.DeepEqual(part, whole) {
		t.Errorf("got %+v, want %+v", part, whole)
	}
}

func TestEvaluatingInPartsIsTheSame(t *testing.T) {
	const loss = "categorical_crossentropy"
	layers := []DenseLayer{{2, "softmax", [][]float64{{1, -1}, {0.5, 2}}, []float64{0.1, 0}}}
	inputs := [][]float64{{1, 2}, {3, -1}, {0, 1}, {2, 2}, {-1, 0}}
	targets := oneHot([]int64{0, 0, 1, 1, 0}, 2)
	first := evaluate(layers, loss, inputs[:3], targets[:3], 0)
	got := evaluate(layers, loss, inputs[3:], targets[3:], first.total)
	got.correct += first.correct
	if want := evaluate(layers, loss, inputs, targets, 0); got != want || want.correct == 0 {
		t.Errorf("evaluated in parts: got %+v, want %+v", got, want)
	}
}

func TestCorrectAnswers(t *testing.T) {
	type rows = [][]float64
	for _, test := range []struct {
		targets, outputs rows
		want             int64
	}{
		{rows{{1}, {0}, {0.5}, {1}}, rows{{0.51}, {0.5}, {0.2}, {0.5}}, 3},
		{rows{{0, 1, 0}, {1, 0, 0}}, rows{{0.2, 0.5, 0.3}, {0.2, 0.5, 0.3}}, 1},
		{rows{{1, 1}, {0, 1}}, rows{{0.5, 0.5}, {0.5, 0.5}}, 1}, // the first of equal ones
	} {
		if got := correctPredictions(test.targets, test.outputs); got != test.want {
			t.Errorf("%v of %v: got %d, want %d", test.outputs, test.targets, got, test.want)
		}
	}
	layers := []DenseLayer{{1, "linear", [][]float64{{1}}, nil}}
	inputs, generator := [][]float64{{0}, {0.4}, {0.6}}, seeded(1)
	training := Training{"mse", Optimizer{Name: "sgd", Epsilon: 1e-7}, 2}
	targets := [][]float64{{0}, {1}, {1}}
	trained, err := trainEpochs(
		layers, initialState(layers), training, inputs, targets, 1, 3, generator, []int64{1, 3},
	)
	if want := []int64{2, 2}; err != nil || !reflect.DeepEqual(trained.corrects, want) {
		t.Errorf("got %v and %v, want %v", trained.corrects, err, want)
	}
}

func TestShuffledHasEveryNumberOnce(t *testing.T) {
	generator := seeded(3)
	first, second := permutation(100, generator), permutation(100, generator)
	if reflect.DeepEqual(first, second) {
		t.Error("two shuffles are the same")
	}
	for _, order := range [][]int{first, second} {
		sort.Ints(order)
		if !reflect.DeepEqual(order, inOrder(100)) {
			t.Errorf("got %v", order)
		}
	}
}

func TestInitialKernels(t *testing.T) {
	for _, test := range []struct {
		initializer string
		limit       float64
	}{{"glorot_uniform", math.Sqrt(6.0 / 60.0)}, {"uniform", 0.05}, {"zeros", 0}} {
		kernels, err := InitialKernels(test.initializer, []int64{20, 40, 20}, LargestSeed)
		if err != nil || len(kernels) != 2 || len(kernels[0]) != 20 || len(kernels[1]) != 40 {
			t.Fatalf("%s: got %v, %v", test.initializer, kernels, err)
		}
		largest := 0.0
		for _, row := range append(append([][]float64{}, kernels[0]...), kernels[1]...) {
			for _, weight := range row {
				largest = max(largest, math.Abs(weight))
			}
		}
		if largest > test.limit || largest < 0.99*test.limit {
			t.Errorf("%s: got numbers up to %v, want %v", test.initializer, largest, test.limit)
		}
	}
	if kernels, err := InitialKernels("zeros", []int64{5}, 0); err != nil || kernels == nil {
		t.Errorf("a network without layers: got %v, %v", kernels, err)
	}
}

func TestInitialKernelsRefuses(t *testing.T) {
	kernels := func(initializer string, seed int64, sizes ...int64) error {
		_, err := InitialKernels(initializer, sizes, seed)
		return err
	}
	many := make([]int64, 40000) // their products add up to more than an int64 holds
	for i := range many {
		many[i] = MostNumbers
	}
	checkRefusals(t, []refusal{
		{kernels("he_normal", -1), "empty", "sizes"},
		{kernels("he_normal", -1, 0), "unknown_name", "initializer"},
		{kernels("zeros", -1, 1, 0), "out_of_range", "sizes"},
		{kernels("zeros", -1, MostNumbers+1), "out_of_range", "sizes"},
		{kernels("zeros", 0, 1<<12, 1<<12, 1), "out_of_range", "sizes"},
		{kernels("zeros", 0, many...), "out_of_range", "sizes"},
		{kernels("zeros", -1, 1, 1), "out_of_range", "seed"},
		{kernels("uniform", LargestSeed+1, 1, 1), "out_of_range", "seed"},
	})
}

func TestPredictRefuses(t *testing.T) {
	type rows = [][]float64
	predict := func(kernel, inputs rows) error {
		_, err := Predict([]DenseLayer{{1, "linear", kernel, nil}}, inputs)
		return err
	}
	_, none := Predict(nil, rows{{1}})
	checkRefusals(t, []refusal{
		{none, "empty", "layers"},
		{predict(rows{{1, 2}}, rows{{1}}), "shape_mismatch", "layers[0].kernel"},
		{predict(rows{{math.NaN()}}, rows{{1, 2}}), "shape_mismatch", "inputs"},
		{predict(rows{{math.NaN()}}, rows{{math.NaN()}}), "not_finite", "layers[0].kernel"},
		{predict(rows{{1}}, rows{{math.NaN()}}), "not_finite", "inputs"},
	})
	if outputs, err := Predict([]DenseLayer{{1, "relu", rows{{1}}, nil}}, nil); err != nil ||
		outputs == nil {
		t.Errorf("no inputs: got %v, %v", outputs, err)
	}
}
