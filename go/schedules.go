// # Chapter schedules: learning rates that change while a network trains
//
// Large steps find the region of a minimum quickly, small ones find the minimum itself. So a
// schedule says for each step, counted from 0, how large the learning rate is. One step is one
// batch.
//
// The decays need a power and a cosine, and the languages' own differ in their last bits. The power
// comes from exp and log of chapter elementary. The cosine is a sine: with x = pi * (1/2 - f), which
// lies between -pi/2 and pi/2, cos(pi * f) = sin x, and Taylor's series gives sin x.
//
// Source: the formulas, names and defaults are Keras 3's; the cosine is I. Loshchilov and F.
// Hutter's, "SGDR: stochastic gradient descent with warm restarts", 2017, without restarts; the
// warm-up is P. Goyal and others', "Accurate, large minibatch SGD: training ImageNet in 1 hour",
// 2017.
//
// Left out on purpose: restarts, and rates that depend on how the loss develops.
package refnet

// Schedule has the name and settings of a schedule, one of Schedules; each kind uses only its own
// settings.
type Schedule struct {
	Name                string
	InitialLearningRate float64   // all but piecewise_constant_decay
	DecaySteps          int64     // all but piecewise_constant_decay
	DecayRate           float64   // exponential_decay, inverse_time_decay
	Staircase           bool      // exponential_decay, inverse_time_decay
	Boundaries          []int64   // piecewise_constant_decay
	Values              []float64 // piecewise_constant_decay: one more than Boundaries
	EndLearningRate     float64   // polynomial_decay
	Power               float64   // polynomial_decay
	Cycle               bool      // polynomial_decay
	Alpha               float64   // cosine_decay: the last rate, as a fraction of the largest
	WarmupTarget        *float64  // cosine_decay
	WarmupSteps         int64     // cosine_decay: without effect if WarmupTarget is nil
}

const pi = 3.141592653589793

// sineTerms are 1/21! to 1/3!; the factorials have few bits, and are exact.
var sineTerms = []float64{
	1.0 / 51090942171709440000.0, 1.0 / 121645100408832000.0, 1.0 / 355687428096000.0,
	1.0 / 1307674368000.0, 1.0 / 6227020800.0, 1.0 / 39916800.0, 1.0 / 362880.0, 1.0 / 5040.0,
	1.0 / 120.0, 1.0 / 6.0,
}

// power returns base^exponent = e^(exponent * ln base), for numbers that are not negative (RATE-1).
func power(base, exponent float64) float64 {
	if exponent == 0.0 {
		return 1.0
	}
	if exponent == 1.0 || base == 0.0 {
		return base
	}
	return exp(exponent * log(base))
}

// cosPi returns cos(pi * f) for 0 <= f <= 1, by the series of sin(pi * (1/2 - f)) (RATE-2).
func cosPi(f float64) float64 {
	x := float64(pi * (0.5 - f))
	s, series := float64(x*x), 0.0
	for _, term := range sineTerms {
		series = term - float64(s*series)
	}
	return x - float64(float64(x*s)*series)
}

// periods returns how many times DecaySteps have passed; with Staircase only whole times (RATE-3).
func periods(schedule Schedule, step int64) float64 {
	if schedule.Staircase {
		return float64(step / schedule.DecaySteps)
	}
	return float64(step) / float64(schedule.DecaySteps)
}

// exponentialDecay returns the rate that DecayRate multiplies once in DecaySteps (RATE-4).
func exponentialDecay(schedule Schedule, step int64) float64 {
	factor := power(schedule.DecayRate, periods(schedule, step))
	return schedule.InitialLearningRate * factor
}

// inverseTimeDecay returns the rate divided by a number that grows by DecayRate in DecaySteps (RATE-5).
func inverseTimeDecay(schedule Schedule, step int64) float64 {
	divisor := 1.0 + float64(schedule.DecayRate*periods(schedule, step))
	return schedule.InitialLearningRate / divisor
}

// piecewiseConstantDecay returns the value up to the first boundary that the step does not exceed
// (RATE-6).
func piecewiseConstantDecay(schedule Schedule, step int64) float64 {
	for i, boundary := range schedule.Boundaries {
		if step <= boundary {
			return schedule.Values[i]
		}
	}
	return schedule.Values[len(schedule.Boundaries)]
}

// polynomialDecay returns a rate that goes from the initial one to the end rate in DecaySteps (RATE-7).
//
// With Cycle, whenever it is there, it rises again, and DecaySteps is that much longer.
func polynomialDecay(schedule Schedule, step int64) float64 {
	decaySteps := schedule.DecaySteps
	fraction := float64(min(step, decaySteps)) / float64(decaySteps)
	if schedule.Cycle {
		cycles := max((step+decaySteps-1)/decaySteps, 1)
		fraction = float64(step) / float64(float64(decaySteps)*float64(cycles))
	}
	span := schedule.InitialLearningRate - schedule.EndLearningRate
	return float64(span*power(1.0-fraction, schedule.Power)) + schedule.EndLearningRate
}

// cosineDecay returns a rate that falls along half a cosine in DecaySteps, to Alpha of itself (RATE-8).
//
// With WarmupTarget, it rises from the initial one to that in a straight line before.
func cosineDecay(schedule Schedule, step int64) float64 {
	start, warm := schedule.InitialLearningRate, int64(0)
	if schedule.WarmupTarget != nil {
		target := *schedule.WarmupTarget
		warm = schedule.WarmupSteps
		if step < warm {
			return float64((target-start)*(float64(step)/float64(warm))) + start
		}
		start = target
	}
	fraction := float64(min(step-warm, schedule.DecaySteps)) / float64(schedule.DecaySteps)
	cosine := 0.5 * (1.0 + cosPi(fraction))
	return start * (float64((1.0-schedule.Alpha)*cosine) + schedule.Alpha)
}

// scheduledRate returns the learning rate of a step, counted from 0.
func scheduledRate(schedule Schedule, step int64) float64 {
	switch schedule.Name {
	case "exponential_decay":
		return exponentialDecay(schedule, step)
	case "inverse_time_decay":
		return inverseTimeDecay(schedule, step)
	case "piecewise_constant_decay":
		return piecewiseConstantDecay(schedule, step)
	case "polynomial_decay":
		return polynomialDecay(schedule, step)
	}
	return cosineDecay(schedule, step)
}
