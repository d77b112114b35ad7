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

// oddModel returns a model with this network.
func oddModel() Model { return Model{InputShape: []int64{3}, Layers: oddNetwork()} }

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
	content, err := WriteModel(
		Model{Layers: []Layer{DenseLayer{2, "relu", [][]float64{{1, -2}}, []float64{0, 0.5}}}},
	)
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
	content, err := WriteModel(Model{Layers: layers}) // the first layer knows the shape
	if err != nil {
		t.Fatal(err)
	}
	model, err := ReadModel(content)
	read := model.Layers
	if err != nil || !reflect.DeepEqual(model, oddModel()) {
		t.Fatalf("got %v, %v, want %v", read, err, layers)
	}
	if !reflect.DeepEqual(bitsOf(read), bitsOf(layers)) {
		t.Error("the weights' bits differ")
	}
	again, err := WriteModel(model)
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
	content, err := WriteModel(oddModel())
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
	model, err := ReadModel(fileOf(header, 23))
	want := Model{
		InputShape: []int64{1},
		Layers:     []Layer{DenseLayer{1, "tanh", [][]float64{{0}}, nil}},
	}
	if err != nil || !reflect.DeepEqual(model, want) {
		t.Errorf("got %v, %v, want %v", model, err, want)
	}
}

// everyKind returns a model with layers of every kind and names that need escapes in JSON.
func everyKind() Model {
	return Model{
		[]int64{2, 1},
		[]Layer{
			FlattenLayer{[]int64{2, 1}},
			NormalizationLayer{[]float64{1, -2}, []float64{0, 4}, false, []int64{2}},
			DenseLayer{1, "relu", [][]float64{{3}, {5}}, []float64{7}},
			NormalizationLayer{[]float64{8}, []float64{9}, true, []int64{1}},
		},
		[]string{"a \"b\\c/<>&\u007f\u2028\u2029\U0001f600", "\b\t\n\f\r\x00\x1f\v"},
		[]string{""},
		nil,
		nil,
	}
}

func TestAModelFileOfVersion2ByteByByte(t *testing.T) {
	content, err := WriteModel(everyKind())
	header := `{"__metadata__":{"refnet":"{\"version\":2,\"input_shape\":[2,1],\"layers\":[` +
		`{\"kind\":\"flatten\"},` +
		`{\"kind\":\"normalization\",\"invert\":false},` +
		`{\"kind\":\"dense\",\"units\":1,\"activation\":\"relu\",\"bias\":true},` +
		`{\"kind\":\"normalization\",\"invert\":true}],` +
		`\"columns\":[\"a \\\"b\\\\c/<>&` + "\u007f\u2028\u2029\U0001f600" + `\",` +
		`\"\\b\\t\\n\\f\\r\\u0000\\u001f\\u000b\"],` +
		`\"classes\":[\"\"]}"},` +
		`"layers.1.mean":{"dtype":"F64","shape":[2],"data_offsets":[0,16]},` +
		`"layers.1.variance":{"dtype":"F64","shape":[2],"data_offsets":[16,32]},` +
		`"layers.2.bias":{"dtype":"F64","shape":[1],"data_offsets":[32,40]},` +
		`"layers.2.kernel":{"dtype":"F64","shape":[2,1],"data_offsets":[40,56]},` +
		`"layers.3.mean":{"dtype":"F64","shape":[1],"data_offsets":[56,64]},` +
		`"layers.3.variance":{"dtype":"F64","shape":[1],"data_offsets":[64,72]}}`
	header += strings.Repeat(" ", (8-len(header)%8)%8)
	want := fileOf(header, 0)
	for _, number := range []float64{1, -2, 0, 4, 7, 3, 5, 8, 9} {
		want = binary.LittleEndian.AppendUint64(want, math.Float64bits(number))
	}
	if err != nil || string(content) != string(want) {
		t.Fatalf("got %q, %v, want %q", content, err, want)
	}
	if read, err := ReadModel(content); err != nil || !reflect.DeepEqual(read, everyKind()) {
		t.Errorf("got %v, %v, want %v", read, err, everyKind())
	}
}

func TestAModelFileHasTheLeastVersion(t *testing.T) {
	dense := []Layer{DenseLayer{1, "relu", [][]float64{{1}}, nil}}
	for _, test := range []struct {
		model Model
		want  string
	}{
		{Model{nil, dense, nil, nil, nil, nil}, `\"version\":1,\"layers\":[{\"units\"`},
		{Model{[]int64{1}, dense, nil, nil, nil, nil}, `\"version\":1,\"layers\":[{\"units\"`},
		{
			Model{nil, dense, []string{"a"}, nil, nil, nil},
			`\"version\":2,\"input_shape\":[1],\"layers\":[{\"kind\":\"dense\",`,
		},
		{Model{nil, dense, nil, []string{"a"}, nil, nil}, `\"bias\":false}],\"classes\":[\"a\"]}"`},
		{Model{[]int64{2, 3}, []Layer{FlattenLayer{}}, nil, nil, nil, nil}, `\"version\":2,\"input_shape\":[2,3],`},
		{Model{nil, []Layer{FlattenLayer{[]int64{3, 2}}}, nil, nil, nil, nil}, `\"version\":2,\"input_shape\":[3,2],`},
	} {
		content, err := WriteModel(test.model)
		if err != nil || !strings.Contains(string(content), test.want) {
			t.Errorf("got %q, %v, want %s in it", content, err, test.want)
		}
	}
}

// A reader of version 2 sees what one of version 1 ignores.
func TestBadDescriptionsOfVersion2AreRefused(t *testing.T) {
	const meanEntry = `"layers.0.mean":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}`
	shaped := func(version int, shape, layer, more string) []byte {
		entry := fmt.Sprintf(`{\"version\":%d%s,\"layers\":[%s]%s}`, version, shape, layer, more)
		return fileOf("{"+kernelEntry+","+refnetEntry(entry)+"}", 8)
	}
	described := func(version int, layer, more string) []byte {
		return shaped(version, `,\"input_shape\":[1]`, layer, more)
	}
	ofKind := func(kind string) string {
		return strings.Replace(layerText, "{", `{\"kind\":`+kind+`,`, 1)
	}
	const flatten = `{\"kind\":\"flatten\"}`
	flattened := func(shape string) []byte { return shaped(2, `,\"input_shape\":`+shape, flatten, ``) }
	normalized := func(invert, variances string, size int) []byte {
		const format = `{\"version\":2,\"input_shape\":[1],` +
			`\"layers\":[{\"kind\":\"normalization\",\"invert\":%s}]}`
		entry := fmt.Sprintf(format, invert)
		return fileOf("{"+meanEntry+","+variances+refnetEntry(entry)+"}", size)
	}
	const variance = `"layers.0.variance":{"dtype":"F64","shape":[1],"data_offsets":[8,16]},`
	good := [][]byte{
		shaped(1, `,\"input_shape\":[2]`, ofKind(`null`), `,\"columns\":1,\"classes\":[]`), // ignored
		described(2, ofKind(`\"dense\"`), `,\"columns\":[\"\"],\"classes\":[\"\\ud83d\\ude00\"]`),
		flattened(`[1.0,16777216]`),
		described(2, ofKind(`\"dense\"`)+","+flatten, ``),
		described(2, flatten+`,{\"kind\":\"flatten\",\"input_shape\":[2]}`, ``), // ignored
		normalized("true", variance, 16),
	}
	for _, content := range good {
		if _, err := ReadModel(content); err != nil {
			t.Errorf("%s: %v", content, err)
		}
	}
	dense := ofKind(`\"dense\"`)
	negative := normalized("true", variance, 16)
	negative[len(negative)-1], negative[len(negative)-2] = 0xbf, 0xf0 // -1
	notFinite := normalized("true", variance, 16)
	notFinite[len(notFinite)-1], notFinite[len(notFinite)-2] = 0x7f, 0xf0
	for _, content := range [][]byte{
		described(3, dense, ``),
		described(2, layerText, ``),
		described(2, ofKind(`null`), ``),
		described(2, ofKind(`{}`), ``),
		described(2, ofKind(`\"conv\"`), ``),
		shaped(2, ``, flatten, ``),
		shaped(2, ``, dense, ``),
		flattened(`null`),
		flattened(`1`),
		flattened(`[]`),
		flattened(`[0]`),
		flattened(`[-1,-1]`),
		flattened(`[1.5]`),
		flattened(`[1e300]`),
		flattened(`[\"1\"]`),
		flattened(`[16777217]`),
		flattened(`[4096,4097]`),
		shaped(2, `,\"input_shape\":[2]`, dense, ``),
		shaped(2, `,\"input_shape\":[1,1]`, dense, ``),
		described(2, dense, `,\"columns\":null`),
		described(2, dense, `,\"columns\":\"a\"`),
		described(2, dense, `,\"columns\":[]`),
		described(2, dense, `,\"columns\":[1]`),
		described(2, dense, `,\"columns\":[\"a\",\"b\"]`),
		described(2, dense, `,\"classes\":null`),
		described(2, dense, `,\"classes\":[\"a\",\"b\"]`),
		described(2, dense, `,\"classes\":[\"\\ud83d\"]`), // half of a surrogate pair
		normalized("null", variance, 16),
		normalized("0", variance, 16),
		normalized("true", "", 8),
		normalized("true", `"layers.0.variance":{"dtype":"F64","shape":[1,1],"data_offsets":[8,16]},`, 16),
		normalized("true", `"layers.0.variance":{"dtype":"F64","shape":[2],"data_offsets":[8,24]},`, 24),
		normalized("true", `"layers.0.variance":{"dtype":"I64","shape":[1],"data_offsets":[8,16]},`, 16),
		negative,
		notFinite,
	} {
		if _, err := ReadModel(content); err == nil {
			t.Errorf("%s: no error", content)
		} else {
			checkRefusals(t, []refusal{{err, "bad_file", "model"}})
		}
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
		described(`{\"version\":3,\"layers\":[` + layerText + `]}`),
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
	content, err := WriteModel(Model{Layers: wide})
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
	first := oddModel()
	second := Model{first.InputShape, first.Layers[:2], []string{"a", "b", "c"}, []string{""}, new(int64), nil}
	*second.BatchSize = 32
	for _, model := range []Model{first, second} {
		if err := SaveModel(path, model); err != nil {
			t.Fatal(err)
		}
		if read, err := LoadModel(path); err != nil || !reflect.DeepEqual(read, model) {
			t.Errorf("got %v, %v, want %v", read, err, model)
		}
	}
	checkRefusals(t, []refusal{{SaveModel(path, Model{}), "empty", "layers"}})
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
