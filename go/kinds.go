// The kinds of layers: the only list of them.
//
// A kind is seven functions with fixed names in the file of its chapter, or three where it has no
// parameters, and some more where it handles masks (chapter sequences), is random or remembers. Code that works on a network looks
// them up in kinds and never asks which kind a layer is. The functions here are those of a kind that has
// none of its own.

package refnet

// Layer is a layer of any kind.
type Layer interface {
	kind() string // its name in kinds
	activation() string
}

// noParameters returns the parameters of a layer that has none.
func noParameters(layer Layer) [][]float64 {
	return nil
}

// noVariables returns how many vectors each variable of a layer without any has.
func noVariables(layer Layer) []int {
	return nil
}

// sameLayer returns a layer without parameters as it is.
func sameLayer(layer Layer, vectors [][]float64) Layer {
	return layer
}

// noParameterGradients returns the gradients of the parameters of a layer that has none.
//
// inputs [m][n], deltas [m][u]
func noParameterGradients(inputs, deltas [][]float64, layer Layer) [][]float64 {
	return nil
}

// ownActivation returns the activation that turns a layer's preactivations into outputs: its field.
func ownActivation(layer Layer) string {
	return layer.activation()
}

// noActivation returns "linear", for a layer that has already applied its activation.
func noActivation(layer Layer) string {
	return "linear"
}

// noMask returns nil: the outputs are no sequence, or all their steps are real.
//
// inputs [m][n], mask [m][t]
func noMask(inputs [][]float64, layer Layer, mask [][]bool) [][]bool {
	return nil
}

// sameMask returns the mask of the inputs for outputs of the same steps.
//
// inputs [m][t * n], mask [m][t] -> [m][t]
func sameMask(inputs [][]float64, layer Layer, mask [][]bool) [][]bool {
	return mask
}

// anyMask returns a layer that works as it does whatever the mask.
//
// mask [m][t]
func anyMask(layer Layer, mask [][]bool) Layer {
	return layer
}

// nothingDrawn returns a layer in which nothing is random.
func nothingDrawn(layer Layer, m int, generator *Generator) Layer {
	return layer
}

// noStates returns nil: nothing of this batch matters to the next.
//
// inputs [m][n]
func noStates(inputs [][]float64, layer Layer) [][]float64 {
	return nil
}

// replacedState returns a stateful layer that begins a batch with these states.
//
// states [m][s]
func replacedState(layer Layer, states [][]float64) Layer {
	return layer.(withRecurrentFields).withState(states)
}

// Kind has the functions of a kind of layer.
//
// variables: how many of the vectors belong to each kernel, bias or table. activation: which one turns the
// preactivations into outputs. mask: the mask of the outputs, given the
// inputs, the layer and their mask, nil where all steps are real; masked: the layer for a batch with a
// mask. drawn: the layer for a batch of so many examples in training, given the generator; finalStates:
// with what the next batch begins, [m] rows or other vectors, or nil; withStates: the layer that begins a
// batch with these. moving: the vectors that batches move beside the parameters.
type Kind struct {
	shapes             func(layer Layer) ([]int64, []int64)
	forward            func(inputs [][]float64, layer Layer) [][]float64
	inputGradients     func(inputs, deltas [][]float64, layer Layer) [][]float64
	parameters         func(layer Layer) [][]float64
	variables          func(layer Layer) []int
	withParameters     func(layer Layer, vectors [][]float64) Layer
	parameterGradients func(inputs, deltas [][]float64, layer Layer) [][]float64
	activation         func(layer Layer) string
	mask               func(inputs [][]float64, layer Layer, mask [][]bool) [][]bool
	masked             func(layer Layer, mask [][]bool) Layer
	drawn              func(layer Layer, m int, generator *Generator) Layer
	finalStates        func(inputs [][]float64, layer Layer) [][]float64
	withStates         func(layer Layer, states [][]float64) Layer
	moving             func(layer Layer) [][]float64
}

// outputsOfAll returns the outputs of each layer.
func outputsOfAll(forward []Forward) [][][]float64 {
	outputs := make([][][]float64, len(forward))
	for i, each := range forward {
		outputs[i] = each.outputs
	}
	return outputs
}

// bidirectionalKind is the kind of two recurrent layers, whichever theirs is.
var bidirectionalKind = recurrentKindOf(learningKindOf(
	bidirectionalShapes,
	bidirectionalForward,
	bidirectionalInputGradients,
	bidirectionalParameters,
	bidirectionalVariables,
	bidirectionalWithParameters,
	bidirectionalParameterGradients,
), bidirectionalMask, bidirectionalDrawn, bidirectionalFinalStates)

var kinds = map[string]Kind{
	"dense": learningKindOf(
		denseShapes,
		denseForward,
		denseInputGradients,
		denseParameters,
		denseVariables,
		denseWithParameters,
		denseParameterGradients,
	),
	"flatten":       kindOf(flattenShapes, flattenForward, flattenInputGradients),
	"reshape":       kindOf(reshapeShapes, reshapeForward, reshapeInputGradients),
	"normalization": kindOf(normalizationShapes, normalizationForward, normalizationInputGradients),
	"dropout": drawnKindOf(maskingKindOf(
		kindOf(dropoutShapes, dropoutForward, dropoutInputGradients), sameMask,
	), dropoutDrawn),
	"activation": maskingKindOf(
		kindOf(sameShapes[ActivationLayer], activationForward, activationInputGradients), sameMask,
	),
	"leaky_relu": maskingKindOf(
		kindOf(sameShapes[LeakyReLULayer], leakyReluForward, leakyReluInputGradients), sameMask,
	),
	"softmax": maskingKindOf(
		kindOf(sameShapes[SoftmaxLayer], softmaxForward, softmaxInputGradients), sameMask,
	),
	"conv2d": learningKindOf(
		conv2dShapes,
		conv2dForward,
		conv2dInputGradients,
		conv2dParameters,
		conv2dVariables,
		conv2dWithParameters,
		conv2dParameterGradients,
	),
	"conv1d": learningKindOf(
		conv1dShapes,
		conv1dForward,
		conv1dInputGradients,
		conv1dParameters,
		conv1dVariables,
		conv1dWithParameters,
		conv1dParameterGradients,
	),
	"max_pooling2d": kindOf(
		poolingShapes[MaxPooling2DLayer], maxPooling2dForward, maxPooling2dInputGradients,
	),
	"average_pooling2d": kindOf(
		poolingShapes[AveragePooling2DLayer], averagePooling2dForward, averagePooling2dInputGradients,
	),
	"global_average_pooling2d": kindOf(
		globalAveragePooling2dShapes,
		globalAveragePooling2dForward,
		globalAveragePooling2dInputGradients,
	),
	"zero_padding2d": kindOf(zeroPadding2dShapes, zeroPadding2dForward, zeroPadding2dInputGradients),
	"masking": maskingKindOf(
		kindOf(maskingShapes, maskingForward, maskingInputGradients), maskingMask,
	),
	"repeat_vector": kindOf(repeatVectorShapes, repeatVectorForward, repeatVectorInputGradients),
	"time_distributed": maskingKindOf(learningKindOf(
		timeDistributedShapes,
		timeDistributedForward,
		timeDistributedInputGradients,
		timeDistributedParameters,
		timeDistributedVariables,
		timeDistributedWithParameters,
		timeDistributedParameterGradients,
	), sameMask),
	"embedding": maskingKindOf(learningKindOf(
		embeddingShapes,
		embeddingForward,
		embeddingInputGradients,
		embeddingParameters,
		embeddingVariables,
		embeddingWithParameters,
		embeddingParameterGradients,
	), embeddingMask),
	"batch_normalization": movingKindOf(drawnKindOf(maskingKindOf(learningKindOf(
		batchNormalizationShapes,
		batchNormalizationForward,
		batchNormalizationInputGradients,
		batchNormalizationParameters,
		batchNormalizationVariables,
		batchNormalizationWithParameters,
		batchNormalizationParameterGradients,
	), sameMask), batchNormalizationDrawn),
		batchNormalizationMasked,
		batchNormalizationFinalStates,
		batchNormalizationWithStates,
		batchNormalizationMoving,
	),
	"simple_rnn":               cells["simple_rnn"],
	"lstm":                     cells["lstm"],
	"gru":                      cells["gru"],
	"bidirectional_simple_rnn": bidirectionalKind,
	"bidirectional_lstm":       bidirectionalKind,
	"bidirectional_gru":        bidirectionalKind,
	"add":                      maskingKindOf(kindOf(addShapes, addForward, addInputGradients), sameMask),
	"concatenate": maskingKindOf(
		kindOf(concatenateShapes, concatenateForward, concatenateInputGradients), sameMask,
	),
	"part": kindOf(partShapes, partForward, partInputGradients),
}

// outputActivation returns the activation that turns a layer's preactivations into outputs.
func outputActivation(layer Layer) string {
	return kinds[layer.kind()].activation(layer)
}
