// Command peers measures the Go port and, where it is built with the tag deep, go-deep: a worker as
// ../worker.py describes it.
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
	epsilon = 1e-12 // of Adam
	port    = "Go port"
)

// Work is what works.py says of a work, as far as it is read here.
type Work struct {
	Name, Kind, Loss, Data         string
	Sizes                          []int64
	Activations                    []string
	Examples, Batch, Epochs, Calls int64
}

// Task is a work that is ready: Run is what is measured, after a Reset, and Outputs what the network
// answers to the examples after it.
type Task struct {
	Reset, Run func()
	Outputs    func() [][]float64
}

// Request is a line of standard input.
type Request struct {
	Implementation string
	Work           Work
	Seconds        float64
}

// Answer is a line of standard output.
type Answer struct {
	Seconds []float64 `json:"seconds,omitempty"`
	Loss    *float64  `json:"loss,omitempty"`
}

// Examples is what a work learns from: Targets has rows, or Classes has numbers.
type Examples struct {
	Inputs, Targets [][]float64
	Classes         []int64
	Weights1        [][]float64
	Weights2        [][]float64
}

var (
	tooLong         = []string{"batch-32", "batch-128", "batch-512"}
	versions        = map[string]string{"Go": runtime.Version()}
	implementations = map[string]func(Work) *Task{port: preparePort}
)

func examplesOf(work Work) Examples {
	switch work.Data {
	case "digits":
		var digits Examples
		read("build/peers/digits.json", &digits)
		return digits
	case "two_layer":
		var works map[string]json.RawMessage
		read("benchmarks/work.json", &works)
		var examples Examples
		must(json.Unmarshal(works["two_layer"], &examples))
		return examples
	}
	n := work.Sizes[0]
	numbers, err := refnet.Random(seed, work.Examples*n)
	must(err)
	var examples Examples
	for i := range work.Examples {
		examples.Inputs = append(examples.Inputs, numbers[i*n:(i+1)*n])
		examples.Classes = append(examples.Classes, i%work.Sizes[len(work.Sizes)-1])
	}
	return examples
}

// layersOf returns the network with its first weights.
func layersOf(work Work, examples Examples) []refnet.DenseLayer {
	kernels := [][][]float64{examples.Weights1, examples.Weights2}
	if work.Data != "two_layer" {
		var err error
		kernels, err = refnet.InitialKernels("glorot_uniform", work.Sizes, seed)
		must(err)
	}
	var layers []refnet.DenseLayer
	for i, kernel := range kernels {
		units := work.Sizes[i+1]
		layers = append(layers, refnet.DenseLayer{
			Units: units, Activation: work.Activations[i], Kernel: kernel, Bias: make([]float64, units),
		})
	}
	return layers
}

// preparePort has all works but those in which the port would take minutes.
func preparePort(work Work) *Task {
	if work.Kind == "multiply" || slices.Contains(tooLong, work.Name) {
		return nil
	}
	examples := examplesOf(work)
	layers := layersOf(work, examples)
	if work.Kind == "predict" {
		var outputs [][]float64
		run := func() {
			for range work.Calls {
				outputs = predict(layers, examples.Inputs)
			}
		}
		return &Task{Run: run, Outputs: func() [][]float64 { return outputs }}
	}
	if work.Data == "two_layer" {
		return twoLayer(work, layers, examples)
	}
	var trained refnet.DenseRun
	run := func() {
		var err error
		how, targets := refnet.DefaultOptimizer("adam"), refnet.Targets{Classes: examples.Classes}
		how.Epsilon = epsilon
		trained, err = refnet.Dense(
			layers, work.Loss, how, examples.Inputs, targets, &work.Batch, work.Epochs, nil,
			[]int64{work.Epochs},
		)
		must(err)
	}
	return &Task{Run: run, Outputs: func() [][]float64 { return trained.Outputs }}
}

func twoLayer(work Work, layers []refnet.DenseLayer, examples Examples) *Task {
	var last refnet.TwoLayerTrial
	run := func() {
		history, err := refnet.TwoLayer(
			examples.Inputs, examples.Targets, layers[0].Kernel, layers[1].Kernel, layers[0].Bias,
			layers[1].Bias, 1, work.Epochs, []int64{work.Epochs},
		)
		must(err)
		last = history[0]
	}
	outputs := func() [][]float64 {
		first, second := layers[0], layers[1]
		first.Kernel, first.Bias = last.Weights1, last.Bias1
		second.Kernel, second.Bias = last.Weights2, last.Bias2
		return predict([]refnet.DenseLayer{first, second}, examples.Inputs)
	}
	return &Task{Run: run, Outputs: outputs}
}

func predict(layers []refnet.DenseLayer, inputs [][]float64) [][]float64 {
	outputs, err := refnet.Predict(layers, inputs)
	must(err)
	return outputs
}

// lossOf returns the loss of a work's outputs, as works.py has it.
func lossOf(work Work, outputs [][]float64) *float64 {
	examples := examplesOf(work)
	total := 0.0
	for i, row := range outputs {
		if work.Loss == "sum_squared_error" {
			for k, output := range row {
				total += math.Pow(examples.Targets[i][k]-output, 2)
			}
		} else {
			total -= math.Log(row[examples.Classes[i]]) / float64(len(outputs))
		}
	}
	return &total
}

// measure returns the seconds of each run; the first one counts only where there is no other.
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
		key := [2]string{request.Implementation, request.Work.Name}
		task, isThere := tasks[key]
		if !isThere {
			task = implementations[request.Implementation](request.Work)
			tasks[key] = task
		}
		switch {
		case task == nil:
			must(output.Encode(Answer{}))
		case !isThere:
			seconds := measure(task, 0)
			must(output.Encode(Answer{seconds, lossOf(request.Work, task.Outputs())}))
		default:
			must(output.Encode(Answer{measure(task, request.Seconds), nil}))
		}
	}
	must(lines.Err())
}
