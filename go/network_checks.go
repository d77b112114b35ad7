// What experiments with networks accept: layers that fit together, the loss and the rest.
//
// layer_checks has the checks of each kind of layer, optimizer_checks those of optimizers. The three phases
// are those of checks. A fault inside a layer, the loss or the optimizer has a field such as
// layers[0].kernel.

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

// Networks

// checkLayers returns wrong_type for a layer that is nil or a pointer, or of an unknown kind.
func checkLayers(field string, layers []Layer) error {
	for _, layer := range layers {
		known := false
		for kind, checks := range kindChecks {
			known = known || (checks.isOne(layer) && layer.kind() == kind)
		}
		if !known {
			return fault("wrong_type", field, "%s: expected a list of layers", field)
		}
	}
	return nil
}

// inputsOf returns the field that says how many inputs a network has, and their number.
func inputsOf(field string, layers []Layer) layerSize {
	inputs := kindChecks[layers[0].kind()].inputs
	return layerSize{field + "[0]." + inputs, productOf(inputShapeOf(layers))}
}

// inputShapeOf returns the shape of an example of a network, as its first layer knows it.
func inputShapeOf(layers []Layer) []int64 {
	if first, merges := layers[0].(mergingLayer); merges {
		return first.inputShapes()[0]
	}
	before, _ := kinds[layers[0].kind()].shapes(layers[0])
	return before
}

// outputsOf returns the field that says how many outputs a network has, and their number.
func outputsOf(field string, layers []Layer) layerSize {
	last := len(layers) - 1
	kind := layers[last].kind()
	_, after := kinds[kind].shapes(layers[last])
	return layerSize{fmt.Sprintf("%s[%d].%s", field, last, kindChecks[kind].outputs), productOf(after)}
}

// placedLayers returns the layers for examples of this shape or, where it is nil, of the shape that the
// first layer knows.
//
// sources: of each layer. The error is empty, out_of_range, shape_mismatch or unknown_name for layers that
// do not fit together, or do not fit the examples.
func placedLayers(field string, layers []Layer, inputShape []int64, sources [][]int64) ([]Layer, error) {
	if inputShape != nil {
		if err := checkInputShape("input_shape", inputShape); err != nil {
			return nil, err
		}
	}
	err := firstError(
		checkNotEmpty(field, len(layers), "layer"), checkSourceShapes(field, layers, sources),
	)
	if err != nil {
		return nil, err
	}
	entering := beforeFirst(layers, inputShape)
	befores := make([]*layerBefore, len(layers)) // the outputs of each layer, as those see them after it
	result := make([]Layer, len(layers))
	for i, layer := range layers {
		checks, place := kindChecks[layer.kind()], fmt.Sprintf("%s[%d]", field, i)
		_, merges := layer.(mergingLayer)
		if err := checkOwnSources(place, i, merges, sources); err != nil {
			return nil, err
		}
		own := []*layerBefore{}
		for _, j := range layerSources(i, sources) {
			if j < 0 {
				own = append(own, entering)
			} else {
				own = append(own, befores[j])
			}
		}
		placed, err := checks.placed(place, layer, joinedBefore(own))
		if err != nil {
			return nil, err
		}
		result[i] = placed
		if entering == nil {
			entering = &layerBefore{"input_shape", inputShapeOf(result), nil}
		}
		_, after := kinds[layer.kind()].shapes(placed)
		befores[i] = &layerBefore{place + "." + checks.outputs, after, nil}
	}
	return result, checkAllUsed(field, len(layers), sources)
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

// checkInputs returns not_finite or out_of_range for inputs that a layer which sees them cannot take.
//
// inputs [m][n]; sources: of each layer
func checkInputs(layers []Layer, inputs [][]float64, sources [][]int64) error {
	for i, layer := range layers {
		if !slices.Contains(layerSources(i, sources), -1) {
			continue
		}
		if err := kindChecks[layer.kind()].checkInputs("inputs", inputs, layer); err != nil {
			return err
		}
	}
	return nil
}

// Losses

// checkLoss returns unknown_name, or not_finite or out_of_range for one of the loss's own settings.
func checkLoss(field string, loss Loss) error {
	if err := checkName(field, loss.Name, Losses); err != nil {
		return err
	}
	if loss.Name == "huber" {
		return checkPositive(field+".delta", loss.Delta)
	}
	if slices.Contains(smoothed, loss.Name) {
		return checkShare(field+".label_smoothing", loss.LabelSmoothing)
	}
	return nil
}

// The experiments

// checkedTrain checks the arguments of Train. It returns the placed layers, and the batch size, which is
// the number of examples where batchSize is nil.
//
// inputShape: nil if the layers know their shapes
func checkedTrain(
	inputShape []int64, layers []Layer, loss Loss, optimizer Optimizer, inputs [][]float64,
	targets Targets, batchSize *int64, epochs int64, shuffleSeed *int64, record []int64,
	exampleWeights, classWeights []float64, regularizers []Regularizers, sources [][]int64,
	frozen []bool,
) ([]Layer, int64, error) {
	err := checkLayers("layers", layers)
	if err == nil {
		layers, err = placedLayers("layers", layers, inputShape, sources)
	}
	if err == nil {
		err = firstError(
			checkFrozenShapes("layers", layers, frozen),
			checkRegularizerShapes("layers", layers, regularizers),
			checkRateShapes("optimizer.learning_rate", optimizer),
			checkTrainingShapes(layers, loss.Name, inputs, targets),
			checkWeightShapes(layers, loss.Name, len(inputs), exampleWeights, classWeights),
		)
	}
	if err != nil {
		return nil, 0, err // before the last layer, which may not exist
	}
	err = firstError(
		checkLayerValues("layers", layers),
		checkRegularizers("layers", regularizers),
		checkLoss("loss", loss),
		checkOptimizer("optimizer", optimizer),
		checkInputs(layers, inputs, sources),
		checkFiniteRows("targets", targets.Rows),
		checkRanges("targets", targets.Classes, 0, outputsOf("layers", layers).count-1),
		checkTwoClasses("targets", targets.Rows, classWeights),
		ifGiven(batchSize, func(size int64) error {
			if err := checkCount("batch_size", size, 1); err != nil {
				return err // before the remainder, which 0 does not have
			}
			return checkBatches(layers, size, int64(len(inputs)))
		}),
		checkCount("epochs", epochs),
		ifGiven(shuffleSeed, func(seed int64) error {
			return checkRange("shuffle_seed", seed, 0, LargestSeed)
		}),
		checkAscending("record", record, 1, epochs),
		checkNotNegative("example_weights", exampleWeights),
		checkNotNegative("class_weights", classWeights),
	)
	if err != nil || batchSize == nil {
		return layers, int64(len(inputs)), err
	}
	return layers, *batchSize, nil
}

// checkedLearningRates checks the arguments of LearningRates.
func checkedLearningRates(optimizer Optimizer, steps []int64) error {
	return firstError(
		checkRateShapes("learning_rate", optimizer),
		checkRate("learning_rate", optimizer),
		checkRanges("steps", steps, 0, LargestCount),
	)
}

// checkBatches returns out_of_range where a stateful layer would get a batch that is short (RNN-6).
func checkBatches(layers []Layer, batchSize, m int64) error {
	if slices.ContainsFunc(layers, isStateful) && m%batchSize != 0 {
		return fault("out_of_range", "batch_size",
			"batch_size: expected a divisor of the number of examples, %d, because a layer is stateful", m)
	}
	return nil
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

// checkFrozenShapes returns shape_mismatch for booleans that are not one for each layer.
func checkFrozenShapes(field string, layers []Layer, frozen []bool) error {
	if frozen == nil {
		return nil
	}
	return checkLength("frozen", len(frozen), field, len(layers))
}

// checkWeightShapes returns shape_mismatch for weights that are not one for each example or class; WEIGHT-1.
//
// m: the number of examples
func checkWeightShapes(layers []Layer, loss string, m int, exampleWeights, classWeights []float64) error {
	if exampleWeights != nil {
		if err := checkLength("example_weights", len(exampleWeights), "inputs", m); err != nil {
			return err
		}
	}
	if classWeights == nil {
		return nil
	}
	classes := outputsOf("layers", layers)
	if classes.count == 1 && loss != Sparse {
		classes = layerSize{"the classes 0 and 1", 2}
	}
	return checkLength("class_weights", len(classWeights), classes.field, classes.count)
}

// checkTwoClasses returns out_of_range for the first target of a single output that is neither 0 nor 1,
// where classes have weights (WEIGHT-1).
//
// targets [m][k]
func checkTwoClasses(field string, targets [][]float64, classWeights []float64) error {
	for i, target := range targets {
		if classWeights != nil && len(target) == 1 && target[0] != 0.0 && target[0] != 1.0 {
			return fault("out_of_range", field,
				"%s[%d][0]: expected 0 or 1 beside class_weights", field, i)
		}
	}
	return nil
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
func checkedSaveModel(
	layers []Layer, inputShape []int64, columns, classes []string, batchSize *int64, sources [][]int64,
) ([]Layer, error) {
	err := firstError(
		checkLayers("layers", layers),
		checkNames("columns", columns),
		checkNames("classes", classes),
	)
	if err == nil {
		layers, err = placedLayers("layers", layers, inputShape, sources)
	}
	if err != nil {
		return nil, err // before the first layer, which may not exist
	}
	if fileVersion(layers, columns, classes, batchSize, sources) == 2 {
		err = checkInputShape("input_shape", inputShapeOf(layers))
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
	if err == nil && batchSize != nil {
		err = checkBatchSize("batch_size", layers, *batchSize)
	}
	return layers, err
}

// fileVersion returns the version of a network's model file: 1 where it can say everything (FILE-5).
func fileVersion(
	layers []Layer, columns, classes []string, batchSize *int64, sources [][]int64,
) int {
	for _, layer := range layers {
		if layer.kind() != "dense" {
			return 2
		}
	}
	graph := slices.ContainsFunc(sources, func(own []int64) bool { return own != nil })
	if columns != nil || classes != nil || batchSize != nil || graph {
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

// checkBatchSize returns out_of_range for a batch size that a model file cannot have (FILE-7).
//
// Stateful layers keep a state of each of their units for each example of a batch.
func checkBatchSize(field string, layers []Layer, batchSize int64) error {
	units := int64(0)
	for _, layer := range layers {
		if isStateful(layer) {
			units += layer.(withRecurrentFields).fields().units
		}
	}
	return checkRange(field, batchSize, 1, MostNumbers/max(units, 1))
}

// checkedPredict checks the arguments of Predict. It returns the placed layers, and the batch size, which
// is the number of examples where batchSize is nil.
//
// inputShape: nil if the layers know their shapes
func checkedPredict(
	layers []Layer, inputShape []int64, batchSize *int64, inputs [][]float64, sources [][]int64,
) ([]Layer, int64, error) {
	err := checkLayers("layers", layers)
	if err == nil {
		layers, err = placedLayers("layers", layers, inputShape, sources)
	}
	if err != nil {
		return nil, 0, err // before the first layer, which may not exist
	}
	n, m := inputsOf("layers", layers), int64(len(inputs))
	err = firstError(
		checkRowLengths("inputs", inputs, n.field, n.count),
		checkLayerValues("layers", layers),
		ifGiven(batchSize, func(size int64) error {
			if err := checkBatchSize("batch_size", layers, size); err != nil {
				return err // before the remainder, which 0 does not have
			}
			return checkWholeBatches("inputs", layers, size, m)
		}),
		checkInputs(layers, inputs, sources),
	)
	if err != nil || batchSize == nil {
		return layers, max(m, 1), err
	}
	return layers, *batchSize, nil
}

// checkWholeBatches returns shape_mismatch for m examples of which a stateful layer would get a short
// batch (FILE-7).
func checkWholeBatches(field string, layers []Layer, batchSize, m int64) error {
	if slices.ContainsFunc(layers, isStateful) && m%batchSize != 0 {
		return fault("shape_mismatch", field,
			"%s: expected a multiple of %d examples, the batch size, because a layer is stateful", field,
			batchSize)
	}
	return nil
}

// isStateful returns whether a layer begins a batch with the states after the one before (RNN-6).
func isStateful(layer Layer) bool {
	recurrent, ok := layer.(withRecurrentFields)
	return ok && recurrent.fields().stateful
}
