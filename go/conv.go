// # Chapter conv: the layer that looks for the same small pattern everywhere in an image
//
// A filter is a small kernel of weights. It sees the image through a window (chapter windows), and its
// preactivation there is its bias plus the weighted sum of the window's cells. The window moves over the
// whole image with the same weights, so a pattern is found wherever it is, and few weights suffice. Each
// filter gives an image of its own, a feature map; the maps are the channels of the next image. The
// kernel is not turned around: strictly, this is a cross-correlation.
//
// A window with all its channels, cell by cell, is a patch, and the filters are a dense layer whose
// inputs are patches. So forward pass and weight gradients are chapter dense's, with a patch in the
// place of an example: their sums have its order, and a fast core may calculate them as it does for
// dense layers, as products of matrices. Padded cells are zeros, which are added like all others. Each
// patch then gives its part of the input gradients back to the cells that it came from.
//
// Derivation: a cell is an input of every patch that holds it, so its gradient is the sum of those
// patches' gradients.
//
// A sequence [steps][channels] is an image of one row: conv1d is conv2d on it.
//
// Source: Y. LeCun et al., "Backpropagation applied to handwritten zip code recognition", 1989; its
// unconnected maps are those of Y. LeCun et al., "Gradient-based learning applied to document
// recognition", 1998.
//
// Left out on purpose: groups, dilation, transposed convolution, and channels before rows.
//
// m examples; images of r rows, s columns and c channels, stored row by row, the channels of a cell
// together; p windows in an image; f filters of a rows and b columns; q = a * b * c numbers in a patch.
package refnet

import "slices"

// Conv2DLayer is a convolution: Kernel [a][b][c][Filters], Bias [Filters] or nil; KernelSize: [a, b].
//
// Strides: down and to the right; Padding: "valid" or "same"; Connections [c][Filters]: whether a filter
// sees a channel, nil where all see all; InputShape: [r, s, c], nil until it is known.
type Conv2DLayer struct {
	Filters     int64
	KernelSize  []int64
	Strides     []int64
	Padding     string
	Activation  string
	Kernel      [][][][]float64
	Bias        []float64
	Connections [][]bool
	InputShape  []int64
}

func (layer Conv2DLayer) kind() string { return "conv2d" }

func (layer Conv2DLayer) activation() string { return layer.Activation }

// Conv1DLayer is a convolution of sequences: Kernel [b][c][Filters], Bias [Filters] or nil.
//
// KernelSize: [b]; Strides: one number; Padding: "valid" or "same"; InputShape: [s, c], nil until it is
// known.
type Conv1DLayer struct {
	Filters    int64
	KernelSize []int64
	Strides    []int64
	Padding    string
	Activation string
	Kernel     [][][]float64
	Bias       []float64
	InputShape []int64
}

func (layer Conv1DLayer) kind() string { return "conv1d" }

func (layer Conv1DLayer) activation() string { return layer.Activation }

// conv2dShapes returns the shapes of one example before and after the layer (WINDOW-1).
func conv2dShapes(layer Conv2DLayer) ([]int64, []int64) {
	shape, window, strides := layer.InputShape, layer.KernelSize, layer.Strides
	down := windowsAlong(shape[0], window[0], strides[0], layer.Padding)
	right := windowsAlong(shape[1], window[1], strides[1], layer.Padding)
	return shape, []int64{down.windows, right.windows, layer.Filters}
}

// kernelRows returns the weights as the kernel of a dense layer: [a][b][c][f] -> [q][f]. The rows are the
// kernel's own, not copies.
func kernelRows(kernel [][][][]float64) [][]float64 {
	rows := [][]float64{}
	for _, row := range kernel {
		for _, cell := range row {
			rows = append(rows, cell...)
		}
	}
	return rows
}

// nestedKernel returns what kernelRows has made of a kernel: [q][f] -> [a][b][c][f]. The rows are not
// copied.
func nestedKernel(rows [][]float64, layer Conv2DLayer) [][][][]float64 {
	a, b := layer.KernelSize[0], layer.KernelSize[1]
	c := int64(len(rows)) / (a * b)
	cells := make([][][]float64, a*b)
	for i := range a * b {
		// The capacity ends there too, so that a row appended to a cell does not replace the next one.
		cells[i] = rows[i*c : (i+1)*c : (i+1)*c]
	}
	kernel := make([][][][]float64, a)
	for i := range a {
		kernel[i] = cells[i*b : (i+1)*b : (i+1)*b]
	}
	return kernel
}

// conv2dParameters returns the parameters as vectors: the kernel cell by cell, then the bias if there is
// one. The vectors are the layer's own, not copies.
func conv2dParameters(layer Conv2DLayer) [][]float64 {
	vectors := kernelRows(layer.Kernel)
	if layer.Bias != nil {
		vectors = append(vectors, layer.Bias)
	}
	return vectors
}

// conv2dVariables returns how many of the vectors belong to the kernel, and how many to the bias.
func conv2dVariables(layer Conv2DLayer) []int {
	return denseVariables(patchLayer(layer))
}

// conv2dWithParameters returns the layer with other parameters, in the order of conv2dParameters. They
// are not copied.
func conv2dWithParameters(layer Conv2DLayer, vectors [][]float64) Conv2DLayer {
	q := len(vectors)
	if layer.Bias != nil {
		q = q - 1
		layer.Bias = vectors[q]
	}
	layer.Kernel = nestedKernel(vectors[:q], layer)
	return layer
}

// patchLayer returns the dense layer whose inputs are the patches.
func patchLayer(layer Conv2DLayer) DenseLayer {
	return DenseLayer{layer.Filters, layer.Activation, kernelRows(layer.Kernel), layer.Bias}
}

// layerCells returns the cells of each window of the layer.
//
// -> [p][a * b]
func layerCells(layer Conv2DLayer) [][]int64 {
	rows, columns := layer.InputShape[0], layer.InputShape[1]
	return windowCells(rows, columns, layer.KernelSize, layer.Strides, layer.Padding)
}

// imagePatches returns each window's cells with all their channels, 0.0 for a padded cell (CONV-1).
//
// image [r * s * c] -> [p][q]
func imagePatches(image []float64, layer Conv2DLayer) [][]float64 {
	c, windows := layer.InputShape[2], layerCells(layer)
	patches := make([][]float64, len(windows))
	for p, cells := range windows {
		patch := make([]float64, int64(len(cells))*c)
		for i, cell := range cells {
			if cell != padded {
				copy(patch[int64(i)*c:], image[cell*c:(cell+1)*c])
			}
		}
		patches[p] = patch
	}
	return patches
}

// cellRows returns an image's numbers cell by cell. They are not copied.
//
// row [p * f] -> [p][f]
func cellRows(row []float64, filters int64) [][]float64 {
	cells := make([][]float64, int64(len(row))/filters)
	for p := range cells {
		start, end := int64(p)*filters, int64(p+1)*filters
		cells[p] = row[start:end:end]
	}
	return cells
}

// conv2dForward returns the preactivations: each filter's bias plus its weighted sum of the patch
// (CONV-1).
//
// inputs [m][r * s * c] -> [m][p * f]
func conv2dForward(inputs [][]float64, layer Conv2DLayer) [][]float64 {
	dense := patchLayer(layer)
	preactivations := make([][]float64, len(inputs))
	for e, image := range inputs {
		maps := denseForward(imagePatches(image, layer), dense)
		preactivations[e] = slices.Concat(maps...)
	}
	return preactivations
}

// conv2dParameterGradients returns the gradients of the parameters, summed over all patches in order
// (CONV-2). Those of an image follow those of the one before. The gradient of a weight without a
// connection is 0.0 (CONV-4).
//
// inputs [m][r * s * c], deltas [m][p * f] -> vectors as conv2dParameters returns them
func conv2dParameterGradients(inputs, deltas [][]float64, layer Conv2DLayer) [][]float64 {
	patches, patchDeltas := [][]float64{}, [][]float64{}
	for e, image := range inputs {
		patches = append(patches, imagePatches(image, layer)...)
		patchDeltas = append(patchDeltas, cellRows(deltas[e], layer.Filters)...)
	}
	gradients := denseParameterGradients(patches, patchDeltas, patchLayer(layer))
	if layer.Connections == nil {
		return gradients
	}
	c := int64(len(layer.Connections))
	for i := range layer.KernelSize[0] * layer.KernelSize[1] * c {
		for j, connected := range layer.Connections[i%c] {
			if !connected {
				gradients[i][j] = 0.0
			}
		}
	}
	return gradients
}

// conv2dInputGradients returns the gradients of the inputs: the sums of those of the patches, in order
// (CONV-3).
//
// inputs [m][r * s * c], deltas [m][p * f] -> [m][r * s * c]
func conv2dInputGradients(inputs, deltas [][]float64, layer Conv2DLayer) [][]float64 {
	dense, windows, c := patchLayer(layer), layerCells(layer), layer.InputShape[2]
	gradients := make([][]float64, len(inputs))
	for e, image := range inputs {
		row := make([]float64, len(image))
		patchDeltas := cellRows(deltas[e], layer.Filters)
		// these gradients do not depend on the patches themselves
		patches := denseInputGradients(nil, patchDeltas, dense)
		for p, cells := range windows {
			for i, cell := range cells {
				if cell == padded {
					continue
				}
				for j := range c {
					row[cell*c+j] = row[cell*c+j] + patches[p][int64(i)*c+j]
				}
			}
		}
		gradients[e] = row
	}
	return gradients
}

// oneRow returns the layer for sequences that are images of one row.
func oneRow(layer Conv1DLayer) Conv2DLayer {
	return Conv2DLayer{
		layer.Filters,
		append([]int64{1}, layer.KernelSize...),
		append([]int64{1}, layer.Strides...),
		layer.Padding,
		layer.Activation,
		[][][][]float64{layer.Kernel},
		layer.Bias,
		nil,
		append([]int64{1}, layer.InputShape...),
	}
}

// conv1dShapes returns the shapes of one example before and after the layer: [s][c] and [windows][f].
func conv1dShapes(layer Conv1DLayer) ([]int64, []int64) {
	_, after := conv2dShapes(oneRow(layer))
	return layer.InputShape, after[1:]
}

// conv1dParameters returns the parameters as vectors: the kernel step by step, then the bias if there is
// one. The vectors are the layer's own, not copies.
func conv1dParameters(layer Conv1DLayer) [][]float64 {
	return conv2dParameters(oneRow(layer))
}

// conv1dVariables returns how many of the vectors belong to the kernel, and how many to the bias.
func conv1dVariables(layer Conv1DLayer) []int {
	return conv2dVariables(oneRow(layer))
}

// conv1dWithParameters returns the layer with other parameters, in the order of conv1dParameters. They
// are not copied.
func conv1dWithParameters(layer Conv1DLayer, vectors [][]float64) Conv1DLayer {
	moved := conv2dWithParameters(oneRow(layer), vectors)
	layer.Kernel, layer.Bias = moved.Kernel[0], moved.Bias
	return layer
}

// conv1dForward returns the preactivations (CONV-5).
//
// inputs [m][s * c] -> [m][p * f]
func conv1dForward(inputs [][]float64, layer Conv1DLayer) [][]float64 {
	return conv2dForward(inputs, oneRow(layer))
}

// conv1dParameterGradients returns the gradients of the parameters (CONV-5).
//
// inputs [m][s * c], deltas [m][p * f] -> vectors as conv1dParameters returns them
func conv1dParameterGradients(inputs, deltas [][]float64, layer Conv1DLayer) [][]float64 {
	return conv2dParameterGradients(inputs, deltas, oneRow(layer))
}

// conv1dInputGradients returns the gradients of the inputs (CONV-5).
//
// inputs [m][s * c], deltas [m][p * f] -> [m][s * c]
func conv1dInputGradients(inputs, deltas [][]float64, layer Conv1DLayer) [][]float64 {
	return conv2dInputGradients(inputs, deltas, oneRow(layer))
}
