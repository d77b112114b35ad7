// # Chapter zero_padding: the layer that puts an edge of zeros around an image
//
// Each convolution without padding makes an image smaller. An edge of zeros before it keeps the size, or
// gives the image another one; unlike the padding "same", each side can have a width of its own. The
// backward pass drops the gradients of the edge.
//
// Source: the layer ZeroPadding2D of Keras.
//
// Left out on purpose: edges that repeat or mirror the image.
//
// m examples; images of r rows, s columns and c channels, stored row by row, the channels of a cell
// together.
package refnet

// ZeroPadding2DLayer is an edge of zeros: Rows above and below, Columns to the left and to the right.
//
// InputShape: [r, s, c], nil until it is known.
type ZeroPadding2DLayer struct {
	Rows       []int64
	Columns    []int64
	InputShape []int64
}

func (layer ZeroPadding2DLayer) kind() string { return "zero_padding2d" }

func (layer ZeroPadding2DLayer) activation() string { return "linear" }

// zeroPadding2dShapes returns the shapes of one example before and after the layer.
func zeroPadding2dShapes(layer ZeroPadding2DLayer) ([]int64, []int64) {
	r, s, c := layer.InputShape[0], layer.InputShape[1], layer.InputShape[2]
	above, below, left, right := layer.Rows[0], layer.Rows[1], layer.Columns[0], layer.Columns[1]
	return layer.InputShape, []int64{above + r + below, left + s + right, c}
}

// zeroPadding2dForward returns the images with zeros around them (PAD-1).
//
// inputs [m][r * s * c] -> [m][(above + r + below) * (left + s + right) * c]
func zeroPadding2dForward(inputs [][]float64, layer ZeroPadding2DLayer) [][]float64 {
	r, s, c := layer.InputShape[0], layer.InputShape[1], layer.InputShape[2]
	above, below, left, right := layer.Rows[0], layer.Rows[1], layer.Columns[0], layer.Columns[1]
	width := (left + s + right) * c
	preactivations := make([][]float64, len(inputs))
	for e, image := range inputs {
		row := make([]float64, (above+r+below)*width)
		for i := range r {
			copy(row[(above+i)*width+left*c:], image[i*s*c:(i+1)*s*c])
		}
		preactivations[e] = row
	}
	return preactivations
}

// zeroPadding2dInputGradients returns the gradients of the inputs: the deltas without those of the edge
// (PAD-2).
//
// inputs [m][r * s * c], deltas [m][(above + r + below) * (left + s + right) * c] -> [m][r * s * c]
func zeroPadding2dInputGradients(inputs, deltas [][]float64, layer ZeroPadding2DLayer) [][]float64 {
	r, s, c := layer.InputShape[0], layer.InputShape[1], layer.InputShape[2]
	above, left, right := layer.Rows[0], layer.Columns[0], layer.Columns[1]
	width := (left + s + right) * c
	gradients := make([][]float64, len(deltas))
	for e, delta := range deltas {
		row := make([]float64, 0, r*s*c)
		for i := range r {
			start := (above+i)*width + left*c
			row = append(row, delta[start:start+s*c]...)
		}
		gradients[e] = row
	}
	return gradients
}
