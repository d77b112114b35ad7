// Model files: a network in a safetensors file, which every port reads and writes (FILE-*).
//
// The header's entry __metadata__ has texts; the text "refnet" is a JSON object that describes the
// layers and has the shape of an example and the names of the inputs and outputs.

package refnet

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Model is what a model file holds: a network of n inputs and k outputs, the shape of one example, the
// names of its inputs, Columns [n], those of its outputs, Classes [k], the batch size of stateful layers, and
// the sources of each layer. What is not known is nil; an InputShape that is nil is that of the first layer.
type Model struct {
	InputShape []int64
	Layers     []Layer
	Columns    []string
	Classes    []string
	BatchSize  *int64
	Sources    [][]int64
}

// WriteModel returns the file of a network (FILE-3).
//
// The error is an *Error with one of the codes wrong_type, empty, shape_mismatch, out_of_range,
// unknown_name and not_finite.
func WriteModel(model Model) ([]byte, error) {
	layers, err := checkedSaveModel(
		model.Layers, model.InputShape, model.Columns, model.Classes, model.BatchSize,
		model.Sources)
	if err != nil {
		return nil, err
	}
	model.Layers = layers
	model.InputShape = inputShapeOf(layers)
	header := []byte(`{"` + metadata + `":{"refnet":` + quoted(describeModel(model)) + `}`)
	data := []byte{}
	for _, tensor := range layerTensors(model.Layers) {
		start := len(data)
		for _, row := range tensor.rows {
			for _, number := range row {
				data = binary.LittleEndian.AppendUint64(data, math.Float64bits(number))
			}
		}
		header = fmt.Appendf(header, `,"%s":{"dtype":"F64","shape":%s,"data_offsets":[%d,%d]}`,
			tensor.name, listed(tensor.shape), start, len(data))
	}
	header = append(header, '}')
	for len(header)%8 != 0 {
		header = append(header, ' ')
	}
	content := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(content, header...), data...), nil
}

// ReadModel returns what a file holds.
//
// The error is an *Error with the code bad_file (FILE-4).
func ReadModel(content []byte) (Model, error) {
	entries, tensors, err := readFile(content)
	if err != nil {
		return Model{}, err
	}
	return readDescribedModel(entries, tensors)
}

// describeModel returns refnet's description (FILE-2, FILE-5 to FILE-7).
func describeModel(model Model) string {
	version := fileVersion(
		model.Layers, model.Columns, model.Classes, model.BatchSize, model.Sources,
	)
	described := make([]string, len(model.Layers))
	for i, layer := range model.Layers {
		entry := storedKinds[layer.kind()].entry(layer)
		if version != 1 {
			entry = append([]string{fmt.Sprintf(`"kind":"%s"`, layer.kind())}, entry...)
		}
		entry = append(entry, sourcesEntry(i, model.Sources)...)
		described[i] = "{" + strings.Join(entry, ",") + "}"
	}
	text := fmt.Sprintf(`{"version":%d`, version)
	if version != 1 {
		text += `,"input_shape":` + listed(model.InputShape)
	}
	text += `,"layers":[` + strings.Join(described, ",") + "]"
	if model.Columns != nil {
		text += `,"columns":` + quotedNames(model.Columns)
	}
	if model.Classes != nil {
		text += `,"classes":` + quotedNames(model.Classes)
	}
	if model.BatchSize != nil {
		text += fmt.Sprintf(`,"batch_size":%d`, *model.BatchSize)
	}
	return text + "}"
}

// layerTensors returns the tensors of the layers in the order of their names.
func layerTensors(layers []Layer) []layerTensor {
	tensors := []layerTensor{}
	for i, layer := range layers {
		for _, tensor := range storedKinds[layer.kind()].tensors(layer) {
			tensor.name = fmt.Sprintf("layers.%d.%s", i, tensor.name)
			tensors = append(tensors, tensor)
		}
	}
	slices.SortFunc(tensors, func(a, b layerTensor) int { return strings.Compare(a.name, b.name) })
	return tensors
}

// readDescribedModel returns the layers that refnet's description lists, with the numbers of the
// tensors, the shape of an example, and the names.
func readDescribedModel(entries map[string]any, tensors map[string]modelTensor) (Model, error) {
	texts, ok := entries[metadata].(map[string]any)
	for _, text := range texts {
		_, isText := text.(string)
		ok = ok && isText
	}
	text, given := texts["refnet"].(string)
	if !ok || !given {
		return Model{}, badFile("it has no description by refnet")
	}
	description, _ := readJSON([]byte(text)).(map[string]any)
	version, ok := readWhole(description["version"])
	if !ok || (version != 1 && version != 2) {
		return Model{}, badFile("expected version 1 or 2 of refnet's description")
	}
	layers, sources, err := readModelLayers(version, description["layers"], tensors)
	if err != nil {
		return Model{}, err
	}
	var shape []int64
	if version == 2 {
		if shape, ok = readCounts(description["input_shape"]); !ok {
			return Model{}, badFile("input_shape is not a list of counts")
		}
	}
	layers, err = placedLayers("layers", layers, shape, sources)
	if err != nil {
		return Model{}, badFile("its layers do not fit together: %v", err)
	}
	if err := checkLayerValues("layers", layers); err != nil {
		return Model{}, badFile("its layers cannot exist: %v", err)
	}
	model := Model{Layers: layers, InputShape: inputShapeOf(layers), Sources: sources}
	if version == 1 {
		return model, nil
	}
	model.Columns, err = readModelNames(description, "columns", inputsOf("layers", layers).count)
	if err != nil {
		return Model{}, err
	}
	model.Classes, err = readModelNames(description, "classes", outputsOf("layers", layers).count)
	if err != nil {
		return Model{}, err
	}
	model.BatchSize, err = readBatchSize(description, layers)
	if err != nil {
		return Model{}, err
	}
	return model, nil
}

// readModelLayers returns the layers of a description, which may not fit together, and their sources, nil
// where no layer names any.
func readModelLayers(
	version int64, value any, tensors map[string]modelTensor,
) ([]Layer, [][]int64, error) {
	described, _ := value.([]any)
	if len(described) == 0 {
		return nil, nil, badFile("it has no layers")
	}
	layers, sources, graph := []Layer{}, make([][]int64, len(described)), false
	for i, each := range described {
		fields, _ := each.(map[string]any)
		kind, name := "dense", fmt.Sprintf("layers.%d", i)
		if version == 2 {
			kind, _ = fields["kind"].(string)
		}
		stored, known := storedKinds[kind]
		if !known {
			return nil, nil, badFile("%s is of an unknown kind", name)
		}
		layer, err := stored.read(name, fields, tensors)
		if err == nil && version == 2 {
			sources[i], err = readSources(name, fields)
		}
		if err != nil {
			return nil, nil, err
		}
		layers, graph = append(layers, layer), graph || sources[i] != nil
	}
	if !graph {
		sources = nil
	}
	return layers, sources, nil
}

// readModelNames returns the names of the inputs or the outputs, or nil where the description has none.
func readModelNames(description map[string]any, key string, count int64) ([]string, error) {
	value, given := description[key]
	if !given {
		return nil, nil
	}
	items, ok := value.([]any)
	names := make([]string, len(items))
	for i, item := range items {
		name, isText := item.(string)
		ok = ok && isText
		names[i] = name
	}
	if !ok || int64(len(names)) != count {
		return nil, badFile("%s is not a list of %d names", key, count)
	}
	return names, nil
}

// readBatchSize returns the batch size of a description, or nil where it has none (FILE-7).
func readBatchSize(description map[string]any, layers []Layer) (*int64, error) {
	value, given := description["batch_size"]
	if !given {
		return nil, nil
	}
	size, ok := readWhole(value)
	if !ok {
		return nil, badFile("its batch_size is not a whole number")
	}
	if err := checkBatchSize("its batch_size", layers, size); err != nil {
		return nil, badFile("%v", err)
	}
	return &size, nil
}
