// Model files: a network in a safetensors file, which every port reads and writes (FILE-*).
//
// The header's entry __metadata__ has texts; the text "refnet" is a JSON object that describes the
// layers.

package refnet

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
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

// mostLinks is how many links a path may have, as on Linux.
const mostLinks = 40

// SaveModel writes the file of a network completely or not at all: it writes a temporary file in the
// same folder, flushes it to the disk and renames it.
//
// The target of a link is replaced, not the link, and an existing file's mode is kept. A process
// that is killed meanwhile leaves the old file and may leave the temporary one, whose name begins
// with ".refnet-".
//
// The error is one of WriteModel's, in which case nothing is written, or one of the file system's,
// also for a folder, a pipe or a device.
func SaveModel(path string, layers []Layer) error {
	content, err := WriteModel(layers)
	if err != nil {
		return err
	}
	place, err := linkTarget(path)
	if err != nil {
		return err
	}
	mode, exists := fs.FileMode(0o666), false
	if old, err := os.Stat(place); err == nil {
		if !old.Mode().IsRegular() {
			err = errors.New("expected a file, not a folder, a pipe or a device")
			return &fs.PathError{Op: "save", Path: path, Err: err}
		}
		mode, exists = old.Mode(), true
	}
	// The name is no longer than others, so that every name that the file system allows can be saved.
	beside := filepath.Join(filepath.Dir(place), fmt.Sprintf(".refnet-%016x", rand.Uint64()))
	file, err := os.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode.Perm())
	if err != nil {
		return err
	}
	if exists {
		err = file.Chmod(mode) // what the umask took away
	}
	if err == nil {
		_, err = file.Write(content)
	}
	if err == nil {
		err = file.Sync()
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(beside, place)
	}
	if err != nil {
		os.Remove(beside) // its own error matters less than the first one
	}
	return err
}

// linkTarget returns where the links at this path lead, also if there is no file yet.
func linkTarget(path string) (string, error) {
	place := path
	for range mostLinks {
		folder, name := filepath.Split(place)
		if folder == "" {
			folder = "."
		}
		folder, err := filepath.EvalSymlinks(folder)
		if err != nil {
			return "", err
		}
		place = filepath.Join(folder, name)
		found, err := os.Lstat(place)
		if err != nil || found.Mode()&fs.ModeSymlink == 0 {
			return place, nil
		}
		target, err := os.Readlink(place)
		if err != nil {
			return "", err
		}
		if place = target; !filepath.IsAbs(target) {
			// not Join, which drops "link/.." without looking where it leads
			place = folder + string(filepath.Separator) + target
		}
	}
	return "", &fs.PathError{Op: "save", Path: path, Err: errors.New("too many links")}
}

// LoadModel returns the layers that the file at this path holds.
//
// The error is one of ReadModel's or one of the file system's.
func LoadModel(path string) ([]Layer, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return ReadModel(content)
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
