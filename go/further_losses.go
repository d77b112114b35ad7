// # Chapter further_losses: the relatives of the squared error and of the crossentropies
//
// The squared error punishes one large error more than many small ones. The absolute error does not,
// and neither do huber and log_cosh far from the target, which are smooth where the absolute error
// has its corner. The percentage error measures each error by its target. Hinge is content as soon as
// an output has the sign of its target and is at least 1 away from zero. The divergence of two
// distributions is the crossentropy less what the targets alone would give. At the end are the
// crossentropies of outputs that are probabilities already, whatever activation they come from.
//
// Derivation: the derivative of |x| is the sign of x, and 0 at the corner, x = 0. Huber is x^2/2 up to
// delta, then the tangent there, whose slope is delta. ln cosh x = |x| + ln(1 + e^-2|x|) - ln 2, where
// nothing overflows, has the derivative tanh x. Outputs that are clipped no longer move the loss, so
// their derivative is 0. Where q = y/S are outputs divided by their sum S, dq_i/dy_j =
// (1[i = j] - q_i)/S, so dL/dy_j = (dL/dq_j - sum of dL/dq_i * q_i)/S.
//
// Source: P. J. Huber, "Robust estimation of a location parameter", 1964; S. Kullback and
// R. A. Leibler, "On information and sufficiency", 1951; C. Cortes and V. Vapnik, "Support-vector
// networks", 1995 (hinge); C. Szegedy et al., "Rethinking the Inception architecture for computer
// vision", 2016 (label smoothing). Names, defaults and lossEpsilon are Keras 3's; at corners and clipped
// outputs the derivatives are those of its TensorFlow backend.
//
// Left out on purpose: losses of several examples at once, such as those of pairs.
//
// k outputs; one example at a time: targets, outputs and gradients are [k]. A loss is a sum over the
// outputs; chapter losses divides it.
package refnet

import "math"

const (
	lossEpsilon float64 = 1e-7 // the least probability, as highest is the largest one
	highest     float64 = 1.0 - 1e-7
	ln2         float64 = 0.6931471805599453
)

// sign returns 1 above zero, -1 below and 0 at zero, the derivative of |x| (LOSS-1).
func sign(x float64) float64 {
	if x > 0.0 {
		return 1.0
	}
	if x < 0.0 {
		return -1.0
	}
	return 0.0
}

// absoluteError returns the sum of |t - y| (LOSS-1).
func absoluteError(targets, outputs []float64) float64 {
	total := 0.0
	for j, t := range targets {
		total = total + math.Abs(t-outputs[j])
	}
	return total
}

// absoluteErrorGradient returns the derivative of absoluteError with respect to each output (LOSS-1).
func absoluteErrorGradient(targets, outputs []float64) []float64 {
	gradient := make([]float64, len(targets))
	for j, t := range targets {
		gradient[j] = sign(outputs[j] - t)
	}
	return gradient
}

// absolutePercentageError returns the sum of 100 |t - y|/|t|, where |t| counts as at least
// lossEpsilon (LOSS-2).
func absolutePercentageError(targets, outputs []float64) float64 {
	total := 0.0
	for j, t := range targets {
		total = total + float64(100.0*math.Abs(t-outputs[j]))/max(math.Abs(t), lossEpsilon)
	}
	return total
}

// absolutePercentageErrorGradient returns the derivative of that sum with respect to each output (LOSS-2).
func absolutePercentageErrorGradient(targets, outputs []float64) []float64 {
	gradient := make([]float64, len(targets))
	for j, t := range targets {
		y := outputs[j]
		gradient[j] = float64(100.0*sign(y-t)) / max(math.Abs(t), lossEpsilon)
	}
	return gradient
}

// huber returns the sum of half the squared errors, which grow linearly beyond delta (LOSS-3).
func huber(targets, outputs []float64, delta float64) float64 {
	total := 0.0
	for j, t := range targets {
		size := math.Abs(outputs[j] - t)
		if size <= delta {
			total = total + float64(0.5*float64(size*size))
		} else {
			total = total + (float64(delta*size) - float64(0.5*float64(delta*delta)))
		}
	}
	return total
}

// huberGradient returns the derivative of huber with respect to each output (LOSS-3).
func huberGradient(targets, outputs []float64, delta float64) []float64 {
	gradient := make([]float64, len(targets))
	for j, t := range targets {
		gradient[j] = outputs[j] - t
		if !(math.Abs(gradient[j]) <= delta) { // NaN is not within delta
			gradient[j] = float64(delta * sign(gradient[j]))
		}
	}
	return gradient
}

// logCosh returns the sum of ln cosh(y - t) (LOSS-4).
func logCosh(targets, outputs []float64) float64 {
	total := 0.0
	for j, t := range targets {
		size := math.Abs(outputs[j] - t)
		total = total + (size + log1p(exp(float64(-2.0*size))) - ln2)
	}
	return total
}

// logCoshGradient returns the derivative of logCosh with respect to each output (LOSS-4).
func logCoshGradient(targets, outputs []float64) []float64 {
	gradient := make([]float64, len(targets))
	for j, t := range targets {
		gradient[j] = tanh(outputs[j] - t)
	}
	return gradient
}

// hinge returns the sum of 1 - t*y, or 0 where that is negative (LOSS-5).
//
// targets [k], which are -1 or 1 as a rule; outputs [k]
func hinge(targets, outputs []float64) float64 {
	total := 0.0
	for j, t := range targets {
		total = total + max(1.0-float64(t*outputs[j]), 0.0)
	}
	return total
}

// hingeGradient returns the derivative of hinge with respect to each output (LOSS-5).
func hingeGradient(targets, outputs []float64) []float64 {
	gradient := make([]float64, len(targets))
	for j, t := range targets {
		if y := outputs[j]; 1.0-float64(t*y) >= 0.0 {
			gradient[j] = -t
		}
	}
	return gradient
}

// clipped returns y, at least lossEpsilon and at most high (LOSS-7).
func clipped(y, high float64) float64 {
	if y < lossEpsilon {
		return lossEpsilon
	}
	if y > high {
		return high
	}
	return y
}

// unlessClipped returns the gradient with respect to y, 0 where clipped changes y (LOSS-7).
func unlessClipped(gradient, y, high float64) float64 {
	if y < lossEpsilon || y > high {
		return 0.0
	}
	return gradient
}

// klDivergence returns the sum of t ln(t/y), of probabilities from lossEpsilon to 1 (LOSS-7).
func klDivergence(targets, outputs []float64) float64 {
	total := 0.0
	for j := range targets {
		t, y := clipped(targets[j], 1.0), clipped(outputs[j], 1.0)
		total = total + float64(t*log(t/y))
	}
	return total
}

// klDivergenceGradient returns the derivative of klDivergence with respect to each output (LOSS-7).
func klDivergenceGradient(targets, outputs []float64) []float64 {
	gradient := make([]float64, len(targets))
	for j, y := range outputs {
		gradient[j] = unlessClipped(-clipped(targets[j], 1.0)/clipped(y, 1.0), y, 1.0)
	}
	return gradient
}

// binaryCrossentropyOfOutputs returns the sum of -(t ln y + (1 - t) ln(1 - y)), from the outputs
// themselves (LOSS-9).
func binaryCrossentropyOfOutputs(targets, outputs []float64) float64 {
	total := 0.0
	for j, t := range targets {
		y := clipped(outputs[j], highest)
		total = total - (float64(t*log(y)) + float64((1.0-t)*log(1.0-y)))
	}
	return total
}

// binaryCrossentropyOfOutputsGradient returns the derivative of binaryCrossentropyOfOutputs for each
// output (LOSS-9).
func binaryCrossentropyOfOutputsGradient(targets, outputs []float64) []float64 {
	gradient := make([]float64, len(targets))
	for j, t := range targets {
		y := clipped(outputs[j], highest)
		gradient[j] = unlessClipped((1.0-t)/(1.0-y)-t/y, outputs[j], highest)
	}
	return gradient
}

// sumOfOutputs returns y_1 + y_2 + ..., or NaN where that is 0, so that the loss diverges (LOSS-10).
func sumOfOutputs(outputs []float64) float64 {
	total := 0.0
	for _, y := range outputs {
		total = total + y
	}
	if total == 0.0 {
		return math.NaN()
	}
	return total
}

// categoricalCrossentropyOfOutputs returns -(sum of t ln q), where q are the outputs divided by their sum
// (LOSS-10).
func categoricalCrossentropyOfOutputs(targets, outputs []float64) float64 {
	divisor, total := sumOfOutputs(outputs), 0.0
	for j, t := range targets {
		total = total - float64(t*log(clipped(outputs[j]/divisor, highest)))
	}
	return total
}

// categoricalCrossentropyOfOutputsGradient returns the derivative of categoricalCrossentropyOfOutputs for
// each output (LOSS-10).
func categoricalCrossentropyOfOutputsGradient(targets, outputs []float64) []float64 {
	divisor, total := sumOfOutputs(outputs), 0.0
	gradient := make([]float64, len(targets))
	for j, t := range targets {
		q := outputs[j] / divisor
		gradient[j] = unlessClipped(-t/clipped(q, highest), q, highest)
		total = total + float64(gradient[j]*q)
	}
	for j, g := range gradient {
		gradient[j] = (g - total) / divisor
	}
	return gradient
}

// furtherLoss returns a loss of one example as a sum over its outputs (LOSS-1 to LOSS-10).
//
// targets [k], outputs [k]; delta: that of huber
func furtherLoss(name string, targets, outputs []float64, delta float64) float64 {
	switch name {
	case "mean_absolute_error":
		return absoluteError(targets, outputs)
	case "mean_absolute_percentage_error":
		return absolutePercentageError(targets, outputs)
	case "huber":
		return huber(targets, outputs, delta)
	case "log_cosh":
		return logCosh(targets, outputs)
	case "hinge":
		return hinge(targets, outputs)
	case "kl_divergence":
		return klDivergence(targets, outputs)
	case "binary_crossentropy":
		return binaryCrossentropyOfOutputs(targets, outputs)
	}
	return categoricalCrossentropyOfOutputs(targets, outputs) // sparse targets are rows here
}

// furtherLossGradient returns the derivative of furtherLoss with respect to each output (LOSS-1 to
// LOSS-10).
//
// targets [k], outputs [k] -> [k]; delta: that of huber
func furtherLossGradient(name string, targets, outputs []float64, delta float64) []float64 {
	switch name {
	case "mean_absolute_error":
		return absoluteErrorGradient(targets, outputs)
	case "mean_absolute_percentage_error":
		return absolutePercentageErrorGradient(targets, outputs)
	case "huber":
		return huberGradient(targets, outputs, delta)
	case "log_cosh":
		return logCoshGradient(targets, outputs)
	case "hinge":
		return hingeGradient(targets, outputs)
	case "kl_divergence":
		return klDivergenceGradient(targets, outputs)
	case "binary_crossentropy":
		return binaryCrossentropyOfOutputsGradient(targets, outputs)
	}
	return categoricalCrossentropyOfOutputsGradient(targets, outputs)
}

// areBinary returns whether all targets are 0 or 1, so that hinge counts 0 as -1 (LOSS-6).
//
// targets [m][k]
func areBinary(targets [][]float64) bool {
	for _, row := range targets {
		for _, t := range row {
			if t != 0.0 && t != 1.0 {
				return false
			}
		}
	}
	return true
}

// signedTargets returns -1 for targets of 0 and 1 for those of 1 (LOSS-6).
func signedTargets(targets []float64) []float64 {
	signed := make([]float64, len(targets))
	for j, t := range targets {
		signed[j] = float64(2.0*t) - 1.0
	}
	return signed
}

// smoothedTargets returns the targets, a part of which is spread evenly (LOSS-11).
//
// targets [k] -> [k]; share: what each output gets of it
func smoothedTargets(targets []float64, labelSmoothing, share float64) []float64 {
	kept := 1.0 - labelSmoothing
	smoothed := make([]float64, len(targets))
	for j, t := range targets {
		smoothed[j] = float64(t*kept) + share
	}
	return smoothed
}
