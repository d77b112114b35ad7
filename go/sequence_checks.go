// What a layer on sequences must be: the part of layer_checks for those kinds.

package refnet

import "math"

// Layers that handle each step by itself

// placedMaskingLayer returns the layer with its shape; the error is empty, out_of_range or
// shape_mismatch.
func placedMaskingLayer(
	field string, layer MaskingLayer, before *layerBefore,
) (MaskingLayer, error) {
	shape, err := placedAxes(field, layer.InputShape, before, sequenceAxes)
	return MaskingLayer{layer.MaskValue, shape}, err
}

// checkMaskingLayerValues returns not_finite for a layer that cannot exist.
func checkMaskingLayerValues(field string, layer MaskingLayer) error {
	return checkFiniteNumber(field+".mask_value", layer.MaskValue)
}

// placedRepeatVectorLayer returns the layer with its shape; the error is empty, out_of_range or
// shape_mismatch.
func placedRepeatVectorLayer(
	field string, layer RepeatVectorLayer, before *layerBefore,
) (RepeatVectorLayer, error) {
	err := checkRange(field+".n", layer.N, 1, MostNumbers)
	if err == nil {
		layer.InputShape, err = placedAxes(field, layer.InputShape, before, sequenceAxes[1:])
	}
	if err == nil {
		_, after := repeatVectorShapes(layer)
		err = checkProduct(field+".n", after)
	}
	return layer, err
}

// placedTimeDistributedLayer returns the layer with its shape, but with the same weights.
//
// The error is empty, shape_mismatch or out_of_range where its parts or inputs do not fit.
func placedTimeDistributedLayer(
	field string, layer TimeDistributedLayer, before *layerBefore,
) (TimeDistributedLayer, error) {
	err := checkRange(field+".units", layer.Units, 1, MostNumbers)
	if err == nil {
		layer.InputShape, err = placedAxes(field, layer.InputShape, before, sequenceAxes)
	}
	if err != nil {
		return layer, err // before the shapes, which need the inputs
	}
	_, after := timeDistributedShapes(layer)
	err = firstError(
		checkProduct(field+".units", after),
		checkLengths(field+".kernel", layer.Kernel, []int64{layer.InputShape[1], layer.Units}),
	)
	if err == nil && layer.Bias != nil {
		err = checkLength(field+".bias", len(layer.Bias), field+".units", layer.Units)
	}
	return layer, err
}

// checkTimeDistributedLayerValues returns unknown_name or not_finite for a layer that cannot exist.
func checkTimeDistributedLayerValues(field string, layer TimeDistributedLayer) error {
	return firstError(
		checkName(field+".activation", layer.Activation, UnitActivations),
		checkFiniteRows(field+".kernel", layer.Kernel),
		checkFinite(field+".bias", layer.Bias),
	)
}

// Embeddings

// placedEmbeddingLayer returns the layer with its shape, but with the same table.
//
// The error is empty, shape_mismatch or out_of_range where its parts or inputs do not fit.
func placedEmbeddingLayer(
	field string, layer EmbeddingLayer, before *layerBefore,
) (EmbeddingLayer, error) {
	if name := field + ".input_dim"; before != nil && before.field != "input_shape" {
		return layer, fault("shape_mismatch", name, "%s: expected an embedding to be the first layer", name)
	}
	err := firstError(
		checkRange(field+".input_dim", layer.InputDim, 1, MostNumbers),
		checkRange(field+".output_dim", layer.OutputDim, 1, MostNumbers),
	)
	if err == nil {
		layer.InputShape, err = placedAxes(field, layer.InputShape, before, sequenceAxes[:1])
	}
	if err != nil {
		return layer, err // before the shapes, which need the inputs
	}
	_, after := embeddingShapes(layer)
	return layer, firstError(
		checkProduct(field+".output_dim", after),
		checkLengths(field+".embeddings", layer.Embeddings, []int64{layer.InputDim, layer.OutputDim}),
	)
}

// checkEmbeddingLayerValues returns not_finite for a layer that cannot exist.
func checkEmbeddingLayerValues(field string, layer EmbeddingLayer) error {
	return checkFiniteRows(field+".embeddings", layer.Embeddings)
}

// checkEmbeddingInputs returns not_finite or out_of_range for inputs that do not number rows of the table.
//
// inputs [m][t]
func checkEmbeddingInputs(field string, inputs [][]float64, layer EmbeddingLayer) error {
	if err := checkFiniteRows(field, inputs); err != nil {
		return err
	}
	high := layer.InputDim - 1
	for i, row := range inputs {
		for j, number := range row {
			if number < 0.0 || number > float64(high) || number != math.Floor(number) {
				return fault("out_of_range", field, "%s[%d][%d]: expected a whole number, 0 to %d",
					field, i, j, high)
			}
		}
	}
	return nil
}

// Recurrent layers

// placedSimpleRNNLayer returns the layer with its shape, but with the same weights.
//
// The error is empty, shape_mismatch or out_of_range where its parts or inputs do not fit.
func placedSimpleRNNLayer(
	field string, layer SimpleRNNLayer, before *layerBefore,
) (SimpleRNNLayer, error) {
	return placedRecurrent(field, layer, before, 1, 0)
}

// placedLSTMLayer returns the layer with its shape, but with the same weights.
//
// The error is empty, shape_mismatch or out_of_range where its parts or inputs do not fit.
func placedLSTMLayer(field string, layer LSTMLayer, before *layerBefore) (LSTMLayer, error) {
	return placedRecurrent(field, layer, before, 4, 0)
}

// placedGRULayer returns the layer with its shape, but with the same weights.
//
// The error is empty, shape_mismatch or out_of_range where its parts or inputs do not fit.
func placedGRULayer(field string, layer GRULayer, before *layerBefore) (GRULayer, error) {
	return placedRecurrent(field, layer, before, 3, biasesOf("gru", layer.ResetBefore))
}

// biasesOf returns how many biases a recurrent kind has, 0 where it is one that stands alone.
func biasesOf(cell string, resetBefore bool) int64 {
	if resetBefore {
		return 0
	}
	return cellChecks[cell].biases
}

// placedRecurrent returns a layer with its shape, whose weights have a column for each gate and unit.
//
// biases: how many biases there are, 0 where it is one that stands alone. The error is empty,
// shape_mismatch or out_of_range.
func placedRecurrent[L recurrentKind[L]](
	field string, layer L, before *layerBefore, gates, biases int64,
) (L, error) {
	fields := layer.fields()
	err := checkRange(field+".units", fields.units, 1, MostNumbers)
	if err == nil {
		fields.inputShape, err = placedAxes(field, fields.inputShape, before, sequenceAxes)
	}
	if err != nil {
		return layer, err // before the weights, whose shapes need the inputs
	}
	fields.ofBatch = ofBatch{}
	t, n := fields.inputShape[0], fields.inputShape[1]
	sizes := []int64{n, fields.units, gates * fields.units}
	placed := layer.withFields(fields)
	_, after := recurrentShapes(placed)
	if !fields.returnState {
		after = nil // the product with the gates covers it
	}
	return placed, firstError(
		checkProduct(field+".units", []int64{t, gates * fields.units}),
		checkProduct(field+".units", after),
		checkWeightsFit(field+".", weightsOf(fields), sizes, biases),
	)
}

// weightsOf returns kernel, recurrent kernel, and bias or nil.
func weightsOf(fields recurrentFields) [][][]float64 {
	return [][][]float64{fields.kernel, fields.recurrentKernel, fields.bias}
}

// checkWeightsFit returns shape_mismatch for weights of other shapes; place: what stands before their
// names.
//
// sizes: features, units and columns of the kernels
func checkWeightsFit(place string, weights [][][]float64, sizes []int64, biases int64) error {
	columns := sizes[2]
	err := firstError(
		checkLengths(place+"kernel", weights[0], []int64{sizes[0], columns}),
		checkLengths(place+"recurrent_kernel", weights[1], []int64{sizes[1], columns}),
	)
	bias := weights[2]
	if err != nil || bias == nil {
		return err
	}
	if biases == 0 && len(bias) == 1 {
		return checkLengths(place+"bias", bias[0], []int64{columns})
	}
	return checkLengths(place+"bias", bias, []int64{max(1, biases), columns})
}

// checkSimpleRNNLayerValues returns unknown_name, not_finite or out_of_range for a layer that cannot exist.
func checkSimpleRNNLayerValues(field string, layer SimpleRNNLayer) error {
	return firstError(
		checkName(field+".activation", layer.Activation, StepActivations),
		checkRates(field, layer.fields()),
		checkRecurrentWeights(field+".", weightsOf(layer.fields()), checkFiniteBias),
	)
}

// checkLSTMLayerValues returns unknown_name, not_finite or out_of_range for a layer that cannot exist.
func checkLSTMLayerValues(field string, layer LSTMLayer) error {
	return firstError(
		checkGateActivations(field, layer.Activation, layer.RecurrentActivation),
		checkRates(field, layer.fields()),
		checkRecurrentWeights(field+".", weightsOf(layer.fields()), checkFiniteBias),
	)
}

// checkGRULayerValues returns unknown_name, not_finite or out_of_range for a layer that cannot exist.
func checkGRULayerValues(field string, layer GRULayer) error {
	return firstError(
		checkGateActivations(field, layer.Activation, layer.RecurrentActivation),
		checkRates(field, layer.fields()),
		checkRecurrentWeights(field+".", weightsOf(layer.fields()), finiteBiasCheck("gru", layer.ResetBefore)),
	)
}

// finiteBiasCheck returns the check of the biases of a recurrent kind.
func finiteBiasCheck(cell string, resetBefore bool) func(field string, bias [][]float64) error {
	if cell == "gru" && !resetBefore {
		return checkFiniteRows
	}
	return checkFiniteBias
}

// checkGateActivations returns unknown_name for an activation that a layer with gates cannot have.
func checkGateActivations(field, activation, recurrentActivation string) error {
	return firstError(
		checkName(field+".activation", activation, StepActivations),
		checkName(field+".recurrent_activation", recurrentActivation, StepActivations),
	)
}

// checkRates returns not_finite or out_of_range for probabilities of leaving a number out.
func checkRates(field string, fields recurrentFields) error {
	return firstError(
		checkFraction(field+".dropout", fields.dropout),
		checkFraction(field+".recurrent_dropout", fields.recurrentDropout),
	)
}

// checkRecurrentWeights returns not_finite for the first infinity or NaN; place: what stands before their
// names.
func checkRecurrentWeights(
	place string, weights [][][]float64, checkBias func(field string, bias [][]float64) error,
) error {
	return firstError(
		checkFiniteRows(place+"kernel", weights[0]),
		checkFiniteRows(place+"recurrent_kernel", weights[1]),
		checkBias(place+"bias", weights[2]),
	)
}

// checkFiniteBias returns not_finite for the first infinity or NaN of a bias that stands alone.
func checkFiniteBias(field string, bias [][]float64) error {
	return checkFinite(field, oneBias(bias))
}

// Both directions

// placedBidirectionalLayer returns the layer with its shape, but with the same weights.
//
// The error is empty, shape_mismatch or out_of_range where its parts or inputs do not fit.
func placedBidirectionalLayer(
	field string, layer BidirectionalLayer, before *layerBefore,
) (BidirectionalLayer, error) {
	gates, biases := cellChecks[layer.Cell].gates, biasesOf(layer.Cell, layer.ResetBefore)
	if layer.MergeMode == "" {
		layer.MergeMode = "concat"
	}
	if err := checkName(field+".merge_mode", layer.MergeMode, MergeModes); err != nil {
		return layer, err
	}
	placed, err := placedRecurrent(field, layer, before, gates, biases)
	if err != nil {
		return layer, err // before the second weights, whose shapes need the inputs
	}
	t, n := placed.InputShape[0], placed.InputShape[1]
	sizes := []int64{n, placed.Units, gates * placed.Units}
	return placed, firstError(
		checkProduct(field+".units", []int64{t, mergedUnits(placed.Units, placed.MergeMode)}),
		checkWeightsFit(field+".backward_", backwardWeights(placed), sizes, biases),
	)
}

// checkBidirectionalLayerValues returns unknown_name, not_finite or out_of_range for a layer that cannot
// exist.
func checkBidirectionalLayerValues(field string, layer BidirectionalLayer) error {
	checkBias := finiteBiasCheck(layer.Cell, layer.ResetBefore)
	return firstError(
		cellChecks[layer.Cell].checkValues(field, layer),
		checkRecurrentWeights(field+".backward_", backwardWeights(layer), checkBias),
	)
}

// backwardWeights returns kernel, recurrent kernel and bias of the layer that reads backwards.
func backwardWeights(layer BidirectionalLayer) [][][]float64 {
	return [][][]float64{layer.BackwardKernel, layer.BackwardRecurrentKernel, layer.BackwardBias}
}

// cellOfChecks has what the checks need to know of a recurrent kind in both directions; checkValues: of
// what the layer that reads forwards has.
type cellOfChecks struct {
	gates, biases int64
	checkValues   func(field string, layer BidirectionalLayer) error
}

var cellChecks = map[string]cellOfChecks{
	"simple_rnn": {1, 0, func(field string, layer BidirectionalLayer) error {
		return checkSimpleRNNLayerValues(field, forwardLayer(layer).(SimpleRNNLayer))
	}},
	"lstm": {4, 0, func(field string, layer BidirectionalLayer) error {
		return checkLSTMLayerValues(field, forwardLayer(layer).(LSTMLayer))
	}},
	"gru": {3, 2, func(field string, layer BidirectionalLayer) error {
		return checkGRULayerValues(field, forwardLayer(layer).(GRULayer))
	}},
}
