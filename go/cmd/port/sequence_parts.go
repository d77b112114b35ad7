// The layers on sequences: the part of parts for those kinds.

package main

import (
	"slices"
	"strings"

	refnet "github.com/refnet/refnet/go"
)

var unitsFields = []field{
	{"units", readCount, required},
	{"activation", readName, "tanh"},
}

var gatesFields = append(unitsFields[:2:2], field{"recurrent_activation", readName, "sigmoid"})

var weightsFields = []field{
	{"kernel", readRows, required},
	{"recurrent_kernel", readRows, required},
	{"bias", readOptionalNumbers, []float64(nil)},
}

var biasesFields = append(weightsFields[:2:2], field{"bias", readOptionalRows, [][]float64(nil)})

var backwardFields = []field{
	{"backward_kernel", readRows, required},
	{"backward_recurrent_kernel", readRows, required},
	{"backward_bias", readOptionalNumbers, []float64(nil)},
}

var backwardBiasesFields = append(
	backwardFields[:2:2], field{"backward_bias", readOptionalRows, [][]float64(nil)},
)

// specialFields are those that an answer has only where they differ from their defaults.
var specialFields = []field{
	{"dropout", readNumber, 0.0},
	{"recurrent_dropout", readNumber, 0.0},
	{"stateful", readBoolean, false},
}

var sequencesFields = slices.Concat([]field{
	{"return_sequences", readBoolean, false},
	{"go_backwards", readBoolean, false},
}, specialFields)

var stateFields = []field{{"return_state", readBoolean, false}}

var resetFields = []field{{"reset_after", readBoolean, true}}

var mergeFields = []field{{"merge_mode", readName, "concat"}}

// oneBias has the fields of gru where reset_after is false: one bias in place of two.
var oneBias = map[string][]field{
	"gru": slices.Concat(gatesFields, weightsFields, sequencesFields, resetFields, stateFields),
	"bidirectional_gru": slices.Concat(
		gatesFields, weightsFields, backwardFields, directionsFields, resetFields, mergeFields,
	),
}

// layerPartOf returns the fields that a layer may have, which depend on where its reset gate is.
func layerPartOf(object map[string]any) part {
	if object["reset_after"] != false {
		return layerPart
	}
	kinds := slices.Clone(layerPart.kinds)
	for i, each := range kinds {
		if fields, given := oneBias[each.name]; given {
			kinds[i].fields = fields
		}
	}
	return part{layerPart.name, layerPart.key, kinds}
}

var directionsFields = append(sequencesFields[:1:1], specialFields...)

// stepsLayerOf returns the layer on each step by itself, or the embedding, that has these fields.
func stepsLayerOf(part map[string]any) refnet.Layer {
	switch part["kind"] {
	case "masking":
		return refnet.MaskingLayer{MaskValue: part["mask_value"].(float64)}
	case "repeat_vector":
		return refnet.RepeatVectorLayer{N: part["n"].(int64)}
	case "time_distributed":
		return refnet.TimeDistributedLayer{
			Units:      part["units"].(int64),
			Activation: part["activation"].(string),
			Kernel:     part["kernel"].([][]float64),
			Bias:       part["bias"].([]float64),
		}
	}
	return refnet.EmbeddingLayer{
		InputDim:   part["input_dim"].(int64),
		OutputDim:  part["output_dim"].(int64),
		Embeddings: part["embeddings"].([][]float64),
		MaskZero:   part["mask_zero"].(bool),
	}
}

// recurrentLayerOf returns the recurrent layer that has these fields.
func recurrentLayerOf(part map[string]any) refnet.Layer {
	switch part["kind"] {
	case "lstm":
		return refnet.LSTMLayer{
			Units:               part["units"].(int64),
			Activation:          part["activation"].(string),
			RecurrentActivation: part["recurrent_activation"].(string),
			Kernel:              part["kernel"].([][]float64),
			RecurrentKernel:     part["recurrent_kernel"].([][]float64),
			Bias:                part["bias"].([]float64),
			ReturnSequences:     part["return_sequences"].(bool),
			GoBackwards:         part["go_backwards"].(bool),
			Dropout:             part["dropout"].(float64),
			RecurrentDropout:    part["recurrent_dropout"].(float64),
			Stateful:            part["stateful"].(bool),
			ReturnState:         part["return_state"].(bool),
		}
	case "gru":
		return refnet.GRULayer{
			Units:               part["units"].(int64),
			Activation:          part["activation"].(string),
			RecurrentActivation: part["recurrent_activation"].(string),
			Kernel:              part["kernel"].([][]float64),
			RecurrentKernel:     part["recurrent_kernel"].([][]float64),
			Bias:                biasRows(part["bias"]),
			ReturnSequences:     part["return_sequences"].(bool),
			GoBackwards:         part["go_backwards"].(bool),
			Dropout:             part["dropout"].(float64),
			RecurrentDropout:    part["recurrent_dropout"].(float64),
			Stateful:            part["stateful"].(bool),
			ReturnState:         part["return_state"].(bool),
			ResetBefore:         !part["reset_after"].(bool),
		}
	}
	return refnet.SimpleRNNLayer{
		Units:            part["units"].(int64),
		Activation:       part["activation"].(string),
		Kernel:           part["kernel"].([][]float64),
		RecurrentKernel:  part["recurrent_kernel"].([][]float64),
		Bias:             part["bias"].([]float64),
		ReturnSequences:  part["return_sequences"].(bool),
		GoBackwards:      part["go_backwards"].(bool),
		Dropout:          part["dropout"].(float64),
		RecurrentDropout: part["recurrent_dropout"].(float64),
		Stateful:         part["stateful"].(bool),
		ReturnState:      part["return_state"].(bool),
	}
}

// bidirectionalLayerOf returns the layer for both directions that has these fields.
func bidirectionalLayerOf(part map[string]any) refnet.Layer {
	gates, _ := part["recurrent_activation"].(string) // none where the cell has no gates
	resetAfter, isGRU := part["reset_after"].(bool)
	return refnet.BidirectionalLayer{
		Cell:                    strings.TrimPrefix(part["kind"].(string), "bidirectional_"),
		Units:                   part["units"].(int64),
		Activation:              part["activation"].(string),
		RecurrentActivation:     gates,
		Kernel:                  part["kernel"].([][]float64),
		RecurrentKernel:         part["recurrent_kernel"].([][]float64),
		Bias:                    biasRows(part["bias"]),
		BackwardKernel:          part["backward_kernel"].([][]float64),
		BackwardRecurrentKernel: part["backward_recurrent_kernel"].([][]float64),
		BackwardBias:            biasRows(part["backward_bias"]),
		ReturnSequences:         part["return_sequences"].(bool),
		Dropout:                 part["dropout"].(float64),
		RecurrentDropout:        part["recurrent_dropout"].(float64),
		Stateful:                part["stateful"].(bool),
		ResetBefore:             isGRU && !resetAfter,
		MergeMode:               mergeModeOf(part["merge_mode"].(string)),
	}
}

// mergeModeOf returns a name that the package refuses for "", which it would take for "concat".
func mergeModeOf(name string) string {
	if name == "" {
		return "none"
	}
	return name
}

// biasRows returns a bias of either type as rows, nil where there is none.
func biasRows(bias any) [][]float64 {
	if rows, ok := bias.([][]float64); ok {
		return rows
	}
	if row := bias.([]float64); row != nil {
		return [][]float64{row}
	}
	return nil
}

// writeBias returns a bias in the type that a request has for this recurrent kind.
func writeBias(kind string, rows [][]float64) any {
	switch {
	case rows == nil:
		return nil // not an empty list
	case kind == "gru" && len(rows) == 2:
		return rows
	}
	return rows[0]
}

// writeSequenceLayer returns the fields of a layer on sequences, the special ones where they matter.
func writeSequenceLayer(layer refnet.Layer) map[string]any {
	switch layer := layer.(type) {
	case refnet.MaskingLayer:
		return map[string]any{"kind": "masking", "mask_value": layer.MaskValue}
	case refnet.RepeatVectorLayer:
		return map[string]any{"kind": "repeat_vector", "n": layer.N}
	case refnet.TimeDistributedLayer:
		return map[string]any{
			"kind":       "time_distributed",
			"units":      layer.Units,
			"activation": layer.Activation,
			"kernel":     layer.Kernel,
			"bias":       layer.Bias,
		}
	case refnet.EmbeddingLayer:
		return map[string]any{
			"kind":       "embedding",
			"input_dim":  layer.InputDim,
			"output_dim": layer.OutputDim,
			"embeddings": layer.Embeddings,
			"mask_zero":  layer.MaskZero,
		}
	case refnet.SimpleRNNLayer:
		return withState(withSpecial(map[string]any{
			"kind":             "simple_rnn",
			"units":            layer.Units,
			"activation":       layer.Activation,
			"kernel":           layer.Kernel,
			"recurrent_kernel": layer.RecurrentKernel,
			"bias":             layer.Bias,
			"return_sequences": layer.ReturnSequences,
			"go_backwards":     layer.GoBackwards,
		}, layer.Dropout, layer.RecurrentDropout, layer.Stateful), layer.ReturnState)
	case refnet.LSTMLayer:
		return withState(withSpecial(map[string]any{
			"kind":                 "lstm",
			"units":                layer.Units,
			"activation":           layer.Activation,
			"recurrent_activation": layer.RecurrentActivation,
			"kernel":               layer.Kernel,
			"recurrent_kernel":     layer.RecurrentKernel,
			"bias":                 layer.Bias,
			"return_sequences":     layer.ReturnSequences,
			"go_backwards":         layer.GoBackwards,
		}, layer.Dropout, layer.RecurrentDropout, layer.Stateful), layer.ReturnState)
	case refnet.GRULayer:
		return withState(withReset(withSpecial(map[string]any{
			"kind":                 "gru",
			"units":                layer.Units,
			"activation":           layer.Activation,
			"recurrent_activation": layer.RecurrentActivation,
			"kernel":               layer.Kernel,
			"recurrent_kernel":     layer.RecurrentKernel,
			"bias":                 writeBias("gru", layer.Bias),
			"return_sequences":     layer.ReturnSequences,
			"go_backwards":         layer.GoBackwards,
		}, layer.Dropout, layer.RecurrentDropout, layer.Stateful), layer.ResetBefore), layer.ReturnState)
	case refnet.BidirectionalLayer:
		return writeBidirectionalLayer(layer)
	}
	return nil
}

// writeBidirectionalLayer returns the fields of a layer for both directions, the special ones where they
// matter.
func writeBidirectionalLayer(layer refnet.BidirectionalLayer) map[string]any {
	written := map[string]any{
		"kind":                      "bidirectional_" + layer.Cell,
		"units":                     layer.Units,
		"activation":                layer.Activation,
		"kernel":                    layer.Kernel,
		"recurrent_kernel":          layer.RecurrentKernel,
		"bias":                      writeBias(layer.Cell, layer.Bias),
		"backward_kernel":           layer.BackwardKernel,
		"backward_recurrent_kernel": layer.BackwardRecurrentKernel,
		"backward_bias":             writeBias(layer.Cell, layer.BackwardBias),
		"return_sequences":          layer.ReturnSequences,
	}
	if layer.Cell != "simple_rnn" {
		written["recurrent_activation"] = layer.RecurrentActivation
	}
	if layer.MergeMode != "concat" && layer.MergeMode != "" {
		written["merge_mode"] = layer.MergeMode
	}
	written = withReset(written, layer.ResetBefore)
	return withSpecial(written, layer.Dropout, layer.RecurrentDropout, layer.Stateful)
}

// withState returns the fields of a layer with return_state, if that is true.
func withState(written map[string]any, returnState bool) map[string]any {
	if returnState {
		written["return_state"] = true
	}
	return written
}

// withReset returns the fields of a layer with reset_after, if that is false.
func withReset(written map[string]any, resetBefore bool) map[string]any {
	if resetBefore {
		written["reset_after"] = false
	}
	return written
}

// withSpecial returns the fields of a recurrent layer with those of specialFields that matter.
func withSpecial(
	written map[string]any, dropout, recurrentDropout float64, stateful bool,
) map[string]any {
	if dropout != 0.0 {
		written["dropout"] = dropout
	}
	if recurrentDropout != 0.0 {
		written["recurrent_dropout"] = recurrentDropout
	}
	if stateful {
		written["stateful"] = true
	}
	return written
}
