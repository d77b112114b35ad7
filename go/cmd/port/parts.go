// The parts of a request that are objects: layers and optimizers (PORT-7).

package main

import refnet "github.com/refnet/refnet/go"

var denseFields = []field{
	{"units", readCount, required},
	{"activation", readName, required},
	{"kernel", readRows, required},
	{"bias", readOptionalNumbers, []float64(nil)},
}

var layerPart = part{"a layer", field{"kind", readName, "dense"}, []kind{
	{"dense", denseFields},
	{"flatten", nil},
	{"normalization", []field{
		{"mean", readNumbers, required},
		{"variance", readNumbers, required},
		{"invert", readBoolean, false},
	}},
}}

var optimizerPart = part{"", field{"name", readName, required}, []kind{
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
}}

// readLayers returns layers of every kind, which may not know their shapes yet.
func readLayers(field string, value any) (any, error) {
	parts, err := readPartsOfKinds(field, value, layerPart)
	if err != nil {
		return nil, err
	}
	return layersOf(parts), nil
}

// readDenseLayers returns dense layers, without a field for their kind.
func readDenseLayers(field string, value any) (any, error) {
	parts, err := readParts(field, value, layerPart.name, denseFields)
	if err != nil {
		return nil, err
	}
	return layersOf(parts), nil
}

// layersOf returns the layers that have these fields.
func layersOf(parts []map[string]any) []refnet.Layer {
	layers := make([]refnet.Layer, len(parts))
	for i, part := range parts {
		layers[i] = layerOf(part)
	}
	return layers
}

// layerOf returns the layer that has these fields, a dense one where none of them names its kind.
func layerOf(part map[string]any) refnet.Layer {
	switch part["kind"] {
	case "flatten":
		return refnet.FlattenLayer{}
	case "normalization":
		return refnet.NormalizationLayer{
			Mean:     part["mean"].([]float64),
			Variance: part["variance"].([]float64),
			Invert:   part["invert"].(bool),
		}
	}
	return refnet.DenseLayer{
		Units:      part["units"].(int64),
		Activation: part["activation"].(string),
		Kernel:     part["kernel"].([][]float64),
		Bias:       part["bias"].([]float64),
	}
}

// writeLayers returns all fields of each layer.
func writeLayers(layers []refnet.Layer) []map[string]any {
	written := make([]map[string]any, len(layers))
	for i, layer := range layers {
		switch layer := layer.(type) {
		case refnet.DenseLayer:
			written[i] = map[string]any{
				"kind":       "dense",
				"units":      layer.Units,
				"activation": layer.Activation,
				"kernel":     layer.Kernel,
				"bias":       layer.Bias,
			}
		case refnet.FlattenLayer:
			written[i] = map[string]any{"kind": "flatten"}
		case refnet.NormalizationLayer:
			written[i] = map[string]any{
				"kind":     "normalization",
				"mean":     layer.Mean,
				"variance": layer.Variance,
				"invert":   layer.Invert,
			}
		}
	}
	return written
}

// writeTrainedLayers returns what training moves in each layer, by name.
func writeTrainedLayers(layers []refnet.Layer) []map[string]any {
	written := make([]map[string]any, len(layers))
	for i, layer := range layers {
		written[i] = map[string]any{}
		if dense, ok := layer.(refnet.DenseLayer); ok {
			written[i] = map[string]any{"kernel": dense.Kernel, "bias": dense.Bias}
		}
	}
	return written
}

// readOptimizer returns an optimizer; a setting that its kind does not have keeps its default.
func readOptimizer(field string, value any) (any, error) {
	part, err := readNamedPart(field, value, optimizerPart)
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
