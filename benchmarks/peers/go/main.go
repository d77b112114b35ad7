// Command peers measures the Go port and, if built with the tag deep, go-deep: a worker as described in
// ../worker.py.
package main

import (
	"bufio"
	"encoding/json"
	"log"
	"math"
	"os"
	"runtime"
	"slices"
	"time"

	refnet "github.com/refnet/refnet/go"
)

const (
	seed    = 1
	epsilon = 1e-12 // for Adam
	port    = "Go port"
)

// Workload has the fields of a workload in ../workloads.py that are read here.
type Workload struct {
	Name, Kind, Loss, Data         string
	Sizes                          []int64
	Activations                    []string
	Examples, Batch, Epochs, Calls int64
}

// Task is a prepared workload: Run is timed, after a Reset; Outputs returns the network's outputs after it.
type Task struct {
	Reset, Run func()
	Outputs    func() [][]float64
}

// Request is a line of standard input.
type Request struct {
	Implementation string
	Workload       Workload
	Seconds        float64
}

// Answer is a line of standard output.
type Answer struct {
	Seconds []float64 `json:"seconds,omitempty"`
	Loss    *float64  `json:"loss,omitempty"`
}

// Examples has the data of a workload: Targets or Classes, and Weights1 and Weights2 for two_layer.
type Examples struct {
	Inputs, Targets [][]float64
	Classes         []int64
	Weights1        [][]float64
	Weights2        [][]float64
}

var (
	tooLong         = []string{"batch-32", "batch-128", "batch-512"}
	versions        = map[string]string{"Go": runtime.Version()}
	implementations = map[string]func(Workload) *Task{port: preparePort}
)

func examplesOf(workload Workload) Examples {
	switch workload.Data {
	case "digits":
		var digits Examples
		read("build/peers/digits.json", &digits)
		return digits
	case "two_layer":
		var workloads map[string]json.RawMessage
		read("benchmarks/workloads.json", &workloads)
		var examples Examples
		must(json.Unmarshal(workloads["two_layer"], &examples))
		return examples
	}
	n := workload.Sizes[0]
	numbers, err := refnet.Random(seed, workload.Examples*n, "uniform", 1)
	must(err)
	var examples Examples
	for i := range workload.Examples {
		examples.Inputs = append(examples.Inputs, numbers[i*n:(i+1)*n])
		examples.Classes = append(examples.Classes, i%workload.Sizes[len(workload.Sizes)-1])
	}
	return examples
}

// layersOf returns the layers of the network with their first weights.
func layersOf(workload Workload, examples Examples) []refnet.Layer {
	kernels := [][][]float64{examples.Weights1, examples.Weights2}
	if workload.Data != "two_layer" {
		var err error
		kernels, err = refnet.InitialKernels("glorot_uniform", workload.Sizes, seed, nil)
		must(err)
	}
	var layers []refnet.Layer
	for i, kernel := range kernels {
		units := workload.Sizes[i+1]
		layers = append(layers, refnet.DenseLayer{
			Units: units, Activation: workload.Activations[i], Kernel: kernel, Bias: make([]float64, units),
		})
	}
	return layers
}

// preparePort runs all networks except those that would take minutes.
func preparePort(workload Workload) *Task {
	if workload.Kind == "multiply" || slices.Contains(tooLong, workload.Name) {
		return nil
	}
	examples := examplesOf(workload)
	layers := layersOf(workload, examples)
	if workload.Kind == "predict" {
		var outputs [][]float64
		run := func() {
			for range workload.Calls {
				outputs = predict(layers, examples.Inputs)
			}
		}
		return &Task{Run: run, Outputs: func() [][]float64 { return outputs }}
	}
	if workload.Data == "two_layer" {
		return twoLayer(workload, layers, examples)
	}
	adam, targets := refnet.DefaultOptimizer("adam"), refnet.Targets{Classes: examples.Classes}
	adam.Epsilon = epsilon
	var trained refnet.TrainingRun
	run := func() {
		var err error
		trained, err = refnet.Dense(
			layers, workload.Loss, adam, examples.Inputs, targets, &workload.Batch, workload.Epochs, nil,
			[]int64{workload.Epochs}, true,
			nil, nil, nil, nil,
		)
		must(err)
	}
	return &Task{Run: run, Outputs: func() [][]float64 { return trained.Outputs }}
}

func twoLayer(workload Workload, layers []refnet.Layer, examples Examples) *Task {
	first, second := layers[0].(refnet.DenseLayer), layers[1].(refnet.DenseLayer)
	var last refnet.TwoLayerTrial
	run := func() {
		history, err := refnet.TwoLayer(
			examples.Inputs, examples.Targets, first.Kernel, second.Kernel, first.Bias,
			second.Bias, 1, workload.Epochs, []int64{workload.Epochs},
		)
		must(err)
		last = history[0]
	}
	outputs := func() [][]float64 {
		hidden, output := first, second
		hidden.Kernel, hidden.Bias = last.Weights1, last.Bias1
		output.Kernel, output.Bias = last.Weights2, last.Bias2
		return predict([]refnet.Layer{hidden, output}, examples.Inputs)
	}
	return &Task{Run: run, Outputs: outputs}
}

func predict(layers []refnet.Layer, inputs [][]float64) [][]float64 {
	outputs, err := refnet.Predict(layers, inputs)
	must(err)
	return outputs
}

// lossOf returns the loss of a workload's outputs, as in workloads.py.
func lossOf(workload Workload, outputs [][]float64) *float64 {
	examples := examplesOf(workload)
	total := 0.0
	for i, row := range outputs {
		if workload.Loss == "sum_squared_error" {
			for k, output := range row {
				total += math.Pow(examples.Targets[i][k]-output, 2)
			}
		} else {
			total -= math.Log(row[examples.Classes[i]]) / float64(len(outputs))
		}
	}
	return &total
}

// measure returns the seconds of each run; the first one counts only if it is the only one.
func measure(task *Task, seconds float64) []float64 {
	var measured []float64
	began := time.Now()
	for {
		if task.Reset != nil {
			task.Reset()
		}
		start := time.Now()
		task.Run()
		measured = append(measured, time.Since(start).Seconds())
		if time.Since(began).Seconds() >= seconds {
			return measured[min(1, len(measured)-1):]
		}
	}
}

func read(path string, into any) {
	text, err := os.ReadFile(path)
	must(err)
	must(json.Unmarshal(text, into))
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	names := []string{}
	for name := range implementations {
		names = append(names, name)
	}
	slices.Sort(names)
	output := json.NewEncoder(os.Stdout)
	must(output.Encode(map[string]any{"implementations": names, "versions": versions}))
	tasks := map[[2]string]*Task{}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var request Request
		must(json.Unmarshal(lines.Bytes(), &request))
		key := [2]string{request.Implementation, request.Workload.Name}
		task, prepared := tasks[key]
		if !prepared {
			task = implementations[request.Implementation](request.Workload)
			tasks[key] = task
		}
		switch {
		case task == nil:
			must(output.Encode(Answer{}))
		case !prepared:
			seconds := measure(task, 0)
			must(output.Encode(Answer{seconds, lossOf(request.Workload, task.Outputs())}))
		default:
			must(output.Encode(Answer{measure(task, request.Seconds), nil}))
		}
	}
	must(lines.Err())
}
