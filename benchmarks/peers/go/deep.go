//go:build deep

package main

import (
	"runtime/debug"

	deep "github.com/patrikeh/go-deep"
	"github.com/patrikeh/go-deep/training"

	refnet "github.com/refnet/refnet/go"
)

func init() {
	implementations["go-deep, batch"] = func(workload Workload) *Task { return prepareDeep(workload, true) }
	implementations["go-deep, example by example"] = func(workload Workload) *Task {
		return prepareDeep(workload, false)
	}
	if build, ok := debug.ReadBuildInfo(); ok {
		for _, module := range build.Deps {
			if module.Path == "github.com/patrikeh/go-deep" {
				versions["go-deep"] = module.Version
			}
		}
	}
}

// prepareDeep runs the digits and two_layer. go-deep sums the gradients of a batch, without the factor 2
// of the squared error, so its rate is 2; its Adam counts epochs instead of steps, and it shuffles the
// examples.
func prepareDeep(workload Workload, isBatch bool) *Task {
	if workload.Data == "random" {
		return nil
	}
	isDigits := workload.Data == "digits"
	config := &deep.Config{
		Inputs: int(workload.Sizes[0]), Layout: []int{}, Bias: true, Activation: deep.ActivationSigmoid,
		Mode: deep.ModeDefault, Loss: deep.LossMeanSquared,
	}
	for _, units := range workload.Sizes[1:] {
		config.Layout = append(config.Layout, int(units))
	}
	if isDigits {
		config.Activation, config.Mode = deep.ActivationReLU, deep.ModeMultiClass
		config.Loss = deep.LossCrossEntropy
	}
	examples := examplesOf(workload)
	layers := layersOf(workload, examples)
	network := deep.NewNeural(config)
	data := training.Examples{}
	for i, input := range examples.Inputs {
		var response []float64
		if isDigits {
			response = make([]float64, workload.Sizes[len(workload.Sizes)-1])
			response[examples.Classes[i]] = 1
		} else {
			response = examples.Targets[i]
		}
		data = append(data, training.Example{Input: input, Response: response})
	}
	var solver training.Solver = training.NewSGD(2, 0, 0, false)
	if isDigits {
		solver = training.NewAdam(0.001, 0.9, 0.999, epsilon)
	}
	var trainer training.Trainer = training.NewTrainer(solver, 0)
	if isBatch {
		trainer = training.NewBatchTrainer(solver, 0, int(workload.Batch), 1)
	}
	reset := func() {
		for i, layer := range network.Layers {
			kernel := layers[i].(refnet.DenseLayer).Kernel
			for j, neuron := range layer.Neurons {
				for k, synapse := range neuron.In {
					synapse.Weight = 0
					if k < len(kernel) {
						synapse.Weight = kernel[k][j]
					}
				}
			}
		}
	}
	run := func() { trainer.Train(network, data, nil, int(workload.Epochs)) }
	outputs := func() [][]float64 {
		rows := [][]float64{}
		for _, input := range examples.Inputs {
			rows = append(rows, network.Predict(input))
		}
		return rows
	}
	return &Task{reset, run, outputs}
}
