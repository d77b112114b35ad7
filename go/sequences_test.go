package refnet

import (
	"math"
	"testing"
)

func TestSequencesShapes(t *testing.T) {
	before, after := maskingShapes(MaskingLayer{0, []int64{4, 3}})
	checkSame(t, "masking before", before, []int64{4, 3})
	checkSame(t, "masking after", after, []int64{4, 3})
	before, after = repeatVectorShapes(RepeatVectorLayer{4, []int64{3}})
	checkSame(t, "repeat_vector before", before, []int64{3})
	checkSame(t, "repeat_vector after", after, []int64{4, 3})
	before, after = timeDistributedShapes(TimeDistributedLayer{Units: 5, InputShape: []int64{4, 3}})
	checkSame(t, "time_distributed before", before, []int64{4, 3})
	checkSame(t, "time_distributed after", after, []int64{4, 5})
}

// A step is left out when all its features are the value; 0 and -0 are equal.
func TestMasking(t *testing.T) {
	negativeZero := math.Copysign(0, -1)
	layer := MaskingLayer{0, []int64{4, 2}}
	inputs := [][]float64{{0, 0, 0, 1, negativeZero, 0, 2, 3}, {1, 1, 1, 0, 0, 0, 5, 5}}
	want := [][]bool{{false, true, false, true}, {true, true, false, true}}
	checkSame(t, "mask", maskingMask(inputs, layer, [][]bool{{false}, {false}}), want)
	layer.MaskValue = 1
	want = [][]bool{{true, true, true, true}, {false, true, true, true}}
	checkSame(t, "mask of another value", maskingMask(inputs, layer, nil), want)
	outputs := maskingForward(inputs, layer)
	checkSame(t, "outputs", outputs[1], []float64{0, 0, 1, 0, 0, 0, 5, 5})
	deltas := [][]float64{{1, 2, 3, 4, 5, 6, 7, 8}, {1, 2, 3, 4, 5, 6, 7, 8}}
	gradients := maskingInputGradients(inputs, deltas, layer)
	checkSame(t, "gradients", gradients, [][]float64{deltas[0], {0, 0, 3, 4, 5, 6, 7, 8}})
	checkSame(t, "inputs of the caller", inputs[1], []float64{1, 1, 1, 0, 0, 0, 5, 5})
}

func TestRepeatVector(t *testing.T) {
	layer := RepeatVectorLayer{3, []int64{2}}
	outputs := repeatVectorForward([][]float64{{1, 2}, {3, 4}}, layer)
	checkSame(t, "outputs", outputs, [][]float64{{1, 2, 1, 2, 1, 2}, {3, 4, 3, 4, 3, 4}})
	a, b, c := 0.1, 0.2, 0.3 // constants would be added exactly
	gradients := repeatVectorInputGradients(nil, [][]float64{{a, 1, b, 2, c, 3}}, layer)
	checkSame(t, "gradients", gradients, [][]float64{{(a + b) + c, 6}})
}

// A step is an example of a dense layer.
func TestTimeDistributed(t *testing.T) {
	generator := seeded(1)
	dense := denseLayer(generator, 3, 2, "tanh", true)
	layer := TimeDistributedLayer{dense.Units, dense.Activation, dense.Kernel, dense.Bias, []int64{2, 3}}
	steps, deltas := signedRows(generator, 4, 3), signedRows(generator, 4, 2)
	inputs := [][]float64{joined(steps[:2]), joined(steps[2:])}
	rows := [][]float64{joined(deltas[:2]), joined(deltas[2:])}

	checkSame(t, "layer", eachStepLayer(layer), dense)
	outputs := denseForward(steps, dense)
	want := [][]float64{joined(outputs[:2]), joined(outputs[2:])}
	checkSame(t, "outputs", timeDistributedForward(inputs, layer), want)
	gradients := denseParameterGradients(steps, deltas, dense)
	checkSame(t, "gradients", timeDistributedParameterGradients(inputs, rows, layer), gradients)
	gradients = denseInputGradients(steps, deltas, dense)
	want = [][]float64{joined(gradients[:2]), joined(gradients[2:])}
	checkSame(t, "input gradients", timeDistributedInputGradients(inputs, rows, layer), want)

	vectors := timeDistributedParameters(layer)
	if len(vectors) != 4 {
		t.Errorf("got %d vectors", len(vectors))
	}
	checkSame(t, "same parameters", timeDistributedWithParameters(layer, vectors), layer)
}

func TestSequencesGradientsAreTheDerivatives(t *testing.T) {
	generator := seeded(2)
	inputs, shape := signedRows(generator, 2, 6), []int64{3, 2}
	checkLayerGradients(t, MaskingLayer{0, shape}, inputs, signedRows(generator, 2, 6))
	checkLayerGradients(t, RepeatVectorLayer{3, []int64{6}}, inputs, signedRows(generator, 2, 18))
	dense := denseLayer(generator, 2, 4, "linear", true)
	layer := TimeDistributedLayer{4, "linear", dense.Kernel, dense.Bias, shape}
	checkLayerGradients(t, layer, inputs, signedRows(generator, 2, 12))
}
