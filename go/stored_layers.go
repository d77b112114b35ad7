// Each kind of layer in a model file: its entry in the description, and its tensors. stored_sequences has
// the functions of those on sequences.

package refnet

import (
	"fmt"
	"slices"
	"strings"
)

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
	"dropout":       storedKindOf(noEntry[DropoutLayer], dropoutTensors, readDropout),
	"conv2d":        storedKindOf(conv2dEntry, conv2dTensors, readConv2D),
	"conv1d":        storedKindOf(conv1dEntry, conv1dTensors, readConv1D),
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

// Dropout layers

func dropoutTensors(layer DropoutLayer) []layerTensor {
	return []layerTensor{rateTensor("rate", layer.Rate)}
}

// readDropout returns a layer, which does not know its shape yet.
func readDropout(
	name string, fields map[string]any, tensors map[string]modelTensor,
) (layer DropoutLayer, err error) {
	layer.Rate, err = readRate(name+".rate", tensors)
	return layer, err
}

// Convolutions

func conv2dEntry(layer Conv2DLayer) []string {
	connections := "null"
	if layer.Connections != nil {
		connections = strings.ReplaceAll(fmt.Sprint(layer.Connections), " ", ",")
	}
	entry := filtersEntry(layer.Filters, layer.KernelSize, layer.Strides, layer.Padding,
		layer.Activation, layer.Bias)
	return append(entry, `"connections":`+connections)
}

func conv1dEntry(layer Conv1DLayer) []string {
	return filtersEntry(layer.Filters, layer.KernelSize, layer.Strides, layer.Padding,
		layer.Activation, layer.Bias)
}

// filtersEntry returns what the description has of a convolution of either kind.
func filtersEntry(
	filters int64, kernelSize, strides []int64, padding, activation string, bias []float64,
) []string {
	return []string{
		fmt.Sprintf(`"filters":%d`, filters),
		`"kernel_size":` + listed(kernelSize),
		`"strides":` + listed(strides),
		fmt.Sprintf(`"padding":"%s"`, padding),
		fmt.Sprintf(`"activation":"%s"`, activation),
		fmt.Sprintf(`"bias":%t`, bias != nil),
	}
}

func conv2dTensors(layer Conv2DLayer) []layerTensor {
	shape := slices.Concat(layer.KernelSize, layer.InputShape[2:], []int64{layer.Filters})
	return weightTensors(shape, kernelRows(layer.Kernel), layer.Bias)
}

func conv1dTensors(layer Conv1DLayer) []layerTensor {
	shape := slices.Concat(layer.KernelSize, layer.InputShape[1:], []int64{layer.Filters})
	return weightTensors(shape, kernelRows(oneRow(layer).Kernel), layer.Bias)
}

// readConv2D returns a layer, whose connections may not fit; name: the prefix of its tensors' names.
func readConv2D(
	name string, fields map[string]any, tensors map[string]modelTensor,
) (layer Conv2DLayer, err error) {
	layer, rows, err := readFilters(name, fields, tensors, 2)
	if err != nil {
		return layer, err
	}
	layer.Kernel = nestedKernel(rows, layer)
	connections, given := fields["connections"]
	if !given {
		return layer, badFile("%s does not say whether it has connections", name)
	}
	if connections == nil {
		return layer, nil
	}
	var ok bool
	if layer.Connections, ok = readConnections(connections); !ok {
		err = badFile("%s.connections is not a list of lists of true and false", name)
	}
	return layer, err
}

// readConv1D returns a layer; name: the prefix of its tensors' names.
func readConv1D(
	name string, fields map[string]any, tensors map[string]modelTensor,
) (layer Conv1DLayer, err error) {
	read, rows, err := readFilters(name, fields, tensors, 1)
	if err != nil {
		return layer, err
	}
	layer = Conv1DLayer{
		read.Filters, read.KernelSize, read.Strides, read.Padding, read.Activation, nil, read.Bias, nil,
	}
	layer.Kernel = nestedKernel(rows, oneRow(layer))[0]
	return layer, nil
}

// readFilters returns what both kinds have, the sizes along count axes, and the rows of the kernel.
func readFilters(
	name string, fields map[string]any, tensors map[string]modelTensor, count int,
) (layer Conv2DLayer, rows [][]float64, err error) {
	var counted, sized, moved, biased, ok bool
	layer.Filters, counted = readWhole(fields["filters"])
	layer.KernelSize, sized = readCounts(fields["kernel_size"])
	layer.Strides, moved = readCounts(fields["strides"])
	layer.Padding, _ = fields["padding"].(string)
	layer.Activation, _ = fields["activation"].(string)
	if biased, ok = fields["bias"].(bool); !ok || !counted || !sized || !moved {
		return layer, nil, badFile("%s has a field of another type than a convolution has", name)
	}
	err = checkFilters(name, layer.Filters, layer.KernelSize, layer.Strides, layer.Padding, count)
	if err != nil {
		return layer, nil, badFile("%v", err)
	}
	shape := slices.Concat(layer.KernelSize, []int64{-1, layer.Filters})
	numbers, err := readNumbers(name+".kernel", tensors, shape...)
	if err == nil && biased {
		layer.Bias, err = readNumbers(name+".bias", tensors, layer.Filters)
	}
	return layer, cellRows(numbers, layer.Filters), err
}

// readConnections returns a list of lists of true and false.
func readConnections(value any) ([][]bool, bool) {
	items, ok := value.([]any)
	connections := make([][]bool, len(items))
	for i, item := range items {
		row, isList := item.([]any)
		ok = ok && isList
		connections[i] = make([]bool, len(row))
		for j, connected := range row {
			var isBoolean bool
			connections[i][j], isBoolean = connected.(bool)
			ok = ok && isBoolean
		}
	}
	return connections, ok
}

// Pooling and padding

func poolingEntry[L poolingLayer](layer L) []string {
	fields, strides := AveragePooling2DLayer(layer), "null"
	if fields.Strides != nil {
		strides = listed(fields.Strides)
	}
	return []string{
		`"pool_size":` + listed(fields.PoolSize),
		`"strides":` + strides,
		fmt.Sprintf(`"padding":"%s"`, fields.Padding),
	}
}

// readPooling returns a layer, whose windows may not fit or have an unknown padding.
func readPooling[L poolingLayer](
	name string, fields map[string]any, tensors map[string]modelTensor,
) (layer L, err error) {
	var read AveragePooling2DLayer
	var sized bool
	read.PoolSize, sized = readCounts(fields["pool_size"])
	read.Padding, _ = fields["padding"].(string)
	strides, moved := fields["strides"]
	if moved && strides != nil {
		read.Strides, moved = readCounts(strides)
	}
	if !sized || !moved {
		return layer, badFile("%s has a field of another type than a pooling has", name)
	}
	return L(read), nil
}

func readGlobal(
	name string, fields map[string]any, tensors map[string]modelTensor,
) (layer GlobalAveragePooling2DLayer, err error) {
	return layer, nil
}

func zeroPadding2dEntry(layer ZeroPadding2DLayer) []string {
	return []string{`"rows":` + listed(layer.Rows), `"columns":` + listed(layer.Columns)}
}

// readZeroPadding2D returns a layer, whose widths may not fit.
func readZeroPadding2D(
	name string, fields map[string]any, tensors map[string]modelTensor,
) (layer ZeroPadding2DLayer, err error) {
	var above, beside bool
	layer.Rows, above = readCounts(fields["rows"])
	layer.Columns, beside = readCounts(fields["columns"])
	if !above || !beside {
		err = badFile("%s has rows or columns that are no lists of counts", name)
	}
	return layer, err
}

// What several kinds have

// weightTensors returns the tensors of a kernel of this shape and of a bias, which may be nil.
func weightTensors(shape []int64, rows [][]float64, bias []float64) []layerTensor {
	kernel := layerTensor{"kernel", shape, rows}
	if bias == nil {
		return []layerTensor{kernel}
	}
	return []layerTensor{kernel, {"bias", []int64{int64(len(bias))}, [][]float64{bias}}}
}

// rateTensor returns the tensor of a probability of leaving a number out.
func rateTensor(name string, rate float64) layerTensor {
	return layerTensor{name, []int64{1}, [][]float64{{rate}}}
}

// readRate returns a probability of leaving a number out, which may be out of range; name: of its tensor.
func readRate(name string, tensors map[string]modelTensor) (float64, error) {
	rates, err := readNumbers(name, tensors, 1)
	if err != nil {
		return 0, err
	}
	return rates[0], nil
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
