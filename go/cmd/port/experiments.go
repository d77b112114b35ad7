// The experiments that the Go port runs, with their fields in order (PORT-4).

package main

import (
	"encoding/base64"

	refnet "github.com/refnet/refnet/go"
)

// trainingFields are what train and dense have beside the layers.
var trainingFields = []field{
	{"loss", readLoss, required},
	{"optimizer", readOptimizer, required},
	{"inputs", readRows, required},
	{"targets", readRowsOrCounts, required},
	{"batch_size", readOptionalCount, (*int64)(nil)},
	{"epochs", readCount, required},
	{"shuffle_seed", readOptionalCount, (*int64)(nil)},
	{"record", readCounts, []int64(nil)},
	{"shuffle", readBoolean, true},
	{"example_weights", readOptionalNumbers, []float64(nil)},
	{"class_weights", readOptionalNumbers, []float64(nil)},
}

var experiments = map[string]experiment{
	"elementary": {
		fields: []field{
			{"function", readName, required},
			{"values", readNumbers, required},
		},
		run: func(values map[string]any) (map[string]any, error) {
			results, err := refnet.Elementary(
				values["function"].(string),
				values["values"].([]float64),
			)
			return map[string]any{"values": results}, err
		},
	},
	"random": {
		fields: []field{
			{"seed", readCount, required},
			{"count", readCount, required},
			{"distribution", readName, "uniform"},
			{"high", readCount, int64(1 << 32)},
		},
		run: func(values map[string]any) (map[string]any, error) {
			numbers, err := refnet.Random(
				values["seed"].(int64),
				values["count"].(int64),
				values["distribution"].(string),
				values["high"].(int64),
			)
			return map[string]any{"values": numbers}, err
		},
	},
	"button_press": {
		fields: []field{
			{"inputs", readNumbers, required},
			{"weights", readNumbers, required},
			{"desired", readNumber, required},
			{"learning_rate", readNumber, required},
			{"trials", readCount, required},
			{"rule", readName, "add"},
		},
		run: func(values map[string]any) (map[string]any, error) {
			history, err := refnet.ButtonPress(
				values["inputs"].([]float64),
				values["weights"].([]float64),
				values["desired"].(float64),
				values["learning_rate"].(float64),
				values["trials"].(int64),
				values["rule"].(string),
			)
			trials := make([]map[string]any, len(history))
			for i, t := range history {
				trials[i] = map[string]any{"output": t.Output, "error": t.Error, "weights": t.Weights}
			}
			return map[string]any{"trials": trials}, err
		},
	},
	"rabbit": {
		fields: []field{
			{"weights", readNumbers, required},
			{"learned", readBooleans, required},
			{"threshold", readNumber, required},
			{"learning_rate", readNumber, required},
			{"stimuli", readRows, required},
		},
		run: func(values map[string]any) (map[string]any, error) {
			history, err := refnet.Rabbit(
				values["weights"].([]float64),
				values["learned"].([]bool),
				values["threshold"].(float64),
				values["learning_rate"].(float64),
				values["stimuli"].([][]float64),
			)
			trials := make([]map[string]any, len(history))
			for i, t := range history {
				trials[i] = map[string]any{"sum": t.Sum, "blink": t.Blink, "weights": t.Weights}
			}
			return map[string]any{"trials": trials}, err
		},
	},
	"hebb": {
		fields: []field{
			{"inputs", readRows, required},
			{"weights", readNumbers, required},
			{"learning_rate", readNumber, required},
			{"rule", readName, "hebb"},
		},
		run: func(values map[string]any) (map[string]any, error) {
			history, err := refnet.Hebb(
				values["inputs"].([][]float64),
				values["weights"].([]float64),
				values["learning_rate"].(float64),
				values["rule"].(string),
			)
			trials := make([]map[string]any, len(history))
			for i, t := range history {
				trials[i] = map[string]any{"output": t.Output, "weights": t.Weights}
			}
			return map[string]any{"trials": trials}, err
		},
	},
	"neuron": {
		fields: []field{
			{"inputs", readRows, required},
			{"targets", readNumbers, required},
			{"weights", readNumbers, required},
			{"bias", readOptionalNumber, (*float64)(nil)},
			{"slope", readNumber, 1.0},
			{"learning_rate", readNumber, 1.0},
			{"iterations", readCount, required},
			{"record", readCounts, []int64(nil)},
		},
		run: func(values map[string]any) (map[string]any, error) {
			history, err := refnet.Neuron(
				values["inputs"].([][]float64),
				values["targets"].([]float64),
				values["weights"].([]float64),
				values["bias"].(*float64),
				values["slope"].(float64),
				values["learning_rate"].(float64),
				values["iterations"].(int64),
				values["record"].([]int64),
			)
			trials := make([]map[string]any, len(history))
			for i, t := range history {
				trials[i] = map[string]any{
					"iteration": t.Iteration,
					"outputs":   t.Outputs,
					"errors":    t.Errors,
					"weights":   t.Weights,
					"bias":      t.Bias,
				}
			}
			return map[string]any{"trials": trials}, err
		},
	},
	"two_layer": {
		fields: []field{
			{"inputs", readRows, required},
			{"targets", readRows, required},
			{"weights1", readRows, required},
			{"weights2", readRows, required},
			{"bias1", readOptionalNumbers, []float64(nil)},
			{"bias2", readOptionalNumbers, []float64(nil)},
			{"learning_rate", readNumber, 1.0},
			{"iterations", readCount, required},
			{"record", readCounts, []int64(nil)},
		},
		run: func(values map[string]any) (map[string]any, error) {
			history, err := refnet.TwoLayer(
				values["inputs"].([][]float64),
				values["targets"].([][]float64),
				values["weights1"].([][]float64),
				values["weights2"].([][]float64),
				values["bias1"].([]float64),
				values["bias2"].([]float64),
				values["learning_rate"].(float64),
				values["iterations"].(int64),
				values["record"].([]int64),
			)
			trials := make([]map[string]any, len(history))
			for i, t := range history {
				trials[i] = map[string]any{
					"iteration": t.Iteration,
					"loss":      t.Loss,
					"outputs":   t.Outputs,
					"weights1":  t.Weights1,
					"weights2":  t.Weights2,
					"bias1":     t.Bias1,
					"bias2":     t.Bias2,
				}
			}
			return map[string]any{"trials": trials}, err
		},
	},
	"normalization": {
		fields: []field{
			{"inputs", readRows, required},
		},
		run: func(values map[string]any) (map[string]any, error) {
			result, err := refnet.Normalization(values["inputs"].([][]float64))
			return map[string]any{
				"mean":     result.Mean,
				"variance": result.Variance,
				"outputs":  result.Outputs,
			}, err
		},
	},
	"train": {
		fields: append([]field{
			{"input_shape", readCounts, required},
			{"layers", readTrainedLayers, required},
		}, trainingFields...),
		run: runTraining,
	},
	"dense": {
		fields: append([]field{
			{"layers", readDenseLayers, required},
		}, trainingFields...),
		run: runTraining,
	},
	"accuracy": {
		fields: []field{
			{"targets", readRows, required},
			{"outputs", readRows, required},
		},
		run: func(values map[string]any) (map[string]any, error) {
			accuracy, err := refnet.Accuracy(
				values["targets"].([][]float64),
				values["outputs"].([][]float64),
			)
			return map[string]any{"accuracy": accuracy}, err
		},
	},
	"metrics": {
		fields: []field{
			{"metric", readName, required},
			{"targets", readRowsOrCounts, required},
			{"outputs", readRows, required},
			{"threshold", readNumber, 0.5},
			{"k", readCount, int64(5)},
			{"num_thresholds", readCount, int64(200)},
			{"curve", readName, "ROC"},
			{"summation_method", readName, "interpolation"},
		},
		run: func(values map[string]any) (map[string]any, error) {
			value, err := refnet.Metrics(
				values["metric"].(string),
				values["targets"].(refnet.Targets),
				values["outputs"].([][]float64),
				values["threshold"].(float64),
				values["k"].(int64),
				values["num_thresholds"].(int64),
				values["curve"].(string),
				values["summation_method"].(string),
			)
			return map[string]any{"value": value}, err
		},
	},
	"learning_rates": {
		fields: []field{
			{"learning_rate", readLearningRate, required},
			{"steps", readCounts, required},
		},
		run: func(values map[string]any) (map[string]any, error) {
			optimizer := withLearningRate(refnet.Optimizer{}, values["learning_rate"])
			rates, err := refnet.LearningRates(optimizer, values["steps"].([]int64))
			return map[string]any{"rates": rates}, err
		},
	},
	"hopfield": {
		fields: []field{
			{"patterns", readRows, required},
			{"start", readNumbers, required},
			{"update", readName, "asynchronous"},
			{"order_seed", readOptionalCount, (*int64)(nil)},
			{"sweeps", readCount, required},
		},
		run: func(values map[string]any) (map[string]any, error) {
			run, err := refnet.Hopfield(
				values["patterns"].([][]float64),
				values["start"].([]float64),
				values["update"].(string),
				values["order_seed"].(*int64),
				values["sweeps"].(int64),
			)
			trials := make([]map[string]any, len(run.Trials))
			for i, t := range run.Trials {
				trials[i] = map[string]any{"state": t.State, "energy": t.Energy}
			}
			return map[string]any{"weights": run.Weights, "trials": trials}, err
		},
	},
	"save_model": {
		fields: []field{
			{"layers", readLayers, required},
			{"input_shape", readOptionalCounts, []int64(nil)},
			{"columns", readOptionalNames, []string(nil)},
			{"classes", readOptionalNames, []string(nil)},
			{"batch_size", readOptionalCount, (*int64)(nil)},
		},
		run: func(values map[string]any) (map[string]any, error) {
			network := values["layers"].(savedLayers)
			content, err := refnet.WriteModel(refnet.Model{
				InputShape: values["input_shape"].([]int64),
				Layers:     network.layers,
				Columns:    values["columns"].([]string),
				Classes:    values["classes"].([]string),
				BatchSize:  values["batch_size"].(*int64),
				Sources:    network.sources,
			})
			return map[string]any{"model": base64.StdEncoding.EncodeToString(content)}, err
		},
	},
	"load_model": {
		fields: []field{
			{"model", readBytes, required},
		},
		run: func(values map[string]any) (map[string]any, error) {
			model, err := refnet.ReadModel(values["model"].([]byte))
			answer := map[string]any{
				"input_shape": model.InputShape,
				"layers":      writeGraph(model.Layers, model.Sources),
				"columns":     model.Columns,
				"classes":     model.Classes,
			}
			if model.BatchSize != nil {
				answer["batch_size"] = *model.BatchSize
			}
			return answer, err
		},
	},
	"predict": {
		fields: []field{
			{"model", readBytes, required},
			{"inputs", readRows, required},
		},
		run: func(values map[string]any) (map[string]any, error) {
			model, err := refnet.ReadModel(values["model"].([]byte))
			if err != nil {
				return nil, err
			}
			outputs, err := model.Predict(values["inputs"].([][]float64))
			return map[string]any{"outputs": outputs}, err
		},
	},
	"initial_kernels": {
		fields: []field{
			{"initializer", readInitializer, required},
			{"sizes", readCounts, required},
			{"seed", readCount, required},
			{"cells", readOptionalCounts, []int64(nil)},
		},
		run: func(values map[string]any) (map[string]any, error) {
			kernels, err := refnet.InitialKernels(
				values["initializer"].(refnet.Initializer),
				values["sizes"].([]int64),
				values["seed"].(int64),
				values["cells"].([]int64),
			)
			return map[string]any{"kernels": kernels}, err
		},
	},
}

// runTraining runs train, and dense, which is train without an input_shape.
func runTraining(values map[string]any) (map[string]any, error) {
	inputShape, _ := values["input_shape"].([]int64)
	network := values["layers"].(trainedLayers)
	run, err := refnet.Train(
		inputShape,
		network.layers,
		values["loss"].(refnet.Loss),
		values["optimizer"].(refnet.Optimizer),
		values["inputs"].([][]float64),
		values["targets"].(refnet.Targets),
		values["batch_size"].(*int64),
		values["epochs"].(int64),
		values["shuffle_seed"].(*int64),
		values["record"].([]int64),
		values["shuffle"].(bool),
		values["example_weights"].([]float64),
		values["class_weights"].([]float64),
		network.regularizers,
		network.sources,
		network.frozen,
	)
	trials := make([]map[string]any, len(run.Trials))
	for i, t := range run.Trials {
		layers := writeTrainedLayers(t.Layers)
		trials[i] = map[string]any{"epoch": t.Epoch, "loss": t.Loss, "layers": layers}
	}
	return map[string]any{"trials": trials, "outputs": run.Outputs}, err
}
