// The parts of a request that are optimizers (PORT-7).

package main

import refnet "github.com/refnet/refnet/go"

var optimizerPart = part{"", field{"name", readName, required}, []kind{
	{"sgd", []field{
		{"learning_rate", readNumber, 0.01},
		{"momentum", readNumber, 0.0},
		{"nesterov", readBoolean, false},
	}},
	{"rmsprop", []field{
		{"learning_rate", readNumber, 0.001},
		{"rho", readNumber, 0.9},
		{"momentum", readNumber, 0.0},
		{"epsilon", readNumber, 1e-7},
	}},
	{"adam", []field{
		{"learning_rate", readNumber, 0.001},
		{"beta_1", readNumber, 0.9},
		{"beta_2", readNumber, 0.999},
		{"epsilon", readNumber, 1e-7},
	}},
}}

// readOptimizer returns an optimizer; a setting that its kind does not have keeps its default.
func readOptimizer(field string, value any) (any, error) {
	part, err := readNamedPart(field, value, optimizerPart)
	if err != nil {
		return nil, err
	}
	optimizer := refnet.DefaultOptimizer(part["name"].(string))
	if nesterov, has := part["nesterov"]; has {
		optimizer.Nesterov = nesterov.(bool)
	}
	for name, setting := range map[string]*float64{
		"learning_rate": &optimizer.LearningRate,
		"momentum":      &optimizer.Momentum,
		"rho":           &optimizer.Rho,
		"beta_1":        &optimizer.Beta1,
		"beta_2":        &optimizer.Beta2,
		"epsilon":       &optimizer.Epsilon,
	} {
		if value, has := part[name]; has {
			*setting = value.(float64)
		}
	}
	return optimizer, nil
}
