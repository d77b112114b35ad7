package refnet_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	refnet "github.com/refnet/refnet/go"
)

// The four-button perceptron of the article: the third button is pressed.
func ExampleButtonPress() {
	inputs, weights := []float64{0, 0, 1, 0}, make([]float64, 4)
	history, err := refnet.ButtonPress(inputs, weights, 1, 0.2, 6, "add")
	if err != nil {
		fmt.Println(err)
	}
	for _, trial := range history {
		fmt.Printf("%.2f %.2f\n", trial.Output, trial.Error)
	}
	// Output:
	// 0.00 1.00
	// 0.20 0.80
	// 0.40 0.60
	// 0.60 0.40
	// 0.80 0.20
	// 1.00 0.00
}

func ExampleRabbit() {
	both, beep := []float64{1, 1}, []float64{0, 1}
	stimuli := [][]float64{both, both, both, beep, both, beep}
	history, err := refnet.Rabbit([]float64{1, 0}, []bool{false, true}, 1, 0.3, stimuli)
	if err != nil {
		fmt.Println(err)
	}
	fmt.Println("after three pairings:", history[3].Blink)
	fmt.Println("after four pairings:", history[5].Blink)
	// Output:
	// after three pairings: false
	// after four pairings: true
}

// Two inputs that are active together: by Oja's rule, the weights approach the length 1.
func ExampleHebb() {
	inputs := make([][]float64, 20)
	for i := range inputs {
		inputs[i] = []float64{3, 4}
	}
	history, err := refnet.Hebb(inputs, []float64{0.1, 0}, 0.02, "oja")
	if err != nil {
		fmt.Println(err)
	}
	fmt.Printf("%.2f\n", history[0].Weights)
	fmt.Printf("%.2f\n", history[19].Weights)
	// Output:
	// [0.12 0.02]
	// [0.60 0.80]
}

// Milo Spencer-Harper's neuron and its published result: the output is the first input.
func ExampleNeuron() {
	numbers, _ := refnet.Random(1, 3, "uniform", 1)
	weights := []float64{2*numbers[0] - 1, 2*numbers[1] - 1, 2*numbers[2] - 1}
	inputs := [][]float64{{0, 0, 1}, {1, 1, 1}, {1, 0, 1}, {0, 1, 1}}
	targets := []float64{0, 1, 1, 0}
	history, err := refnet.Neuron(inputs, targets, weights, nil, 1, 1, 10000, []int64{10000})
	if err != nil {
		fmt.Println(err)
	}
	learned := history[0].Weights
	output, _ := refnet.Elementary("sigmoid", learned[:1]) // of the inputs 1, 0, 0
	fmt.Printf("%.8f\n", learned)
	fmt.Printf("%.8f\n", output)
	// Output:
	// [9.67299303 -0.20784350 -4.62963669]
	// [0.99993704]
}

// The exclusive or, which no single neuron can learn.
func ExampleTwoLayer() {
	numbers, _ := refnet.Random(1, 16, "uniform", 1)
	weights1 := [][]float64{numbers[0:4], numbers[4:8], numbers[8:12]}
	weights2 := [][]float64{numbers[12:13], numbers[13:14], numbers[14:15], numbers[15:16]}
	inputs := [][]float64{{0, 0, 1}, {0, 1, 1}, {1, 0, 1}, {1, 1, 1}}
	targets := [][]float64{{0}, {1}, {1}, {0}}
	history, err := refnet.TwoLayer(
		inputs, targets, weights1, weights2, nil, nil, 1, 1500, []int64{1, 1500},
	)
	if err != nil {
		fmt.Println(err)
	}
	for _, trial := range history {
		fmt.Printf("iteration %d: %.2f\n", trial.Iteration, trial.Outputs)
	}
	// Output:
	// iteration 1: [[0.76] [0.77] [0.79] [0.80]]
	// iteration 1500: [[0.01] [0.97] [0.97] [0.04]]
}

// The exclusive or again, with a hidden layer and Adam.
func ExampleDense() {
	kernels, _ := refnet.InitialKernels("glorot_uniform", []int64{2, 8, 1}, 1, nil)
	layers := []refnet.Layer{
		refnet.DenseLayer{Units: 8, Activation: "tanh", Kernel: kernels[0], Bias: make([]float64, 8)},
		refnet.DenseLayer{Units: 1, Activation: "sigmoid", Kernel: kernels[1], Bias: make([]float64, 1)},
	}
	optimizer := refnet.DefaultOptimizer("adam")
	optimizer.LearningRate = 0.05
	inputs := [][]float64{{0, 0}, {0, 1}, {1, 0}, {1, 1}}
	targets := refnet.Targets{Rows: [][]float64{{0}, {1}, {1}, {0}}}
	run, err := refnet.Dense(
		layers, "binary_crossentropy", optimizer, inputs, targets, nil, 300, nil, []int64{1, 300},
		true,
		nil, nil, nil, nil,
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

// Images of two by two pixels: is the upper row brighter than the lower one?
func ExampleTrain() {
	layers := []refnet.Layer{
		refnet.FlattenLayer{}, // its shape is that of the images
		refnet.DenseLayer{Units: 1, Activation: "sigmoid", Kernel: [][]float64{{0}, {0}, {0}, {0}}},
	}
	optimizer := refnet.DefaultOptimizer("sgd")
	optimizer.LearningRate = 1
	images := [][]float64{{1, 0.8, 0.1, 0}, {0.2, 0.1, 0.9, 1}, {0.7, 0.9, 0.3, 0.2}, {0, 0.3, 0.4, 0.8}}
	targets := refnet.Targets{Rows: [][]float64{{1}, {0}, {1}, {0}}}
	run, err := refnet.Train(
		[]int64{2, 2}, layers, "binary_crossentropy", optimizer, images, targets, nil, 20, nil, []int64{20},
		true,
		nil, nil, nil, nil, nil,
	)
	if err != nil {
		fmt.Println(err)
	}
	fmt.Printf("%.2f\n", run.Outputs)
	fmt.Println(run.Trials[0].Layers[0])
	// Output:
	// [[0.94] [0.08] [0.85] [0.17]]
	// {[2 2]}
}

// While a network trains, a number is left out or counts twice; afterwards every number counts once.
func ExampleDropoutLayer() {
	layers := []refnet.Layer{
		refnet.DropoutLayer{Rate: 0.5},
		refnet.DenseLayer{Units: 1, Activation: "linear", Kernel: [][]float64{{1}, {10}}},
	}
	optimizer := refnet.DefaultOptimizer("sgd")
	optimizer.LearningRate = 0 // so that only the factors change
	targets := refnet.Targets{Rows: [][]float64{{0}}}
	run, err := refnet.Train(
		[]int64{2}, layers, "sum_squared_error", optimizer, [][]float64{{1, 1}}, targets, nil, 4, nil, nil, true,
		nil, nil, nil, nil, nil,
	)
	if err != nil {
		fmt.Println(err)
	}
	for _, trial := range run.Trials {
		fmt.Println(math.Sqrt(trial.Loss))
	}
	fmt.Println(run.Outputs)
	// Output:
	// 22
	// 22
	// 20
	// 20
	// [[11]]
}

// A filter that finds where an image becomes brighter to the right, and the largest of its answers.
func ExampleConv2DLayer() {
	layers := []refnet.Layer{
		refnet.Conv2DLayer{
			Filters:    1,
			KernelSize: []int64{1, 2},
			Strides:    []int64{1, 1},
			Padding:    "valid",
			Activation: "relu",
			Kernel:     [][][][]float64{{{{-1}}, {{1}}}},
			InputShape: []int64{2, 4, 1},
		},
		refnet.MaxPooling2DLayer{PoolSize: []int64{1, 3}, Padding: "valid"},
	}
	outputs, err := refnet.Predict(layers, [][]float64{{0, 0, 5, 5, 9, 7, 3, 4}})
	fmt.Println(outputs, err)
	// Output: [[5 1]] <nil>
}

// A simple recurrent layer that adds the steps up; the second sequence is filled up with a step that the
// mask leaves out.
func ExampleSimpleRNNLayer() {
	layers := []refnet.Layer{
		refnet.MaskingLayer{MaskValue: -1, InputShape: []int64{3, 1}},
		refnet.SimpleRNNLayer{
			Units:           1,
			Activation:      "linear",
			Kernel:          [][]float64{{1}},
			RecurrentKernel: [][]float64{{1}},
			ReturnSequences: true,
		},
	}
	outputs, err := refnet.Predict(layers, [][]float64{{1, 2, 3}, {5, 6, -1}})
	fmt.Println(outputs, err)
	// Output: [[1 3 6] [5 11 11]] <nil>
}

// Words are numbers, and an embedding gives each a vector.
func ExampleEmbeddingLayer() {
	layers := []refnet.Layer{
		refnet.EmbeddingLayer{
			InputDim: 3, OutputDim: 2, Embeddings: [][]float64{{0, 0}, {1, 2}, {3, 4}}, InputShape: []int64{3},
		},
	}
	outputs, err := refnet.Predict(layers, [][]float64{{2, 1, 2}})
	fmt.Println(outputs, err)
	// Output: [[3 4 1 2 3 4]] <nil>
}

func ExampleNormalization() {
	result, err := refnet.Normalization([][]float64{{1, 500}, {3, 500}, {5, 500}, {7, 500}})
	if err != nil {
		fmt.Println(err)
	}
	fmt.Println("mean", result.Mean, "variance", result.Variance)
	layers := []refnet.Layer{
		refnet.NormalizationLayer{Mean: result.Mean, Variance: result.Variance},
		refnet.DenseLayer{Units: 1, Activation: "linear", Kernel: [][]float64{{1}, {1}}},
	}
	outputs, err := refnet.Predict(layers, [][]float64{{4, 500}, {9, 500}})
	fmt.Printf("%.3f %v\n", outputs, err)
	// Output:
	// mean [4 500] variance [5 0]
	// [[0.000] [2.236]] <nil>
}

func ExampleAccuracy() {
	targets := [][]float64{{1}, {0}, {1}, {0}}
	accuracy, err := refnet.Accuracy(targets, [][]float64{{0.9}, {0.2}, {0.4}, {0.1}})
	fmt.Println(accuracy, err)
	// Output: 0.75 <nil>
}

func ExamplePredict() {
	layers := []refnet.Layer{
		refnet.DenseLayer{Units: 2, Activation: "relu", Kernel: [][]float64{{1, -1}, {-1, 1}}},
		refnet.DenseLayer{Units: 1, Activation: "linear", Kernel: [][]float64{{1}, {1}}},
	}
	outputs, err := refnet.Predict(layers, [][]float64{{0, 0}, {0, 1}, {1, 0}, {1, 1}})
	fmt.Println(outputs, err)
	// Output: [[0] [1] [1] [0]] <nil>
}

func ExampleLoadModel() {
	folder, _ := os.MkdirTemp("", "refnet")
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "model.safetensors")

	layer := refnet.DenseLayer{Units: 1, Activation: "linear", Kernel: [][]float64{{2}}, Bias: []float64{1}}
	saved := refnet.Model{Layers: []refnet.Layer{layer}, Columns: []string{"height"}}
	if err := refnet.SaveModel(path, saved); err != nil {
		fmt.Println(err)
	}
	model, err := refnet.LoadModel(path)
	if err != nil {
		fmt.Println(err)
	}
	outputs, err := refnet.Predict(model.Layers, [][]float64{{0}, {10}})
	fmt.Println(model.Columns, outputs, err)
	// Output: [height] [[1] [21]] <nil>
}

func ExampleError() {
	_, err := refnet.Predict(nil, [][]float64{{1}})
	fault := err.(*refnet.Error)
	fmt.Println(fault.Code, "of", fault.Field)
	fmt.Println(fault)
	// Output:
	// empty of layers
	// layers: expected at least one layer
}

func ExampleInitialKernels() {
	kernels, err := refnet.InitialKernels("uniform", []int64{2, 3, 1}, 1, nil)
	if err != nil {
		fmt.Println(err)
	}
	for _, kernel := range kernels {
		fmt.Printf("%.3f\n", kernel)
	}
	// Output:
	// [[-0.008 0.022 -0.050] [-0.020 -0.035 -0.041]]
	// [[-0.031] [-0.015] [-0.010]]
}

// A network that has stored a pattern finds it again from a part.
func ExampleHopfield() {
	patterns := [][]float64{{1, -1, 1, -1, 1}}
	run, err := refnet.Hopfield(patterns, []float64{1, 1, 1, -1, -1}, "asynchronous", nil, 1)
	if err != nil {
		fmt.Println(err)
	}
	fmt.Println(run.Trials[0].State, run.Trials[0].Energy)
	// Output: [1 -1 1 -1 1] -2
}

func ExampleElementary() {
	values, err := refnet.Elementary("exp", []float64{0, 1})
	if err != nil {
		fmt.Println(err)
	}
	fmt.Println(values)
	// Output: [1 2.718281828459045]
}

func ExampleRandom() {
	numbers, err := refnet.Random(1, 3, "uniform", 1)
	if err != nil {
		fmt.Println(err)
	}
	for _, number := range numbers {
		fmt.Println(number) // those of NumPy's RandomState(1).random_sample(3)
	}
	// Output:
	// 0.417022004702574
	// 0.7203244934421581
	// 0.00011437481734488664
}

// README.md shows one of the examples, line by line.
func TestTheReadmeShowsAnExample(t *testing.T) {
	source, err := os.ReadFile("example_test.go")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(readme), "```go\n")
	shown, _, closed := strings.Cut(rest, "```\n")
	if !found || !closed {
		t.Fatal("README.md has no example")
	}
	body := "\t" + strings.ReplaceAll(strings.TrimSpace(shown), "\n", "\n\t")
	if !strings.Contains(string(source), "() {\n"+body+"\n") {
		t.Errorf("README.md's example is not the beginning of one of the examples:\n%s", shown)
	}
}
