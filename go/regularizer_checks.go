// What regularizers are accepted: those that a layer's kind has, with factors of 0 or more.
//
// A fault has a field such as layers[0].kernel_regularizer.l1.

package refnet

import (
	"fmt"
	"slices"
)

// denseParts and recurrentParts are the regularizers of layers with a kernel, and with two of them.
var (
	denseParts     = []string{"kernel", "bias", "activity"}
	recurrentParts = []string{"kernel", "recurrent", "bias", "activity"}
)

// Regularized has the regularizers that a layer of a kind may have, in the order of its fields.
var Regularized = map[string][]string{
	"dense":                    denseParts,
	"conv2d":                   denseParts,
	"conv1d":                   denseParts,
	"time_distributed":         denseParts,
	"embedding":                {"embeddings", "activity"},
	"batch_normalization":      {"gamma", "beta"},
	"simple_rnn":               recurrentParts,
	"lstm":                     recurrentParts,
	"gru":                      recurrentParts,
	"bidirectional_simple_rnn": recurrentParts,
	"bidirectional_lstm":       recurrentParts,
	"bidirectional_gru":        recurrentParts,
}

// namedRegularizer is a regularizer, or nil, and the name of what it regularizes.
type namedRegularizer struct {
	part        string
	regularizer *Regularizer
}

// namedRegularizers returns the regularizers of a layer in the order of its fields.
func namedRegularizers(own Regularizers) []namedRegularizer {
	return []namedRegularizer{
		{"kernel", own.Kernel},
		{"recurrent", own.Recurrent},
		{"bias", own.Bias},
		{"embeddings", own.Embeddings},
		{"gamma", own.Gamma},
		{"beta", own.Beta},
		{"activity", own.Activity},
	}
}

// variableRegularizers returns what regularizes each variable of a layer, in the order of its parameters.
func variableRegularizers(layer Layer, own Regularizers) []*Regularizer {
	if both, isOne := layer.(BidirectionalLayer); isOne {
		return slices.Concat(
			variableRegularizers(forwardLayer(both), own),
			variableRegularizers(backwardLayer(both), own),
		)
	}
	if normal, isOne := layer.(BatchNormalizationLayer); isOne && normal.Gamma == nil {
		return []*Regularizer{own.Beta}[:len(kinds[layer.kind()].variables(layer))]
	}
	variables := []*Regularizer{}
	for _, each := range namedRegularizers(own) {
		if each.part != "activity" && slices.Contains(Regularized[layer.kind()], each.part) {
			variables = append(variables, each.regularizer)
		}
	}
	return variables[:len(kinds[layer.kind()].variables(layer))] // the last, a bias or beta, may be missing
}

// checkRegularizerShapes returns shape_mismatch for regularizers of other layers than these, or of parts
// they lack.
func checkRegularizerShapes(field string, layers []Layer, regularizers []Regularizers) error {
	if regularizers == nil {
		return nil
	}
	if err := checkLength("regularizers", len(regularizers), field, len(layers)); err != nil {
		return err
	}
	for i, layer := range layers {
		for _, each := range namedRegularizers(regularizers[i]) {
			if each.regularizer != nil && !slices.Contains(Regularized[layer.kind()], each.part) {
				place := fmt.Sprintf("%s[%d].%s_regularizer", field, i, each.part)
				return fault("shape_mismatch", place, "%s: expected null for a layer of this kind", place)
			}
		}
	}
	return nil
}

// checkRegularizers returns not_finite or out_of_range for a factor that is not a finite number of 0 or
// more.
func checkRegularizers(field string, regularizers []Regularizers) error {
	for i, own := range regularizers {
		for _, each := range namedRegularizers(own) {
			if each.regularizer == nil {
				continue
			}
			place := fmt.Sprintf("%s[%d].%s_regularizer", field, i, each.part)
			err := firstError(
				checkNotNegativeNumber(place+".l1", each.regularizer.L1),
				checkNotNegativeNumber(place+".l2", each.regularizer.L2),
			)
			if err != nil {
				return err
			}
		}
	}
	return nil
}
