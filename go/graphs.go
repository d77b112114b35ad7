// # Chapter graphs: layers that see something else than the outputs of the layer before
//
// In a chain, each layer sees the outputs of the layer before it. In a graph, each layer may name its
// sources: earlier layers, or the inputs of the network. So a path can lead around some layers, and several
// paths can meet in a layer that adds its sources or puts them side by side. The layers stand in such an
// order that each comes after its sources; forward and backward go through them as before.
//
// Derivation: where several layers use the same outputs, the loss depends on these in several ways, and by
// the chain rule the gradients of all ways are added. A sum passes its gradient on to each of its terms.
//
// Source: the layers Add and Concatenate of Keras; paths around layers that meet in a sum are those of K. He
// et al., "Deep residual learning for image recognition", 2015.
//
// Left out on purpose: several inputs or outputs of the network, and layers that share weights.
//
// m examples. A layer with several sources sees the numbers of all of them in one row, source after source.
// The sources of each layer are numbers of earlier layers, -1 for the inputs of the network; those of a
// layer are nil for the layer before it, and so are those of all layers.
package refnet

import "slices"

// AddLayer is a sum of sources of the same shape; InputShapes: one for each, nil until they are known.
type AddLayer struct {
	InputShapes [][]int64
}

func (layer AddLayer) kind() string { return "add" }

func (layer AddLayer) activation() string { return "linear" }

func (layer AddLayer) inputShapes() [][]int64 { return layer.InputShapes }

// ConcatenateLayer is sources side by side in the last axis; InputShapes as in AddLayer.
type ConcatenateLayer struct {
	InputShapes [][]int64
}

func (layer ConcatenateLayer) kind() string { return "concatenate" }

func (layer ConcatenateLayer) activation() string { return "linear" }

func (layer ConcatenateLayer) inputShapes() [][]int64 { return layer.InputShapes }

// mergingLayer is a layer of several sources.
type mergingLayer interface {
	inputShapes() [][]int64
}

// sourceSizes returns how many numbers of an example come from each source.
func sourceSizes(layer mergingLayer) []int64 {
	sizes := make([]int64, len(layer.inputShapes()))
	for i, shape := range layer.inputShapes() {
		sizes[i] = productOf(shape)
	}
	return sizes
}

// splitRow returns the parts of a row, which have these sizes.
//
// row [the sum of the sizes]
func splitRow(row []float64, sizes []int64) [][]float64 {
	parts, start := make([][]float64, len(sizes)), int64(0)
	for i, size := range sizes {
		parts[i] = row[start : start+size]
		start = start + size
	}
	return parts
}

// featuresOf returns the last sizes of the shapes of all sources.
func featuresOf(layer ConcatenateLayer) []int64 {
	features := make([]int64, len(layer.InputShapes))
	for i, shape := range layer.InputShapes {
		features[i] = shape[len(shape)-1]
	}
	return features
}

// addShapes returns the shapes of one example before the layer, one row, and after it.
func addShapes(layer AddLayer) ([]int64, []int64) {
	return []int64{totalOf(sourceSizes(layer))}, layer.InputShapes[0]
}

// addForward returns the sums of the sources, added in order (GRAPH-4).
//
// inputs [m][sources * n] -> [m][n]
func addForward(inputs [][]float64, layer AddLayer) [][]float64 {
	sums := make([][]float64, len(inputs))
	for e, row := range inputs {
		parts := splitRow(row, sourceSizes(layer))
		total := slices.Clone(parts[0])
		for _, part := range parts[1:] {
			for j, x := range part {
				total[j] = total[j] + x
			}
		}
		sums[e] = total
	}
	return sums
}

// addInputGradients returns the gradients of all sources: the deltas for each (GRAPH-4).
//
// inputs [m][sources * n], deltas [m][n] -> [m][sources * n]
func addInputGradients(inputs, deltas [][]float64, layer AddLayer) [][]float64 {
	gradients := make([][]float64, len(deltas))
	for e, delta := range deltas {
		for range layer.InputShapes {
			gradients[e] = append(gradients[e], delta...)
		}
	}
	return gradients
}

// concatenateShapes returns the shapes of one example before the layer, one row, and after it.
func concatenateShapes(layer ConcatenateLayer) ([]int64, []int64) {
	first := layer.InputShapes[0]
	after := append(slices.Clone(first[:len(first)-1]), totalOf(featuresOf(layer)))
	return []int64{totalOf(sourceSizes(layer))}, after
}

// concatenateForward returns the numbers of the sources, in each cell source after source (GRAPH-5).
//
// inputs [m][n] -> [m][n]
func concatenateForward(inputs [][]float64, layer ConcatenateLayer) [][]float64 {
	features := featuresOf(layer)
	rows := make([][]float64, len(inputs))
	for e, row := range inputs {
		cells := make([][][]float64, len(features))
		for i, part := range splitRow(row, sourceSizes(layer)) {
			cells[i] = cellRows(part, features[i])
		}
		for cell := range cells[0] {
			for _, own := range cells {
				rows[e] = append(rows[e], own[cell]...)
			}
		}
	}
	return rows
}

// concatenateInputGradients returns the gradients of all sources: the deltas in the order of the inputs
// (GRAPH-5).
//
// inputs [m][n], deltas [m][n] -> [m][n]
func concatenateInputGradients(inputs, deltas [][]float64, layer ConcatenateLayer) [][]float64 {
	features := featuresOf(layer)
	gradients := make([][]float64, len(deltas))
	for e, delta := range deltas {
		cells := cellRows(delta, totalOf(features))
		for i := range features {
			for _, cell := range cells {
				gradients[e] = append(gradients[e], splitRow(cell, features)[i]...)
			}
		}
	}
	return gradients
}

// layerSources returns the sources of layer i: its own, or the layer before it (GRAPH-1).
func layerSources(i int, sources [][]int64) []int64 {
	if sources == nil || sources[i] == nil {
		return []int64{int64(i) - 1}
	}
	return sources[i]
}

// sourceRows returns what each source gives to layer i (GRAPH-1).
//
// inputs [m][n]: of the network; forward: what the layers before it have calculated
func sourceRows(i int, inputs [][]float64, forward []Forward, sources [][]int64) [][][]float64 {
	own := layerSources(i, sources)
	rows := make([][][]float64, len(own))
	for position, j := range own {
		rows[position] = inputs
		if j >= 0 {
			rows[position] = forward[j].outputs
		}
	}
	return rows
}

// layerInputs returns what layer i sees: the numbers of its sources, one after another (GRAPH-1).
//
// inputs [m][n]: of the network; forward: what the layers before it have calculated
func layerInputs(i int, inputs [][]float64, forward []Forward, sources [][]int64) [][]float64 {
	parts := sourceRows(i, inputs, forward, sources)
	if len(parts) == 1 {
		return parts[0]
	}
	seen := make([][]float64, len(inputs))
	for e := range seen {
		for _, rows := range parts {
			seen[e] = append(seen[e], rows[e]...)
		}
	}
	return seen
}

// layerMask returns the mask of what layer i sees: a step is real where one of its sources is (GRAPH-6).
//
// forward: what the layers before it have calculated -> [m][t], nil where a source has no mask
func layerMask(i int, forward []Forward, sources [][]int64) [][]bool {
	own := layerSources(i, sources)
	masks := make([][][]bool, len(own))
	for position, j := range own {
		if j < 0 || forward[j].outputMask == nil {
			return nil
		}
		masks[position] = forward[j].outputMask
	}
	if len(masks) == 1 {
		return masks[0]
	}
	result := make([][]bool, len(masks[0]))
	for e, row := range masks[0] {
		result[e] = slices.Clone(row)
		for _, mask := range masks[1:] {
			for step, real := range mask[e] {
				result[e][step] = result[e][step] || real
			}
		}
	}
	return result
}

// seesLayers returns whether layer i uses the outputs of a layer, not only the network's inputs.
func seesLayers(i int, sources [][]int64) bool {
	return slices.ContainsFunc(layerSources(i, sources), func(j int64) bool { return j >= 0 })
}

// addGradients adds the gradients of what layer i sees to those of its sources, in their order (GRAPH-3).
//
// outputGradients: of each layer [m][u], nil where there are none yet, which this changes; gradients
// [m][all numbers of the sources]; inputs [m][n]: of the network
func addGradients(
	outputGradients [][][]float64, i int, gradients, inputs [][]float64, forward []Forward,
	sources [][]int64,
) {
	rows, start := sourceRows(i, inputs, forward, sources), 0
	for position, j := range layerSources(i, sources) {
		end := start + len(rows[position][0])
		if j >= 0 {
			own := make([][]float64, len(gradients))
			for e, row := range gradients {
				own[e] = slices.Clone(row[start:end])
			}
			outputGradients[j] = plus(outputGradients[j], own)
		}
		start = end
	}
}

// plus returns the sums of gradients, or the others where there are none yet (GRAPH-3).
//
// gradients [m][u], more [m][u] -> [m][u]
func plus(gradients, more [][]float64) [][]float64 {
	if gradients == nil {
		return more
	}
	sums := make([][]float64, len(gradients))
	for e, row := range gradients {
		sums[e] = make([]float64, len(row))
		for j, x := range row {
			sums[e][j] = x + more[e][j]
		}
	}
	return sums
}
