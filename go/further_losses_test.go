package refnet

import (
	"math"
	"testing"
)

// Every loss, after activations whose outputs are between 0 and 1 for these sums.
func TestFurtherLossGradientsAreTheDerivatives(t *testing.T) {
	targets := [][]float64{{0.3, 0.9, 0.6}}
	for _, name := range Losses {
		for _, activation := range []string{"linear", "sigmoid", "softmax", "tanh"} {
			for _, fromLogits := range []bool{false, true} {
				loss := Loss{Name: name, Delta: 0.5, FromLogits: fromLogits, LabelSmoothing: 0.25}
				logits := []float64{0.4, 0.7, 0.25}
				outputs := [][]float64{activate(activation, logits)}
				gradients := lossGradients(loss, activation, targets, outputs)[0]
				if !isOfLogits(loss, activation) {
					gradients = layerDeltas(activation, gradients, logits, outputs[0])
				}
				total := func() float64 {
					return exampleLoss(loss, activation, targets[0], logits, activate(activation, logits))
				}
				for j, gradient := range gradients {
					checkGradient(t, name+", "+activation, &logits[j], gradient, total)
				}
			}
		}
	}
}

func TestHuber(t *testing.T) {
	checkSame(t, "loss", huber([]float64{0, 0}, []float64{0.5, -2}, 1), 1.625)
	got := huberGradient([]float64{0, 0, 0}, []float64{0.5, -2, 1}, 1)
	checkSame(t, "gradient", got, []float64{0.5, -1, 1})
}

func TestLogCosh(t *testing.T) {
	checkSame(t, "at 0", logCosh([]float64{0}, []float64{0}), 0.0)
	checkSame(t, "far", logCosh([]float64{0}, []float64{-1000}), 1000-math.Ln2)
}

func TestHinge(t *testing.T) {
	checkSame(t, "loss", hinge([]float64{1, -1}, []float64{0.5, -2}), 0.5)
	got := hingeGradient([]float64{1, 1, -1}, []float64{1, 1.5, -0.5})
	checkSame(t, "gradient", got, []float64{-1, 0, 1})
	checkSame(t, "binary", areBinary([][]float64{{0, 1}, {math.Copysign(0, -1)}}), true)
	checkSame(t, "not binary", areBinary([][]float64{{0, 1}, {-1}}), false)
}

func TestWhatIsClippedHasNoGradient(t *testing.T) {
	divergence := klDivergenceGradient([]float64{1, 0.5, 0.5}, []float64{0, 1.5, 1})
	checkSame(t, "divergence", divergence, []float64{0, 0, -0.5})
	binary := binaryCrossentropyOfOutputsGradient([]float64{1, 0, 1}, []float64{-1, 2, 0.5})
	checkSame(t, "binary", binary, []float64{0, 0, -2})
}

func TestOutputsThatAddUpTo0HaveNoShares(t *testing.T) {
	checkSame(t, "sum", sumOfOutputs([]float64{1, 2}), 3.0)
	if got := categoricalCrossentropyOfOutputs([]float64{1, 0}, []float64{1, -1}); !math.IsNaN(got) {
		t.Errorf("got %v, want NaN", got)
	}
}
