// The part of the API that belongs to no chapter: types for what Python expresses with unions and default
// arguments, the conversion between []DenseLayer and []Layer, and Predict.

package refnet

// Targets are Rows [m][k] or, for the loss Sparse, Classes [m]: class numbers from 0. Leave the other
// field nil.
type Targets struct {
	Rows    [][]float64
	Classes []int64
}

// DenseEpoch is an EpochRecord of a network of dense layers.
type DenseEpoch struct {
	Epoch  int64
	Loss   float64
	Layers []DenseLayer
}

// DefaultOptimizer returns the optimizer of this name, "sgd", "rmsprop" or "adam", with the settings
// that Keras 3 gives it.
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

// Predict returns the outputs [m][k] of a network, even where they are infinite or NaN.
//
// inputs [m][n]
//
// The error is an *Error with one of the codes empty, shape_mismatch, out_of_range, unknown_name and
// not_finite.
func Predict(layers []DenseLayer, inputs [][]float64) ([][]float64, error) {
	if err := checkedPredict(layers, inputs); err != nil {
		return nil, err
	}
	return networkOutputs(inputs, asLayers(layers)), nil
}

// asLayers returns dense layers as the layers that the chapters work on.
func asLayers(layers []DenseLayer) []Layer {
	network := make([]Layer, len(layers))
	for i, layer := range layers {
		network[i] = layer
	}
	return network
}

// denseEpochs returns the records of a network of dense layers with their type in the API.
func denseEpochs(records []EpochRecord) []DenseEpoch {
	epochs := make([]DenseEpoch, len(records))
	for i, record := range records {
		layers := make([]DenseLayer, len(record.Layers))
		for j, layer := range record.Layers {
			layers[j] = layer.(DenseLayer)
		}
		epochs[i] = DenseEpoch{record.Epoch, record.Loss, layers}
	}
	return epochs
}
