package refnet

// Model files: a network in a safetensors file, which every port reads and writes (FILE-*).
//
// The file begins with the length of its header, 8 bytes, little-endian. The header is a JSON object
// that says of every tensor which type and shape it has, and where its bytes stand among those that
// follow; its entry __metadata__ has texts, and refnet's own says what the layers are.

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/bits"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"unicode/utf8"
)

// modelVersion is the version of refnet's entry in a model file.
const modelVersion = 1

// largestHeader is how many bytes the header of a model file has at the most.
const largestHeader = 100_000_000

// metadata is the header's entry that is no tensor.
const metadata = "__metadata__"

// typeBits are the types that a tensor can have, and how many bits a number of each has.
var typeBits = map[string]uint64{
	"F4": 4, "F6_E2M3": 6, "F6_E3M2": 6, "BOOL": 8, "U8": 8, "I8": 8, "F8_E5M2": 8, "F8_E4M3": 8,
	"F8_E8M0": 8, "F8_E4M3FNUZ": 8, "F8_E5M2FNUZ": 8, "I16": 16, "U16": 16, "F16": 16, "BF16": 16,
	"I32": 32, "U32": 32, "F32": 32, "I64": 64, "U64": 64, "F64": 64, "C64": 64,
}

// Half of a surrogate pair is no character; encoding/json would take another one in its place.
var escapedPairs = regexp.MustCompile(`\\\\|\\u[dD][89abAB]..\\u[dD][c-fC-F]..`)
var escapedSurrogate = regexp.MustCompile(`\\u[dD][89a-fA-F]`)

// modelTensor is a tensor as the header describes it, and its bytes, which stand from start to end.
type modelTensor struct {
	dtype      string
	shape      []uint64
	start, end uint64
	data       []byte
}

// modelDescription is refnet's entry.
type modelDescription struct {
	Version int                     `json:"version"`
	Layers  []modelLayerDescription `json:"layers"`
}

type modelLayerDescription struct {
	Units      int64  `json:"units"`
	Activation string `json:"activation"`
	Bias       bool   `json:"bias"`
}

// WriteModel returns the file of a network (FILE-3).
//
// The error is an *Error with one of the codes empty, shape_mismatch, out_of_range, unknown_name and
// not_finite.
func WriteModel(layers []DenseLayer) ([]byte, error) {
	if err := checkLayerShapes("layers", layers); err != nil {
		return nil, err
	}
	if err := checkLayerValues("layers", layers); err != nil {
		return nil, err
	}

	description := modelDescription{Version: modelVersion}
	shapes := map[string]string{}
	vectors := map[string][][]float64{}
	names := []string{}
	for i, layer := range layers {
		kernel, bias := fmt.Sprintf("layers.%d.kernel", i), fmt.Sprintf("layers.%d.bias", i)
		names = append(names, kernel)
		shapes[kernel] = fmt.Sprintf("[%d,%d]", len(layer.Kernel), layer.Units)
		vectors[kernel] = layer.Kernel
		if layer.Bias != nil {
			names = append(names, bias)
			shapes[bias] = fmt.Sprintf("[%d]", layer.Units)
			vectors[bias] = [][]float64{layer.Bias}
		}
		description.Layers = append(
			description.Layers,
			modelLayerDescription{layer.Units, layer.Activation, layer.Bias != nil},
		)
	}
	sort.Strings(names)

	text, err := json.Marshal(description)
	if err != nil {
		return nil, err
	}
	quoted, err := json.Marshal(string(text))
	if err != nil {
		return nil, err
	}
	header := []byte(`{"` + metadata + `":{"refnet":` + string(quoted) + `}`)
	data := []byte{}
	for _, name := range names {
		start := len(data)
		for _, vector := range vectors[name] {
			for _, weight := range vector {
				data = binary.LittleEndian.AppendUint64(data, math.Float64bits(weight))
			}
		}
		header = fmt.Appendf(header, `,"%s":{"dtype":"F64","shape":%s,"data_offsets":[%d,%d]}`,
			name, shapes[name], start, len(data))
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
func ReadModel(content []byte) ([]DenseLayer, error) {
	if len(content) < 8 {
		return nil, badFile("it is shorter than 8 bytes")
	}
	size := binary.LittleEndian.Uint64(content)
	if size > largestHeader {
		return nil, badFile("the header is longer than %d bytes", largestHeader)
	}
	if size > uint64(len(content)-8) {
		return nil, badFile("the header is longer than the file")
	}
	header, data := content[8:8+size], content[8+size:]
	entries, err := readHeader(header)
	if err != nil {
		return nil, err
	}
	tensors, err := readTensors(entries, data)
	if err != nil {
		return nil, err
	}
	return readModelLayers(entries, tensors)
}

// SaveModel writes the file of a network whole or not at all: beside its place first, flushed to the
// disk, then renamed.
//
// The error is one of WriteModel's, before anything is written, or one of the file system.
func SaveModel(path string, layers []DenseLayer) error {
	content, err := WriteModel(layers)
	if err != nil {
		return err
	}
	name := fmt.Sprintf(".%s.%d.%08x", filepath.Base(path), os.Getpid(), rand.Uint32())
	beside := filepath.Join(filepath.Dir(path), name)
	file, err := os.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err == nil {
		err = file.Sync()
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(beside, path)
	}
	if err != nil {
		os.Remove(beside) // what went wrong first is what matters
	}
	return err
}

// LoadModel returns the layers that the file at this path holds.
//
// The error is one of ReadModel's or one of the file system.
func LoadModel(path string) ([]DenseLayer, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return ReadModel(content)
}

// readHeader returns the entries of a file's header.
func readHeader(header []byte) (map[string]any, error) {
	entries, ok := readJSON(header).(map[string]any)
	halves := escapedSurrogate.Match(escapedPairs.ReplaceAll(header, nil))
	if !ok || halves || !utf8.Valid(header) {
		return nil, badFile("the header is no JSON object")
	}
	return entries, nil
}

// readTensors returns the tensors by their names, once they are all known to be as large as their
// shapes say and to follow one another, from the first byte of the data to the last.
func readTensors(entries map[string]any, data []byte) (map[string]modelTensor, error) {
	names := []string{}
	for name := range entries {
		if name != metadata {
			names = append(names, name)
		}
	}
	sort.Strings(names) // so that of several faults the same one is told every time
	tensors := map[string]modelTensor{}
	for _, name := range names {
		tensor, ok := readTensor(entries[name])
		if !ok {
			return nil, badFile("%s is described in another way than tensors are", name)
		}
		tensors[name] = tensor
	}
	sort.SliceStable(names, func(i, j int) bool {
		a, b := tensors[names[i]], tensors[names[j]]
		return a.start < b.start || (a.start == b.start && a.end < b.end) // the empty ones first
	})
	place := uint64(0)
	for _, name := range names {
		tensor := tensors[name]
		if tensor.start != place || tensor.end < place || tensor.end > uint64(len(data)) {
			return nil, badFile("%s overlaps, leaves a gap or ends beyond the file", name)
		}
		if size, ok := tensor.size(); !ok || size != tensor.end-place {
			return nil, badFile("%s is not as large as its shape", name)
		}
		tensor.data = data[place:tensor.end]
		tensors[name] = tensor
		place = tensor.end
	}
	if place != uint64(len(data)) {
		return nil, badFile("there are bytes behind the last tensor")
	}
	return tensors, nil
}

// readTensor returns what the header says of a tensor.
func readTensor(entry any) (modelTensor, bool) {
	fields, _ := entry.(map[string]any)
	dtype, _ := fields["dtype"].(string)
	shape, shaped := readSizes(fields["shape"])
	offsets, placed := readSizes(fields["data_offsets"])
	if typeBits[dtype] == 0 || !shaped || !placed || len(offsets) != 2 {
		return modelTensor{}, false
	}
	return modelTensor{dtype: dtype, shape: shape, start: offsets[0], end: offsets[1]}, true
}

// size returns how many bytes a tensor of this type and shape has, if so many can be counted.
func (tensor modelTensor) size() (uint64, bool) {
	size := uint64(1)
	for _, length := range append(append([]uint64{}, tensor.shape...), typeBits[tensor.dtype]) {
		high, low := bits.Mul64(size, length)
		if high != 0 {
			return 0, false
		}
		size = low
	}
	return size / 8, size%8 == 0
}

// readModelLayers returns the layers that refnet's entry describes, with their tensors' weights.
func readModelLayers(entries map[string]any, tensors map[string]modelTensor) ([]DenseLayer, error) {
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
	layers := []DenseLayer{}
	for i, each := range described {
		layer, err := readModelLayer(fmt.Sprintf("layers.%d", i), each, tensors)
		if err != nil {
			return nil, err
		}
		if i > 0 && int64(len(layer.Kernel)) != layers[i-1].Units {
			return nil, badFile("its layers do not fit together")
		}
		layers = append(layers, layer)
	}
	return layers, nil
}

// readModelLayer returns a layer that refnet's entry describes, with its tensors' weights.
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

// readJSON returns the value of a JSON text, with its numbers as they are written there, or nil where
// the text is none.
func readJSON(text []byte) any {
	var value any
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	err := decoder.Decode(&value)
	if _, rest := decoder.Token(); err != nil || rest != io.EOF { // one value and nothing behind it
		return nil
	}
	return value
}

// readSizes returns a list of whole numbers from 0, which have digits only.
func readSizes(value any) ([]uint64, bool) {
	items, ok := value.([]any)
	sizes := make([]uint64, len(items))
	for i, item := range items {
		number, _ := item.(json.Number)
		size, err := strconv.ParseUint(string(number), 10, 64)
		ok = ok && err == nil
		sizes[i] = size
	}
	return sizes, ok
}

// readWhole returns a whole number within the counts, in any notation.
func readWhole(value any) (int64, bool) {
	written, ok := value.(json.Number)
	number, err := strconv.ParseFloat(string(written), 64)
	if !ok || err != nil || !(math.Abs(number) < 1<<53) || number != math.Floor(number) {
		return 0, false
	}
	return int64(number), true
}

func badFile(format string, arguments ...any) error {
	return fault("bad_file", "model", "model: "+format, arguments...)
}
