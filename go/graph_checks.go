// What sources a layer can have, and the shapes that it takes from them.
//
// The three phases are those of checks. A fault has a field such as layers[0].sources.

package refnet

import (
	"fmt"
	"slices"
)

// checkSourceShapes returns shape_mismatch for sources of more or fewer layers than these.
func checkSourceShapes(field string, layers []Layer, sources [][]int64) error {
	if sources == nil {
		return nil
	}
	return checkLength("sources", len(sources), field, len(layers))
}

// checkOwnSources returns shape_mismatch or out_of_range for sources that layer i cannot have (GRAPH-1).
//
// merges: whether a layer of its kind has several
func checkOwnSources(field string, i int, merges bool, sources [][]int64) error {
	name, own := field+".sources", layerSources(i, sources)
	if merges && len(own) < 2 {
		return fault("shape_mismatch", name, "%s: expected two or more for a layer of this kind", name)
	}
	if !merges && len(own) != 1 {
		return fault("shape_mismatch", name, "%s: expected one for a layer of this kind", name)
	}
	return checkRanges(name, own, -1, int64(i)-1)
}

// beforeFirst returns the shape of a network's inputs: this one, or the one of its first layer's sources.
//
// nil: the first layer has one source, whose shape it knows itself
func beforeFirst(layers []Layer, inputShape []int64) *layerBefore {
	if inputShape != nil {
		return &layerBefore{"input_shape", inputShape, nil}
	}
	first, merges := layers[0].(mergingLayer)
	if !merges || len(first.inputShapes()) == 0 {
		return nil
	}
	return &layerBefore{"input_shape", first.inputShapes()[0], nil}
}

// joinedBefore returns the shapes of all sources as one: that of the first, with the others beside it; nil
// where they are not known.
func joinedBefore(befores []*layerBefore) *layerBefore {
	if befores[0] == nil {
		return nil
	}
	joined := layerBefore{befores[0].field, befores[0].shape, nil}
	for _, each := range befores[1:] {
		joined.others = append(joined.others, each.shape)
	}
	return &joined
}

// checkAllUsed returns out_of_range for the first layer, but the last, that no layer sees (GRAPH-2).
func checkAllUsed(field string, count int, sources [][]int64) error {
	used := make([]bool, count)
	for i := range count {
		for _, j := range layerSources(i, sources) {
			if j >= 0 {
				used[j] = true
			}
		}
	}
	for i := range count - 1 {
		if !used[i] {
			name := fmt.Sprintf("%s[%d]", field, i)
			return fault("out_of_range", name, "%s: expected a later layer that has it as a source", name)
		}
	}
	return nil
}

// placedSources returns the shapes of a layer's sources; the error is empty, out_of_range or
// shape_mismatch.
//
// known: those that the layer knows; before: the shapes of all its sources, nil: they are not known
func placedSources(field string, known [][]int64, before *layerBefore) ([][]int64, error) {
	if before == nil {
		return nil, checkNotEmpty("input_shape", 0)
	}
	name, shapes := field+".sources", [][]int64{slices.Clone(before.shape)}
	for _, shape := range before.others {
		shapes = append(shapes, slices.Clone(shape))
	}
	if len(known) > 0 && !slices.EqualFunc(known, shapes, slices.Equal) {
		place := field + ".input_shapes"
		return nil, fault("shape_mismatch", place, "%s: expected the shapes of the layer's sources", place)
	}
	total := int64(0)
	for _, shape := range shapes {
		if err := checkProduct(name, shape); err != nil {
			return nil, err
		}
		total = total + numbersOf(shape)
	}
	return shapes, checkRange(name, total, 1, MostNumbers)
}

// placedAddLayer returns the layer with its shapes; the error is empty, out_of_range or shape_mismatch
// (GRAPH-4).
func placedAddLayer(field string, layer AddLayer, before *layerBefore) (AddLayer, error) {
	shapes, err := placedSources(field, layer.InputShapes, before)
	if err != nil {
		return layer, err
	}
	for _, shape := range shapes[1:] {
		if !slices.Equal(shape, shapes[0]) {
			name := field + ".sources"
			return layer, fault("shape_mismatch", name, "%s: expected sources of the same shape", name)
		}
	}
	return AddLayer{shapes}, nil
}

// placedConcatenateLayer returns the layer with its shapes; the error is empty, out_of_range or
// shape_mismatch (GRAPH-5).
func placedConcatenateLayer(
	field string, layer ConcatenateLayer, before *layerBefore,
) (ConcatenateLayer, error) {
	shapes, err := placedSources(field, layer.InputShapes, before)
	if err != nil {
		return layer, err
	}
	axes := len(shapes[0]) - 1
	for _, shape := range shapes[1:] {
		if len(shape) != axes+1 || !slices.Equal(shape[:axes], shapes[0][:axes]) {
			name := field + ".sources"
			return layer, fault("shape_mismatch", name,
				"%s: expected sources of the same shape but for the last axis", name)
		}
	}
	return ConcatenateLayer{shapes}, nil
}
