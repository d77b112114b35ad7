// The parts of a request that are objects: layers and optimizers (PORT-7).

package main

import refnet "github.com/refnet/refnet/go"

var layerFields = []field{
	{"units", readCount, required},
	{"activation", readName, required},
	{"kernel", readRows, required},
	{"bias", readOptionalNumbers, []float64(nil)},
}

var optimizers = []kind{
	{"sgd", []field{
		{"learning_rate", readNumber, 0.01},
		{"momentum", readNumber, 0.0},
		{"nesterov", readBoolean, false},
	}},
	{"rmsprop", []field{
		{"learning_rate", readNumber, 0.001},
		{"rho", readNumber, 0.9},
		{"momentum", readNumber, 0.0},
		{"epsilon", readNumber, 1e-7},
	}},
	{"adam", []field{
		{"learning_rate", readNumber, 0.001},
		{"beta_1", readNumber, 0.9},
		{"beta_2", readNumber, 0.999},
		{"epsilon", readNumber, 1e-7},
	}},
}

// readLayers returns the layers of a network.
func readLayers(field string, value any) (any, error) {
	parts, err := readParts(field, value, "a layer", layerFields)
	if err != nil {
		return nil, err
	}
	layers := make([]refnet.Layer, len(parts))
	for i, part := range parts {
		layers[i] = refnet.DenseLayer{
			Units:      part["units"].(int64),
			Activation: part["activation"].(string),
			Kernel:     part["kernel"].([][]float64),
			Bias:       part["bias"].([]float64),
		}
	}
	return layers, nil
}

// writeLayers returns the parameters of each layer by name.
func writeLayers(layers []refnet.Layer) []map[string]any {
	written := make([]map[string]any, len(layers))
	for i, layer := range layers {
		dense := layer.(refnet.DenseLayer)
		written[i] = map[string]any{"kernel": dense.Kernel, "bias": dense.Bias}
	}
	return written
}

// readOptimizer returns an optimizer; a setting that its kind does not have keeps its default.
func readOptimizer(field string, value any) (any, error) {
	part, err := readNamedPart(field, value, optimizers)
	if err != nil {
		return nil, err
	}
	optimizer := refnet.DefaultOptimizer(part["name"].(string))
	if nesterov, has := part["nesterov"]; has {
		optimizer.Nesterov = nesterov.(bool)
	}
	for name, setting := range map[string]*float64{
		"learning_rate": &optimizer.LearningRate,
		"momentum":      &optimizer.Momentum,
		"rho":           &optimizer.Rho,
		"beta_1":        &optimizer.Beta1,
		"beta_2":        &optimizer.Beta2,
		"epsilon":       &optimizer.Epsilon,
	} {
		if value, has := part[name]; has {
			*setting = value.(float64)
		}
	}
	return optimizer, nil
}
