// The part of the API that belongs to no chapter: types for what Python expresses with unions and default
// arguments, and predictions.

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

// LossOrName is a loss with its settings, or only its name, for the settings of DefaultLoss.
type LossOrName interface{ string | Loss }

// lossOf returns a loss with its settings.
func lossOf[L LossOrName](loss L) Loss {
	if name, isName := any(loss).(string); isName {
		return DefaultLoss(name)
	}
	return any(loss).(Loss)
}

// DefaultLoss returns the loss of this name, one of Losses, with the settings that Keras 3 gives it.
func DefaultLoss(name string) Loss {
	return Loss{Name: name, Delta: 1.0}
}

// InitializerOrName is an initializer with its settings, or only its name, for the settings of
// DefaultInitializer.
type InitializerOrName interface{ string | Initializer }

// initializerOf returns an initializer with its settings.
func initializerOf[I InitializerOrName](initializer I) Initializer {
	if name, isName := any(initializer).(string); isName {
		return DefaultInitializer(name)
	}
	return any(initializer).(Initializer)
}

// DefaultInitializer returns the initializer of this name, one of Initializers, with the settings that
// Keras 3 gives it.
func DefaultInitializer(name string) Initializer {
	return Initializer{
		Name:         name,
		Minval:       -0.05,
		Maxval:       0.05,
		Stddev:       0.05,
		Gain:         1.0,
		Scale:        1.0,
		Mode:         "fan_in",
		Distribution: "truncated_normal",
	}
}

// Predict returns the outputs [m][k] of a network, even where they are infinite or NaN.
//
// inputs [m][n]
//
// The error is an *Error with one of the codes wrong_type, empty, shape_mismatch, out_of_range,
// unknown_name and not_finite.
func Predict(layers []Layer, inputs [][]float64) ([][]float64, error) {
	return Model{Layers: layers}.Predict(inputs)
}

// Predict returns the outputs [m][k] of a model, such as one from a file.
//
// inputs [m][n]. Stateful layers take them in batches of BatchSize, of which m is a multiple, or where it
// is nil in one batch; the first begins with states of 0 (FILE-7).
//
// The error is one that the function Predict returns.
func (model Model) Predict(inputs [][]float64) ([][]float64, error) {
	layers, size, err := checkedPredict(model.Layers, model.InputShape, model.BatchSize, inputs, model.Sources)
	if err != nil {
		return nil, err
	}
	return outputsInBatches(inputs, layers, size, model.Sources), nil
}
