// # Chapter further_optimizers: relatives of RMSprop and Adam, and weights that decay
//
// Adagrad adds up the squares of all gradients, so that its steps become ever smaller. Adadelta is
// RMSprop with the root mean square of its own past steps in place of the learning rate. Adamax is
// Adam with the largest recent gradient in place of the root mean square. Nadam is Adam that looks
// ahead as Nesterov's momentum does. AdamW is Adam with weights that decay: each step first makes
// every weight smaller by a fixed fraction, times the learning rate. Every optimizer can do that.
//
// Source: J. Duchi, E. Hazan and Y. Singer, "Adaptive subgradient methods for online learning and
// stochastic optimization", 2011 (Adagrad); M. D. Zeiler, "ADADELTA: an adaptive learning rate
// method", 2012; D. P. Kingma and J. Ba, "Adam: a method for stochastic optimization", 2015, section
// 7 (Adamax); T. Dozat, "Incorporating Nesterov momentum into Adam", 2016 (Nadam); I. Loshchilov and
// F. Hutter, "Decoupled weight decay regularization", 2019 (AdamW). Formulas, names and defaults are
// Keras 3's.
//
// Left out on purpose: variables that do not decay, such as biases; AMSGrad; averages of the weights
// themselves.
//
// n numbers in a vector; optimizer: its settings (chapter optimizers), with the learning rate of
// this step as a number.
package refnet

import (
	"math"
	"slices"
)

const momentumDecay = 0.96 // of Nadam's Beta1, which begins at about half its value

// decayed returns the weights before a step, smaller by WeightDecay times the rate (OPT-5).
//
// weights [n] -> [n]
func decayed(weights []float64, optimizer Optimizer) []float64 {
	weights = slices.Clone(weights)
	if optimizer.WeightDecay == 0.0 {
		return weights
	}
	for i, w := range weights {
		weights[i] = w - float64(float64(w*optimizer.WeightDecay)*optimizer.LearningRate)
	}
	return weights
}

// adagradStep returns the weights after a step of Adagrad, and the velocities (OPT-1).
//
// weights [n], gradients [n], velocities [n] -> [n], [n]
func adagradStep(
	weights, gradients, velocities []float64, optimizer Optimizer,
) ([]float64, []float64) {
	weights, velocities = slices.Clone(weights), slices.Clone(velocities)
	for i := range weights {
		velocities[i] = velocities[i] + square(gradients[i])
		root := math.Sqrt(velocities[i] + optimizer.Epsilon)
		weights[i] = weights[i] - float64(optimizer.LearningRate*gradients[i])/root
	}
	return weights, velocities
}

// adadeltaStep returns the weights after a step of Adadelta, the mean squared steps and gradients (OPT-2).
//
// weights [n], gradients [n], momentums [n], velocities [n] -> [n], [n], [n]; momentums: the means of the
// squared steps
func adadeltaStep(
	weights, gradients, momentums, velocities []float64, optimizer Optimizer,
) ([]float64, []float64, []float64) {
	weights, momentums = slices.Clone(weights), slices.Clone(momentums)
	velocities = slices.Clone(velocities)
	rho, epsilon := optimizer.Rho, optimizer.Epsilon
	rest := 1.0 - rho
	for i := range weights {
		velocities[i] = float64(rho*velocities[i]) + float64(rest*square(gradients[i]))
		root := math.Sqrt(velocities[i] + epsilon)
		step := float64(math.Sqrt(momentums[i]+epsilon)*gradients[i]) / root
		momentums[i] = float64(rho*momentums[i]) + float64(rest*square(step))
		weights[i] = weights[i] - float64(optimizer.LearningRate*step)
	}
	return weights, momentums, velocities
}

// adamaxStep returns the weights after a step of Adamax, the momentums and largest gradients (OPT-3).
//
// weights [n], gradients [n], momentums [n], velocities [n] -> [n], [n], [n]; velocities: the largest
// recent gradients; rate: the learning rate of this step, which optimizerStep calculates
func adamaxStep(
	weights, gradients, momentums, velocities []float64, rate float64, optimizer Optimizer,
) ([]float64, []float64, []float64) {
	weights, momentums = slices.Clone(weights), slices.Clone(momentums)
	velocities = slices.Clone(velocities)
	rest := 1.0 - optimizer.Beta1
	for i := range weights {
		momentums[i] = flushed(momentums[i] + float64((gradients[i]-momentums[i])*rest))
		size, before := math.Abs(gradients[i]), flushed(optimizer.Beta2*velocities[i])
		velocities[i] = size
		if before > size {
			velocities[i] = before
		}
		weights[i] = weights[i] - float64(momentums[i]*rate)/(velocities[i]+optimizer.Epsilon)
	}
	return weights, momentums, velocities
}

// nadamMomentum returns Nadam's Beta1 of a step; decayPower: 0.96 to the power of the step's number
// (OPT-4).
//
// Steps count from 1.
func nadamMomentum(decayPower float64, optimizer Optimizer) float64 {
	return optimizer.Beta1 * (1.0 - float64(0.5*decayPower))
}

// nadamFactors returns the factors of the momentum and of the gradient in a step of Nadam (OPT-4).
//
// decayPower: 0.96 to the power of the step's number; momentumProduct: of nadamMomentum of all steps up to
// this one. Both means begin at zero, which the products correct.
func nadamFactors(decayPower, momentumProduct float64, optimizer Optimizer) (float64, float64) {
	current := nadamMomentum(decayPower, optimizer)
	following := nadamMomentum(decayPower*momentumDecay, optimizer)
	ahead := following / (1.0 - float64(momentumProduct*following))
	return ahead, (1.0 - current) / (1.0 - momentumProduct)
}

// nadamStep returns the weights after a step of Nadam, the momentums and velocities (OPT-4).
//
// weights [n], gradients [n], momentums [n], velocities [n] -> [n], [n], [n]; ahead and now: the factors
// of the momentum and of the gradient in a step, from nadamFactors; correction: of the velocities for
// their start at zero
func nadamStep(
	weights, gradients, momentums, velocities []float64, ahead, now, correction float64,
	optimizer Optimizer,
) ([]float64, []float64, []float64) {
	weights, momentums = slices.Clone(weights), slices.Clone(momentums)
	velocities = slices.Clone(velocities)
	rest1, rest2 := 1.0-optimizer.Beta1, 1.0-optimizer.Beta2
	for i := range weights {
		gradient := gradients[i]
		momentums[i] = flushed(momentums[i] + float64((gradient-momentums[i])*rest1))
		velocities[i] = velocities[i] + float64((square(gradient)-velocities[i])*rest2)
		mean := float64(ahead*momentums[i]) + float64(now*gradient)
		root := math.Sqrt(velocities[i]/correction) + optimizer.Epsilon
		weights[i] = weights[i] - float64(mean*optimizer.LearningRate)/root
	}
	return weights, momentums, velocities
}
