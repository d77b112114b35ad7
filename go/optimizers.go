// # Chapter optimizers: how a weight moves, given its gradient
//
// An optimizer sees the parameters of a network as vectors and knows nothing about layers. For each
// parameter it may remember two numbers: a momentum, which is an average of past gradients or steps,
// and a velocity, which is an average of squared gradients.
//
// Source: Y. Nesterov, "A method of solving a convex programming problem with convergence rate
// O(1/k^2)", 1983; T. Tieleman and G. Hinton, lecture 6.5, 2012 (RMSprop); D. P. Kingma and J. Ba,
// "Adam: a method for stochastic optimization", 2015. Formulas, names and defaults are Keras 3's.
//
// Before a step, every weight may decay; the learning rate of a step may come from a schedule.
//
// Left out on purpose: their many relatives, which are in chapter further_optimizers.
//
// n numbers in a vector.
package refnet

import (
	"math"
	"slices"
)

// Optimizer has the name and settings of an optimizer; each kind uses only its own settings.
// DefaultOptimizer returns one with Keras's defaults.
//
// Of Clipnorm, Clipvalue and GlobalClipnorm, at most one is not nil.
type Optimizer struct {
	Name                    string
	LearningRate            float64   // where Rates and Schedule are nil
	Rates                   []float64 // one for each step, the last one for all later steps
	Schedule                *Schedule // where Rates are nil
	Momentum                float64   // sgd, rmsprop
	Nesterov                bool      // sgd
	Rho                     float64   // rmsprop, adadelta
	Beta1                   float64   // adam, adamw, adamax, nadam
	Beta2                   float64   // adam, adamw, adamax, nadam
	Epsilon                 float64   // all but sgd
	InitialAccumulatorValue float64   // adagrad
	WeightDecay             float64   // all
	Clipnorm                *float64  // all
	Clipvalue               *float64  // all
	GlobalClipnorm          *float64  // all
}

// OptimizerState is what an optimizer remembers: vectors like the parameters.
//
// beta1Power and beta2Power are Beta1 and Beta2 to the power of the number of steps; decayPower and
// momentumProduct are those of chapter further_optimizers.
type OptimizerState struct {
	momentums       [][]float64
	velocities      [][]float64
	beta1Power      float64
	beta2Power      float64
	steps           int64
	decayPower      float64
	momentumProduct float64
}

// initialState returns the state before the first step: zeros, or where Adagrad starts; powers of 1.
func initialState(parameters [][]float64, optimizer Optimizer) OptimizerState {
	start := 0.0
	if optimizer.Name == "adagrad" {
		start = optimizer.InitialAccumulatorValue
	}
	momentums, velocities := make([][]float64, len(parameters)), make([][]float64, len(parameters))
	for i, vector := range parameters {
		momentums[i] = make([]float64, len(vector))
		velocities[i] = make([]float64, len(vector))
		for j := range vector {
			velocities[i][j] = start
		}
	}
	return OptimizerState{momentums, velocities, 1.0, 1.0, 0, 1.0, 1.0}
}

// stepRate returns the learning rate of a step, counted from 0 (RATE-9).
func stepRate(optimizer Optimizer, step int64) float64 {
	if optimizer.Rates != nil {
		return optimizer.Rates[min(step, int64(len(optimizer.Rates)-1))]
	}
	if optimizer.Schedule != nil {
		return scheduledRate(*optimizer.Schedule, step)
	}
	return optimizer.LearningRate
}

// sgdStep returns the weights after a step of gradient descent, and the momentums (DENSE-13).
//
// weights [n], gradients [n], momentums [n] -> [n], [n]
func sgdStep(weights, gradients, momentums []float64, optimizer Optimizer) ([]float64, []float64) {
	weights, momentums = slices.Clone(weights), slices.Clone(momentums)
	for i := range weights {
		step := float64(optimizer.LearningRate * gradients[i])
		if optimizer.Momentum == 0.0 {
			weights[i] = weights[i] - step
			continue
		}
		momentums[i] = flushed(float64(optimizer.Momentum*momentums[i]) - step)
		if optimizer.Nesterov {
			weights[i] = weights[i] + (float64(optimizer.Momentum*momentums[i]) - step)
		} else {
			weights[i] = weights[i] + momentums[i]
		}
	}
	return weights, momentums
}

// rmspropStep returns the weights after a step of RMSprop, the momentums and velocities (DENSE-14).
//
// weights [n], gradients [n], momentums [n], velocities [n] -> [n], [n], [n]
func rmspropStep(
	weights, gradients, momentums, velocities []float64, optimizer Optimizer,
) ([]float64, []float64, []float64) {
	weights, momentums = slices.Clone(weights), slices.Clone(momentums)
	velocities = slices.Clone(velocities)
	rest := 1.0 - optimizer.Rho
	for i := range weights {
		velocities[i] = float64(optimizer.Rho*velocities[i]) + float64(rest*square(gradients[i]))
		step := float64(optimizer.LearningRate*gradients[i]) / math.Sqrt(velocities[i]+optimizer.Epsilon)
		if optimizer.Momentum == 0.0 {
			weights[i] = weights[i] - step
			continue
		}
		momentums[i] = flushed(float64(optimizer.Momentum*momentums[i]) + step)
		weights[i] = weights[i] - momentums[i]
	}
	return weights, momentums, velocities
}

// adamStep returns the weights after a step of Adam, the momentums and velocities (DENSE-15).
//
// weights [n], gradients [n], momentums [n], velocities [n] -> [n], [n], [n]; rate: the learning rate
// of this step, which optimizerStep calculates
func adamStep(
	weights, gradients, momentums, velocities []float64, rate float64, optimizer Optimizer,
) ([]float64, []float64, []float64) {
	weights, momentums = slices.Clone(weights), slices.Clone(momentums)
	velocities = slices.Clone(velocities)
	rest1, rest2 := 1.0-optimizer.Beta1, 1.0-optimizer.Beta2
	for i := range weights {
		gradient := gradients[i]
		momentums[i] = flushed(momentums[i] + float64((gradient-momentums[i])*rest1))
		velocities[i] = velocities[i] + float64((square(gradient)-velocities[i])*rest2)
		root := math.Sqrt(velocities[i]) + optimizer.Epsilon
		weights[i] = weights[i] - float64(momentums[i]*rate)/root
	}
	return weights, momentums, velocities
}

// optimizerStep returns all parameters after a step, and the state after it (DENSE-13 to 15, OPT-1 to 6).
//
// parameters, gradients and the state's momentums and velocities are vectors of the same lengths; a parameter
// whose gradient is an empty vector is left as it is, and so is its state (FROZEN-1).
func optimizerStep(
	parameters, gradients [][]float64, state OptimizerState, optimizer Optimizer,
) ([][]float64, OptimizerState) {
	optimizer.LearningRate = stepRate(optimizer, state.steps)
	// Adam's averages start at zero, which makes them too small at first; its rate corrects that.
	power1 := flushed(state.beta1Power * optimizer.Beta1)
	power2 := flushed(state.beta2Power * optimizer.Beta2)
	rate := float64(optimizer.LearningRate*math.Sqrt(1.0-power2)) / (1.0 - power1)
	decay := flushed(state.decayPower * momentumDecay)
	product := flushed(state.momentumProduct * nadamMomentum(decay, optimizer))
	ahead, now := nadamFactors(decay, product, optimizer)
	stepped := make([][]float64, len(parameters))
	momentums, velocities := make([][]float64, len(parameters)), make([][]float64, len(parameters))
	for i := range parameters {
		w, g, m, v := parameters[i], gradients[i], state.momentums[i], state.velocities[i]
		if len(g) == 0 {
			stepped[i], momentums[i], velocities[i] = w, m, v
			continue
		}
		w = decayed(w, optimizer)
		switch optimizer.Name {
		case "sgd":
			w, m = sgdStep(w, g, m, optimizer)
		case "rmsprop":
			w, m, v = rmspropStep(w, g, m, v, optimizer)
		case "adagrad":
			w, v = adagradStep(w, g, v, optimizer)
		case "adadelta":
			w, m, v = adadeltaStep(w, g, m, v, optimizer)
		case "adamax":
			w, m, v = adamaxStep(w, g, m, v, optimizer.LearningRate/(1.0-power1), optimizer)
		case "nadam":
			w, m, v = nadamStep(w, g, m, v, ahead, now, 1.0-power2, optimizer)
		default:
			w, m, v = adamStep(w, g, m, v, rate, optimizer)
		}
		stepped[i], momentums[i], velocities[i] = w, m, v
	}
	return stepped, OptimizerState{
		momentums, velocities, power1, power2, state.steps + 1, decay, product,
	}
}
