package main

// The experiments that the Go port carries out, with their fields in order (SPEC.md, PORT-4).

import "refnet"

var experiments = map[string]experiment{
	"button_press": {
		fields: []field{
			{"inputs", readNumbers, required},
			{"weights", readNumbers, required},
			{"desired", readNumber, required},
			{"learning_rate", readNumber, required},
			{"trials", readCount, required},
			{"rule", readName, "add"},
		},
		run: func(values map[string]any) (map[string]any, error) {
			history, err := refnet.ButtonPress(
				values["inputs"].([]float64),
				values["weights"].([]float64),
				values["desired"].(float64),
				values["learning_rate"].(float64),
				values["trials"].(int),
				values["rule"].(string),
			)
			trials := make([]map[string]any, len(history))
			for i, t := range history {
				trials[i] = map[string]any{"output": t.Output, "error": t.Error, "weights": t.Weights}
			}
			return map[string]any{"trials": trials}, err
		},
	},
	"rabbit": {
		fields: []field{
			{"weights", readNumbers, required},
			{"learned", readBooleans, required},
			{"threshold", readNumber, required},
			{"learning_rate", readNumber, required},
			{"stimuli", readRows, required},
		},
		run: func(values map[string]any) (map[string]any, error) {
			history, err := refnet.Rabbit(
				values["weights"].([]float64),
				values["learned"].([]bool),
				values["threshold"].(float64),
				values["learning_rate"].(float64),
				values["stimuli"].([][]float64),
			)
			trials := make([]map[string]any, len(history))
			for i, t := range history {
				trials[i] = map[string]any{"sum": t.Sum, "blink": t.Blink, "weights": t.Weights}
			}
			return map[string]any{"trials": trials}, err
		},
	},
}
