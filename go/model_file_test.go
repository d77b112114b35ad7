package refnet

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// oddNetwork returns a network with weights that are easily lost: subnormal numbers, the largest ones,
// zeros of either sign.
func oddNetwork() []Layer {
	least, most, minus := math.SmallestNonzeroFloat64, math.MaxFloat64, math.Copysign(0, -1)
	layers := []Layer{
		DenseLayer{2, "tanh", [][]float64{{0.1, minus}, {least, -1e-310}, {1.0 / 3, 2}}, []float64{minus, 0}},
		DenseLayer{1, "relu", [][]float64{{-0.7}, {1e-9}}, nil},
		DenseLayer{3, "linear", [][]float64{{1, -2, 3e8}}, []float64{least, 0.25, -most}},
	}
	for i := 3; i < 12; i++ { // layers.10 comes before layers.2
		kernel := [][]float64{{float64(i), 0, 0}, {0, 1, 0}, {0, 0, 1}}
		layers = append(layers, DenseLayer{3, "linear", kernel, nil})
	}
	return append(layers, DenseLayer{2, "softmax", [][]float64{{1, 2}, {3, 4}, {0, 0}}, nil})
}

func bitsOf(layers []Layer) []uint64 {
	result := []uint64{}
	for _, vector := range networkParameters(layers) {
		for _, weight := range vector {
			result = append(result, math.Float64bits(weight))
		}
	}
	return result
}

// fileOf returns a file with this header, followed by count zero bytes.
func fileOf(header string, count int) []byte {
	content := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(content, header...), make([]byte, count)...)
}

const (
	kernelEntry = `"layers.0.kernel":{"dtype":"F64","shape":[1,1],"data_offsets":[0,8]}`
	layerText   = `{\"units\":1,\"activation\":\"relu\",\"bias\":false}`
)

// refnetEntry returns the entry with refnet's description, as the header has it.
func refnetEntry(description string) string {
	return `"__metadata__":{"refnet":"` + description + `"}`
}

// layersEntry returns the entry with a description of these layers.
func layersEntry(layers string) string {
	return refnetEntry(`{\"version\":1,\"layers\":` + layers + `}`)
}

// otherTensor returns the entry of a tensor that is not a layer's.
func otherTensor(dtype, shape, offsets string) string {
	return fmt.Sprintf(`"other":{"dtype":%s,"shape":%s,"data_offsets":%s}`, dtype, shape, offsets)
}

// checkBadHeaders checks that files with these headers, each followed by 8 bytes, are refused.
func checkBadHeaders(t *testing.T, headers []string) {
	t.Helper()
	good := "{" + layersEntry("["+layerText+"]") + "," + kernelEntry + "}"
	if _, err := ReadModel(fileOf(good, 8)); err != nil {
		t.Fatal(err)
	}
	for _, header := range headers {
		if _, err := ReadModel(fileOf(header, 8)); err == nil {
			t.Errorf("%s: no error", header)
		} else {
			checkRefusals(t, []refusal{{err, "bad_file", "model"}})
		}
	}
}

func TestAModelFileByteByByte(t *testing.T) {
	content, err := WriteModel([]Layer{DenseLayer{2, "relu", [][]float64{{1, -2}}, []float64{0, 0.5}}})
	header := `{"__metadata__":{"refnet":"{\"version\":1,\"layers\":` +
		`[{\"units\":2,\"activation\":\"relu\",\"bias\":true}]}"},` +
		`"layers.0.bias":{"dtype":"F64","shape":[2],"data_offsets":[0,16]},` +
		`"layers.0.kernel":{"dtype":"F64","shape":[1,2],"data_offsets":[16,32]}}`
	header += strings.Repeat(" ", (8-len(header)%8)%8)
	want := fileOf(header, 0)
	for _, weight := range []float64{0, 0.5, 1, -2} {
		want = binary.LittleEndian.AppendUint64(want, math.Float64bits(weight))
	}
	if err != nil || string(content) != string(want) {
		t.Errorf("got %q, %v, want %q", content, err, want)
	}
}

func TestAModelFileKeepsEveryBit(t *testing.T) {
	layers := oddNetwork()
	content, err := WriteModel(layers)
	if err != nil {
		t.Fatal(err)
	}
	read, err := ReadModel(content)
	if err != nil || !reflect.DeepEqual(read, layers) {
		t.Fatalf("got %v, %v, want %v", read, err, layers)
	}
	if !reflect.DeepEqual(bitsOf(read), bitsOf(layers)) {
		t.Error("the weights' bits differ")
	}
	again, err := WriteModel(read)
	if err != nil || string(again) != string(content) {
		t.Errorf("the file differs when it is written again: %v", err)
	}
	inputs := [][]float64{{0.3, -1.5, 2}, {1e-300, 1, -1}}
	got, err := Predict(read, inputs)
	want, _ := Predict(layers, inputs)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
	kernel := read[0].(DenseLayer).Kernel
	kernel[0] = append(kernel[0], 99)
	if kernel[1][0] == 99 {
		t.Error("rows share their memory")
	}
}

func TestPartsOfAModelFileAreRefused(t *testing.T) {
	content, err := WriteModel(oddNetwork())
	if err != nil {
		t.Fatal(err)
	}
	for length := range content {
		_, err := ReadModel(content[:length])
		checkRefusals(t, []refusal{{err, "bad_file", "model"}})
	}
	_, err = ReadModel(append(content, 0))
	checkRefusals(t, []refusal{{err, "bad_file", "model"}})
}

func TestAModelFileMayHoldMore(t *testing.T) {
	header := `  {"layers.0.kernel":{"shape":[1,1],"more":{},"data_offsets":[4,12],"dtype":"F64"},` +
		`"layers.0.bias":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]},` +
		`"empty":{"dtype":"I16","shape":[3,0],"data_offsets":[4,4]},` +
		`"one number":{"dtype":"C64","shape":[],"data_offsets":[12,20]},` +
		`"half bytes":{"dtype":"F4","shape":[6],"data_offsets":[20,23]},` +
		`"__metadata__":{"format":"pt","refnet":"{\"made by\": null, \"version\": 1.0, \"layers\": ` +
		`[{\"name\": \"a\", \"bias\": false, \"activation\": \"tanh\", \"units\": 1}]}"}}` + "\n\t "
	layers, err := ReadModel(fileOf(header, 23))
	want := []Layer{DenseLayer{1, "tanh", [][]float64{{0}}, nil}}
	if err != nil || !reflect.DeepEqual(layers, want) {
		t.Errorf("got %v, %v, want %v", layers, err, want)
	}
}

func TestBadDescriptionsAreRefused(t *testing.T) {
	good := layersEntry("[" + layerText + "]")
	described := func(description string) string {
		return "{" + kernelEntry + "," + refnetEntry(description) + "}"
	}
	withLayers := func(layers string) string {
		return "{" + kernelEntry + "," + layersEntry(layers) + "}"
	}
	changed := func(old, replacement string) string {
		return withLayers("[" + strings.Replace(layerText, old, replacement, 1) + "]")
	}
	checkBadHeaders(t, []string{
		"{" + kernelEntry + "}",
		"{" + kernelEntry + `,"__metadata__":null}`,
		"{" + kernelEntry + `,"__metadata__":{}}`,
		"{" + kernelEntry + `,"__metadata__":{"refnet":null}}`,
		"{" + kernelEntry + `,"__metadata__":{"refnet":{}}}`,
		"{" + kernelEntry + "," + strings.Replace(good, "{", `{"format":1,`, 1) + "}",
		described(``),
		described(`null`),
		described(`[]`),
		described(`{\"layers\":[` + layerText + `]}`),
		described(`{\"version\":2,\"layers\":[` + layerText + `]}`),
		described(`{\"version\":\"1\",\"layers\":[` + layerText + `]}`),
		described(`{\"version\":1}`),
		withLayers(`null`),
		withLayers(`[]`),
		withLayers(`[1]`),
		withLayers(`[{}]`),
		changed(":1,", ":0,"),
		changed(":1,", ":-1,"),
		changed(":1,", ":1.5,"),
		changed(":1,", ":1e999,"),
		changed(":1,", `:\"1\",`),
		changed(":1,", ":2,"),
		changed("relu", "step"),
		changed("false", "0"),
		changed("false", "true"),                            // no bias there
		withLayers("[" + layerText + "," + layerText + "]"), // no second layer
		"{" + good + `,"layers.0.kernel":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},` +
			otherTensor(`"U8"`, `[4]`, `[4,8]`) + "}",
		"{" + good + `,"layers.0.kernel":{"dtype":"I64","shape":[1,1],"data_offsets":[0,8]}}`,
		"{" + good + `,"layers.0.kernel":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}`,
		"{" + good + `,"layers.0.kernel":{"dtype":"F64","shape":[0,1],"data_offsets":[0,0]},` +
			otherTensor(`"U8"`, `[8]`, `[0,8]`) + "}",
	})
}

func TestBadWeightsAreRefused(t *testing.T) {
	good := "{" + layersEntry("["+layerText+"]") + "," + kernelEntry + "}"
	for _, weight := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		content := fileOf(good, 0)
		content = binary.LittleEndian.AppendUint64(content, math.Float64bits(weight))
		_, err := ReadModel(content)
		checkRefusals(t, []refusal{{err, "bad_file", "model"}})
	}

	wide := []Layer{
		DenseLayer{2, "relu", [][]float64{{1, 2}}, nil}, DenseLayer{1, "relu", [][]float64{{1}, {1}}, nil},
	}
	content, err := WriteModel(wide)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(content), `"shape":[2,1]`, `"shape":[1,1]`, 1)
	text = strings.Replace(text, `[16,32]`, `[16,24]`, 1)
	_, err = ReadModel([]byte(text[:len(text)-8])) // each layer is valid by itself
	checkRefusals(t, []refusal{{err, "bad_file", "model"}})
}

func TestAModelIsSavedCompletelyOrNotAtAll(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "model.safetensors")
	names := func() []string {
		entries, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		result := []string{}
		for _, entry := range entries {
			result = append(result, entry.Name())
		}
		return result
	}
	first, second := oddNetwork(), oddNetwork()[:2]
	for _, layers := range [][]Layer{first, second} {
		if err := SaveModel(path, layers); err != nil {
			t.Fatal(err)
		}
		if read, err := LoadModel(path); err != nil || !reflect.DeepEqual(read, layers) {
			t.Errorf("got %v, %v, want %v", read, err, layers)
		}
	}
	checkRefusals(t, []refusal{{SaveModel(path, nil), "empty", "layers"}})
	if read, err := LoadModel(path); err != nil || !reflect.DeepEqual(read, second) {
		t.Errorf("a network that was refused has changed the file: %v, %v", read, err)
	}

	// A folder is in the way, with something in it, so that the renaming fails.
	taken := filepath.Join(folder, "taken")
	if err := os.MkdirAll(filepath.Join(taken, "inside"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := SaveModel(taken, first); err == nil {
		t.Error("a folder has become a model")
	}
	if err := SaveModel(filepath.Join(folder, "nowhere", "model"), first); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	if _, err := LoadModel(filepath.Join(folder, "nothing")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	if got, want := names(), []string{"model.safetensors", "taken"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
