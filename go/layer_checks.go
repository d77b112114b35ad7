// What a layer of each kind must be: the shapes of its fields, and their values.
//
// kindChecks lists the kinds; those that work on images are in image_checks, those on sequences in
// sequence_checks. The three phases are those of checks. A fault inside a layer has a field such as
// layers[0].kernel.

package refnet

import "slices"

// layerChecks has what the checks need to know of a kind of layer; field is that of the layer.
//
// before: the shape of its inputs; nil: the one that the layer knows.
type layerChecks struct {
	isOne       func(layer Layer) bool
	placed      func(field string, layer Layer, before *layerBefore) (Layer, error) // with a shape that fits its parts
	checkValues func(field string, layer Layer) error
	inputs      string // the field that says how many inputs it has
	outputs     string // the field that says how many outputs it has
	// checkInputs refuses inputs of the network that the layer cannot take as its first.
	checkInputs func(field string, inputs [][]float64, layer Layer) error
}

// checkFiniteInputs returns not_finite for the first infinity or NaN of the inputs.
//
// inputs [m][n]
func checkFiniteInputs(field string, inputs [][]float64, layer Layer) error {
	return checkFiniteRows(field, inputs)
}

// Dense layers

// placedDenseLayer returns the layer; the error is empty or shape_mismatch where its parts or inputs do
// not fit.
func placedDenseLayer(field string, layer DenseLayer, before *layerBefore) (DenseLayer, error) {
	kernel, units := field+".kernel", field+".units"
	err := checkNotEmpty(kernel, len(layer.Kernel))
	if err == nil && before != nil {
		err = checkLength(kernel, len(layer.Kernel), before.field, productOf(before.shape))
	}
	if err == nil {
		err = checkRowLengths(kernel, layer.Kernel, units, layer.Units)
	}
	if err == nil && layer.Bias != nil {
		err = checkLength(field+".bias", len(layer.Bias), units, layer.Units)
	}
	if err == nil && before != nil && len(before.shape) > 1 {
		err = fault("shape_mismatch", kernel,
			"%s: expected examples that are one row of numbers: put a flatten layer before it", kernel)
	}
	return layer, err
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

// Layers that only change the shape

// placedFlattenLayer returns the layer with its shape; the error is empty, out_of_range or
// shape_mismatch.
func placedFlattenLayer(
	field string, layer FlattenLayer, before *layerBefore,
) (FlattenLayer, error) {
	shape, err := placedShape(field, layer.InputShape, before)
	return FlattenLayer{shape}, err
}

// placedReshapeLayer returns a copy of the layer with its shape; the error is empty, out_of_range or
// shape_mismatch.
func placedReshapeLayer(
	field string, layer ReshapeLayer, before *layerBefore,
) (ReshapeLayer, error) {
	name := field + ".target_shape"
	if err := checkInputShape(name, layer.TargetShape); err != nil {
		return layer, err
	}
	shape, err := placedShape(field, layer.InputShape, before)
	if err != nil {
		return layer, err
	}
	if count := productOf(shape); productOf(layer.TargetShape) != count {
		return layer, fault("shape_mismatch", name, "%s: expected as many numbers as inputs, %d", name, count)
	}
	return ReshapeLayer{slices.Clone(layer.TargetShape), shape}, nil
}

// placedPartLayer returns a copy of the layer with its shape; the error is empty, out_of_range or
// shape_mismatch.
func placedPartLayer(field string, layer PartLayer, before *layerBefore) (PartLayer, error) {
	name := field + ".target_shape"
	err := firstError(
		checkRange(field+".first", layer.First, 0, MostNumbers),
		checkInputShape(name, layer.TargetShape),
	)
	if err != nil {
		return layer, err
	}
	shape, err := placedShape(field, layer.InputShape, before)
	if err != nil {
		return layer, err
	}
	if n := productOf(shape); layer.First+productOf(layer.TargetShape) > n {
		return layer, fault("shape_mismatch", name, "%s: expected a part that ends within the inputs, %d", name, n)
	}
	return PartLayer{layer.First, slices.Clone(layer.TargetShape), shape}, nil
}

// Dropout layers

// placedDropoutLayer returns the layer with its shape; the error is empty, out_of_range or shape_mismatch.
func placedDropoutLayer(
	field string, layer DropoutLayer, before *layerBefore,
) (DropoutLayer, error) {
	shape, err := placedShape(field, layer.InputShape, before)
	return DropoutLayer{Rate: layer.Rate, InputShape: shape}, err
}

// checkDropoutLayerValues returns not_finite or out_of_range for a layer that cannot exist.
func checkDropoutLayerValues(field string, layer DropoutLayer) error {
	return checkFraction(field+".rate", layer.Rate)
}

// Layers that are activations

// placedActivationLayer returns the layer with its shape; the error is empty, out_of_range or
// shape_mismatch.
func placedActivationLayer(
	field string, layer ActivationLayer, before *layerBefore,
) (ActivationLayer, error) {
	shape, err := placedShape(field, layer.InputShape, before)
	if name := field + ".activation"; err == nil && layer.Activation == "softmax" && len(shape) > 1 {
		err = fault("shape_mismatch", name,
			"%s: expected examples that are one row of numbers: use a softmax layer", name)
	}
	return ActivationLayer{layer.Activation, shape}, err
}

// checkActivationLayerValues returns unknown_name for a layer that cannot exist.
func checkActivationLayerValues(field string, layer ActivationLayer) error {
	return checkName(field+".activation", layer.Activation, Activations)
}

// placedLeakyReLULayer returns the layer with its shape; the error is empty, out_of_range or
// shape_mismatch.
func placedLeakyReLULayer(
	field string, layer LeakyReLULayer, before *layerBefore,
) (LeakyReLULayer, error) {
	shape, err := placedShape(field, layer.InputShape, before)
	return LeakyReLULayer{layer.NegativeSlope, shape}, err
}

// checkLeakyReLULayerValues returns not_finite or out_of_range for a layer that cannot exist.
func checkLeakyReLULayerValues(field string, layer LeakyReLULayer) error {
	name := field + ".negative_slope"
	if err := checkFiniteNumber(name, layer.NegativeSlope); err != nil {
		return err
	}
	if layer.NegativeSlope < 0.0 {
		return fault("out_of_range", name, "%s: expected 0 or more", name)
	}
	return nil
}

// placedSoftmaxLayer returns the layer with its shape; the error is empty, out_of_range or
// shape_mismatch.
func placedSoftmaxLayer(
	field string, layer SoftmaxLayer, before *layerBefore,
) (SoftmaxLayer, error) {
	shape, err := placedShape(field, layer.InputShape, before)
	return SoftmaxLayer{shape}, err
}

// Normalization layers

// placedNormalizationLayer returns a copy of the layer with its shape, if that is known.
//
// The error is empty, out_of_range or shape_mismatch where its parts or inputs do not fit.
func placedNormalizationLayer(
	field string, layer NormalizationLayer, before *layerBefore,
) (NormalizationLayer, error) {
	mean := field + ".mean"
	err := checkNotEmpty(mean, len(layer.Mean))
	if err == nil && before != nil {
		err = checkLength(mean, len(layer.Mean), before.field, productOf(before.shape))
	}
	var shape []int64
	if err == nil && (before != nil || len(layer.InputShape) > 0) {
		if shape, err = placedShape(field, layer.InputShape, before); err == nil {
			err = checkLength(mean, len(layer.Mean), field+".input_shape", productOf(shape))
		}
	}
	if err == nil {
		err = checkLength(field+".variance", len(layer.Variance), mean, len(layer.Mean))
	}
	means, variances := slices.Clone(layer.Mean), slices.Clone(layer.Variance)
	return NormalizationLayer{means, variances, layer.Invert, shape}, err
}

// checkNormalizationLayerValues returns not_finite or out_of_range for a layer that cannot exist.
func checkNormalizationLayerValues(field string, layer NormalizationLayer) error {
	return firstError(
		checkFinite(field+".mean", layer.Mean),
		checkNotNegative(field+".variance", layer.Variance),
	)
}

// placedBatchNormalizationLayer returns a copy of the layer with its shape.
//
// The error is empty, out_of_range or shape_mismatch where its parts or inputs do not fit.
func placedBatchNormalizationLayer(
	field string, layer BatchNormalizationLayer, before *layerBefore,
) (BatchNormalizationLayer, error) {
	shape, err := placedShape(field, layer.InputShape, before)
	if err != nil {
		return layer, err
	}
	size := shape[len(shape)-1:]
	if layer.Gamma != nil {
		err = checkLengths(field+".gamma", layer.Gamma, size)
	}
	if err == nil && layer.Beta != nil {
		err = checkLengths(field+".beta", layer.Beta, size)
	}
	if err == nil {
		err = firstError(
			checkLengths(field+".moving_mean", layer.MovingMean, size),
			checkLengths(field+".moving_variance", layer.MovingVariance, size),
		)
	}
	return BatchNormalizationLayer{
		Gamma:          slices.Clone(layer.Gamma),
		Beta:           slices.Clone(layer.Beta),
		MovingMean:     slices.Clone(layer.MovingMean),
		MovingVariance: slices.Clone(layer.MovingVariance),
		Momentum:       layer.Momentum,
		Epsilon:        layer.Epsilon,
		InputShape:     shape,
	}, err
}

// checkBatchNormalizationLayerValues returns not_finite or out_of_range for a layer that cannot exist.
func checkBatchNormalizationLayerValues(field string, layer BatchNormalizationLayer) error {
	return firstError(
		checkFinite(field+".gamma", layer.Gamma),
		checkFinite(field+".beta", layer.Beta),
		checkFinite(field+".moving_mean", layer.MovingMean),
		checkNotNegative(field+".moving_variance", layer.MovingVariance),
		checkShare(field+".momentum", layer.Momentum),
		checkPositive(field+".epsilon", layer.Epsilon),
	)
}

// checkNothing accepts a layer whose fields are all shapes, which have been checked.
func checkNothing[L Layer](field string, layer L) error {
	return nil
}

var kindChecks = map[string]layerChecks{
	"dense":   layerChecksOf(placedDenseLayer, checkDenseLayerValues, "kernel", "units"),
	"flatten": layerChecksOf(placedFlattenLayer, checkNothing, "input_shape", "input_shape"),
	"reshape": layerChecksOf(placedReshapeLayer, checkNothing, "input_shape", "target_shape"),
	"normalization": layerChecksOf(
		placedNormalizationLayer, checkNormalizationLayerValues, "mean", "mean",
	),
	"batch_normalization": layerChecksOf(
		placedBatchNormalizationLayer, checkBatchNormalizationLayerValues, "input_shape", "input_shape",
	),
	"dropout": layerChecksOf(
		placedDropoutLayer, checkDropoutLayerValues, "input_shape", "input_shape",
	),
	"activation": layerChecksOf(
		placedActivationLayer, checkActivationLayerValues, "input_shape", "input_shape",
	),
	"leaky_relu": layerChecksOf(
		placedLeakyReLULayer, checkLeakyReLULayerValues, "input_shape", "input_shape",
	),
	"softmax": layerChecksOf(placedSoftmaxLayer, checkNothing, "input_shape", "input_shape"),
	"conv2d": layerChecksOf(
		placedConv2DLayer, checkConv2DLayerValues, "input_shape", "filters",
	),
	"conv1d": layerChecksOf(
		placedConv1DLayer, checkConv1DLayerValues, "input_shape", "filters",
	),
	"max_pooling2d": layerChecksOf(
		placedPoolingLayer[MaxPooling2DLayer], checkNothing, "input_shape", "pool_size",
	),
	"average_pooling2d": layerChecksOf(
		placedPoolingLayer[AveragePooling2DLayer], checkNothing, "input_shape", "pool_size",
	),
	"global_average_pooling2d": layerChecksOf(
		placedGlobalLayer, checkNothing, "input_shape", "input_shape",
	),
	"zero_padding2d": layerChecksOf(
		placedZeroPadding2DLayer, checkNothing, "input_shape", "columns",
	),
	"masking": layerChecksOf(
		placedMaskingLayer, checkMaskingLayerValues, "input_shape", "input_shape",
	),
	"repeat_vector": layerChecksOf(placedRepeatVectorLayer, checkNothing, "input_shape", "n"),
	"time_distributed": layerChecksOf(
		placedTimeDistributedLayer, checkTimeDistributedLayerValues, "input_shape", "units",
	),
	"embedding": firstLayerChecksOf(
		placedEmbeddingLayer, checkEmbeddingLayerValues, "input_shape", "output_dim", checkEmbeddingInputs,
	),
	"simple_rnn": layerChecksOf(
		placedSimpleRNNLayer, checkSimpleRNNLayerValues, "input_shape", "units",
	),
	"lstm":                     layerChecksOf(placedLSTMLayer, checkLSTMLayerValues, "input_shape", "units"),
	"gru":                      layerChecksOf(placedGRULayer, checkGRULayerValues, "input_shape", "units"),
	"bidirectional_simple_rnn": bidirectionalChecks,
	"bidirectional_lstm":       bidirectionalChecks,
	"bidirectional_gru":        bidirectionalChecks,
	"add":                      layerChecksOf(placedAddLayer, checkNothing, "sources", "sources"),
	"concatenate":              layerChecksOf(placedConcatenateLayer, checkNothing, "sources", "sources"),
	"part":                     layerChecksOf(placedPartLayer, checkNothing, "input_shape", "target_shape"),
}

// bidirectionalChecks are those of a layer that reads both ways, whichever its cell is.
var bidirectionalChecks = layerChecksOf(
	placedBidirectionalLayer, checkBidirectionalLayerValues, "input_shape", "units",
)
