// The parts of a request that are optimizers and schedules (PORT-7).

package main

import (
	"slices"

	refnet "github.com/refnet/refnet/go"
)

var decayFields = []field{
	{"initial_learning_rate", readNumber, required},
	{"decay_steps", readCount, required},
}

var decayRateFields = slices.Concat(decayFields, []field{
	{"decay_rate", readNumber, required},
	{"staircase", readBoolean, false},
})

var schedulePart = part{"", field{"name", readName, required}, []kind{
	{"exponential_decay", decayRateFields},
	{"inverse_time_decay", decayRateFields},
	{"piecewise_constant_decay", []field{
		{"boundaries", readCounts, required},
		{"values", readNumbers, required},
	}},
	{"polynomial_decay", slices.Concat(decayFields, []field{
		{"end_learning_rate", readNumber, 0.0001},
		{"power", readNumber, 1.0},
		{"cycle", readBoolean, false},
	})},
	{"cosine_decay", slices.Concat(decayFields, []field{
		{"alpha", readNumber, 0.0},
		{"warmup_target", readOptionalNumber, (*float64)(nil)},
		{"warmup_steps", readCount, int64(0)},
	})},
}}

var rateFields = []field{
	{"learning_rate", readLearningRate, 0.001},
}

var epsilonFields = []field{
	{"epsilon", readNumber, 1e-7},
}

var limitFields = []field{
	{"clipnorm", readOptionalNumber, (*float64)(nil)},
	{"clipvalue", readOptionalNumber, (*float64)(nil)},
	{"global_clipnorm", readOptionalNumber, (*float64)(nil)},
}

var commonFields = slices.Concat([]field{{"weight_decay", readNumber, 0.0}}, limitFields)

var betaFields = slices.Concat(rateFields, []field{
	{"beta_1", readNumber, 0.9},
	{"beta_2", readNumber, 0.999},
}, epsilonFields)

var adamFields = slices.Concat(betaFields, commonFields)

var optimizerPart = part{"", field{"name", readName, required}, []kind{
	{"sgd", slices.Concat([]field{
		{"learning_rate", readLearningRate, 0.01},
		{"momentum", readNumber, 0.0},
		{"nesterov", readBoolean, false},
	}, commonFields)},
	{"rmsprop", slices.Concat(rateFields, []field{
		{"rho", readNumber, 0.9},
		{"momentum", readNumber, 0.0},
	}, epsilonFields, commonFields)},
	{"adam", adamFields},
	{"adagrad", slices.Concat(rateFields, []field{
		{"initial_accumulator_value", readNumber, 0.1},
	}, epsilonFields, commonFields)},
	{"adadelta", slices.Concat(rateFields, []field{
		{"rho", readNumber, 0.95},
	}, epsilonFields, commonFields)},
	{"adamax", adamFields},
	{"nadam", adamFields},
	{"adamw", slices.Concat(betaFields, []field{
		{"weight_decay", readNumber, 0.004},
	}, limitFields)},
}}

// readLearningRate returns a number, a list of rates, or a schedule with its settings.
//
// An empty list and an object without a name are neither.
func readLearningRate(field string, value any) (any, error) {
	switch value := value.(type) {
	case map[string]any:
		if _, named := value["name"]; named {
			return readSchedule(field, value)
		}
	case []any:
		if len(value) > 0 {
			return readNumbers(field, value)
		}
	}
	return readNumber(field, value)
}

// readSchedule returns a schedule; a setting that its kind does not have keeps its zero value.
func readSchedule(field string, value any) (any, error) {
	part, err := readNamedPart(field, value, schedulePart)
	if err != nil {
		return nil, err
	}
	schedule := &refnet.Schedule{Name: part["name"].(string)}
	set(&schedule.InitialLearningRate, part, "initial_learning_rate")
	set(&schedule.DecaySteps, part, "decay_steps")
	set(&schedule.DecayRate, part, "decay_rate")
	set(&schedule.Staircase, part, "staircase")
	set(&schedule.Boundaries, part, "boundaries")
	set(&schedule.Values, part, "values")
	set(&schedule.EndLearningRate, part, "end_learning_rate")
	set(&schedule.Power, part, "power")
	set(&schedule.Cycle, part, "cycle")
	set(&schedule.Alpha, part, "alpha")
	set(&schedule.WarmupTarget, part, "warmup_target")
	set(&schedule.WarmupSteps, part, "warmup_steps")
	return schedule, nil
}

// readOptimizer returns an optimizer; a setting that its kind does not have keeps its default.
func readOptimizer(field string, value any) (any, error) {
	part, err := readNamedPart(field, value, optimizerPart)
	if err != nil {
		return nil, err
	}
	optimizer := withLearningRate(refnet.DefaultOptimizer(part["name"].(string)), part["learning_rate"])
	set(&optimizer.Momentum, part, "momentum")
	set(&optimizer.Nesterov, part, "nesterov")
	set(&optimizer.Rho, part, "rho")
	set(&optimizer.Beta1, part, "beta_1")
	set(&optimizer.Beta2, part, "beta_2")
	set(&optimizer.Epsilon, part, "epsilon")
	set(&optimizer.InitialAccumulatorValue, part, "initial_accumulator_value")
	set(&optimizer.WeightDecay, part, "weight_decay")
	set(&optimizer.Clipnorm, part, "clipnorm")
	set(&optimizer.Clipvalue, part, "clipvalue")
	set(&optimizer.GlobalClipnorm, part, "global_clipnorm")
	return optimizer, nil
}

// withLearningRate returns an optimizer with what readLearningRate returned.
func withLearningRate(optimizer refnet.Optimizer, rate any) refnet.Optimizer {
	switch rate := rate.(type) {
	case *refnet.Schedule:
		optimizer.Schedule = rate
	case []float64:
		optimizer.Rates = rate
	case float64:
		optimizer.LearningRate = rate
	}
	return optimizer
}

// set changes a setting to the field of this name, if there is one.
func set[T any](setting *T, part map[string]any, name string) {
	if value, has := part[name]; has {
		*setting = value.(T)
	}
}
