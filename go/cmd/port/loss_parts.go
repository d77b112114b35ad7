// The part of a request that is a loss (PORT-7).

package main

import refnet "github.com/refnet/refnet/go"

var (
	logitsField    = field{"from_logits", readBoolean, false}
	smoothingField = field{"label_smoothing", readNumber, 0.0}
)

// lossSettings has the fields of the losses that have some.
var lossSettings = map[string][]field{
	"binary_crossentropy":      {logitsField, smoothingField},
	"categorical_crossentropy": {logitsField, smoothingField},
	refnet.Sparse:              {logitsField},
	"huber":                    {{"delta", readNumber, 1.0}},
}

var lossPart = part{"", field{"name", readName, required}, lossKinds()}

// lossKinds returns all losses with their fields.
func lossKinds() []kind {
	kinds := make([]kind, len(refnet.Losses))
	for i, name := range refnet.Losses {
		kinds[i] = kind{name, lossSettings[name]}
	}
	return kinds
}

// readLoss returns a loss by its name, or by an object with its name and its settings; a setting that it
// does not have keeps its default.
func readLoss(field string, value any) (any, error) {
	if _, isObject := value.(map[string]any); !isObject {
		name, err := readName(field, value)
		if err != nil {
			return nil, err
		}
		return refnet.DefaultLoss(name.(string)), nil
	}
	part, err := readNamedPart(field, value, lossPart)
	if err != nil {
		return nil, err
	}
	loss := refnet.DefaultLoss(part["name"].(string))
	set(&loss.Delta, part, "delta")
	set(&loss.FromLogits, part, "from_logits")
	set(&loss.LabelSmoothing, part, "label_smoothing")
	return loss, nil
}
