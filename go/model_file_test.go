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

// A network with weights that are easily lost: subnormal ones, the largest, zeros of either sign.
func oddNetwork() []DenseLayer {
	least, most, minus := math.SmallestNonzeroFloat64, math.MaxFloat64, math.Copysign(0, -1)
	layers := []DenseLayer{
		{2, "tanh", [][]float64{{0.1, minus}, {least, -1e-310}, {1.0 / 3, 2}}, []float64{minus, 0}},
		{1, "relu", [][]float64{{-0.7}, {1e-9}}, nil},
		{3, "linear", [][]float64{{1, -2, 3e8}}, []float64{least, 0.25, -most}},
	}
	for i := 3; i < 12; i++ { // layers.10 stands before layers.2
		kernel := [][]float64{{float64(i), 0, 0}, {0, 1, 0}, {0, 0, 1}}
		layers = append(layers, DenseLayer{3, "linear", kernel, nil})
	}
	return append(layers, DenseLayer{2, "softmax", [][]float64{{1, 2}, {3, 4}, {0, 0}}, nil})
}

func bitsOf(layers []DenseLayer) []uint64 {
	result := []uint64{}
	for _, vector := range networkParameters(layers) {
		for _, weight := range vector {
			result = append(result, math.Float64bits(weight))
		}
	}
	return result
}

// fileOf returns a file with this header, as it stands, and so many bytes behind it.
func fileOf(header string, count int) []byte {
	content := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(content, header...), make([]byte, count)...)
}

func TestAModelFileByteByByte(t *testing.T) {
	content, err := WriteModel([]DenseLayer{{2, "relu", [][]float64{{1, -2}}, []float64{0, 0.5}}})
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
		t.Errorf("written again, the file is another: %v", err)
	}
	inputs := [][]float64{{0.3, -1.5, 2}, {1e-300, 1, -1}}
	got, err := Predict(read, inputs)
	want, _ := Predict(layers, inputs)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
	read[0].Kernel[0] = append(read[0].Kernel[0], 99)
	if read[0].Kernel[1][0] == 99 {
		t.Error("rows share their memory")
	}
}

func TestWriteModelRefuses(t *testing.T) {
	write := func(layers ...DenseLayer) error {
		_, err := WriteModel(layers)
		return err
	}
	checkRefusals(t, []refusal{
		{write(), "empty", "layers"},
		{write(DenseLayer{1, "step", [][]float64{{1, 2}}, nil}), "shape_mismatch", "layers[0].kernel"},
		{write(DenseLayer{1, "step", [][]float64{{1}}, nil}), "unknown_name", "layers[0].activation"},
		{write(DenseLayer{1, "relu", [][]float64{{math.NaN()}}, nil}), "not_finite", "layers[0].kernel"},
	})
}

func TestNoPartOfAModelFileIsOne(t *testing.T) {
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
	want := []DenseLayer{{1, "tanh", [][]float64{{0}}, nil}}
	if err != nil || !reflect.DeepEqual(layers, want) {
		t.Errorf("got %v, %v, want %v", layers, err, want)
	}
}

func TestBadModelFilesAreRefused(t *testing.T) {
	const kernel = `"layers.0.kernel":{"dtype":"F64","shape":[1,1],"data_offsets":[0,8]}`
	const layer = `{\"units\":1,\"activation\":\"relu\",\"bias\":false}`
	described := func(description string) string {
		return `"__metadata__":{"refnet":"` + description + `"}`
	}
	with := func(layers string) string { return described(`{\"version\":1,\"layers\":` + layers + `}`) }
	tensor := func(dtype, shape, offsets string) string {
		return fmt.Sprintf(`"other":{"dtype":%s,"shape":%s,"data_offsets":%s}`, dtype, shape, offsets)
	}
	good := with("[" + layer + "]")
	if _, err := ReadModel(fileOf("{"+good+","+kernel+"}", 8)); err != nil {
		t.Fatal(err)
	}
	for _, header := range []string{
		``, `null`, `[]`, `1`, `"a"`, `{`, `{} {}`, "\xef\xbb\xbf{}", "{}\x00",
		"{" + good + "," + kernel + `,"\ud800":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}`,
		"{" + good + "," + kernel + ",\"\xff\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}",

		// the tensors
		"{" + good + `,"layers.0.kernel":null}`,
		"{" + good + "," + kernel + "," + tensor(`"F128"`, `[0]`, `[0,0]`) + "}",
		"{" + good + "," + kernel + "," + tensor(`"f64"`, `[0]`, `[0,0]`) + "}",
		"{" + good + "," + kernel + "," + tensor(`8`, `[0]`, `[0,0]`) + "}",
		"{" + good + "," + kernel + "," + tensor(`"U8"`, `null`, `[0,0]`) + "}",
		"{" + good + "," + kernel + "," + tensor(`"U8"`, `[null]`, `[0,0]`) + "}",
		"{" + good + "," + kernel + "," + tensor(`"U8"`, `[0.0]`, `[0,0]`) + "}",
		"{" + good + "," + kernel + "," + tensor(`"U8"`, `[-0]`, `[0,0]`) + "}",
		"{" + good + "," + kernel + "," + tensor(`"U8"`, `["0"]`, `[0,0]`) + "}",
		"{" + good + "," + kernel + "," + tensor(`"U8"`, `[0]`, `[8]`) + "}",
		"{" + good + "," + kernel + "," + tensor(`"U8"`, `[0]`, `[8,8,8]`) + "}",
		"{" + good + "," + kernel + "," + tensor(`"U8"`, `[1]`, `[8,9]`) + "}",                    // beyond the end
		"{" + good + "," + kernel + "," + tensor(`"U8"`, `[1]`, `[7,8]`) + "}",                    // overlaps
		"{" + good + "," + kernel + "," + tensor(`"U8"`, `[0]`, `[9,9]`) + "}",                    // a gap
		"{" + good + "," + kernel + "," + tensor(`"U8"`, `[1]`, `[8,7]`) + "}",                    // backwards
		"{" + good + "," + kernel + "," + tensor(`"U8"`, `[1]`, `[8,8]`) + "}",                    // too small
		"{" + good + "," + kernel + "," + tensor(`"F4"`, `[1]`, `[8,8]`) + "}",                    // half a byte
		"{" + good + "," + kernel + "," + tensor(`"U8"`, `[18446744073709551616]`, `[8,8]`) + "}", // 2^64
		"{" + good + "," + kernel + "," + tensor(`"U8"`, `[4294967296,4294967296]`, `[8,8]`) + "}",
		"{" + good + "," + kernel + "," + tensor(`"F64"`, `[2305843009213693952]`, `[8,8]`) + "}", // 2^61
		"{" + good + "," + kernel + "," + tensor(`"U8"`, `[18446744073709551615]`, `[8,18446744073709551615]`) + "}",
		"{" + good + `,"layers.0.kernel":{"dtype":"F64","shape":[2,1],"data_offsets":[0,8]}}`,
		"{" + good + `,"layers.0.kernel":{"dtype":"F64","shape":[1,1],"data_offsets":[8,16]}}`,
		"{" + good + "}", // bytes that belong to nothing

		// refnet's entry
		"{" + kernel + "}",
		"{" + kernel + `,"__metadata__":null}`,
		"{" + kernel + `,"__metadata__":{}}`,
		"{" + kernel + `,"__metadata__":{"refnet":null}}`,
		"{" + kernel + `,"__metadata__":{"refnet":{}}}`,
		"{" + kernel + "," + strings.Replace(good, "{", `{"format":1,`, 1) + "}",
		"{" + kernel + "," + described(``) + "}",
		"{" + kernel + "," + described(`null`) + "}",
		"{" + kernel + "," + described(`[]`) + "}",
		"{" + kernel + "," + described(`{\"layers\":[`+layer+`]}`) + "}",
		"{" + kernel + "," + described(`{\"version\":2,\"layers\":[`+layer+`]}`) + "}",
		"{" + kernel + "," + described(`{\"version\":\"1\",\"layers\":[`+layer+`]}`) + "}",
		"{" + kernel + "," + described(`{\"version\":1}`) + "}",
		"{" + kernel + "," + with(`null`) + "}",
		"{" + kernel + "," + with(`[]`) + "}",
		"{" + kernel + "," + with(`[1]`) + "}",
		"{" + kernel + "," + with(`[{}]`) + "}",
		"{" + kernel + "," + with("["+strings.Replace(layer, ":1,", ":0,", 1)+"]") + "}",
		"{" + kernel + "," + with("["+strings.Replace(layer, ":1,", ":-1,", 1)+"]") + "}",
		"{" + kernel + "," + with("["+strings.Replace(layer, ":1,", ":1.5,", 1)+"]") + "}",
		"{" + kernel + "," + with("["+strings.Replace(layer, ":1,", ":1e999,", 1)+"]") + "}",
		"{" + kernel + "," + with("["+strings.Replace(layer, ":1,", `:\"1\",`, 1)+"]") + "}",
		"{" + kernel + "," + with("["+strings.Replace(layer, ":1,", ":2,", 1)+"]") + "}",
		"{" + kernel + "," + with("["+strings.Replace(layer, "relu", "step", 1)+"]") + "}",
		"{" + kernel + "," + with("["+strings.Replace(layer, "false", "0", 1)+"]") + "}",
		"{" + kernel + "," + with("["+strings.Replace(layer, "false", "true", 1)+"]") + "}", // no bias there
		"{" + kernel + "," + with("["+layer+","+layer+"]") + "}",                            // no second layer
		"{" + good + `,"layers.0.kernel":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},` +
			tensor(`"U8"`, `[4]`, `[4,8]`) + "}",
		"{" + good + `,"layers.0.kernel":{"dtype":"I64","shape":[1,1],"data_offsets":[0,8]}}`,
		"{" + good + `,"layers.0.kernel":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}`,
		"{" + good + `,"layers.0.kernel":{"dtype":"F64","shape":[0,1],"data_offsets":[0,0]},` +
			tensor(`"U8"`, `[8]`, `[0,8]`) + "}",
	} {
		if _, err := ReadModel(fileOf(header, 8)); err == nil {
			t.Errorf("%s: is read", header)
		} else {
			checkRefusals(t, []refusal{{err, "bad_file", "model"}})
		}
	}

	for _, size := range []uint64{1 << 63, math.MaxUint64, math.MaxUint64 - 7, 100_000_001, 3} {
		content := append(binary.LittleEndian.AppendUint64(nil, size), "{}"...)
		_, err := ReadModel(content)
		checkRefusals(t, []refusal{{err, "bad_file", "model"}})
	}
	for _, weight := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		content := fileOf("{"+good+","+kernel+"}", 0)
		content = binary.LittleEndian.AppendUint64(content, math.Float64bits(weight))
		_, err := ReadModel(content)
		checkRefusals(t, []refusal{{err, "bad_file", "model"}})
	}

	wide := []DenseLayer{
		{2, "relu", [][]float64{{1, 2}}, nil}, {1, "relu", [][]float64{{1}, {1}}, nil},
	}
	content, err := WriteModel(wide)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(content), `"shape":[2,1]`, `"shape":[1,1]`, 1)
	text = strings.Replace(text, `[16,32]`, `[16,24]`, 1)
	_, err = ReadModel([]byte(text[:len(text)-8])) // each layer by itself is sound
	checkRefusals(t, []refusal{{err, "bad_file", "model"}})
}

func TestAModelIsSavedWholeOrNotAtAll(t *testing.T) {
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
	for _, layers := range [][]DenseLayer{first, second} {
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
