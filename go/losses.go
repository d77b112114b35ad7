// # Chapter losses: how wrong an output is, each loss beside its derivative
//
// A loss compares the outputs y of one example with its targets t; the loss of a batch is the mean
// over its examples (for "sum_squared_error", the sum). The crossentropies are computed from the
// logits d, the preactivations of the last layer, so that nothing overflows (logSoftmax of
// chapter activations subtracts the largest), and their derivatives are taken with respect to the
// logits. The derivatives of the other losses are taken with respect to the outputs.
//
// Derivation: d/dy (t - y)^2 = 2(y - t). The binary crossentropy after a sigmoid is
// -(t ln y + (1 - t) ln(1 - y)) = relu(d) - d*t + ln(1 + e^-|d|), and its derivative with respect to d
// is y - t. The categorical crossentropy after a softmax is -(sum of t ln y), and its derivative with
// respect to d is y*T - t, where T is the sum of the targets, which is 1 if they are probabilities.
//
// Source: the losses and their names are Keras 3's; "sum_squared_error" is that of chapter two_layer.
//
// Left out on purpose: weighted sums of several losses. Other losses, and crossentropies of outputs that come
// from other activations, are in chapter further_losses, weights in example_weights.
//
// m examples, k outputs.
package refnet

import (
	"math"
	"slices"
)

// activationOf has the activations after which the crossentropies are calculated from the preactivations.
var activationOf = map[string]string{
	"binary_crossentropy":      "sigmoid",
	"categorical_crossentropy": "softmax",
	Sparse:                     "softmax",
}

// smoothed lists the losses whose targets label smoothing moves.
var smoothed = []string{"binary_crossentropy", "categorical_crossentropy"}

// means lists the losses that are means over the outputs of an example; the others are sums.
var means = []string{
	"mse",
	"binary_crossentropy",
	"mean_absolute_error",
	"mean_absolute_percentage_error",
	"huber",
	"log_cosh",
	"hinge",
}

// Loss has the name and settings of a loss; each one uses only its own settings. DefaultLoss returns one
// with Keras's defaults.
type Loss struct {
	Name           string
	Delta          float64 // huber
	FromLogits     bool    // the crossentropies
	LabelSmoothing float64 // binary_crossentropy, categorical_crossentropy
	binaryTargets  bool    // hinge: all targets are 0 or 1; lossOfTargets sets it
}

// oneHot returns a row for each class number, with 1 at its index and 0 elsewhere (DENSE-7).
//
// classes [m], from 0 to units - 1 -> [m][units]
func oneHot(classes []int64, units int64) [][]float64 {
	rows := make([][]float64, len(classes))
	for i, number := range classes {
		rows[i] = make([]float64, units)
		rows[i][number] = 1.0
	}
	return rows
}

// squaredError returns the sum of the squared errors of one example (DENSE-4).
//
// targets [k], outputs [k]
func squaredError(targets, outputs []float64) float64 {
	total := 0.0
	for j, t := range targets {
		y := outputs[j]
		total = total + float64((t-y)*(t-y))
	}
	return total
}

// squaredErrorGradient returns the derivative of squaredError with respect to each output (DENSE-10).
//
// targets [k], outputs [k] -> [k]
func squaredErrorGradient(targets, outputs []float64) []float64 {
	gradient := make([]float64, len(targets))
	for j, t := range targets {
		gradient[j] = float64(2.0 * (outputs[j] - t))
	}
	return gradient
}

// binaryCrossentropy returns the sum of -(t ln y + (1 - t) ln(1 - y)) of one example (DENSE-5).
//
// targets [k], logits [k]
func binaryCrossentropy(targets, logits []float64) float64 {
	total := 0.0
	for j, d := range logits {
		total = total + (relu(d) - float64(d*targets[j]) + log(1.0+exp(-math.Abs(d))))
	}
	return total
}

// binaryCrossentropyGradient returns the derivative of binaryCrossentropy with respect to each logit
// (DENSE-10).
//
// targets [k], outputs [k], the sigmoids of the logits -> [k]
func binaryCrossentropyGradient(targets, outputs []float64) []float64 {
	gradient := make([]float64, len(targets))
	for j, t := range targets {
		gradient[j] = outputs[j] - t
	}
	return gradient
}

// categoricalCrossentropy returns -(sum of t ln y) of one example (DENSE-6).
//
// targets [k], logits [k]
func categoricalCrossentropy(targets, logits []float64) float64 {
	total := 0.0
	for j, logarithm := range logSoftmax(logits) {
		total = total - float64(targets[j]*logarithm)
	}
	return total
}

// categoricalCrossentropyGradient returns the derivative of categoricalCrossentropy with respect to
// each logit (DENSE-10).
//
// targets [k], outputs [k], the softmax of the logits -> [k]
func categoricalCrossentropyGradient(targets, outputs []float64) []float64 {
	total := 0.0
	for _, t := range targets {
		total = total + t
	}
	gradient := make([]float64, len(targets))
	for j, t := range targets {
		gradient[j] = float64(outputs[j]*total) - t
	}
	return gradient
}

// lossOfTargets returns the loss for a run with these targets, all that there are (LOSS-6).
//
// targets [m][k]
func lossOfTargets(loss Loss, targets [][]float64) Loss {
	loss.binaryTargets = loss.Name == "hinge" && areBinary(targets)
	return loss
}

// lossTargets returns the targets of one example as the loss takes them (LOSS-6, LOSS-11).
//
// targets [k] -> [k]
func lossTargets(loss Loss, targets []float64) []float64 {
	if loss.Name == "hinge" && loss.binaryTargets {
		return signedTargets(targets)
	}
	if loss.LabelSmoothing == 0.0 {
		return targets
	}
	switch loss.Name {
	case "binary_crossentropy":
		return smoothedTargets(targets, loss.LabelSmoothing, float64(0.5*loss.LabelSmoothing))
	case "categorical_crossentropy":
		return smoothedTargets(targets, loss.LabelSmoothing, loss.LabelSmoothing/float64(len(targets)))
	}
	return targets
}

// isOfLogits returns whether the loss is calculated from the last preactivations (DENSE-10).
//
// Its gradients are taken with respect to them then, else with respect to the outputs. activation: the
// last one
func isOfLogits(loss Loss, activation string) bool {
	return !loss.FromLogits && activationOf[loss.Name] == activation
}

// takesLogits returns whether the loss takes the outputs as logits, whatever the activation (LOSS-8).
func takesLogits(loss Loss) bool {
	_, isCrossentropy := activationOf[loss.Name]
	return loss.FromLogits && isCrossentropy
}

// exampleLoss returns the loss of one example; those in means are means over its outputs.
//
// activation: the last one; targets [k], logits [k], outputs [k]; DENSE-4 to DENSE-7, LOSS-8
func exampleLoss(loss Loss, activation string, targets, logits, outputs []float64) float64 {
	targets = lossTargets(loss, targets)
	if takesLogits(loss) {
		logits = outputs
	}
	var total float64
	switch {
	case loss.Name == "mse" || loss.Name == "sum_squared_error":
		total = squaredError(targets, outputs)
	case !takesLogits(loss) && !isOfLogits(loss, activation):
		total = furtherLoss(loss.Name, targets, outputs, loss.Delta)
	case loss.Name == "binary_crossentropy":
		total = binaryCrossentropy(targets, logits)
	default:
		total = categoricalCrossentropy(targets, logits) // sparse targets are one-hot rows here
	}
	if slices.Contains(means, loss.Name) {
		return total / float64(len(targets))
	}
	return total
}

// exampleLossGradient returns the derivative of the loss of one example, before any division (DENSE-10,
// LOSS-8).
//
// activation: the last one; targets [k], outputs [k] -> [k]
func exampleLossGradient(loss Loss, activation string, targets, outputs []float64) []float64 {
	targets = lossTargets(loss, targets)
	if loss.Name == "mse" || loss.Name == "sum_squared_error" {
		return squaredErrorGradient(targets, outputs)
	}
	if !takesLogits(loss) && !isOfLogits(loss, activation) {
		return furtherLossGradient(loss.Name, targets, outputs, loss.Delta)
	}
	if loss.Name == "binary_crossentropy" {
		if loss.FromLogits {
			outputs = activate("sigmoid", outputs)
		}
		return binaryCrossentropyGradient(targets, outputs)
	}
	if loss.FromLogits {
		outputs = softmax(outputs)
	}
	return categoricalCrossentropyGradient(targets, outputs)
}

// lossGradients returns the gradients of a batch's loss (DENSE-10, LOSS-8).
//
// activation: the last one; targets [m][k], outputs [m][k] -> [m][k], with respect to the preactivations
// where isOfLogits says so, else to the outputs
func lossGradients(loss Loss, activation string, targets, outputs [][]float64) [][]float64 {
	m, k := float64(len(targets)), float64(len(targets[0]))
	divisor := m
	if slices.Contains(means, loss.Name) {
		divisor = float64(m * k)
	} else if loss.Name == "sum_squared_error" {
		divisor = 1.0
	}
	gradients := make([][]float64, len(targets))
	for e, target := range targets {
		gradients[e] = exampleLossGradient(loss, activation, target, outputs[e])
		for j, g := range gradients[e] {
			gradients[e][j] = g / divisor
		}
	}
	return gradients
}

// reduceLoss returns the loss of count examples: the mean, or the sum for sum_squared_error (DENSE-8).
//
// total: the sum of their losses
func reduceLoss(loss Loss, total float64, count int) float64 {
	isSum := loss.Name == "sum_squared_error"
	if isSum {
		return total
	}
	return total / float64(count)
}
