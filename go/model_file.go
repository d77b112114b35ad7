// Model files: a network in a safetensors file, which every port reads and writes (FILE-*).
//
// The header's entry __metadata__ has texts; the text "refnet" is a JSON object that describes the
// layers.

package refnet

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
)

// modelVersion is the version of refnet's description in a model file.
const modelVersion = 1

// modelDescription is refnet's description of a network (FILE-2).
type modelDescription struct {
	Version int                     `json:"version"`
	Layers  []modelLayerDescription `json:"layers"`
}

type modelLayerDescription struct {
	Units      int64  `json:"units"`
	Activation string `json:"activation"`
	Bias       bool   `json:"bias"`
}

// layerTensor is a tensor to write: its name, its shape as JSON, its numbers row by row.
type layerTensor struct {
	name, shape string
	rows        [][]float64
}

// WriteModel returns the file of a network (FILE-3).
//
// The error is an *Error with one of the codes wrong_type, empty, shape_mismatch, out_of_range,
// unknown_name and not_finite.
func WriteModel(layers []Layer) ([]byte, error) {
	network, err := checkedSaveModel(layers)
	if err != nil {
		return nil, err
	}
	description, err := describeLayers(network)
	if err != nil {
		return nil, err
	}
	header := []byte(`{"` + metadata + `":{"refnet":` + description + `}`)
	data := []byte{}
	for _, tensor := range layerTensors(network) {
		start := len(data)
		for _, row := range tensor.rows {
			for _, weight := range row {
				data = binary.LittleEndian.AppendUint64(data, math.Float64bits(weight))
			}
		}
		header = fmt.Appendf(header, `,"%s":{"dtype":"F64","shape":%s,"data_offsets":[%d,%d]}`,
			tensor.name, tensor.shape, start, len(data))
	}
	header = append(header, '}')
	for len(header)%8 != 0 {
		header = append(header, ' ')
	}
	content := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(content, header...), data...), nil
}

// ReadModel returns the layers that a file holds.
//
// The error is an *Error with the code bad_file (FILE-4).
func ReadModel(content []byte) ([]Layer, error) {
	entries, tensors, err := readFile(content)
	if err != nil {
		return nil, err
	}
	return readModelLayers(entries, tensors)
}

// describeLayers returns refnet's description as a JSON string of JSON.
func describeLayers(layers []DenseLayer) (string, error) {
	description := modelDescription{Version: modelVersion}
	for _, layer := range layers {
		description.Layers = append(
			description.Layers,
			modelLayerDescription{layer.Units, layer.Activation, layer.Bias != nil},
		)
	}
	text, err := json.Marshal(description)
	if err != nil {
		return "", err
	}
	quoted, err := json.Marshal(string(text))
	return string(quoted), err
}

// layerTensors returns the tensors of the layers in the order of their names.
func layerTensors(layers []DenseLayer) []layerTensor {
	tensors := []layerTensor{}
	for i, layer := range layers {
		name, shape := fmt.Sprintf("layers.%d", i), fmt.Sprintf("[%d,%d]", len(layer.Kernel), layer.Units)
		tensors = append(tensors, layerTensor{name + ".kernel", shape, layer.Kernel})
		if layer.Bias != nil {
			shape = fmt.Sprintf("[%d]", layer.Units)
			tensors = append(tensors, layerTensor{name + ".bias", shape, [][]float64{layer.Bias}})
		}
	}
	slices.SortFunc(tensors, func(a, b layerTensor) int { return strings.Compare(a.name, b.name) })
	return tensors
}

// readModelLayers returns the layers that refnet's description lists, with the weights of the tensors.
func readModelLayers(entries map[string]any, tensors map[string]modelTensor) ([]Layer, error) {
	texts, ok := entries[metadata].(map[string]any)
	for _, text := range texts {
		_, isText := text.(string)
		ok = ok && isText
	}
	text, given := texts["refnet"].(string)
	if !ok || !given {
		return nil, badFile("it has no description by refnet")
	}
	description, _ := readJSON([]byte(text)).(map[string]any)
	if version, ok := readWhole(description["version"]); !ok || version != modelVersion {
		return nil, badFile("expected version %d of refnet's description", modelVersion)
	}
	described, _ := description["layers"].([]any)
	if len(described) == 0 {
		return nil, badFile("it has no layers")
	}
	layers := []Layer{}
	units := int64(0) // of the layer before
	for i, each := range described {
		layer, err := readModelLayer(fmt.Sprintf("layers.%d", i), each, tensors)
		if err != nil {
			return nil, err
		}
		if i > 0 && int64(len(layer.Kernel)) != units {
			return nil, badFile("its layers do not fit together")
		}
		layers, units = append(layers, layer), layer.Units
	}
	return layers, nil
}

// readModelLayer returns one of these layers.
//
// name: the prefix of its tensors' names
func readModelLayer(
	name string, described any, tensors map[string]modelTensor,
) (layer DenseLayer, err error) {
	fields, _ := described.(map[string]any)
	units, counted := readWhole(fields["units"])
	activation, _ := fields["activation"].(string)
	if !counted || units < 1 || checkName(name, activation, Activations) != nil {
		return layer, badFile("%s has other units or another activation than a layer can have", name)
	}
	biased, ok := fields["bias"].(bool)
	if !ok {
		return layer, badFile("%s does not say whether it has a bias", name)
	}
	kernel, bias := tensors[name+".kernel"], tensors[name+".bias"]
	if len(kernel.shape) != 2 || kernel.shape[0] == 0 || kernel.shape[1] != uint64(units) {
		return layer, badFile("%s.kernel is missing or not as large as its layer", name)
	}
	if biased && (len(bias.shape) != 1 || bias.shape[0] != uint64(units)) {
		return layer, badFile("%s.bias is missing or not as large as its layer", name)
	}
	layer = DenseLayer{Units: units, Activation: activation}
	weights, err := readWeights(name+".kernel", kernel)
	for ; len(weights) > 0; weights = weights[units:] {
		layer.Kernel = append(layer.Kernel, weights[:units:units])
	}
	if err == nil && biased {
		layer.Bias, err = readWeights(name+".bias", bias)
	}
	return layer, err
}

// readWeights returns the numbers of a tensor.
func readWeights(name string, tensor modelTensor) ([]float64, error) {
	if tensor.dtype != "F64" {
		return nil, badFile("%s is %s, expected F64", name, tensor.dtype)
	}
	weights := make([]float64, len(tensor.data)/8)
	for i := range weights {
		weights[i] = math.Float64frombits(binary.LittleEndian.Uint64(tensor.data[8*i:]))
	}
	if checkFinite(name, weights) != nil {
		return nil, badFile("%s has weights that are infinite or NaN", name)
	}
	return weights, nil
}
