// What a layer on images or sequences must be: the part of layer_checks for those kinds.

package refnet

import (
	"fmt"
	"reflect"
	"slices"
)

// Paddings are the names of the paddings that a window can have.
var Paddings = []string{"valid", "same"}

// imageAxes are the axes of an example.
var imageAxes = []string{"rows", "columns", "channels"}

// Shapes that several kinds have

// checkSizes returns shape_mismatch or out_of_range for what cannot be the sizes along some axes.
func checkSizes(field string, sizes []int64, count int) error {
	if len(sizes) != count {
		expected := "one size"
		if count > 1 {
			expected = fmt.Sprintf("%d sizes", count)
		}
		return fault("shape_mismatch", field, "%s: expected %s", field, expected)
	}
	return checkRanges(field, sizes, 1, MostNumbers)
}

// checkWindow returns shape_mismatch, out_of_range or unknown_name for what is no window on count axes.
//
// name: of the window's field
func checkWindow(
	field string, window, strides []int64, padding string, count int, name string,
) error {
	return firstError(
		checkSizes(field+"."+name, window, count),
		checkSizes(field+".strides", strides, count),
		checkName(field+".padding", padding, Paddings),
	)
}

// checkCovered returns out_of_range for windows that cover more cells than a request may ask for.
func checkCovered(field string, window, windows []int64) error {
	if numbersOf(slices.Concat(window, windows)) > MostNumbers {
		return fault("out_of_range", field, "%s: expected at most %d cells in all windows together",
			field, MostNumbers)
	}
	return nil
}

// checkInside returns shape_mismatch for a window that does not fit into the image, without padding.
func checkInside(field string, window, image []int64, padding string) error {
	if padding == "same" {
		return nil
	}
	for i := range window {
		if window[i] > image[i] {
			return fault("shape_mismatch", field, "%s[%d]: expected at most the size of the image, %d",
				field, i, image[i])
		}
	}
	return nil
}

// Convolutions

// placedConv2DLayer returns a copy of the layer with its shape, but with the same weights.
//
// The error is empty, shape_mismatch, out_of_range or unknown_name where its parts or inputs do not fit.
func placedConv2DLayer(
	field string, layer Conv2DLayer, before *layerBefore,
) (Conv2DLayer, error) {
	err := checkFilters(field, layer.Filters, layer.KernelSize, layer.Strides, layer.Padding, 2)
	if err == nil {
		layer.InputShape, err = placedAxes(field, layer.InputShape, before, imageAxes)
	}
	if err != nil {
		return layer, err // before the shapes, which need the sizes
	}
	_, after := conv2dShapes(layer)
	lengths := slices.Concat(layer.KernelSize, layer.InputShape[2:], []int64{layer.Filters})
	err = firstError(
		checkInside(field+".kernel_size", layer.KernelSize, layer.InputShape, layer.Padding),
		checkCovered(field+".kernel_size", layer.KernelSize, after[:2]),
		checkProduct(field+".filters", after),
		checkConvParts(field, layer.Kernel, layer.Bias, lengths),
	)
	if err == nil && layer.Connections != nil {
		err = checkLengths(field+".connections", layer.Connections, lengths[2:])
	}
	layer.KernelSize, layer.Strides = slices.Clone(layer.KernelSize), slices.Clone(layer.Strides)
	layer.Connections = slices.Clone(layer.Connections)
	for i, row := range layer.Connections {
		layer.Connections[i] = slices.Clone(row)
	}
	return layer, err
}

// placedConv1DLayer returns a copy of the layer with its shape, but with the same weights.
//
// The error is empty, shape_mismatch, out_of_range or unknown_name where its parts or inputs do not fit.
func placedConv1DLayer(
	field string, layer Conv1DLayer, before *layerBefore,
) (Conv1DLayer, error) {
	err := checkFilters(field, layer.Filters, layer.KernelSize, layer.Strides, layer.Padding, 1)
	if err == nil {
		layer.InputShape, err = placedAxes(field, layer.InputShape, before, sequenceAxes)
	}
	if err != nil {
		return layer, err // before the shapes, which need the sizes
	}
	_, after := conv1dShapes(layer)
	lengths := slices.Concat(layer.KernelSize, layer.InputShape[1:], []int64{layer.Filters})
	err = firstError(
		checkInside(field+".kernel_size", layer.KernelSize, layer.InputShape, layer.Padding),
		checkCovered(field+".kernel_size", layer.KernelSize, after[:1]),
		checkProduct(field+".filters", after),
		checkConvParts(field, layer.Kernel, layer.Bias, lengths),
	)
	layer.KernelSize, layer.Strides = slices.Clone(layer.KernelSize), slices.Clone(layer.Strides)
	return layer, err
}

// checkFilters returns shape_mismatch, out_of_range or unknown_name for filters that cannot exist.
func checkFilters(
	field string, filters int64, window, strides []int64, padding string, count int,
) error {
	return firstError(
		checkWindow(field, window, strides, padding, count, "kernel_size"),
		checkRange(field+".filters", filters, 1, MostNumbers),
	)
}

// checkConvParts returns shape_mismatch for a kernel or a bias of another shape than the layer needs.
//
// lengths: those of the kernel, the number of filters last
func checkConvParts(field string, kernel any, bias []float64, lengths []int64) error {
	err := checkLengths(field+".kernel", kernel, lengths)
	if err == nil && bias != nil {
		err = checkLength(field+".bias", len(bias), field+".filters", lengths[len(lengths)-1])
	}
	return err
}

// checkConv2DLayerValues returns unknown_name, not_finite or out_of_range for a layer that cannot exist.
func checkConv2DLayerValues(field string, layer Conv2DLayer) error {
	err := checkConvValues(field, layer.Activation, layer.Kernel, layer.Bias)
	if err == nil && layer.Connections != nil {
		err = checkUnconnected(field+".kernel", layer)
	}
	return err
}

// checkConv1DLayerValues returns unknown_name or not_finite for a layer that cannot exist.
func checkConv1DLayerValues(field string, layer Conv1DLayer) error {
	return checkConvValues(field, layer.Activation, layer.Kernel, layer.Bias)
}

// checkConvValues returns unknown_name or not_finite for what a convolution cannot have.
func checkConvValues(field, activation string, kernel any, bias []float64) error {
	name := field + ".kernel"
	return firstError(
		checkName(field+".activation", activation, UnitActivations),
		checkFiniteNested(name, name, reflect.ValueOf(kernel)),
		checkFinite(field+".bias", bias),
	)
}

// checkFiniteNested returns not_finite for the first infinity or NaN of nested lists.
//
// place: the field with the indices of these lists in it
func checkFiniteNested(field, place string, nested reflect.Value) error {
	if numbers, ok := nested.Interface().([]float64); ok {
		for i, value := range numbers {
			if !isFinite(value) {
				return fault("not_finite", field, "%s[%d]: expected a finite number", place, i)
			}
		}
		return nil
	}
	for i := range nested.Len() {
		err := checkFiniteNested(field, fmt.Sprintf("%s[%d]", place, i), nested.Index(i))
		if err != nil {
			return err
		}
	}
	return nil
}

// checkUnconnected returns out_of_range for a weight other than 0.0 without a connection (CONV-4).
func checkUnconnected(field string, layer Conv2DLayer) error {
	for a, row := range layer.Kernel {
		for b, cell := range row {
			for i, weights := range cell {
				for j, weight := range weights {
					if !layer.Connections[i][j] && weight != 0.0 {
						return fault("out_of_range", field, "%s[%d][%d][%d][%d]: expected 0 without a connection",
							field, a, b, i, j)
					}
				}
			}
		}
	}
	return nil
}

// Pooling and padding

// placedPoolingLayer returns a copy of the layer with its shape; the error is empty, shape_mismatch,
// out_of_range or unknown_name.
func placedPoolingLayer[L poolingLayer](
	field string, layer L, before *layerBefore,
) (L, error) {
	fields := AveragePooling2DLayer(layer)
	err := checkWindow(field, fields.PoolSize, poolStrides(layer), fields.Padding, 2, "pool_size")
	if err == nil {
		fields.InputShape, err = placedAxes(field, fields.InputShape, before, imageAxes)
	}
	if err == nil {
		err = checkInside(field+".pool_size", fields.PoolSize, fields.InputShape, fields.Padding)
	}
	if err == nil {
		_, after := poolingShapes(L(fields))
		err = checkCovered(field+".pool_size", fields.PoolSize, after[:2])
	}
	fields.PoolSize, fields.Strides = slices.Clone(fields.PoolSize), slices.Clone(fields.Strides)
	return L(fields), err
}

// placedGlobalLayer returns the layer with its shape; the error is empty, out_of_range or
// shape_mismatch.
func placedGlobalLayer(
	field string, layer GlobalAveragePooling2DLayer, before *layerBefore,
) (GlobalAveragePooling2DLayer, error) {
	shape, err := placedAxes(field, layer.InputShape, before, imageAxes)
	return GlobalAveragePooling2DLayer{shape}, err
}

// placedZeroPadding2DLayer returns a copy of the layer with its shape; the error is empty, out_of_range
// or shape_mismatch.
func placedZeroPadding2DLayer(
	field string, layer ZeroPadding2DLayer, before *layerBefore,
) (ZeroPadding2DLayer, error) {
	err := firstError(
		checkWidths(field+".rows", layer.Rows),
		checkWidths(field+".columns", layer.Columns),
	)
	if err == nil {
		layer.InputShape, err = placedAxes(field, layer.InputShape, before, imageAxes)
	}
	if err != nil {
		return layer, err // before the shapes, which need the widths
	}
	_, after := zeroPadding2dShapes(layer)
	layer.Rows, layer.Columns = slices.Clone(layer.Rows), slices.Clone(layer.Columns)
	return layer, checkProduct(field+".columns", after)
}

// checkWidths returns shape_mismatch or out_of_range for what cannot be the widths of two edges.
func checkWidths(field string, widths []int64) error {
	if len(widths) != 2 {
		return fault("shape_mismatch", field, "%s: expected two widths", field)
	}
	return checkRanges(field, widths, 0, MostNumbers)
}
