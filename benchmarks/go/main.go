// Command benchmarks measures the Go port on the tasks of work.json, whose path is its argument. It
// prints the part of pytest-benchmark's JSON that report.py reads.
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

// Each task is measured in this number of rounds; a round repeats it for RoundTime.
const (
	Rounds    = 5
	RoundTime = "50ms"
)

// Works has the tasks of work.json.
type Works struct {
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
	ButtonPressAdd        ButtonPress `json:"button_press_add"`
	ButtonPressWidrowHoff ButtonPress `json:"button_press_widrow_hoff"`
}

// ButtonPress is the task of one rule.
type ButtonPress struct {
	Units           int64
	Inputs, Weights []float64
	Desired         float64
	LearningRate    float64 `json:"learning_rate"`
	Rule            string
}

// Benchmark is the measurement of one task; Data has the seconds of a call in each round.
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

// benchmark measures a task; each call does all of it and returns its results.
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

func benchmarkExp(works Works) Benchmark {
	work := works.Exp
	values, err := refnet.Random(work.Seed, work.Units)
	if err != nil {
		log.Fatal(err)
	}
	for i, r := range values {
		values[i] = float64(r*work.Scale) + work.Shift
	}
	call := func() ([]float64, error) { return refnet.Elementary("exp", values) }
	return benchmark("exp", work.Units, call, func(results []float64) []float64 { return results })
}

func benchmarkNeuron(works Works) Benchmark {
	work := works.Neuron
	call := func() ([]refnet.NeuronTrial, error) {
		record := []int64{work.Units}
		return refnet.Neuron(work.Inputs, work.Targets, work.Weights, nil, 1, 1, work.Units, record)
	}
	return benchmark("neuron", work.Units, call, func(history []refnet.NeuronTrial) []float64 {
		return slices.Concat(history[0].Outputs, history[0].Errors, history[0].Weights)
	})
}

func benchmarkTwoLayer(works Works) Benchmark {
	work := works.TwoLayer
	call := func() ([]refnet.TwoLayerTrial, error) {
		return refnet.TwoLayer(
			work.Inputs, work.Targets, work.Weights1, work.Weights2, nil, nil, 1, work.Units,
			[]int64{work.Units},
		)
	}
	return benchmark("two_layer", work.Units, call, func(history []refnet.TwoLayerTrial) []float64 {
		last := history[0]
		return slices.Concat(
			[]float64{last.Loss}, slices.Concat(last.Outputs...), slices.Concat(last.Weights1...),
			slices.Concat(last.Weights2...),
		)
	})
}

func benchmarkDense(works Works) Benchmark {
	work := works.Dense
	kernels, err := refnet.InitialKernels(work.Initializer, work.Sizes, work.Seed)
	if err != nil {
		log.Fatal(err)
	}
	layers := []refnet.DenseLayer{}
	for i, kernel := range kernels {
		units := work.Sizes[i+1]
		layers = append(layers, refnet.DenseLayer{
			Units: units, Activation: work.Activations[i], Kernel: kernel, Bias: make([]float64, units),
		})
	}
	numbers, err := refnet.Random(work.Seed, work.Examples*work.Sizes[0])
	if err != nil {
		log.Fatal(err)
	}
	inputs, classes := [][]float64{}, []int64{}
	for i := range work.Examples {
		inputs = append(inputs, numbers[i*work.Sizes[0]:(i+1)*work.Sizes[0]])
		classes = append(classes, i%work.Sizes[len(work.Sizes)-1])
	}
	how := refnet.DefaultOptimizer(work.Optimizer)
	how.LearningRate = work.LearningRate
	call := func() (refnet.DenseRun, error) {
		targets := refnet.Targets{Classes: classes}
		return refnet.Dense(layers, work.Loss, how, inputs, targets, &work.BatchSize, 1, nil, nil)
	}
	return benchmark("dense", work.Units, call, func(run refnet.DenseRun) []float64 {
		weights := []float64{}
		for _, layer := range run.Trials[0].Layers {
			weights = append(append(weights, slices.Concat(layer.Kernel...)...), layer.Bias...)
		}
		return weights
	})
}

func benchmarkButtonPress(group string, work ButtonPress) Benchmark {
	call := func() ([]refnet.ButtonPressTrial, error) {
		return refnet.ButtonPress(
			work.Inputs, work.Weights, work.Desired, work.LearningRate, work.Units, work.Rule,
		)
	}
	return benchmark(group, work.Units, call, func(history []refnet.ButtonPressTrial) []float64 {
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
	var works Works
	if err := json.Unmarshal(text, &works); err != nil {
		log.Fatal(err)
	}
	err = json.NewEncoder(os.Stdout).Encode(map[string]any{
		"runtimes": map[string]string{"Go": runtime.Version()},
		"benchmarks": []Benchmark{
			benchmarkExp(works),
			benchmarkNeuron(works),
			benchmarkTwoLayer(works),
			benchmarkDense(works),
			benchmarkButtonPress("button_press_add", works.ButtonPressAdd),
			benchmarkButtonPress("button_press_widrow_hoff", works.ButtonPressWidrowHoff),
		},
	})
	if err != nil {
		log.Fatal(err)
	}
}
