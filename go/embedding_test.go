package refnet

import (
	"math"
	"testing"
)

func smallEmbedding(maskZero bool) EmbeddingLayer {
	return EmbeddingLayer{3, 2, [][]float64{{1, 2}, {3, 4}, {5, 6}}, maskZero, []int64{4}}
}

func TestEmbeddingShapes(t *testing.T) {
	before, after := embeddingShapes(smallEmbedding(false))
	checkSame(t, "before", before, []int64{4})
	checkSame(t, "after", after, []int64{4, 2})
}

func TestEmbeddingParameters(t *testing.T) {
	layer := smallEmbedding(true)
	vectors := embeddingParameters(layer)
	checkSame(t, "vectors", vectors, layer.Embeddings)
	checkSame(t, "layer", embeddingWithParameters(layer, vectors), layer)
	all := [][]float64{{7, 8}, {9, 10}, {11, 12}, {13}}
	moved := embeddingWithParameters(layer, all[:3])
	moved.Embeddings = append(moved.Embeddings, []float64{99})
	checkSame(t, "next layer's vector", all[3], []float64{13})
}

// The row 0 is looked up too, also where it is no step; -0 is the number 0.
func TestEmbeddingForward(t *testing.T) {
	layer, inputs := smallEmbedding(true), [][]float64{{2, 0, math.Copysign(0, -1), 1}}
	outputs := embeddingForward(inputs, layer)
	checkSame(t, "outputs", outputs, [][]float64{{5, 6, 1, 2, 1, 2, 3, 4}})
	mask := embeddingMask(inputs, layer, nil)
	checkSame(t, "mask", mask, [][]bool{{true, false, false, true}})
	if mask := embeddingMask(inputs, smallEmbedding(false), nil); mask != nil {
		t.Errorf("got the mask %v, want none", mask)
	}
}

// The deltas of a number are added over the examples and their steps, in order.
func TestEmbeddingGradients(t *testing.T) {
	a, b, c := 0.1, 0.2, 0.3 // constants would be added exactly
	inputs := [][]float64{{2, 0, 2, 0}, {0, 0, 2, 0}}
	deltas := [][]float64{{a, 1, 2, 2, b, 3, 4, 4}, {8, 8, 16, 16, c, 5, 32, 32}}
	got := embeddingParameterGradients(inputs, deltas, smallEmbedding(true))
	checkSame(t, "gradients", got, [][]float64{{62, 62}, {0, 0}, {(a + b) + c, 9}})
	got = embeddingInputGradients(inputs, deltas, smallEmbedding(true))
	checkSame(t, "input gradients", got, [][]float64{{0, 0, 0, 0}, {0, 0, 0, 0}})
}

// An embedding is a dense layer without a bias for each step, which sees the number one-hot.
func TestAnEmbeddingIsADenseLayerOfOneHotNumbers(t *testing.T) {
	generator := seeded(1)
	layer := smallEmbedding(false)
	dense := TimeDistributedLayer{2, "linear", layer.Embeddings, nil, []int64{4, 3}}
	inputs, hot := [][]float64{{2, 0, 1, 2}, {1, 1, 0, 2}}, [][]float64{}
	for _, classes := range [][]int64{{2, 0, 1, 2}, {1, 1, 0, 2}} {
		hot = append(hot, joined(oneHot(classes, 3)))
	}
	checkSame(t, "outputs", embeddingForward(inputs, layer), timeDistributedForward(hot, dense))
	deltas := signedRows(generator, 2, 8)
	got := embeddingParameterGradients(inputs, deltas, layer)
	checkSame(t, "gradients", got, timeDistributedParameterGradients(hot, deltas, dense))
}
