// The part of a request that is an initializer (PORT-7).

package main

import refnet "github.com/refnet/refnet/go"

var (
	normalFields = []field{{"mean", readNumber, 0.0}, {"stddev", readNumber, 0.05}}
	gainFields   = []field{{"gain", readNumber, 1.0}}
)

// initializerSettings has the fields of the initializers that have some.
var initializerSettings = map[string][]field{
	"orthogonal":       gainFields,
	"random_uniform":   {{"minval", readNumber, -0.05}, {"maxval", readNumber, 0.05}},
	"random_normal":    normalFields,
	"truncated_normal": normalFields,
	"constant":         {{"value", readNumber, 0.0}},
	"identity":         gainFields,
	"variance_scaling": {
		{"scale", readNumber, 1.0},
		{"mode", readName, "fan_in"},
		{"distribution", readName, "truncated_normal"},
	},
}

var initializerPart = part{"", field{"name", readName, required}, initializerKinds()}

// initializerKinds returns all initializers with their fields.
func initializerKinds() []kind {
	kinds := make([]kind, len(refnet.Initializers))
	for i, name := range refnet.Initializers {
		kinds[i] = kind{name, initializerSettings[name]}
	}
	return kinds
}

// readInitializer returns an initializer by its name, or by an object with its name and its settings; a
// setting that it does not have keeps its default.
func readInitializer(field string, value any) (any, error) {
	if _, isObject := value.(map[string]any); !isObject {
		name, err := readName(field, value)
		if err != nil {
			return nil, err
		}
		return refnet.DefaultInitializer(name.(string)), nil
	}
	part, err := readNamedPart(field, value, initializerPart)
	if err != nil {
		return nil, err
	}
	initializer := refnet.DefaultInitializer(part["name"].(string))
	set(&initializer.Minval, part, "minval")
	set(&initializer.Maxval, part, "maxval")
	set(&initializer.Mean, part, "mean")
	set(&initializer.Stddev, part, "stddev")
	set(&initializer.Value, part, "value")
	set(&initializer.Gain, part, "gain")
	set(&initializer.Scale, part, "scale")
	set(&initializer.Mode, part, "mode")
	set(&initializer.Distribution, part, "distribution")
	return initializer, nil
}
