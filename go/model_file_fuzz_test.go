package refnet

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
)

const (
	longestSeed = 1 << 13 // bytes of a file; longer ones only make the fuzzer slow
	mostCells   = 1 << 20 // product of the sizes of a layer that is run
)

// FuzzModelFile reads what is left of the fixtures' files after mutations: refnet's description, the
// header before and after it, the data, and the length of the header, which is wrong by so much. A file is
// refused, or is a model that can be written, read and run; its claims decide about no memory.
func FuzzModelFile(f *testing.F) {
	paths, _ := filepath.Glob("../conformance/fixtures/model_file/*.json")
	if len(paths) == 0 {
		f.Fatal("no fixtures of model files")
	}
	for _, path := range paths {
		if content := modelOf(f, path); len(content) <= longestSeed {
			addFile(f, content)
		}
	}
	for _, model := range []Model{everyKind(), imageModel(), sequenceModel(), specialModel(), activationModel()} {
		content, err := WriteModel(model)
		if err != nil {
			f.Fatal(err)
		}
		addFile(f, content)
	}
	f.Fuzz(func(t *testing.T, excess int64, before, description, after string, data []byte) {
		header := before + after
		if description != "" {
			header = before + quoted(description) + after
		}
		content := binary.LittleEndian.AppendUint64(nil, uint64(int64(len(header))+excess))
		content = append(append(content, header...), data...)
		var start, end runtime.MemStats
		runtime.ReadMemStats(&start)
		model, err := ReadModel(content)
		runtime.ReadMemStats(&end)
		if size := end.TotalAlloc - start.TotalAlloc; size > 1<<16+1000*uint64(len(content)) {
			t.Errorf("allocated %d bytes for %d", size, len(content))
		}
		if err != nil {
			checkRefusals(t, []refusal{{err, "bad_file", "model"}})
			return
		}
		checkModel(t, model)
	})
}

// checkModel checks that what has been read can be written, read and run.
func checkModel(t *testing.T, model Model) {
	t.Helper()
	content, err := WriteModel(model)
	if err != nil {
		t.Fatal(err)
	}
	again, err := ReadModel(content)
	if err != nil || !reflect.DeepEqual(again, model) {
		t.Fatalf("got %v, %v, want %v", again, err, model)
	}
	if written, err := WriteModel(again); err != nil || !bytes.Equal(written, content) {
		t.Errorf("got %q, %v, want %q", written, err, content)
	}
	if isSmall(model.Layers) {
		n := inputsOf("layers", model.Layers).count
		outputs, err := Model{Layers: model.Layers, Sources: model.Sources}.Predict([][]float64{make([]float64, n)}) // in one batch
		k := outputsOf("layers", model.Layers).count
		if err != nil || len(outputs) != 1 || int64(len(outputs[0])) != k {
			t.Errorf("got %v, %v, want %d outputs", outputs, err, k)
		}
	}
}

// isSmall returns whether a network runs in little time and memory.
func isSmall(layers []Layer) bool {
	for _, layer := range layers {
		before, after := kinds[layer.kind()].shapes(layer)
		sizes := append(slices.Clone(before), after...)
		switch layer := layer.(type) {
		case MaxPooling2DLayer:
			sizes = append(sizes, layer.PoolSize...)
		case AveragePooling2DLayer:
			sizes = append(sizes, layer.PoolSize...)
		}
		if numbersOf(sizes) > mostCells {
			return false
		}
	}
	return true
}

// modelOf returns the file in a fixture, the one of its request or of its answer.
func modelOf(f *testing.F, path string) []byte {
	text, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	var read struct{ Request, Expected struct{ Model any } }
	if err := json.Unmarshal(text, &read); err != nil {
		f.Fatal(err)
	}
	encoded, ok := read.Request.Model.(string)
	if !ok {
		encoded, _ = read.Expected.Model.(string)
	}
	content, _ := base64.StdEncoding.DecodeString(encoded) // some fixtures are not base64
	return content
}

// addFile adds a file to the seeds, with its description in a part of its own where there is one.
func addFile(f *testing.F, content []byte) {
	if len(content) < 8 {
		return
	}
	claimed, rest := binary.LittleEndian.Uint64(content), content[8:]
	size := min(claimed, uint64(len(rest)))
	before, description, after := string(rest[:size]), "", ""
	entries, _ := readJSON(rest[:size]).(map[string]any)
	texts, _ := entries[metadata].(map[string]any)
	if text, _ := texts["refnet"].(string); text != "" {
		if start, end, found := strings.Cut(before, quoted(text)); found {
			before, description, after = start, text, end
		}
	}
	f.Add(int64(claimed-size), before, description, after, rest[size:])
}
