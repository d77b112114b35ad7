// # Chapter pooling: the layers that make an image smaller
//
// A feature map says where a pattern is, more precisely than the next layer needs to know. Pooling looks
// at each channel through a window (chapter windows) and keeps one number of it: the largest (max
// pooling) or the mean (average pooling). What moves by a cell then changes little. Padded cells are left
// out: they are neither compared nor counted. Global average pooling has one window, the whole image, and
// keeps one number for each channel.
//
// In the backward pass, the gradient of a largest number goes to the cell that had it, the first one if
// there are several; the gradient of a mean is shared equally among its cells. Windows may overlap: then
// a cell adds up what it gets from each.
//
// Source: Y. LeCun et al., "Gradient-based learning applied to document recognition", 1998 (subsampling
// by means); M. Lin, Q. Chen and S. Yan, "Network in network", 2014 (global average pooling). The names
// and the padding are Keras's.
//
// Left out on purpose: pooling of sequences and of volumes.
//
// m examples; images of r rows, s columns and c channels, stored row by row, the channels of a cell
// together; p windows in an image.
package refnet

import "slices"

// MaxPooling2DLayer gives the largest number of each window and channel.
//
// PoolSize: rows and columns of the window; Strides: down and to the right, nil for those of PoolSize;
// Padding: "valid" or "same"; InputShape: [r, s, c], nil until it is known.
type MaxPooling2DLayer struct {
	PoolSize   []int64
	Strides    []int64
	Padding    string
	InputShape []int64
}

func (layer MaxPooling2DLayer) kind() string { return "max_pooling2d" }

func (layer MaxPooling2DLayer) activation() string { return "linear" }

// AveragePooling2DLayer gives the mean of each window and channel.
//
// PoolSize: rows and columns of the window; Strides: down and to the right, nil for those of PoolSize;
// Padding: "valid" or "same"; InputShape: [r, s, c], nil until it is known.
type AveragePooling2DLayer struct {
	PoolSize   []int64
	Strides    []int64
	Padding    string
	InputShape []int64
}

func (layer AveragePooling2DLayer) kind() string { return "average_pooling2d" }

func (layer AveragePooling2DLayer) activation() string { return "linear" }

// GlobalAveragePooling2DLayer gives the mean of each channel; InputShape: [r, s, c], nil until it is
// known.
type GlobalAveragePooling2DLayer struct {
	InputShape []int64
}

func (layer GlobalAveragePooling2DLayer) kind() string { return "global_average_pooling2d" }

func (layer GlobalAveragePooling2DLayer) activation() string { return "linear" }

// poolingLayer is a layer of one of the two kinds that pool windows, which have the same fields.
type poolingLayer interface {
	Layer
	MaxPooling2DLayer | AveragePooling2DLayer
}

// poolStrides returns the strides down and to the right: those of the layer, or else its PoolSize.
func poolStrides[L poolingLayer](layer L) []int64 {
	fields := AveragePooling2DLayer(layer) // whatever its kind: those of a type parameter are no fields
	if fields.Strides == nil {
		return fields.PoolSize
	}
	return fields.Strides
}

// poolingShapes returns the shapes of one example before and after the layer (WINDOW-1).
func poolingShapes[L poolingLayer](layer L) ([]int64, []int64) {
	fields := AveragePooling2DLayer(layer)
	shape, strides := fields.InputShape, poolStrides(layer)
	down := windowsAlong(shape[0], fields.PoolSize[0], strides[0], fields.Padding)
	right := windowsAlong(shape[1], fields.PoolSize[1], strides[1], fields.Padding)
	return shape, []int64{down.windows, right.windows, shape[2]}
}

// pools returns the cells of each window of the layer, without the padded ones.
//
// -> [p][cells]
func pools[L poolingLayer](layer L) [][]int64 {
	fields := AveragePooling2DLayer(layer)
	shape := fields.InputShape
	windows := windowCells(shape[0], shape[1], fields.PoolSize, poolStrides(layer), fields.Padding)
	for p, cells := range windows {
		windows[p] = slices.DeleteFunc(cells, func(cell int64) bool { return cell == padded })
	}
	return windows
}

// largestCell returns the cell with the largest number of a channel, the first of several (POOL-1).
//
// image [r * s * c]
func largestCell(image []float64, cells []int64, channel, c int64) int64 {
	largest := cells[0]
	for _, cell := range cells {
		if image[cell*c+channel] > image[largest*c+channel] {
			largest = cell
		}
	}
	return largest
}

// maxPooling2dForward returns the largest number of each window and channel (POOL-1).
//
// inputs [m][r * s * c] -> [m][p * c]
func maxPooling2dForward(inputs [][]float64, layer MaxPooling2DLayer) [][]float64 {
	windows, c := pools(layer), layer.InputShape[2]
	preactivations := make([][]float64, len(inputs))
	for e, image := range inputs {
		row := make([]float64, 0, int64(len(windows))*c)
		for _, cells := range windows {
			for channel := range c {
				row = append(row, image[largestCell(image, cells, channel, c)*c+channel])
			}
		}
		preactivations[e] = row
	}
	return preactivations
}

// maxPooling2dInputGradients returns the gradients of the inputs: a delta goes to the largest cell
// (POOL-2).
//
// inputs [m][r * s * c], deltas [m][p * c] -> [m][r * s * c]
func maxPooling2dInputGradients(inputs, deltas [][]float64, layer MaxPooling2DLayer) [][]float64 {
	windows, c := pools(layer), layer.InputShape[2]
	gradients := make([][]float64, len(inputs))
	for e, image := range inputs {
		row := make([]float64, len(image))
		for p, cells := range windows {
			for channel := range c {
				i := largestCell(image, cells, channel, c)*c + channel
				row[i] = row[i] + deltas[e][int64(p)*c+channel]
			}
		}
		gradients[e] = row
	}
	return gradients
}

// averagePooling2dForward returns the mean of each window and channel: the sum of its cells in order
// (POOL-3).
//
// inputs [m][r * s * c] -> [m][p * c]
func averagePooling2dForward(inputs [][]float64, layer AveragePooling2DLayer) [][]float64 {
	windows, c := pools(layer), layer.InputShape[2]
	preactivations := make([][]float64, len(inputs))
	for e, image := range inputs {
		row := make([]float64, 0, int64(len(windows))*c)
		for _, cells := range windows {
			for channel := range c {
				total := 0.0
				for _, cell := range cells {
					total = total + image[cell*c+channel]
				}
				row = append(row, total/float64(len(cells)))
			}
		}
		preactivations[e] = row
	}
	return preactivations
}

// averagePooling2dInputGradients returns the gradients of the inputs: each cell of a window gets its
// share (POOL-4).
//
// inputs [m][r * s * c], deltas [m][p * c] -> [m][r * s * c]
func averagePooling2dInputGradients(
	inputs, deltas [][]float64, layer AveragePooling2DLayer,
) [][]float64 {
	windows, c := pools(layer), layer.InputShape[2]
	gradients := make([][]float64, len(inputs))
	for e, image := range inputs {
		row := make([]float64, len(image))
		for p, cells := range windows {
			for channel := range c {
				share := deltas[e][int64(p)*c+channel] / float64(len(cells))
				for _, cell := range cells {
					i := cell*c + channel
					row[i] = row[i] + share
				}
			}
		}
		gradients[e] = row
	}
	return gradients
}

// wholeImage returns the average pooling whose only window is the whole image.
func wholeImage(layer GlobalAveragePooling2DLayer) AveragePooling2DLayer {
	return AveragePooling2DLayer{layer.InputShape[:2], nil, "valid", layer.InputShape}
}

// globalAveragePooling2dShapes returns the shapes of one example before and after the layer: [r, s, c]
// and [c].
func globalAveragePooling2dShapes(layer GlobalAveragePooling2DLayer) ([]int64, []int64) {
	return layer.InputShape, layer.InputShape[2:]
}

// globalAveragePooling2dForward returns the mean of each channel (POOL-3).
//
// inputs [m][r * s * c] -> [m][c]
func globalAveragePooling2dForward(
	inputs [][]float64, layer GlobalAveragePooling2DLayer,
) [][]float64 {
	return averagePooling2dForward(inputs, wholeImage(layer))
}

// globalAveragePooling2dInputGradients returns the gradients of the inputs (POOL-4).
//
// inputs [m][r * s * c], deltas [m][c] -> [m][r * s * c]
func globalAveragePooling2dInputGradients(
	inputs, deltas [][]float64, layer GlobalAveragePooling2DLayer,
) [][]float64 {
	return averagePooling2dInputGradients(inputs, deltas, wholeImage(layer))
}
