// Each kind of layer in a model file: its entry in the description, and its tensors. stored_images and
// stored_sequences have the functions of those on images and on sequences.

package refnet

import "fmt"

// layerTensor is a tensor to write: its name, its numbers row by row.
type layerTensor struct {
	name  string
	shape []int64
	rows  [][]float64
}

// storedKind has how a kind of layer is stored.
type storedKind struct {
	entry   func(layer Layer) []string // its fields in the description, after its kind
	tensors func(layer Layer) []layerTensor
	read    func(name string, fields map[string]any, tensors map[string]modelTensor) (Layer, error)
}

var storedKinds = map[string]storedKind{
	"dense":         storedKindOf(denseEntry, denseTensors, readDense),
	"flatten":       storedKindOf(noEntry[FlattenLayer], noTensors[FlattenLayer], readFlatten),
	"reshape":       storedKindOf(reshapeEntry, noTensors[ReshapeLayer], readReshape),
	"normalization": storedKindOf(normalizationEntry, normalizationTensors, readNormalization),
	"batch_normalization": storedKindOf(
		batchNormalizationEntry, batchNormalizationTensors, readBatchNormalization,
	),
	"dropout":    storedKindOf(noEntry[DropoutLayer], dropoutTensors, readDropout),
	"activation": storedKindOf(activationEntry, noTensors[ActivationLayer], readActivationLayer),
	"leaky_relu": storedKindOf(noEntry[LeakyReLULayer], leakyReluTensors, readLeakyRelu),
	"softmax":    storedKindOf(noEntry[SoftmaxLayer], noTensors[SoftmaxLayer], readSoftmax),
	"conv2d":     storedKindOf(conv2dEntry, conv2dTensors, readConv2D),
	"conv1d":     storedKindOf(conv1dEntry, conv1dTensors, readConv1D),
	"max_pooling2d": storedKindOf(
		poolingEntry[MaxPooling2DLayer], noTensors[MaxPooling2DLayer], readPooling[MaxPooling2DLayer],
	),
	"average_pooling2d": storedKindOf(
		poolingEntry[AveragePooling2DLayer],
		noTensors[AveragePooling2DLayer],
		readPooling[AveragePooling2DLayer],
	),
	"global_average_pooling2d": storedKindOf(
		noEntry[GlobalAveragePooling2DLayer], noTensors[GlobalAveragePooling2DLayer], readGlobal,
	),
	"zero_padding2d": storedKindOf(
		zeroPadding2dEntry, noTensors[ZeroPadding2DLayer], readZeroPadding2D,
	),
	"masking":          storedKindOf(noEntry[MaskingLayer], maskingTensors, readMasking),
	"repeat_vector":    storedKindOf(repeatVectorEntry, noTensors[RepeatVectorLayer], readRepeatVector),
	"time_distributed": storedKindOf(timeDistributedEntry, timeDistributedTensors, readTimeDistributed),
	"embedding":        storedKindOf(embeddingEntry, embeddingTensors, readEmbedding),
	"simple_rnn":       storedKindOf(simpleRNNEntry, simpleRNNTensors, readSimpleRNN),
	"lstm":             storedKindOf(lstmEntry, lstmTensors, readLSTM),
	"gru":              storedKindOf(gruEntry, gruTensors, readGRU),
	"bidirectional_simple_rnn": storedKindOf(
		bidirectionalEntry, bidirectionalTensors, readBidirectionalSimpleRNN,
	),
	"bidirectional_lstm": storedKindOf(
		bidirectionalEntry, bidirectionalTensors, readBidirectionalLSTM,
	),
	"bidirectional_gru": storedKindOf(bidirectionalEntry, bidirectionalTensors, readBidirectionalGRU),
	"add":               storedKindOf(noEntry[AddLayer], noTensors[AddLayer], readAdd),
	"concatenate":       storedKindOf(noEntry[ConcatenateLayer], noTensors[ConcatenateLayer], readConcatenate),
	"part":              storedKindOf(partEntry, noTensors[PartLayer], readPart),
}

// noEntry returns no fields.
func noEntry[L Layer](layer L) []string { return nil }

// noTensors returns no tensors.
func noTensors[L Layer](layer L) []layerTensor { return nil }

// Dense layers

func denseEntry(layer DenseLayer) []string {
	return []string{
		fmt.Sprintf(`"units":%d`, layer.Units),
		fmt.Sprintf(`"activation":"%s"`, layer.Activation),
		fmt.Sprintf(`"bias":%t`, layer.Bias != nil),
	}
}

func denseTensors(layer DenseLayer) []layerTensor {
	shape := []int64{int64(len(layer.Kernel)), layer.Units}
	return weightTensors(shape, layer.Kernel, layer.Bias)
}

// readDense returns a layer; name: the prefix of its tensors' names.
func readDense(
	name string, fields map[string]any, tensors map[string]modelTensor,
) (layer DenseLayer, err error) {
	units, counted := readWhole(fields["units"])
	activation, _ := fields["activation"].(string)
	if !counted || units < 1 || checkName(name, activation, Activations) != nil {
		return layer, badFile("%s has other units or another activation than a layer can have", name)
	}
	biased, ok := fields["bias"].(bool)
	if !ok {
		return layer, badFile("%s does not say whether it has a bias", name)
	}
	layer = DenseLayer{Units: units, Activation: activation}
	numbers, err := readNumbers(name+".kernel", tensors, -1, units)
	layer.Kernel = cellRows(numbers, units)
	if err == nil && biased {
		layer.Bias, err = readNumbers(name+".bias", tensors, units)
	}
	return layer, err
}

// Layers that only change the shape

func readFlatten(
	name string, fields map[string]any, tensors map[string]modelTensor,
) (layer FlattenLayer, err error) {
	return layer, nil
}

func reshapeEntry(layer ReshapeLayer) []string {
	return []string{`"target_shape":` + listed(layer.TargetShape)}
}

// readReshape returns a layer, whose shapes may not fit.
func readReshape(
	name string, fields map[string]any, tensors map[string]modelTensor,
) (layer ReshapeLayer, err error) {
	var ok bool
	if layer.TargetShape, ok = readCounts(fields["target_shape"]); !ok {
		err = badFile("%s.target_shape is not a list of counts", name)
	}
	return layer, err
}

func partEntry(layer PartLayer) []string {
	return []string{fmt.Sprintf(`"first":%d`, layer.First), `"target_shape":` + listed(layer.TargetShape)}
}

// readPart returns a layer, whose shapes may not fit.
func readPart(
	name string, fields map[string]any, tensors map[string]modelTensor,
) (layer PartLayer, err error) {
	first, isWhole := readWhole(fields["first"])
	shape, areCounts := readCounts(fields["target_shape"])
	if !isWhole || !areCounts {
		err = badFile("%s: its first is not a count, or its target_shape not a list of counts", name)
	}
	return PartLayer{First: first, TargetShape: shape}, err
}

// Normalization layers

func normalizationEntry(layer NormalizationLayer) []string {
	return []string{fmt.Sprintf(`"invert":%t`, layer.Invert)}
}

func normalizationTensors(layer NormalizationLayer) []layerTensor {
	shape := []int64{int64(len(layer.Mean))}
	return []layerTensor{
		{"mean", shape, [][]float64{layer.Mean}}, {"variance", shape, [][]float64{layer.Variance}},
	}
}

// readNormalization returns a layer; name: the prefix of its tensors' names.
func readNormalization(
	name string, fields map[string]any, tensors map[string]modelTensor,
) (layer NormalizationLayer, err error) {
	var ok bool
	if layer.Invert, ok = fields["invert"].(bool); !ok {
		return layer, badFile("%s does not say whether it is inverse", name)
	}
	if layer.Mean, err = readNumbers(name+".mean", tensors, -1); err != nil {
		return layer, err
	}
	layer.Variance, err = readNumbers(name+".variance", tensors, int64(len(layer.Mean)))
	if err == nil && checkNotNegative(name, layer.Variance) != nil {
		err = badFile("%s has a variance below 0", name)
	}
	return layer, err
}

func batchNormalizationEntry(layer BatchNormalizationLayer) []string {
	return []string{
		fmt.Sprintf(`"gamma":%t`, layer.Gamma != nil), fmt.Sprintf(`"beta":%t`, layer.Beta != nil),
	}
}

func batchNormalizationTensors(layer BatchNormalizationLayer) []layerTensor {
	shape := []int64{int64(len(layer.MovingMean))}
	tensors := []layerTensor{
		{"moving_mean", shape, [][]float64{layer.MovingMean}},
		{"moving_variance", shape, [][]float64{layer.MovingVariance}},
		numberTensor("momentum", layer.Momentum),
		numberTensor("epsilon", layer.Epsilon),
	}
	if layer.Gamma != nil {
		tensors = append(tensors, layerTensor{"gamma", shape, [][]float64{layer.Gamma}})
	}
	if layer.Beta != nil {
		tensors = append(tensors, layerTensor{"beta", shape, [][]float64{layer.Beta}})
	}
	return tensors
}

// readBatchNormalization returns a layer, which does not know its shape yet and whose values may be out of
// range.
func readBatchNormalization(
	name string, fields map[string]any, tensors map[string]modelTensor,
) (layer BatchNormalizationLayer, err error) {
	hasGamma, told := fields["gamma"].(bool)
	hasBeta, ok := fields["beta"].(bool)
	if !told || !ok {
		return layer, badFile("%s does not say whether it has a gamma and a beta", name)
	}
	if layer.MovingMean, err = readNumbers(name+".moving_mean", tensors, -1); err != nil {
		return layer, err
	}
	size := int64(len(layer.MovingMean))
	layer.MovingVariance, err = readNumbers(name+".moving_variance", tensors, size)
	if err == nil && hasGamma {
		layer.Gamma, err = readNumbers(name+".gamma", tensors, size)
	}
	if err == nil && hasBeta {
		layer.Beta, err = readNumbers(name+".beta", tensors, size)
	}
	if err == nil {
		layer.Momentum, err = readOneNumber(name+".momentum", tensors)
	}
	if err == nil {
		layer.Epsilon, err = readOneNumber(name+".epsilon", tensors)
	}
	return layer, err
}

// Dropout layers

func dropoutTensors(layer DropoutLayer) []layerTensor {
	return []layerTensor{numberTensor("rate", layer.Rate)}
}

// readDropout returns a layer, which does not know its shape yet.
func readDropout(
	name string, fields map[string]any, tensors map[string]modelTensor,
) (layer DropoutLayer, err error) {
	layer.Rate, err = readOneNumber(name+".rate", tensors)
	return layer, err
}

// Layers that are activations

func activationEntry(layer ActivationLayer) []string {
	return []string{fmt.Sprintf(`"activation":"%s"`, layer.Activation)}
}

// readActivationLayer returns a layer, which does not know its shape yet.
func readActivationLayer(
	name string, fields map[string]any, tensors map[string]modelTensor,
) (layer ActivationLayer, err error) {
	layer.Activation, err = readActivation(name, fields, "activation", Activations)
	return layer, err
}

func leakyReluTensors(layer LeakyReLULayer) []layerTensor {
	return []layerTensor{numberTensor("negative_slope", layer.NegativeSlope)}
}

// readLeakyRelu returns a layer, whose slope may be out of range.
func readLeakyRelu(
	name string, fields map[string]any, tensors map[string]modelTensor,
) (layer LeakyReLULayer, err error) {
	layer.NegativeSlope, err = readOneNumber(name+".negative_slope", tensors)
	return layer, err
}

func readSoftmax(
	name string, fields map[string]any, tensors map[string]modelTensor,
) (layer SoftmaxLayer, err error) {
	return layer, nil
}

// Layers of several sources

func readAdd(
	name string, fields map[string]any, tensors map[string]modelTensor,
) (layer AddLayer, err error) {
	return layer, nil
}

func readConcatenate(
	name string, fields map[string]any, tensors map[string]modelTensor,
) (layer ConcatenateLayer, err error) {
	return layer, nil
}

// What several kinds have

// sourcesEntry returns the field with the sources of a layer, none where they are nil.
func sourcesEntry(i int, sources [][]int64) []string {
	if sources == nil || sources[i] == nil {
		return nil
	}
	return []string{`"sources":` + listed(sources[i])}
}

// readSources returns the sources that an entry names, nil for the layer before.
func readSources(name string, fields map[string]any) ([]int64, error) {
	if fields["sources"] == nil {
		return nil, nil
	}
	sources, ok := readCounts(fields["sources"])
	if !ok {
		return nil, badFile("%s.sources is not a list of whole numbers", name)
	}
	return sources, nil
}

// weightTensors returns the tensors of a kernel of this shape and of a bias, which may be nil.
func weightTensors(shape []int64, rows [][]float64, bias []float64) []layerTensor {
	kernel := layerTensor{"kernel", shape, rows}
	if bias == nil {
		return []layerTensor{kernel}
	}
	return []layerTensor{kernel, {"bias", []int64{int64(len(bias))}, [][]float64{bias}}}
}

// numberTensor returns the tensor of a number that is a field of its own.
func numberTensor(name string, number float64) layerTensor {
	return layerTensor{name, []int64{1}, [][]float64{{number}}}
}

// readOneNumber returns the only number of a tensor, which may be out of range.
func readOneNumber(name string, tensors map[string]modelTensor) (float64, error) {
	numbers, err := readNumbers(name, tensors, 1)
	if err != nil {
		return 0, err
	}
	return numbers[0], nil
}

// readCounts returns a list of whole numbers in any notation.
func readCounts(value any) ([]int64, bool) {
	items, ok := value.([]any)
	counts := make([]int64, len(items))
	for i, item := range items {
		count, counted := readWhole(item)
		ok = ok && counted
		counts[i] = count
	}
	return counts, ok
}
