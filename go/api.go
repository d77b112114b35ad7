// The part of the API that belongs to no chapter: types for what Python expresses with unions and default
// arguments, and Predict.

package refnet

// Targets are Rows [m][k] or, for the loss Sparse, Classes [m]: class numbers from 0. Leave the other
// field nil.
type Targets struct {
	Rows    [][]float64
	Classes []int64
}

// DefaultOptimizer returns the optimizer of this name, one of Optimizers, with the settings that Keras 3
// gives it.
func DefaultOptimizer(name string) Optimizer {
	optimizer := Optimizer{
		Name:                    name,
		LearningRate:            0.001,
		Rho:                     0.9,
		Beta1:                   0.9,
		Beta2:                   0.999,
		Epsilon:                 1e-7,
		InitialAccumulatorValue: 0.1,
	}
	switch name {
	case "sgd":
		optimizer.LearningRate = 0.01
	case "adadelta":
		optimizer.Rho = 0.95
	case "adamw":
		optimizer.WeightDecay = 0.004
	}
	return optimizer
}

// LearningRates returns the learning rate that an optimizer has in each of these steps, counted from 0.
//
// The error is an *Error with one of the codes wrong_type, shape_mismatch, not_finite, out_of_range and
// unknown_name.
func LearningRates(optimizer Optimizer, steps []int64) ([]float64, error) {
	if err := checkedLearningRates(optimizer, steps); err != nil {
		return nil, err
	}
	rates := make([]float64, len(steps))
	for i, step := range steps {
		rates[i] = stepRate(optimizer, step)
	}
	return rates, nil
}

// Predict returns the outputs [m][k] of a network, even where they are infinite or NaN.
//
// inputs [m][n]
//
// The error is an *Error with one of the codes wrong_type, empty, shape_mismatch, out_of_range,
// unknown_name and not_finite.
func Predict(layers []Layer, inputs [][]float64) ([][]float64, error) {
	layers, err := checkedPredict(layers, inputs)
	if err != nil {
		return nil, err
	}
	return networkOutputs(inputs, layers), nil
}
