// What experiments with networks accept: layers of every kind, optimizers, and what goes with them.
//
// kindChecks has what the checks need to know of a kind of layer. The three phases are those of checks.
// A fault inside a layer or the optimizer has a field such as layers[0].kernel.

package refnet

import (
	"fmt"
	"unicode/utf8"
)

// layerSize is a field that says how many inputs or outputs there are, and how many.
type layerSize struct {
	field string
	count int64
}

// layerChecks has what the checks need to know of a kind of layer; field is that of the layer.
type layerChecks struct {
	isOne       func(layer Layer) bool
	checkShapes func(field string, layer Layer, before *layerSize) error // given the outputs of the layer before
	checkValues func(field string, layer Layer) error
	inputs      func(field string, layer Layer) layerSize
	outputs     func(field string, layer Layer) layerSize
}

// Dense layers

// checkDenseLayerShapes returns empty or shape_mismatch for a layer whose parts do not fit together.
func checkDenseLayerShapes(field string, layer DenseLayer, before *layerSize) error {
	kernel, units := field+".kernel", field+".units"
	err := checkNotEmpty(kernel, len(layer.Kernel))
	if err == nil && before != nil {
		err = checkLength(kernel, len(layer.Kernel), before.field, before.count)
	}
	if err == nil {
		err = checkRowLengths(kernel, layer.Kernel, units, layer.Units)
	}
	if err == nil && layer.Bias != nil {
		err = checkLength(field+".bias", len(layer.Bias), units, layer.Units)
	}
	return err
}

// checkDenseLayerValues returns out_of_range, unknown_name or not_finite for a layer that cannot exist.
func checkDenseLayerValues(field string, layer DenseLayer) error {
	return firstError(
		checkCount(field+".units", layer.Units, 1),
		checkName(field+".activation", layer.Activation, Activations),
		checkFiniteRows(field+".kernel", layer.Kernel),
		checkFinite(field+".bias", layer.Bias),
	)
}

// Flatten layers

// checkFlattenLayerShapes returns empty, out_of_range or shape_mismatch for a shape that cannot exist or
// does not fit. The sizes are checked here because the number of inputs follows from them.
func checkFlattenLayerShapes(field string, layer FlattenLayer, before *layerSize) error {
	name, count := field+".input_shape", numbersOf(layer.InputShape)
	err := firstError(
		checkNotEmpty(name, len(layer.InputShape)),
		checkRanges(name, layer.InputShape, 1, MostNumbers),
		checkRange(name, count, 1, MostNumbers),
	)
	if err == nil && before != nil && count != before.count {
		err = fault("shape_mismatch", name, "%s: expected %d numbers, as %s has",
			name, before.count, before.field)
	}
	return err
}

// numbersOf returns the number of numbers of this shape, or MostNumbers + 1 where there are more.
func numbersOf(shape []int64) int64 {
	count := int64(1)
	for _, size := range shape {
		if size > MostNumbers {
			return MostNumbers + 1
		}
		count = min(count*size, MostNumbers+1) // no int64 overflows
	}
	return count
}

// Normalization layers

// checkNormalizationLayerShapes returns empty or shape_mismatch for a layer whose parts do not fit
// together.
func checkNormalizationLayerShapes(field string, layer NormalizationLayer, before *layerSize) error {
	mean := field + ".mean"
	err := checkNotEmpty(mean, len(layer.Mean))
	if err == nil && before != nil {
		err = checkLength(mean, len(layer.Mean), before.field, before.count)
	}
	if err == nil {
		err = checkLength(field+".variance", len(layer.Variance), mean, len(layer.Mean))
	}
	return err
}

// checkNormalizationLayerValues returns not_finite or out_of_range for a layer that cannot exist.
func checkNormalizationLayerValues(field string, layer NormalizationLayer) error {
	return firstError(
		checkFinite(field+".mean", layer.Mean),
		checkNotNegative(field+".variance", layer.Variance),
	)
}

var kindChecks = map[string]layerChecks{
	"dense": layerChecksOf(
		checkDenseLayerShapes,
		checkDenseLayerValues,
		func(field string, layer DenseLayer) layerSize {
			return layerSize{field + ".kernel", int64(len(layer.Kernel))}
		},
		func(field string, layer DenseLayer) layerSize { return layerSize{field + ".units", layer.Units} },
	),
	"flatten": layerChecksOf(
		checkFlattenLayerShapes,
		func(field string, layer FlattenLayer) error { return nil },
		func(field string, layer FlattenLayer) layerSize {
			return layerSize{field + ".input_shape", numbersOf(layer.InputShape)}
		},
		func(field string, layer FlattenLayer) layerSize {
			return layerSize{field + ".input_shape", numbersOf(layer.InputShape)}
		},
	),
	"normalization": layerChecksOf(
		checkNormalizationLayerShapes,
		checkNormalizationLayerValues,
		func(field string, layer NormalizationLayer) layerSize {
			return layerSize{field + ".mean", int64(len(layer.Mean))}
		},
		func(field string, layer NormalizationLayer) layerSize {
			return layerSize{field + ".mean", int64(len(layer.Mean))}
		},
	),
}

// Networks

// checkLayers returns wrong_type for a layer that is nil or a pointer.
func checkLayers(field string, layers []Layer) error {
	for _, layer := range layers {
		known := false
		for _, checks := range kindChecks {
			known = known || checks.isOne(layer)
		}
		if !known {
			return fault("wrong_type", field, "%s: expected a list of layers", field)
		}
	}
	return nil
}

// inputsOf returns the field that says how many inputs a network has, and their number.
func inputsOf(field string, layers []Layer) layerSize {
	return kindChecks[layers[0].kind()].inputs(field+"[0]", layers[0])
}

// outputsOf returns the field that says how many outputs a network has, and their number.
func outputsOf(field string, layers []Layer) layerSize {
	last := len(layers) - 1
	return kindChecks[layers[last].kind()].outputs(fmt.Sprintf("%s[%d]", field, last), layers[last])
}

// checkLayerShapes returns empty, shape_mismatch or out_of_range for layers that do not fit together.
func checkLayerShapes(field string, layers []Layer) error {
	if err := checkNotEmpty(field, len(layers), "layer"); err != nil {
		return err
	}
	var before *layerSize
	for i, layer := range layers {
		err := kindChecks[layer.kind()].checkShapes(fmt.Sprintf("%s[%d]", field, i), layer, before)
		if err != nil {
			return err
		}
		outputs := outputsOf(field, layers[:i+1])
		before = &outputs
	}
	return nil
}

// checkLayerValues returns out_of_range, unknown_name or not_finite for a layer that cannot exist.
func checkLayerValues(field string, layers []Layer) error {
	for i, layer := range layers {
		err := kindChecks[layer.kind()].checkValues(fmt.Sprintf("%s[%d]", field, i), layer)
		if err != nil {
			return err
		}
	}
	return nil
}

// Optimizers

// checkOptimizer returns unknown_name, not_finite or out_of_range for a setting that is not allowed.
func checkOptimizer(field string, optimizer Optimizer) error {
	return firstError(
		checkName(field+".name", optimizer.Name, Optimizers),
		checkFiniteNumber(field+".learning_rate", optimizer.LearningRate),
		checkFraction(field+".rho", optimizer.Rho),
		checkFraction(field+".momentum", optimizer.Momentum),
		checkFraction(field+".beta_1", optimizer.Beta1),
		checkFraction(field+".beta_2", optimizer.Beta2),
		checkPositive(field+".epsilon", optimizer.Epsilon),
	)
}

// The experiments

// checkedDense checks the arguments of Dense and returns the batch size, which is the number of
// examples where batchSize is nil.
func checkedDense(
	layers []Layer, loss string, optimizer Optimizer, inputs [][]float64, targets Targets,
	batchSize *int64, epochs int64, shuffleSeed *int64, record []int64,
) (int64, error) {
	err := checkLayers("layers", layers)
	if err == nil {
		err = checkDenseShapes(layers, loss, inputs, targets)
	}
	if err != nil {
		return 0, err // before the last layer, which may not exist
	}
	err = firstError(
		checkLayerValues("layers", layers),
		checkName("loss", loss, lossesAfter(layers[len(layers)-1].activation())),
		checkOptimizer("optimizer", optimizer),
		checkFiniteRows("inputs", inputs),
		checkFiniteRows("targets", targets.Rows),
		checkRanges("targets", targets.Classes, 0, outputsOf("layers", layers).count-1),
		ifGiven(batchSize, func(size int64) error { return checkCount("batch_size", size, 1) }),
		checkCount("epochs", epochs),
		ifGiven(shuffleSeed, func(seed int64) error {
			return checkRange("shuffle_seed", seed, 0, LargestSeed)
		}),
		checkAscending("record", record, 1, epochs),
	)
	if err != nil || batchSize == nil {
		return int64(len(inputs)), err
	}
	return *batchSize, nil
}

// checkDenseShapes returns empty, shape_mismatch, or out_of_range for a shape that cannot exist.
func checkDenseShapes(layers []Layer, loss string, inputs [][]float64, targets Targets) error {
	if err := checkLayerShapes("layers", layers); err != nil {
		return err
	}
	n, k := inputsOf("layers", layers), outputsOf("layers", layers)
	var classes []int64
	var rows [][]float64
	err := firstError(
		checkNotEmpty("inputs", len(inputs)),
		checkRowLengths("inputs", inputs, n.field, n.count),
	)
	if err == nil && loss == Sparse {
		classes, err = onlyCounts("targets", targets)
	} else if err == nil {
		rows, err = onlyRows("targets", targets)
	}
	if err != nil {
		return err
	}
	return firstError(
		checkLength("targets", len(classes)+len(rows), "inputs", len(inputs)), // one of them is nil
		checkRowLengths("targets", rows, k.field, k.count),
	)
}

// onlyRows returns the rows; shape_mismatch where there are class numbers instead.
func onlyRows(field string, values Targets) ([][]float64, error) {
	if values.Classes != nil {
		return nil, fault("shape_mismatch", field, "%s: expected a list of numbers for each", field)
	}
	return values.Rows, nil
}

// onlyCounts returns the class numbers; shape_mismatch where there are rows instead.
func onlyCounts(field string, values Targets) ([]int64, error) {
	if values.Classes == nil && len(values.Rows) > 0 {
		return nil, fault("shape_mismatch", field, "%s: expected one whole number for each", field)
	}
	return values.Classes, nil
}

// checkedSaveModel checks the arguments of WriteModel.
func checkedSaveModel(layers []Layer, columns, classes []string) error {
	err := firstError(
		checkLayers("layers", layers),
		checkNames("columns", columns),
		checkNames("classes", classes),
	)
	if err == nil {
		err = checkLayerShapes("layers", layers)
	}
	if err != nil {
		return err // before the first layer, which may not exist
	}
	if n := inputsOf("layers", layers); columns != nil {
		err = checkLength("columns", len(columns), n.field, n.count)
	}
	if k := outputsOf("layers", layers); err == nil && classes != nil {
		err = checkLength("classes", len(classes), k.field, k.count)
	}
	if err == nil {
		err = checkLayerValues("layers", layers)
	}
	return err
}

// checkNames returns wrong_type for a name that is not a text in UTF-8, which JSON cannot hold.
func checkNames(field string, names []string) error {
	for _, name := range names {
		if !utf8.ValidString(name) {
			return fault("wrong_type", field, "%s: expected a list of strings or null", field)
		}
	}
	return nil
}

// checkedPredict checks the arguments of Predict.
func checkedPredict(layers []Layer, inputs [][]float64) error {
	err := checkLayers("layers", layers)
	if err == nil {
		err = checkLayerShapes("layers", layers)
	}
	if err != nil {
		return err // before the first layer, which may not exist
	}
	n := inputsOf("layers", layers)
	return firstError(
		checkRowLengths("inputs", inputs, n.field, n.count),
		checkLayerValues("layers", layers),
		checkFiniteRows("inputs", inputs),
	)
}
