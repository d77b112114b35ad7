// What the shape of an example must be, and how a layer takes the shape of its inputs.

package refnet

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// sequenceAxes are the axes of an example.
var sequenceAxes = []string{"steps", "features"}

// layerBefore is the shape of a layer's inputs, and the field that says it; others: the shapes of its
// further sources, if it has several.
type layerBefore struct {
	field  string
	shape  []int64
	others [][]int64
}

// checkInputShape returns empty or out_of_range for what cannot be the shape of an example.
func checkInputShape(field string, shape []int64) error {
	return firstError(
		checkNotEmpty(field, len(shape)),
		checkRanges(field, shape, 1, MostNumbers),
		checkProduct(field, shape),
	)
}

// checkProduct returns out_of_range for sizes of more numbers than a request may ask for.
func checkProduct(field string, sizes []int64) error {
	return checkRange(field, numbersOf(sizes), 1, MostNumbers)
}

// numbersOf returns the product of the sizes, or MostNumbers + 1 where it is larger.
func numbersOf(sizes []int64) int64 {
	count := int64(1)
	for _, size := range sizes {
		if size > MostNumbers {
			return MostNumbers + 1
		}
		count = min(count*size, MostNumbers+1) // no int64 overflows
	}
	return count
}

// productOf returns the product of the sizes of a shape that has been checked.
func productOf(shape []int64) int64 {
	count := int64(1)
	for _, size := range shape {
		count = count * size
	}
	return count
}

// totalOf returns the sum of sizes.
func totalOf(sizes []int64) int64 {
	total := int64(0)
	for _, size := range sizes {
		total = total + size
	}
	return total
}

// placedShape returns the shape of a layer's inputs: that of the layer before or, where there is none,
// the known one.
//
// The error is empty, out_of_range or shape_mismatch where there is none, for one that cannot be, and for
// a layer that knows another shape than that of the layer before.
func placedShape(field string, known []int64, before *layerBefore) ([]int64, error) {
	name := field + ".input_shape"
	if len(known) > 0 {
		if err := checkInputShape(name, known); err != nil {
			return nil, err
		}
	}
	if before == nil {
		return slices.Clone(known), checkNotEmpty("input_shape", len(known))
	}
	if len(known) > 0 && !slices.Equal(known, before.shape) {
		return nil, fault("shape_mismatch", name, "%s: expected the shape of the layer's inputs", name)
	}
	return slices.Clone(before.shape), checkInputShape(name, before.shape)
}

// placedAxes returns the shape of a layer's inputs; the error is shape_mismatch for one without these
// axes, and otherwise one of placedShape's.
func placedAxes(
	field string, known []int64, before *layerBefore, axes []string,
) ([]int64, error) {
	shape, err := placedShape(field, known, before)
	if name := field + ".input_shape"; err == nil && len(shape) != len(axes) {
		sizes := "[" + strings.Join(axes, "][") + "]"
		err = fault("shape_mismatch", name, "%s: expected examples of the shape %s", name, sizes)
	}
	return shape, err
}

// checkLengths returns shape_mismatch for nested lists that do not have these lengths, outermost first.
func checkLengths(field string, nested any, lengths []int64) error {
	if hasLengths(reflect.ValueOf(nested), lengths) {
		return nil
	}
	shape := ""
	for _, length := range lengths {
		shape += fmt.Sprintf("[%d]", length)
	}
	return fault("shape_mismatch", field, "%s: expected the shape %s", field, shape)
}

// hasLengths returns whether nested lists have these lengths, outermost first.
func hasLengths(nested reflect.Value, lengths []int64) bool {
	if int64(nested.Len()) != lengths[0] {
		return false
	}
	for i := 0; len(lengths) > 1 && i < nested.Len(); i++ {
		if !hasLengths(nested.Index(i), lengths[1:]) {
			return false
		}
	}
	return true
}
