// Each kind of layer on images in a model file: the part of stored_layers for those kinds.

package refnet

import (
	"fmt"
	"slices"
	"strings"
)

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
