// The parts of a request that are layers (PORT-7); sequence_parts has those on sequences.

package main

import (
	"slices"

	refnet "github.com/refnet/refnet/go"
)

var denseFields = []field{
	{"units", readCount, required},
	{"activation", readName, required},
	{"kernel", readRows, required},
	{"bias", readOptionalNumbers, []float64(nil)},
}

var poolingFields = []field{
	{"pool_size", readCounts, []int64{2, 2}},
	{"strides", readOptionalCounts, []int64(nil)},
	{"padding", readName, "valid"},
}

var layerPart = part{"a layer", field{"kind", readName, "dense"}, []kind{
	{"dense", denseFields},
	{"flatten", nil},
	{"reshape", []field{
		{"target_shape", readCounts, required},
	}},
	{"normalization", []field{
		{"mean", readNumbers, required},
		{"variance", readNumbers, required},
		{"invert", readBoolean, false},
	}},
	{"batch_normalization", []field{
		{"gamma", readOptionalNumbers, []float64(nil)},
		{"beta", readOptionalNumbers, []float64(nil)},
		{"moving_mean", readNumbers, required},
		{"moving_variance", readNumbers, required},
		{"momentum", readNumber, 0.99},
		{"epsilon", readNumber, 0.001},
	}},
	{"dropout", []field{
		{"rate", readNumber, required},
	}},
	{"activation", []field{
		{"activation", readName, required},
	}},
	{"leaky_relu", []field{
		{"negative_slope", readNumber, 0.3},
	}},
	{"softmax", nil},
	{"conv2d", []field{
		{"filters", readCount, required},
		{"kernel_size", readCounts, required},
		{"strides", readCounts, []int64{1, 1}},
		{"padding", readName, "valid"},
		{"activation", readName, "linear"},
		{"kernel", readCellRows, required},
		{"bias", readOptionalNumbers, []float64(nil)},
		{"connections", readOptionalBooleanRows, [][]bool(nil)},
	}},
	{"conv1d", []field{
		{"filters", readCount, required},
		{"kernel_size", readCounts, required},
		{"strides", readCounts, []int64{1}},
		{"padding", readName, "valid"},
		{"activation", readName, "linear"},
		{"kernel", readCells, required},
		{"bias", readOptionalNumbers, []float64(nil)},
	}},
	{"max_pooling2d", poolingFields},
	{"average_pooling2d", poolingFields},
	{"global_average_pooling2d", nil},
	{"zero_padding2d", []field{
		{"rows", readCounts, []int64{1, 1}},
		{"columns", readCounts, []int64{1, 1}},
	}},
	{"masking", []field{
		{"mask_value", readNumber, 0.0},
	}},
	{"repeat_vector", []field{
		{"n", readCount, required},
	}},
	{"time_distributed", []field{
		{"units", readCount, required},
		{"activation", readName, "linear"},
		{"kernel", readRows, required},
		{"bias", readOptionalNumbers, []float64(nil)},
	}},
	{"embedding", []field{
		{"input_dim", readCount, required},
		{"output_dim", readCount, required},
		{"embeddings", readRows, required},
		{"mask_zero", readBoolean, false},
	}},
	{"simple_rnn", slices.Concat(unitsFields, weightsFields, sequencesFields, stateFields)},
	{"lstm", slices.Concat(gatesFields, weightsFields, sequencesFields, stateFields)},
	{"gru", slices.Concat(gatesFields, biasesFields, sequencesFields, resetFields, stateFields)},
	{"bidirectional_simple_rnn", slices.Concat(
		unitsFields, weightsFields, backwardFields, directionsFields, mergeFields,
	)},
	{"bidirectional_lstm", slices.Concat(
		gatesFields, weightsFields, backwardFields, directionsFields, mergeFields,
	)},
	{"bidirectional_gru", slices.Concat(
		gatesFields, biasesFields, backwardBiasesFields, directionsFields, resetFields, mergeFields,
	)},
	{"add", nil},
	{"concatenate", nil},
	{"part", []field{
		{"first", readCount, int64(0)},
		{"target_shape", readCounts, required},
	}},
}}

// readLayers returns layers of every kind, which may not know their shapes yet.
func readLayers(field string, value any) (any, error) {
	parts, err := readPartsOfKinds(field, value, graphPartOf(layerPartOf))
	if err != nil {
		return nil, err
	}
	return savedLayers{layersOf(parts), sourcesOf(parts)}, nil
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
	case "reshape":
		return refnet.ReshapeLayer{TargetShape: part["target_shape"].([]int64)}
	case "normalization":
		return refnet.NormalizationLayer{
			Mean:     part["mean"].([]float64),
			Variance: part["variance"].([]float64),
			Invert:   part["invert"].(bool),
		}
	case "batch_normalization":
		return refnet.BatchNormalizationLayer{
			Gamma:          part["gamma"].([]float64),
			Beta:           part["beta"].([]float64),
			MovingMean:     part["moving_mean"].([]float64),
			MovingVariance: part["moving_variance"].([]float64),
			Momentum:       part["momentum"].(float64),
			Epsilon:        part["epsilon"].(float64),
		}
	case "dropout":
		return refnet.DropoutLayer{Rate: part["rate"].(float64)}
	case "activation":
		return refnet.ActivationLayer{Activation: part["activation"].(string)}
	case "leaky_relu":
		return refnet.LeakyReLULayer{NegativeSlope: part["negative_slope"].(float64)}
	case "softmax":
		return refnet.SoftmaxLayer{}
	case "add":
		return refnet.AddLayer{}
	case "concatenate":
		return refnet.ConcatenateLayer{}
	case "part":
		return refnet.PartLayer{First: part["first"].(int64), TargetShape: part["target_shape"].([]int64)}
	case "conv2d":
		return refnet.Conv2DLayer{
			Filters:     part["filters"].(int64),
			KernelSize:  part["kernel_size"].([]int64),
			Strides:     part["strides"].([]int64),
			Padding:     part["padding"].(string),
			Activation:  part["activation"].(string),
			Kernel:      part["kernel"].([][][][]float64),
			Bias:        part["bias"].([]float64),
			Connections: part["connections"].([][]bool),
		}
	case "conv1d":
		return refnet.Conv1DLayer{
			Filters:    part["filters"].(int64),
			KernelSize: part["kernel_size"].([]int64),
			Strides:    part["strides"].([]int64),
			Padding:    part["padding"].(string),
			Activation: part["activation"].(string),
			Kernel:     part["kernel"].([][][]float64),
			Bias:       part["bias"].([]float64),
		}
	case "max_pooling2d":
		return refnet.MaxPooling2DLayer{
			PoolSize: part["pool_size"].([]int64),
			Strides:  part["strides"].([]int64),
			Padding:  part["padding"].(string),
		}
	case "average_pooling2d":
		return refnet.AveragePooling2DLayer{
			PoolSize: part["pool_size"].([]int64),
			Strides:  part["strides"].([]int64),
			Padding:  part["padding"].(string),
		}
	case "global_average_pooling2d":
		return refnet.GlobalAveragePooling2DLayer{}
	case "zero_padding2d":
		return refnet.ZeroPadding2DLayer{
			Rows:    part["rows"].([]int64),
			Columns: part["columns"].([]int64),
		}
	case "masking", "repeat_vector", "time_distributed", "embedding":
		return stepsLayerOf(part)
	case "simple_rnn", "lstm", "gru":
		return recurrentLayerOf(part)
	case "bidirectional_simple_rnn", "bidirectional_lstm", "bidirectional_gru":
		return bidirectionalLayerOf(part)
	}
	return refnet.DenseLayer{
		Units:      part["units"].(int64),
		Activation: part["activation"].(string),
		Kernel:     part["kernel"].([][]float64),
		Bias:       part["bias"].([]float64),
	}
}

// writeLayers returns the fields of each layer, the special ones where they matter.
func writeLayers(layers []refnet.Layer) []map[string]any {
	written := make([]map[string]any, len(layers))
	for i, layer := range layers {
		written[i] = writeLayer(layer)
	}
	return written
}

// writeLayer returns the fields of a layer, the special ones where they matter.
func writeLayer(layer refnet.Layer) map[string]any {
	switch layer := layer.(type) {
	case refnet.DenseLayer:
		return map[string]any{
			"kind":       "dense",
			"units":      layer.Units,
			"activation": layer.Activation,
			"kernel":     layer.Kernel,
			"bias":       layer.Bias,
		}
	case refnet.FlattenLayer:
		return map[string]any{"kind": "flatten"}
	case refnet.ReshapeLayer:
		return map[string]any{"kind": "reshape", "target_shape": layer.TargetShape}
	case refnet.NormalizationLayer:
		return map[string]any{
			"kind":     "normalization",
			"mean":     layer.Mean,
			"variance": layer.Variance,
			"invert":   layer.Invert,
		}
	case refnet.BatchNormalizationLayer:
		return map[string]any{
			"kind":            "batch_normalization",
			"gamma":           layer.Gamma,
			"beta":            layer.Beta,
			"moving_mean":     layer.MovingMean,
			"moving_variance": layer.MovingVariance,
			"momentum":        layer.Momentum,
			"epsilon":         layer.Epsilon,
		}
	case refnet.DropoutLayer:
		return map[string]any{"kind": "dropout", "rate": layer.Rate}
	case refnet.ActivationLayer:
		return map[string]any{"kind": "activation", "activation": layer.Activation}
	case refnet.LeakyReLULayer:
		return map[string]any{"kind": "leaky_relu", "negative_slope": layer.NegativeSlope}
	case refnet.SoftmaxLayer:
		return map[string]any{"kind": "softmax"}
	case refnet.AddLayer:
		return map[string]any{"kind": "add"}
	case refnet.ConcatenateLayer:
		return map[string]any{"kind": "concatenate"}
	case refnet.PartLayer:
		return map[string]any{"kind": "part", "first": layer.First, "target_shape": layer.TargetShape}
	case refnet.Conv2DLayer:
		return map[string]any{
			"kind":        "conv2d",
			"filters":     layer.Filters,
			"kernel_size": layer.KernelSize,
			"strides":     layer.Strides,
			"padding":     layer.Padding,
			"activation":  layer.Activation,
			"kernel":      layer.Kernel,
			"bias":        layer.Bias,
			"connections": layer.Connections,
		}
	case refnet.Conv1DLayer:
		return map[string]any{
			"kind":        "conv1d",
			"filters":     layer.Filters,
			"kernel_size": layer.KernelSize,
			"strides":     layer.Strides,
			"padding":     layer.Padding,
			"activation":  layer.Activation,
			"kernel":      layer.Kernel,
			"bias":        layer.Bias,
		}
	case refnet.MaxPooling2DLayer:
		return map[string]any{
			"kind":      "max_pooling2d",
			"pool_size": layer.PoolSize,
			"strides":   layer.Strides,
			"padding":   layer.Padding,
		}
	case refnet.AveragePooling2DLayer:
		return map[string]any{
			"kind":      "average_pooling2d",
			"pool_size": layer.PoolSize,
			"strides":   layer.Strides,
			"padding":   layer.Padding,
		}
	case refnet.GlobalAveragePooling2DLayer:
		return map[string]any{"kind": "global_average_pooling2d"}
	case refnet.ZeroPadding2DLayer:
		return map[string]any{"kind": "zero_padding2d", "rows": layer.Rows, "columns": layer.Columns}
	}
	return writeSequenceLayer(layer)
}

// trainedFields are the fields that training moves, of all kinds.
var trainedFields = []string{
	"kernel", "recurrent_kernel", "bias", "backward_kernel", "backward_recurrent_kernel", "backward_bias",
	"embeddings", "gamma", "beta", "moving_mean", "moving_variance",
}

// writeTrainedLayers returns what training moves in each layer, by name.
func writeTrainedLayers(layers []refnet.Layer) []map[string]any {
	written := make([]map[string]any, len(layers))
	for i, fields := range writeLayers(layers) {
		written[i] = map[string]any{}
		for _, name := range trainedFields {
			if weights, has := fields[name]; has {
				written[i][name] = weights
			}
		}
	}
	return written
}
