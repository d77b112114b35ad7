// Command benchmarks measures the Go port on the workloads of a file, workloads.json, whose path is its
// argument. It prints the part of pytest-benchmark's JSON that report.py reads.
package main

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"flag"
	"log"
	"math"
	"os"
	"runtime"
	"slices"
	"testing"

	refnet "github.com/refnet/refnet/go"
)

// Each workload is measured in this number of rounds; a round repeats it for RoundTime.
const (
	Rounds    = 5
	RoundTime = "50ms"
)

// Workloads has the content of workloads.json.
type Workloads struct {
	Exp struct {
		Units, Seed  int64
		Scale, Shift float64
	}
	Neuron struct {
		Units            int64
		Inputs           [][]float64
		Targets, Weights []float64
	}
	TwoLayer struct {
		Units                               int64
		Inputs, Targets, Weights1, Weights2 [][]float64
	} `json:"two_layer"`
	Dense struct {
		Units, Seed, Examples        int64
		Sizes                        []int64
		Activations                  []string
		Loss, Optimizer, Initializer string
		LearningRate                 float64 `json:"learning_rate"`
		BatchSize                    int64   `json:"batch_size"`
	}
	LSTM struct {
		Units, Seed, Examples    int64
		Steps, Features, Classes int64
		LSTMUnits                int64 `json:"lstm_units"`
		Loss, Optimizer          string
		LearningRate             float64 `json:"learning_rate"`
		BatchSize                int64   `json:"batch_size"`
	}
	ButtonPressAdd        ButtonPress `json:"button_press_add"`
	ButtonPressWidrowHoff ButtonPress `json:"button_press_widrow_hoff"`
}

// ButtonPress is the workload of one rule.
type ButtonPress struct {
	Units           int64
	Inputs, Weights []float64
	Desired         float64
	LearningRate    float64 `json:"learning_rate"`
	Rule            string
}

// Benchmark is the measurement of one workload; Data has the seconds of a call in each round.
type Benchmark struct {
	Group     string `json:"group"`
	ExtraInfo struct {
		Implementation string `json:"implementation"`
		Units          int64  `json:"units"`
		Digest         string `json:"digest"`
	} `json:"extra_info"`
	Stats struct {
		Data []float64 `json:"data"`
	} `json:"stats"`
}

// benchmark measures a workload; each call processes all of it and returns its results.
func benchmark[T any](group string, units int64, call func() (T, error), numbers func(T) []float64) Benchmark {
	var measured Benchmark
	measured.Group = group
	measured.ExtraInfo.Implementation = "Go"
	measured.ExtraInfo.Units = units
	for range Rounds {
		round := testing.Benchmark(func(b *testing.B) {
			for range b.N {
				if _, err := call(); err != nil {
					log.Fatal(err)
				}
			}
		})
		measured.Stats.Data = append(measured.Stats.Data, round.T.Seconds()/float64(round.N))
	}
	result, err := call()
	if err != nil {
		log.Fatal(err)
	}
	measured.ExtraInfo.Digest = digest(numbers(result))
	return measured
}

// digest returns a SHA-256 of the numbers' bits; report.py compares the digests of the ports.
func digest(numbers []float64) string {
	hash := sha256.New()
	for _, number := range numbers {
		hash.Write(binary.LittleEndian.AppendUint64(nil, math.Float64bits(number)))
	}
	return hex.EncodeToString(hash.Sum(nil))
}

func benchmarkExp(workloads Workloads) Benchmark {
	workload := workloads.Exp
	values, err := refnet.Random(workload.Seed, workload.Units, "uniform", 1)
	if err != nil {
		log.Fatal(err)
	}
	for i, r := range values {
		values[i] = float64(r*workload.Scale) + workload.Shift
	}
	call := func() ([]float64, error) { return refnet.Elementary("exp", values) }
	return benchmark("exp", workload.Units, call, func(results []float64) []float64 { return results })
}

func benchmarkNeuron(workloads Workloads) Benchmark {
	workload := workloads.Neuron
	call := func() ([]refnet.NeuronTrial, error) {
		record := []int64{workload.Units}
		return refnet.Neuron(
			workload.Inputs, workload.Targets, workload.Weights, nil, 1, 1, workload.Units, record,
		)
	}
	return benchmark("neuron", workload.Units, call, func(history []refnet.NeuronTrial) []float64 {
		return slices.Concat(history[0].Outputs, history[0].Errors, history[0].Weights)
	})
}

func benchmarkTwoLayer(workloads Workloads) Benchmark {
	workload := workloads.TwoLayer
	call := func() ([]refnet.TwoLayerTrial, error) {
		return refnet.TwoLayer(
			workload.Inputs, workload.Targets, workload.Weights1, workload.Weights2, nil, nil, 1,
			workload.Units, []int64{workload.Units},
		)
	}
	return benchmark("two_layer", workload.Units, call, func(history []refnet.TwoLayerTrial) []float64 {
		last := history[0]
		return slices.Concat(
			[]float64{last.Loss}, slices.Concat(last.Outputs...), slices.Concat(last.Weights1...),
			slices.Concat(last.Weights2...),
		)
	})
}

func benchmarkDense(workloads Workloads) Benchmark {
	workload := workloads.Dense
	kernels, err := refnet.InitialKernels(workload.Initializer, workload.Sizes, workload.Seed, nil)
	if err != nil {
		log.Fatal(err)
	}
	layers := []refnet.Layer{}
	for i, kernel := range kernels {
		units := workload.Sizes[i+1]
		layers = append(layers, refnet.DenseLayer{
			Units: units, Activation: workload.Activations[i], Kernel: kernel, Bias: make([]float64, units),
		})
	}
	numbers, err := refnet.Random(workload.Seed, workload.Examples*workload.Sizes[0], "uniform", 1)
	if err != nil {
		log.Fatal(err)
	}
	inputs, classes := [][]float64{}, []int64{}
	for i := range workload.Examples {
		inputs = append(inputs, numbers[i*workload.Sizes[0]:(i+1)*workload.Sizes[0]])
		classes = append(classes, i%workload.Sizes[len(workload.Sizes)-1])
	}
	optimizer := refnet.DefaultOptimizer(workload.Optimizer)
	optimizer.LearningRate = workload.LearningRate
	call := func() (refnet.TrainingRun, error) {
		targets := refnet.Targets{Classes: classes}
		return refnet.Dense(
			layers, workload.Loss, optimizer, inputs, targets, &workload.BatchSize, 1, nil, nil, true,
			nil, nil, nil, nil,
		)
	}
	return benchmark("dense", workload.Units, call, func(run refnet.TrainingRun) []float64 {
		weights := []float64{}
		for _, layer := range run.Trials[0].Layers {
			dense := layer.(refnet.DenseLayer)
			weights = append(append(weights, slices.Concat(dense.Kernel...)...), dense.Bias...)
		}
		return weights
	})
}

func benchmarkLSTM(workloads Workloads) Benchmark {
	workload := workloads.LSTM
	units, columns, classes := workload.LSTMUnits, 4*workload.LSTMUnits, workload.Classes
	kernel := initialKernel("glorot_uniform", workload.Features, columns, workload.Seed)
	recurrentKernel := initialKernel("orthogonal", units, columns, workload.Seed)
	last := initialKernel("glorot_uniform", units, classes, workload.Seed)
	layers := []refnet.Layer{
		refnet.LSTMLayer{
			Units: units, Activation: "tanh", RecurrentActivation: "sigmoid", Kernel: kernel,
			RecurrentKernel: recurrentKernel, Bias: make([]float64, columns),
		},
		refnet.DenseLayer{
			Units: classes, Activation: "softmax", Kernel: last, Bias: make([]float64, classes),
		},
	}
	n := workload.Steps * workload.Features
	numbers, err := refnet.Random(workload.Seed, workload.Examples*n, "uniform", 1)
	if err != nil {
		log.Fatal(err)
	}
	inputs, targets := [][]float64{}, refnet.Targets{}
	for i := range workload.Examples {
		inputs = append(inputs, numbers[i*n:(i+1)*n])
		targets.Classes = append(targets.Classes, i%classes)
	}
	optimizer := refnet.DefaultOptimizer(workload.Optimizer)
	optimizer.LearningRate = workload.LearningRate
	shape := []int64{workload.Steps, workload.Features}
	call := func() (refnet.TrainingRun, error) {
		return refnet.Train(
			shape, layers, workload.Loss, optimizer, inputs, targets, &workload.BatchSize, 1, nil, nil, true,
			nil, nil, nil, nil, nil,
		)
	}
	return benchmark("lstm", workload.Units, call, func(run refnet.TrainingRun) []float64 {
		lstm, dense := run.Trials[0].Layers[0].(refnet.LSTMLayer), run.Trials[0].Layers[1].(refnet.DenseLayer)
		return slices.Concat(
			slices.Concat(lstm.Kernel...), slices.Concat(lstm.RecurrentKernel...), lstm.Bias,
			slices.Concat(dense.Kernel...), dense.Bias,
		)
	})
}

// initialKernel returns the first weights of one kernel.
func initialKernel(initializer string, inputs, units, seed int64) [][]float64 {
	kernels, err := refnet.InitialKernels(initializer, []int64{inputs, units}, seed, nil)
	if err != nil {
		log.Fatal(err)
	}
	return kernels[0]
}

func benchmarkButtonPress(group string, workload ButtonPress) Benchmark {
	call := func() ([]refnet.ButtonPressTrial, error) {
		return refnet.ButtonPress(
			workload.Inputs, workload.Weights, workload.Desired, workload.LearningRate, workload.Units,
			workload.Rule,
		)
	}
	return benchmark(group, workload.Units, call, func(history []refnet.ButtonPressTrial) []float64 {
		last := history[len(history)-1]
		return append([]float64{last.Output, last.Error}, last.Weights...)
	})
}

func main() {
	testing.Init()
	if err := flag.Set("test.benchtime", RoundTime); err != nil {
		log.Fatal(err)
	}
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	var workloads Workloads
	if err := json.Unmarshal(text, &workloads); err != nil {
		log.Fatal(err)
	}
	err = json.NewEncoder(os.Stdout).Encode(map[string]any{
		"runtimes": map[string]string{"Go": runtime.Version()},
		"benchmarks": []Benchmark{
			benchmarkExp(workloads),
			benchmarkNeuron(workloads),
			benchmarkTwoLayer(workloads),
			benchmarkDense(workloads),
			benchmarkLSTM(workloads),
			benchmarkButtonPress("button_press_add", workloads.ButtonPressAdd),
			benchmarkButtonPress("button_press_widrow_hoff", workloads.ButtonPressWidrowHoff),
		},
	})
	if err != nil {
		log.Fatal(err)
	}
}
