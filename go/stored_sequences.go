// Each kind of layer on sequences in a model file: the part of stored_layers for those kinds.

package refnet

import (
	"fmt"
	"slices"
)

// Layers that handle each step by itself

func maskingTensors(layer MaskingLayer) []layerTensor {
	return []layerTensor{numberTensor("mask_value", layer.MaskValue)}
}

// readMasking returns a layer, which does not know its shape yet.
func readMasking(
	name string, fields map[string]any, tensors map[string]modelTensor,
) (layer MaskingLayer, err error) {
	layer.MaskValue, err = readOneNumber(name+".mask_value", tensors)
	return layer, err
}

func repeatVectorEntry(layer RepeatVectorLayer) []string {
	return []string{fmt.Sprintf(`"n":%d`, layer.N)}
}

// readRepeatVector returns a layer, which does not know its shape yet.
func readRepeatVector(
	name string, fields map[string]any, tensors map[string]modelTensor,
) (layer RepeatVectorLayer, err error) {
	n, counted := readWhole(fields["n"])
	if !counted || n < 1 {
		err = badFile("%s has another n than a layer can have", name)
	}
	return RepeatVectorLayer{N: n}, err
}

func timeDistributedEntry(layer TimeDistributedLayer) []string {
	return denseEntry(eachStepLayer(layer))
}

func timeDistributedTensors(layer TimeDistributedLayer) []layerTensor {
	return denseTensors(eachStepLayer(layer))
}

// readTimeDistributed returns a layer, which does not know its shape yet.
func readTimeDistributed(
	name string, fields map[string]any, tensors map[string]modelTensor,
) (layer TimeDistributedLayer, err error) {
	if _, err = readActivation(name, fields, "activation", UnitActivations); err != nil {
		return layer, err // softmax, which a dense layer may have
	}
	dense, err := readDense(name, fields, tensors)
	return TimeDistributedLayer{dense.Units, dense.Activation, dense.Kernel, dense.Bias, nil}, err
}

// Embeddings

func embeddingEntry(layer EmbeddingLayer) []string {
	return []string{
		fmt.Sprintf(`"input_dim":%d`, layer.InputDim),
		fmt.Sprintf(`"output_dim":%d`, layer.OutputDim),
		fmt.Sprintf(`"mask_zero":%t`, layer.MaskZero),
	}
}

func embeddingTensors(layer EmbeddingLayer) []layerTensor {
	return []layerTensor{{"embeddings", []int64{layer.InputDim, layer.OutputDim}, layer.Embeddings}}
}

// readEmbedding returns a layer, which does not know its shape yet.
func readEmbedding(
	name string, fields map[string]any, tensors map[string]modelTensor,
) (layer EmbeddingLayer, err error) {
	rows, rowsCounted := readWhole(fields["input_dim"])
	columns, columnsCounted := readWhole(fields["output_dim"])
	if !rowsCounted || !columnsCounted || rows < 1 || columns < 1 {
		return layer, badFile("%s has another table than a layer can have", name)
	}
	numbers, err := readNumbers(name+".embeddings", tensors, rows, columns)
	if err != nil {
		return layer, err
	}
	layer = EmbeddingLayer{InputDim: rows, OutputDim: columns, Embeddings: cellRows(numbers, columns)}
	layer.MaskZero, err = readFlag(name, fields, "mask_zero")
	return layer, err
}

// Recurrent layers

func simpleRNNEntry(layer SimpleRNNLayer) []string {
	entry := recurrentEntry(layer.fields(), layer.Activation, "")
	return append(entry, stateEntry(layer.ReturnState)...)
}

func lstmEntry(layer LSTMLayer) []string {
	entry := recurrentEntry(layer.fields(), layer.Activation, layer.RecurrentActivation)
	return append(entry, stateEntry(layer.ReturnState)...)
}

func gruEntry(layer GRULayer) []string {
	entry := recurrentEntry(layer.fields(), layer.Activation, layer.RecurrentActivation)
	entry = append(entry, resetEntry(layer.ResetBefore)...)
	return append(entry, stateEntry(layer.ReturnState)...)
}

// stateEntry returns what the description has of a layer that returns its state.
func stateEntry(returnState bool) []string {
	if returnState {
		return []string{`"return_state":true`}
	}
	return nil
}

// recurrentEntry returns what the description has of a recurrent layer; recurrentActivation: "" where
// there are no gates.
func recurrentEntry(fields recurrentFields, activation, recurrentActivation string) []string {
	entry := append(
		unitsEntry(fields, activation, recurrentActivation),
		fmt.Sprintf(`"return_sequences":%t`, fields.returnSequences),
		fmt.Sprintf(`"go_backwards":%t`, fields.goBackwards),
	)
	return append(entry, specialEntry(fields)...)
}

// unitsEntry returns what the description has of the units of a recurrent layer.
func unitsEntry(fields recurrentFields, activation, recurrentActivation string) []string {
	entry := []string{
		fmt.Sprintf(`"units":%d`, fields.units), fmt.Sprintf(`"activation":"%s"`, activation),
	}
	if recurrentActivation != "" {
		entry = append(entry, fmt.Sprintf(`"recurrent_activation":"%s"`, recurrentActivation))
	}
	return append(entry, fmt.Sprintf(`"bias":%t`, fields.bias != nil))
}

// specialEntry returns the fields that the description has only where they matter.
func specialEntry(fields recurrentFields) []string {
	entry := []string{}
	if fields.dropout != 0.0 {
		entry = append(entry, `"dropout":true`)
	}
	if fields.recurrentDropout != 0.0 {
		entry = append(entry, `"recurrent_dropout":true`)
	}
	if fields.stateful {
		entry = append(entry, `"keeps_states":true`)
	}
	return entry
}

func simpleRNNTensors(layer SimpleRNNLayer) []layerTensor {
	return recurrentTensors(layer.fields(), 0)
}

func lstmTensors(layer LSTMLayer) []layerTensor {
	return recurrentTensors(layer.fields(), 0)
}

func gruTensors(layer GRULayer) []layerTensor {
	return recurrentTensors(layer.fields(), biasesOf("gru", layer.ResetBefore))
}

// recurrentTensors returns the tensors of kernel, recurrent kernel, bias and the rates that are not 0.
//
// biases: how many there are, 0 where it is one that stands alone
func recurrentTensors(fields recurrentFields, biases int64) []layerTensor {
	tensors := directionTensors("", weightsOf(fields), biases)
	if fields.dropout != 0.0 {
		tensors = append(tensors, numberTensor("dropout", fields.dropout))
	}
	if fields.recurrentDropout != 0.0 {
		tensors = append(tensors, numberTensor("recurrent_dropout", fields.recurrentDropout))
	}
	return tensors
}

// directionTensors returns the tensors of kernel, recurrent kernel and bias; prefix: of their names.
//
// biases: as in recurrentTensors
func directionTensors(prefix string, weights [][][]float64, biases int64) []layerTensor {
	kernel, recurrentKernel, bias := weights[0], weights[1], weights[2]
	columns := int64(len(recurrentKernel[0]))
	tensors := []layerTensor{
		{prefix + "kernel", []int64{int64(len(kernel)), columns}, kernel},
		{prefix + "recurrent_kernel", []int64{int64(len(recurrentKernel)), columns}, recurrentKernel},
	}
	if bias == nil {
		return tensors
	}
	return append(tensors, layerTensor{prefix + "bias", biasShape(biases, columns), bias})
}

// biasShape returns the shape of the tensor of biases; biases: as in recurrentTensors.
func biasShape(biases, columns int64) []int64 {
	if biases == 0 {
		return []int64{columns}
	}
	return []int64{biases, columns}
}

// readSimpleRNN returns a layer, which does not know its shape yet.
func readSimpleRNN(
	name string, fields map[string]any, tensors map[string]modelTensor,
) (layer SimpleRNNLayer, err error) {
	read, err := readRecurrent(name, fields, tensors, 1, 0)
	if err != nil {
		return layer, err
	}
	layer.Activation, err = readActivation(name, fields, "activation", StepActivations)
	return layer.withFields(read), err
}

// readLSTM returns a layer, which does not know its shape yet.
func readLSTM(
	name string, fields map[string]any, tensors map[string]modelTensor,
) (layer LSTMLayer, err error) {
	read, err := readRecurrent(name, fields, tensors, 4, 0)
	if err != nil {
		return layer, err
	}
	layer.Activation, layer.RecurrentActivation, err = readGateActivations(name, fields)
	return layer.withFields(read), err
}

// readGRU returns a layer, which does not know its shape yet.
func readGRU(
	name string, fields map[string]any, tensors map[string]modelTensor,
) (layer GRULayer, err error) {
	if layer.ResetBefore, err = readResetBefore(name, fields); err != nil {
		return layer, err
	}
	read, err := readRecurrent(name, fields, tensors, 3, biasesOf("gru", layer.ResetBefore))
	if err != nil {
		return layer, err
	}
	layer.Activation, layer.RecurrentActivation, err = readGateActivations(name, fields)
	return layer.withFields(read), err
}

// readRecurrent returns what every recurrent layer has.
//
// gates: columns for each unit; biases: as in recurrentTensors
func readRecurrent(
	name string, fields map[string]any, tensors map[string]modelTensor, gates, biases int64,
) (read recurrentFields, err error) {
	if read.units, err = readUnits(name, fields); err != nil {
		return read, err
	}
	weights, err := readWeights(name, fields, tensors, "", []int64{read.units, gates * read.units}, biases)
	if err != nil {
		return read, err
	}
	read.kernel, read.recurrentKernel, read.bias = weights[0], weights[1], weights[2]
	if read.returnSequences, err = readFlag(name, fields, "return_sequences"); err != nil {
		return read, err
	}
	if read.goBackwards, err = readFlag(name, fields, "go_backwards"); err != nil {
		return read, err
	}
	if _, given := fields["return_state"]; given {
		if read.returnState, err = readFlag(name, fields, "return_state"); err != nil {
			return read, err
		}
	}
	return readSpecial(name, fields, tensors, read)
}

// readSpecial returns the fields of a recurrent layer with those that a description has only where they
// matter.
func readSpecial(
	name string, fields map[string]any, tensors map[string]modelTensor, read recurrentFields,
) (recurrentFields, error) {
	told := map[string]bool{}
	for _, field := range []string{"dropout", "recurrent_dropout", "keeps_states"} {
		if _, given := fields[field]; given {
			flag, err := readFlag(name, fields, field)
			if err != nil {
				return read, err
			}
			told[field] = flag
		}
	}
	read.stateful = told["keeps_states"]
	var err error
	if told["dropout"] {
		read.dropout, err = readOneNumber(name+".dropout", tensors)
	}
	if err == nil && told["recurrent_dropout"] {
		read.recurrentDropout, err = readOneNumber(name+".recurrent_dropout", tensors)
	}
	return read, err
}

// Both directions

func bidirectionalEntry(layer BidirectionalLayer) []string {
	gates := layer.RecurrentActivation
	if layer.Cell == "simple_rnn" {
		gates = ""
	}
	entry := append(
		unitsEntry(layer.fields(), layer.Activation, gates),
		fmt.Sprintf(`"backward_bias":%t`, layer.BackwardBias != nil),
		fmt.Sprintf(`"return_sequences":%t`, layer.ReturnSequences),
	)
	entry = append(entry, specialEntry(layer.fields())...)
	entry = append(entry, resetEntry(layer.ResetBefore)...)
	if mergedUnits(1, layer.MergeMode) == 1 {
		entry = append(entry, fmt.Sprintf(`"merge_mode":"%s"`, layer.MergeMode))
	}
	return entry
}

func bidirectionalTensors(layer BidirectionalLayer) []layerTensor {
	biases := biasesOf(layer.Cell, layer.ResetBefore)
	return append(
		recurrentTensors(layer.fields(), biases),
		directionTensors("backward_", backwardWeights(layer), biases)...,
	)
}

func readBidirectionalSimpleRNN(
	name string, fields map[string]any, tensors map[string]modelTensor,
) (layer BidirectionalLayer, err error) {
	if layer, err = readDirections(name, fields, tensors, "simple_rnn", false); err != nil {
		return layer, err
	}
	layer.Activation, err = readActivation(name, fields, "activation", StepActivations)
	return layer, err
}

func readBidirectionalLSTM(
	name string, fields map[string]any, tensors map[string]modelTensor,
) (layer BidirectionalLayer, err error) {
	if layer, err = readDirections(name, fields, tensors, "lstm", false); err != nil {
		return layer, err
	}
	layer.Activation, layer.RecurrentActivation, err = readGateActivations(name, fields)
	return layer, err
}

func readBidirectionalGRU(
	name string, fields map[string]any, tensors map[string]modelTensor,
) (layer BidirectionalLayer, err error) {
	resetBefore, err := readResetBefore(name, fields)
	if err != nil {
		return layer, err
	}
	if layer, err = readDirections(name, fields, tensors, "gru", resetBefore); err != nil {
		return layer, err
	}
	layer.Activation, layer.RecurrentActivation, err = readGateActivations(name, fields)
	return layer, err
}

// readDirections returns a layer with this cell without its activations.
func readDirections(
	name string, fields map[string]any, tensors map[string]modelTensor, cell string, resetBefore bool,
) (layer BidirectionalLayer, err error) {
	layer.Cell, layer.ResetBefore = cell, resetBefore
	if layer.Units, err = readUnits(name, fields); err != nil {
		return layer, err
	}
	biases := biasesOf(cell, resetBefore)
	sizes := []int64{layer.Units, cellChecks[cell].gates * layer.Units}
	first, err := readWeights(name, fields, tensors, "", sizes, biases)
	if err != nil {
		return layer, err
	}
	second, err := readWeights(name, fields, tensors, "backward_", sizes, biases)
	if err != nil {
		return layer, err
	}
	layer.Kernel, layer.RecurrentKernel, layer.Bias = first[0], first[1], first[2]
	layer.BackwardKernel, layer.BackwardRecurrentKernel, layer.BackwardBias = second[0], second[1], second[2]
	if layer.ReturnSequences, err = readFlag(name, fields, "return_sequences"); err != nil {
		return layer, err
	}
	if layer.MergeMode, err = readMergeMode(name, fields); err != nil {
		return layer, err
	}
	read, err := readSpecial(name, fields, tensors, layer.fields())
	return layer.withFields(read), err
}

// resetEntry returns what the description has of where the reset gate is, only where that matters.
func resetEntry(resetBefore bool) []string {
	if !resetBefore {
		return nil
	}
	return []string{`"reset_after":false`}
}

// readResetBefore returns whether the reset gate comes before the product.
func readResetBefore(name string, fields map[string]any) (bool, error) {
	if _, given := fields["reset_after"]; !given {
		return false, nil
	}
	resetAfter, err := readFlag(name, fields, "reset_after")
	return !resetAfter, err
}

// readMergeMode returns how both directions are merged, "concat" where a description does not say.
func readMergeMode(name string, fields map[string]any) (string, error) {
	value, given := fields["merge_mode"]
	if !given {
		return "concat", nil
	}
	mergeMode, _ := value.(string)
	if !slices.Contains(MergeModes, mergeMode) {
		return "", badFile("%s has another merge_mode than a layer can have", name)
	}
	return mergeMode, nil
}

// What several kinds have

// readWeights returns kernel, recurrent kernel and bias of one direction; prefix: of their names.
//
// sizes: units, and columns of the kernels; biases: as in recurrentTensors
func readWeights(
	name string, fields map[string]any, tensors map[string]modelTensor, prefix string, sizes []int64,
	biases int64,
) ([][][]float64, error) {
	units, columns, weights := sizes[0], sizes[1], make([][][]float64, 3)
	numbers, err := readNumbers(name+"."+prefix+"kernel", tensors, -1, columns)
	if err != nil {
		return nil, err
	}
	weights[0] = cellRows(numbers, columns)
	numbers, err = readNumbers(name+"."+prefix+"recurrent_kernel", tensors, units, columns)
	if err != nil {
		return nil, err
	}
	weights[1] = cellRows(numbers, columns)
	biased, err := readFlag(name, fields, prefix+"bias")
	if err != nil || !biased {
		return weights, err
	}
	numbers, err = readNumbers(name+"."+prefix+"bias", tensors, biasShape(biases, columns)...)
	weights[2] = cellRows(numbers, columns)
	return weights, err
}

// readUnits returns how many units a description says a layer has.
func readUnits(name string, fields map[string]any) (int64, error) {
	units, counted := readWhole(fields["units"])
	if !counted || units < 1 {
		return 0, badFile("%s has other units than a layer can have", name)
	}
	return units, nil
}

// readActivation returns one of the known activations.
func readActivation(
	name string, fields map[string]any, field string, known []string,
) (string, error) {
	activation, _ := fields[field].(string)
	if checkName(name, activation, known) != nil {
		return "", badFile("%s has another %s than a layer can have", name, field)
	}
	return activation, nil
}

// readGateActivations returns the activations of a layer with gates.
func readGateActivations(name string, fields map[string]any) (string, string, error) {
	activation, err := readActivation(name, fields, "activation", StepActivations)
	if err != nil {
		return "", "", err
	}
	gates, err := readActivation(name, fields, "recurrent_activation", StepActivations)
	return activation, gates, err
}

// readFlag returns a field of a description that is true or false.
func readFlag(name string, fields map[string]any, field string) (bool, error) {
	flag, ok := fields[field].(bool)
	if !ok {
		return false, badFile("%s: its %s is neither true nor false", name, field)
	}
	return flag, nil
}
