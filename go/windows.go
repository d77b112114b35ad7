// # Chapter windows: how a small window moves over an image
//
// Convolution and pooling look at an image through a window of a few rows and columns. The window
// starts in the upper left corner and moves by its strides: along a row first, then on to the next one.
// With the padding "valid" it stays inside the image. With "same" it may stand over the edge, so that
// strides of 1 give as many windows as the image has cells; what is missing is shared between both
// sides, and an odd cell of it goes after the image. A cell outside the image is padded, and each
// chapter says what it stands for.
//
// Source: the padding of Keras and TensorFlow; V. Dumoulin and F. Visin, "A guide to convolution
// arithmetic for deep learning", 2016.
//
// Left out on purpose: windows with holes between their cells (dilation).
//
// A cell's number is its row times the number of columns, plus its column.
package refnet

const padded = -1 // instead of the number of a cell

// Axis has how many windows there are along an axis, and how many padded cells before the first.
type Axis struct {
	windows int64
	before  int64
}

// windowsAlong returns the windows along an axis of size cells (WINDOW-1).
func windowsAlong(size, window, stride int64, padding string) Axis {
	if padding == "valid" {
		return Axis{(size-window)/stride + 1, 0}
	}
	count := (size-1)/stride + 1
	missing := (count-1)*stride + window - size
	return Axis{count, max(missing, 0) / 2}
}

// cellsAlong returns the positions that each window covers along an axis, padded outside (WINDOW-1).
//
// -> [windows][window]
func cellsAlong(size, window, stride int64, padding string) [][]int64 {
	axis := windowsAlong(size, window, stride, padding)
	result := make([][]int64, axis.windows)
	for i := range result {
		start := int64(i)*stride - axis.before
		cells := make([]int64, window)
		for j := range cells {
			cells[j] = padded
			if cell := start + int64(j); 0 <= cell && cell < size {
				cells[j] = cell
			}
		}
		result[i] = cells
	}
	return result
}

// windowCells returns the numbers of the cells of each window, windows and cells row by row (WINDOW-2).
//
// window: its rows and columns; strides: down and to the right -> [windows][cells]
func windowCells(rows, columns int64, window, strides []int64, padding string) [][]int64 {
	result := [][]int64{}
	across := cellsAlong(columns, window[1], strides[1], padding)
	for _, down := range cellsAlong(rows, window[0], strides[0], padding) {
		for _, right := range across {
			cells := make([]int64, 0, len(down)*len(right))
			for _, row := range down {
				for _, column := range right {
					if row == padded || column == padded {
						cells = append(cells, padded)
					} else {
						cells = append(cells, row*columns+column)
					}
				}
			}
			result = append(result, cells)
		}
	}
	return result
}
