// What experiments with networks accept: layers of every kind, optimizers, and what goes with them.
//
// kindChecks has what the checks need to know of a kind of layer. The three phases are those of checks.
// A fault inside a layer or the optimizer has a field such as layers[0].kernel.

package refnet

import (
	"fmt"
	"slices"
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
	placed      func(field string, layer Layer, shape []int64) (Layer, error) // nil: for the shape that it knows
	checkShapes func(field string, layer Layer, before *layerSize) error      // given the outputs of the layer before
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

// checkInputShape returns empty or out_of_range for what cannot be the shape of an example.
func checkInputShape(field string, shape []int64) error {
	return firstError(
		checkNotEmpty(field, len(shape)),
		checkRanges(field, shape, 1, MostNumbers),
		checkRange(field, numbersOf(shape), 1, MostNumbers),
	)
}

// placedShape returns the shape of a layer's inputs: this one, or where it is nil the known one.
//
// The error is out_of_range or shape_mismatch for a layer that knows another shape than this one.
func placedShape(field string, known, shape []int64) ([]int64, error) {
	name := field + ".input_shape"
	if len(known) > 0 {
		if err := checkInputShape(name, known); err != nil {
			return nil, err
		}
		if shape != nil && !slices.Equal(known, shape) {
			return nil, fault("shape_mismatch", name, "%s: expected the shape of the layer's inputs", name)
		}
	}
	if shape == nil {
		shape = known
	}
	return slices.Clone(shape), nil
}

// Flatten layers

// placedFlattenLayer returns the layer for examples of this shape, or where it is nil of the known one.
func placedFlattenLayer(field string, layer FlattenLayer, shape []int64) (FlattenLayer, error) {
	shape, err := placedShape(field, layer.InputShape, shape)
	return FlattenLayer{shape}, err
}

// checkFlattenLayerShapes returns empty or out_of_range for a shape that cannot exist. The sizes are
// checked here because the number of inputs follows from them.
func checkFlattenLayerShapes(field string, layer FlattenLayer, before *layerSize) error {
	return checkInputShape(field+".input_shape", layer.InputShape)
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

// placedNormalizationLayer returns a copy of the layer for examples of this shape, or where it is nil of
// the known one.
func placedNormalizationLayer(
	field string, layer NormalizationLayer, shape []int64,
) (NormalizationLayer, error) {
	shape, err := placedShape(field, layer.InputShape, shape)
	mean, variance := slices.Clone(layer.Mean), slices.Clone(layer.Variance)
	return NormalizationLayer{mean, variance, layer.Invert, shape}, err
}

// checkNormalizationLayerShapes returns empty, out_of_range or shape_mismatch for a layer whose parts do
// not fit together.
func checkNormalizationLayerShapes(field string, layer NormalizationLayer, before *layerSize) error {
	mean := field + ".mean"
	err := checkNotEmpty(mean, len(layer.Mean))
	if err == nil && before != nil {
		err = checkLength(mean, len(layer.Mean), before.field, before.count)
	}
	if name := field + ".input_shape"; err == nil && len(layer.InputShape) > 0 {
		err = firstError(
			checkInputShape(name, layer.InputShape),
			checkLength(mean, len(layer.Mean), name, numbersOf(layer.InputShape)),
		)
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
		func(field string, layer DenseLayer, shape []int64) (DenseLayer, error) { return layer, nil },
		checkDenseLayerShapes,
		checkDenseLayerValues,
		func(field string, layer DenseLayer) layerSize {
			return layerSize{field + ".kernel", int64(len(layer.Kernel))}
		},
		func(field string, layer DenseLayer) layerSize { return layerSize{field + ".units", layer.Units} },
	),
	"flatten": layerChecksOf(
		placedFlattenLayer,
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
		placedNormalizationLayer,
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

// placedLayers returns the layers for examples of this shape or, where it is nil, of the shape that the
// first layer knows.
//
// The error is empty, out_of_range or shape_mismatch for layers that do not fit together, or do not fit
// the examples.
func placedLayers(field string, layers []Layer, inputShape []int64) ([]Layer, error) {
	var before *layerSize
	if inputShape != nil {
		if err := checkInputShape("input_shape", inputShape); err != nil {
			return nil, err
		}
		before = &layerSize{"input_shape", numbersOf(inputShape)}
	}
	if err := checkNotEmpty(field, len(layers), "layer"); err != nil {
		return nil, err
	}
	shape, result := inputShape, make([]Layer, len(layers))
	for i, layer := range layers {
		checks, place := kindChecks[layer.kind()], fmt.Sprintf("%s[%d]", field, i)
		placed, err := checks.placed(place, layer, shape)
		if err != nil {
			return nil, err
		}
		own, after := kinds[layer.kind()].shapes(placed)
		err = firstError(
			checkNotEmpty("input_shape", len(own)), // only that of the first layer can be unknown
			checks.checkShapes(place, placed, before),
		)
		if err != nil {
			return nil, err
		}
		if len(own) < len(shape) {
			name := checks.inputs(place, placed).field
			return nil, fault("shape_mismatch", name,
				"%s: expected examples that are one row of numbers: put a flatten layer before it", name)
		}
		result[i] = placed
		outputs := checks.outputs(place, placed)
		before, shape = &outputs, after
	}
	return result, nil
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

// checkedTrain checks the arguments of Train. It returns the placed layers, and the batch size, which is
// the number of examples where batchSize is nil.
//
// inputShape: nil if the layers know their shapes
func checkedTrain(
	inputShape []int64, layers []Layer, loss string, optimizer Optimizer, inputs [][]float64,
	targets Targets, batchSize *int64, epochs int64, shuffleSeed *int64, record []int64,
) ([]Layer, int64, error) {
	err := checkLayers("layers", layers)
	if err == nil {
		layers, err = placedLayers("layers", layers, inputShape)
	}
	if err == nil {
		err = checkTrainingShapes(layers, loss, inputs, targets)
	}
	if err != nil {
		return nil, 0, err // before the last layer, which may not exist
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
		return layers, int64(len(inputs)), err
	}
	return layers, *batchSize, nil
}

// checkTrainingShapes returns empty or shape_mismatch for data that do not fit the layers.
func checkTrainingShapes(layers []Layer, loss string, inputs [][]float64, targets Targets) error {
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

// checkedSaveModel checks the arguments of WriteModel and returns the placed layers.
//
// inputShape: nil if the layers know their shapes
func checkedSaveModel(layers []Layer, inputShape []int64, columns, classes []string) ([]Layer, error) {
	err := firstError(
		checkLayers("layers", layers),
		checkNames("columns", columns),
		checkNames("classes", classes),
	)
	if err == nil {
		layers, err = placedLayers("layers", layers, inputShape)
	}
	if err != nil {
		return nil, err // before the first layer, which may not exist
	}
	if fileVersion(layers, columns, classes) == 2 {
		shape, _ := kinds[layers[0].kind()].shapes(layers[0])
		err = checkInputShape("input_shape", shape)
	}
	if n := inputsOf("layers", layers); err == nil && columns != nil {
		err = checkLength("columns", len(columns), n.field, n.count)
	}
	if k := outputsOf("layers", layers); err == nil && classes != nil {
		err = checkLength("classes", len(classes), k.field, k.count)
	}
	if err == nil {
		err = checkLayerValues("layers", layers)
	}
	return layers, err
}

// fileVersion returns the version of a network's model file: 1 where it can say everything (FILE-5).
func fileVersion(layers []Layer, columns, classes []string) int {
	for _, layer := range layers {
		if layer.kind() != "dense" {
			return 2
		}
	}
	if columns != nil || classes != nil {
		return 2
	}
	return 1
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
		_, err = placedLayers("layers", layers, nil)
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
