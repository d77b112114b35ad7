package refnet

// What a dense network is made of: its layers, how it trains, and what is checked of both.
//
// Every port has this file. A layer or an optimizer inside a request has its own fields, and a fault
// in one of them names it, as in layers[0].kernel.

import "fmt"

// Activations are the names of the activations that a layer can have.
var Activations = []string{"linear", "sigmoid", "tanh", "relu", "softmax"}

// Initializers are the names of the ways in which InitialKernels draws weights.
var Initializers = []string{"glorot_uniform", "uniform", "zeros"}

// Optimizers are the names of the optimizers that Dense knows.
var Optimizers = []string{"sgd", "rmsprop", "adam"}

// Sparse is the loss whose targets are class numbers.
const Sparse = "sparse_categorical_crossentropy"

// DenseLayer is a layer: Kernel [n][units], Bias [units] or nil.
type DenseLayer struct {
	Units      int64
	Activation string
	Kernel     [][]float64
	Bias       []float64
}

// Optimizer is an optimizer's name and settings, of which each optimizer uses its own. Those of
// DefaultOptimizer are a start.
type Optimizer struct {
	Name         string
	LearningRate float64
	Momentum     float64 // sgd, rmsprop
	Nesterov     bool    // sgd
	Rho          float64 // rmsprop
	Beta1        float64 // adam
	Beta2        float64 // adam
	Epsilon      float64 // rmsprop, adam
}

// Targets are Rows [m][k], or for the loss Sparse Classes [m], class numbers from 0; Classes that are
// not nil are what counts.
type Targets struct {
	Rows    [][]float64
	Classes []int64
}

// OptimizerState is what an optimizer remembers of its steps: for each weight, and how many there
// were.
type OptimizerState struct {
	momentums  [][]float64 // averages of gradients
	velocities [][]float64 // averages of squared gradients
	beta1Power float64     // beta1 to the power of the steps made
	beta2Power float64
}

// Training is how a network trains; batchSize is at least 1.
type Training struct {
	loss      string
	optimizer Optimizer
	batchSize int64
}

// DefaultOptimizer returns the optimizer of this name with the settings that Keras 3 gives it.
func DefaultOptimizer(name string) Optimizer {
	learningRate := 0.001
	if name == "sgd" {
		learningRate = 0.01
	}
	return Optimizer{
		Name:         name,
		LearningRate: learningRate,
		Rho:          0.9,
		Beta1:        0.9,
		Beta2:        0.999,
		Epsilon:      1e-7,
	}
}

// length returns how many targets there are.
func (targets Targets) length() int {
	if targets.Classes != nil {
		return len(targets.Classes)
	}
	return len(targets.Rows)
}

// checkLayerShapes returns an error where layers do not fit together: empty, shape_mismatch.
func checkLayerShapes(field string, layers []DenseLayer) error {
	if err := checkNotEmpty(field, len(layers), "layer"); err != nil {
		return err
	}
	for i, layer := range layers {
		kernel, units := layerField(field, i, "kernel"), layerField(field, i, "units")
		err := checkNotEmpty(kernel, len(layer.Kernel))
		if err == nil && i > 0 {
			before := layerField(field, i-1, "units")
			err = checkLength(kernel, len(layer.Kernel), before, layers[i-1].Units)
		}
		if err == nil {
			err = checkRowLengths(kernel, layer.Kernel, units, layer.Units)
		}
		if err == nil && layer.Bias != nil {
			err = checkLength(layerField(field, i, "bias"), len(layer.Bias), units, layer.Units)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// checkLayerValues returns an error for what a layer cannot be: out_of_range, unknown_name,
// not_finite.
func checkLayerValues(field string, layers []DenseLayer) error {
	for i, layer := range layers {
		err := firstError(
			checkCount(layerField(field, i, "units"), layer.Units, 1),
			checkName(layerField(field, i, "activation"), layer.Activation, Activations),
			checkFiniteRows(layerField(field, i, "kernel"), layer.Kernel),
			checkFinite(layerField(field, i, "bias"), layer.Bias),
		)
		if err != nil {
			return err
		}
	}
	return nil
}

// checkOptimizer returns an error for what a setting cannot be: unknown_name, not_finite,
// out_of_range. The order of the settings is that of every optimizer that has them.
func checkOptimizer(field string, optimizer Optimizer) error {
	return firstError(
		checkName(field+".name", optimizer.Name, Optimizers),
		checkFiniteNumber(field+".learning_rate", optimizer.LearningRate),
		checkFraction(field+".rho", optimizer.Rho),
		checkFraction(field+".momentum", optimizer.Momentum),
		checkFraction(field+".beta_1", optimizer.Beta1),
		checkFraction(field+".beta_2", optimizer.Beta2),
		checkPositive(field+".epsilon", optimizer.Epsilon),
	)
}

// lossesAfter returns the losses that a network with this last activation can have (DENSE-10).
func lossesAfter(activation string) []string {
	losses := []string{"mse", "sum_squared_error"}
	switch activation {
	case "sigmoid":
		losses = append(losses, "binary_crossentropy")
	case "softmax":
		losses = append(losses, "categorical_crossentropy", Sparse)
	}
	return losses
}

// networkParameters returns all weights, not copied: each layer's kernel row by row, then its bias where
// it has one.
func networkParameters(layers []DenseLayer) [][]float64 {
	vectors := [][]float64{}
	for _, layer := range layers {
		vectors = append(vectors, layer.Kernel...)
		if layer.Bias != nil {
			vectors = append(vectors, layer.Bias)
		}
	}
	return vectors
}

// withParameters returns layers with other weights, which come as networkParameters gives them.
func withParameters(layers []DenseLayer, vectors [][]float64) []DenseLayer {
	result := make([]DenseLayer, len(layers))
	start := 0
	for i, layer := range layers {
		end := start + len(layer.Kernel)
		layer.Kernel = vectors[start:end:end] // whoever appends to it does not write into the next layer
		start = end
		if layer.Bias != nil {
			layer.Bias = vectors[end]
			start = end + 1
		}
		result[i] = layer
	}
	return result
}

// initialState returns what an optimizer remembers before its first step: zeros, and powers of 1.
func initialState(layers []DenseLayer) OptimizerState {
	zeros := [][]float64{}
	for _, vector := range networkParameters(layers) {
		zeros = append(zeros, make([]float64, len(vector)))
	}
	return OptimizerState{zeros, zeros, 1.0, 1.0}
}

// Predict returns what a network answers: outputs [m][k], whatever they are.
//
// inputs [m][n]
//
// The error is an *Error with one of the codes empty, shape_mismatch, out_of_range, unknown_name and
// not_finite.
func Predict(layers []DenseLayer, inputs [][]float64) ([][]float64, error) {
	if err := checkLayerShapes("layers", layers); err != nil {
		return nil, err // before layers[0], which may not be there
	}
	err := firstError(
		checkRowLengths("inputs", inputs, "layers[0].kernel", len(layers[0].Kernel)),
		checkLayerValues("layers", layers),
		checkFiniteRows("inputs", inputs),
	)
	if err != nil {
		return nil, err
	}
	return networkOutputs(inputs, layers), nil
}

// inOrder returns 0 to count - 1.
func inOrder(count int) []int {
	order := make([]int, count)
	for i := range order {
		order[i] = i
	}
	return order
}

// layerField returns the name of a layer's field, as in layers[0].kernel.
func layerField(field string, i int, name string) string {
	return fmt.Sprintf("%s[%d].%s", field, i, name)
}
