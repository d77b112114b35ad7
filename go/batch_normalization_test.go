package refnet

import "testing"

func pairOfFeatures() BatchNormalizationLayer {
	return BatchNormalizationLayer{
		Gamma: []float64{1.5, -0.5}, Beta: []float64{0.25, 2}, MovingMean: []float64{0.5, -1},
		MovingVariance: []float64{2, 0.25}, Momentum: 0.75, Epsilon: 0.001, InputShape: []int64{2},
	}
}

var twoExamples = [][]float64{{1, 4}, {3, 0}}

func TestBatchNormalizationShapes(t *testing.T) {
	before, after := batchNormalizationShapes(BatchNormalizationLayer{InputShape: []int64{3, 2}})
	checkSame(t, "before", before, []int64{3, 2})
	checkSame(t, "after", after, []int64{3, 2})
}

func TestBatchNormalizationParameters(t *testing.T) {
	layer := pairOfFeatures()
	checkSame(t, "both", batchNormalizationParameters(layer), [][]float64{{1.5, -0.5}, {0.25, 2}})
	checkSame(t, "variables", batchNormalizationVariables(layer), []int{1, 1})
	layer.Gamma = nil
	checkSame(t, "beta alone", batchNormalizationParameters(layer), [][]float64{{0.25, 2}})
	moved := batchNormalizationWithParameters(layer, [][]float64{{7, 8}})
	checkSame(t, "gamma", moved.Gamma, []float64(nil))
	checkSame(t, "beta", moved.Beta, []float64{7, 8})
}

// In training the moments of the batch count, outside it the moving ones, whatever the batch.
func TestBatchNormalizationForward(t *testing.T) {
	layer := pairOfFeatures()
	outputs := batchNormalizationForward(twoExamples, layer)
	for e, row := range twoExamples {
		checkSame(t, "alone", batchNormalizationForward([][]float64{row}, layer), outputs[e:e+1])
	}
	generator := seeded(1)
	trained := batchNormalizationDrawn(layer, 2, generator)
	checkSame(t, "generator", generator, seeded(1))
	trained.Epsilon, trained.Gamma, trained.Beta = 3, []float64{2, 10}, []float64{1, 0}
	root := roots([]float64{4}, 3)[0]
	checkSame(t, "outputs", batchNormalizationForward(twoExamples, trained),
		[][]float64{{0, 10 * (2 / root)}, {2, 10 * (-2 / root)}})
	checkSame(t, "inputs of the caller", twoExamples, [][]float64{{1, 4}, {3, 0}})
}

func TestMovingMomentsMoveWithTheBatch(t *testing.T) {
	layer := pairOfFeatures()
	checkSame(t, "outside training", batchNormalizationFinalStates(twoExamples, layer), [][]float64(nil))
	layer.training = true
	states := batchNormalizationFinalStates(twoExamples, layer)
	checkSame(t, "states", states, [][]float64{{0.875, -0.25}, {1.75, 1.1875}})
	after := []Layer{batchNormalizationWithStates(layer, states)}
	checkSame(t, "without states", withoutStates(after), after)
	checkSame(t, "watched", watchedVectors(after),
		[][]float64{{1.5, -0.5}, {0.25, 2}, {0.875, -0.25}, {1.75, 1.1875}})
	checkSame(t, "mean of the caller", layer.MovingMean, []float64{0.5, -1})
}

func TestStepsThatAreNotRealAreNoPartOfTheMoments(t *testing.T) {
	layer, inputs := pairOfFeatures(), signedRows(seeded(1), 2, 4)
	layer.InputShape, layer.training = []int64{2, 2}, true
	layer = batchNormalizationMasked(layer, [][]bool{{true, false}, {false, false}})
	checkSame(t, "cells", realCells(inputs, layer), [][]float64{inputs[0][:2]})
	layer.mask = [][]bool{{false, false}, {false, false}}
	checkSame(t, "moments", usedMoments(inputs, layer), Moments{layer.MovingMean, layer.MovingVariance})
	checkSame(t, "states", batchNormalizationFinalStates(inputs, layer), [][]float64(nil))
}

func TestBatchNormalizationGradientsAreTheDerivatives(t *testing.T) {
	generator := seeded(1)
	for _, mask := range [][][]bool{nil, {{true, false}, {true, true}, {false, true}}} {
		for _, training := range []bool{true, false} {
			layer := pairOfFeatures()
			layer.InputShape, layer.Epsilon = []int64{2, 2}, 0.1
			layer.mask, layer.training = mask, training
			checkLayerGradients(t, layer, signedRows(generator, 3, 4), signedRows(generator, 3, 4))
			layer.Gamma = nil
			checkLayerGradients(t, layer, signedRows(generator, 3, 4), signedRows(generator, 3, 4))
		}
	}
}
