package refnet

import (
	"math"
	"testing"
)

// further are the activations of this chapter: all but the five of chapter activations.
var further = Activations[5:]

// The rules' products are of rounded constants, which Go would multiply before it rounds them.
func TestConstantsAreRoundedBeforeTheyAreMultiplied(t *testing.T) {
	scale, alpha := seluScale, seluAlpha
	checkSame(t, "scale of selu below zero", seluScale*seluAlpha, scale*alpha)
}

func TestFurtherActivations(t *testing.T) {
	normal := func(d float64) float64 { return 0.5 * (1 + math.Erf(d/math.Sqrt2)) }
	for _, test := range []struct {
		activation string
		d, want    float64
	}{
		{"leaky_relu", 2, 2},
		{"leaky_relu", -2, -0.4},
		{"elu", 2, 2},
		{"elu", -2, math.Expm1(-2)},
		{"elu", math.Inf(-1), -1},
		{"selu", 2, 2 * seluScale},
		{"selu", -2, 1.7580993408473766 * math.Expm1(-2)},
		{"softplus", 2, math.Log1p(math.Exp(2))},
		{"softplus", -2, math.Log1p(math.Exp(-2))},
		{"softplus", 1000, 1000},
		{"softplus", math.Inf(-1), 0},
		{"hard_sigmoid", -9, 0},
		{"hard_sigmoid", -3, 0},
		{"hard_sigmoid", 0, 0.5},
		{"hard_sigmoid", 1.5, 0.75},
		{"hard_sigmoid", 3, 1},
		{"hard_sigmoid", 9, 1},
		{"softsign", 3, 0.75},
		{"softsign", -3, -0.75},
		{"silu", 2, 2 / (1 + math.Exp(-2))},
		{"silu", -2, -2 / (1 + math.Exp(2))},
		{"gelu", 2, 2 * normal(2)},
		{"gelu", -0.5, -0.5 * normal(-0.5)},
		{"gelu_tanh", 2, 1 + math.Tanh(math.Sqrt(2/math.Pi)*(2+0.044715*8))},
		{"gelu_tanh", -1, -0.5 * (1 - math.Tanh(math.Sqrt(2/math.Pi)*1.044715))},
		{"exponential", 2, math.Exp(2)},
		{"exponential", math.Inf(-1), 0},
	} {
		got := furtherActivation(test.activation, test.d)
		checkClose(t, test.activation, []float64{got}, []float64{test.want})
	}
}

// At the corner, the side below zero counts, with the sign of its zero.
func TestFurtherActivationsAtZero(t *testing.T) {
	negative := math.Copysign(0, -1)
	for _, test := range []struct {
		activation string
		want       float64
	}{
		{"leaky_relu", negative}, {"elu", 0}, {"selu", 0}, {"hard_sigmoid", 0.5}, {"softsign", negative},
		{"silu", negative}, {"gelu", negative}, {"gelu_tanh", negative}, {"exponential", 1},
	} {
		got := furtherActivation(test.activation, negative)
		checkSame(t, test.activation, math.Float64bits(got), math.Float64bits(test.want))
	}
	for activation, want := range map[string]float64{
		"leaky_relu": 0.2, "elu": 1, "selu": seluScale * seluAlpha, "hard_sigmoid": 0, "softsign": 1,
		"softplus": 0, "exponential": 0,
	} {
		checkSame(t, activation, backwardFromOutput(activation, 1, 0), want)
	}
	checkSame(t, "hard_sigmoid at its other end", backwardFromOutput("hard_sigmoid", 1, 1), 0.0)
	for _, activation := range []string{"silu", "gelu", "gelu_tanh"} {
		checkSame(t, activation, backwardFromPreactivation(activation, 3, 0), 1.5)
	}
}

func TestFurtherActivationsKeepNaN(t *testing.T) {
	for _, activation := range further {
		if got := furtherActivation(activation, math.NaN()); !math.IsNaN(got) {
			t.Errorf("%s: got %v", activation, got)
		}
	}
}

// On both sides of zero, from outputs or preactivations as the activation needs it.
func TestFurtherActivationsHaveTheirDerivatives(t *testing.T) {
	generator := seeded(1)
	for _, activation := range further {
		preactivations := []float64{-2.5, -0.7, 0.3, 1.9}
		factors := signedNumbers(generator, len(preactivations))
		loss := func() float64 {
			return sumOfProducts([][]float64{factors}, [][]float64{activate(activation, preactivations)})
		}
		deltas := layerDeltas(activation, factors, preactivations, activate(activation, preactivations))
		for j := range preactivations {
			checkGradient(t, activation, &preactivations[j], deltas[j], loss)
		}
	}
}

// Each of them as the hidden and as the last activation.
func TestGradientsThroughFurtherActivationsAreTheDerivatives(t *testing.T) {
	const m = 3
	for _, activation := range further {
		for _, test := range []struct{ hidden, last, loss string }{
			{activation, "softmax", "categorical_crossentropy"}, {"tanh", activation, "mse"},
		} {
			generator := seeded(3) // with it, no gradient is too small
			layers := mixedNetwork(generator, test.hidden, test.last)
			inputs, targets := signedRows(generator, m, 4), signedRows(generator, m, 2)
			if test.last == "softmax" {
				targets = oneHot([]int64{1, 0, 1}, 2)
			}
			loss := DefaultLoss(test.loss)
			batchLoss := func() float64 {
				return reduceLoss(loss, evaluate(layers, loss, inputs, targets, 0, nil, nil, nil).total, m)
			}
			gradients := networkGradients(inputs, targets, layers, networkForward(inputs, layers, nil), loss, nil, nil, nil, nil)
			for i, vector := range networkParameters(layers) {
				for j := range vector {
					checkGradient(t, test.hidden+", "+test.last, &vector[j], gradients[i][j], batchLoss)
				}
			}
		}
	}
}
