// Command binary_addition teaches a recurrent network to add two binary numbers, lowest bit first.
//
// examples/binary_addition.py explains the network; this is the same program, with the same output.
package main

import (
	"fmt"
	"log"
	"math"

	refnet "github.com/refnet/refnet/go"
)

const (
	bits   = 8
	units  = 16
	rounds = 10_000
	block  = 1_000
)

// bitsOf returns the bits of a number, lowest first: [bits].
func bitsOf(number int) []float64 {
	result := make([]float64, bits)
	for i := range result {
		result[i] = float64(number >> i & 1)
	}
	return result
}

// stepsOf returns the inputs of a round, a bit of both numbers at each step: [bits * 2].
func stepsOf(round [2]int) []float64 {
	first, second := bitsOf(round[0]), bitsOf(round[1])
	steps := make([]float64, 0, 2*bits)
	for i := range first {
		steps = append(steps, first[i], second[i])
	}
	return steps
}

// run trains on rounds one after another, or with 0 epochs only answers them.
func run(layers []refnet.Layer, some [][2]int, epochs int64) refnet.TrainingRun {
	optimizer := refnet.DefaultOptimizer("sgd")
	optimizer.LearningRate = 0.05 // the tutorial's is 0.1, for half of the squared error
	inputs, targets := make([][]float64, len(some)), make([][]float64, len(some))
	for i, round := range some {
		inputs[i], targets[i] = stepsOf(round), bitsOf(round[0]+round[1])
	}
	one := int64(1)
	result, err := refnet.Train(
		[]int64{bits, 2}, layers, "sum_squared_error", optimizer, inputs,
		refnet.Targets{Rows: targets}, &one, epochs, nil, nil, true,
		nil, nil, nil, nil, nil,
	)
	if err != nil {
		log.Fatal(err)
	}
	return result
}

// drawn returns random numbers of the tutorial's seed.
func drawn(count int64, distribution string) []float64 {
	numbers, err := refnet.Random(0, count, distribution, 128)
	if err != nil {
		log.Fatal(err)
	}
	return numbers
}

// kernelOf returns the first of the doubles as weights from -1 to 1, [rows][columns], and the rest.
func kernelOf(doubles []float64, rows, columns int) ([][]float64, []float64) {
	kernel := make([][]float64, rows)
	for i := range kernel {
		kernel[i] = make([]float64, columns)
		for j := range kernel[i] {
			kernel[i][j] = float64(2*doubles[i*columns+j]) - 1
		}
	}
	return kernel, doubles[rows*columns:]
}

func main() {
	// Weights come first, each of two words of the generator; then numbers below 128, each of one.
	const weights = (2 + 1 + units) * units
	doubles := drawn(weights, "uniform")
	numbers := drawn(2*weights+2*rounds, "integers")[2*weights:]
	all := make([][2]int, rounds)
	for i := range all {
		all[i] = [2]int{int(numbers[2*i]), int(numbers[2*i+1])}
	}
	kernel, doubles := kernelOf(doubles, 2, units)
	out, doubles := kernelOf(doubles, units, 1)
	recurrentKernel, _ := kernelOf(doubles, units, units)
	layers := []refnet.Layer{
		refnet.SimpleRNNLayer{
			Units: units, Activation: "sigmoid", Kernel: kernel, RecurrentKernel: recurrentKernel,
			ReturnSequences: true,
		},
		refnet.TimeDistributedLayer{Units: 1, Activation: "sigmoid", Kernel: out},
	}
	for start := 0; start < rounds; start += block {
		a, b := all[start][0], all[start][1]
		outputs := run(layers, all[start:start+1], 0).Outputs[0]
		total, answer := 0.0, 0
		for i, target := range bitsOf(a + b) {
			total = total + math.Abs(target-outputs[i])
			if outputs[i] > 0.5 {
				answer = answer + 1<<i
			}
		}
		fmt.Printf("round %d: error %.8f; %d + %d = %d\n", start, total, a, b, answer)
		layers = run(layers, all[start:start+block], 1).Trials[0].Layers
	}
}
