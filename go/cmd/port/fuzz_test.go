package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

const (
	longestSeed = 1 << 13  // bytes of a line; longer ones only make the fuzzer slow
	mostWork    = 64       // of the counts of a request that say how long it runs
	mostUnits   = 256      // of a network of which each unit has a weight for every other
	mostBytes   = 64 << 20 // that answering these lines may allocate
)

// codes are those of conformance/spec/errors.md.
var codes = []string{
	"malformed_request", "unknown_experiment", "missing_field", "unknown_field", "wrong_type", "empty",
	"shape_mismatch", "not_finite", "out_of_range", "unknown_name", "diverged", "bad_file",
}

// FuzzProtocol sends the fixtures' lines after mutations of their bytes, and of their JSON values, which
// edits says: every line gets one valid answer with its id, within bounds of time and memory.
func FuzzProtocol(f *testing.F) {
	paths, _ := filepath.Glob(filepath.Join(fixtures, "*", "*.json"))
	if len(paths) == 0 {
		f.Fatal("no fixtures in " + fixtures)
	}
	random := rand.New(rand.NewPCG(1, 1))
	for _, path := range paths {
		if line := seedOf(f, path); len(line) <= longestSeed {
			f.Add(line, []byte{})
			f.Add(line, binary.BigEndian.AppendUint32(nil, random.Uint32()))
		}
	}
	f.Fuzz(func(t *testing.T, requests, edits []byte) {
		requests = edited(requests, edits)
		lines := bytes.SplitAfter(requests, []byte{'\n'})
		lines = lines[:len(lines)-1+min(1, len(lines[len(lines)-1]))] // the last one may be empty
		for _, line := range lines {
			if asksForMuch(line) {
				return
			}
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start, written := time.Now(), bytes.Buffer{}
		if err := serve(bytes.NewReader(requests), &written); err != nil {
			t.Fatal(err)
		}
		if spent := time.Since(start); spent > 10*time.Second {
			t.Errorf("answered after %v", spent)
		}
		runtime.ReadMemStats(&after)
		if bytes := after.TotalAlloc - before.TotalAlloc; bytes > mostBytes+1000*uint64(len(requests)) {
			t.Errorf("allocated %d bytes", bytes)
		}
		answers := strings.SplitAfter(written.String(), "\n")
		if len(answers) != len(lines)+1 || answers[len(lines)] != "" {
			t.Fatalf("%d lines have %d answers", len(lines), len(answers)-1)
		}
		for i, line := range lines {
			checkAnswer(t, line, answers[i])
		}
	})
}

// seedOf returns what is sent for a fixture.
func seedOf(f *testing.F, path string) []byte {
	text, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	var read fixture
	if err := json.Unmarshal(text, &read); err != nil {
		f.Fatal(err)
	}
	sent, _ := read.exchange(f)
	return sent
}

// fragments are JSON values that take the place of others.
var fragments = []string{
	`null`, `true`, `false`, `0`, `-0`, `1`, `-1`, `2`, `3.0`, `0.5`, `1e400`, `-1e400`, `5e-324`, `1e308`,
	`16777216`, `16777217`, `4294967295`, `9007199254740991`, `9007199254740992`, `18446744073709551616`,
	`""`, `"a"`, `"NaN"`, `"Infinity"`, `"-Infinity"`, `"-0"`, `"0x7ff8000000000000"`, `"0x3FF0000000000000"`,
	`"\u2028\ud83d\ude00\u0000"`, `"<\\\"&>"`, `"dense"`, `"flatten"`, `"normalization"`, `"softmax"`, `"adam"`,
	`[]`, `{}`, `[[]]`, `[1]`, `[1,2]`, `[[1]]`, `[[1,2]]`, `["a"]`, `[0]`, `[true]`, `[{}]`,
	`{"kind":"flatten"}`, `[2,1]`, `{"kind":"normalization","mean":[0],"variance":[1]}`,
	`{"units":1,"activation":"sigmoid","kernel":[[1],[2]]}`,
	`[{"kind":"flatten"}]`, `[16777216]`, `[4096,4097]`, `[2,2,1]`, `[[[[1]]]]`, `[[true]]`, `"same"`, `"conv2d"`,
	`"oja"`, `"normal"`, `"integers"`, `"asynchronous"`, `"synchronous"`, `4294967296`, `[1,-1]`, `[[1,-1]]`,
	`{"kind":"reshape","target_shape":[2,1,1]}`, `{"kind":"max_pooling2d","pool_size":[1,1]}`,
	`{"kind":"conv2d","filters":1,"kernel_size":[1,1],"kernel":[[[[1]]]]}`,
	`{"kind":"conv1d","filters":1,"kernel_size":[1],"kernel":[[[1]]]}`, `{"kind":"zero_padding2d"}`,
	`{"kind":"average_pooling2d","pool_size":[2,2],"padding":"same"}`, `{"kind":"global_average_pooling2d"}`,
	`{"kind":"masking","mask_value":1}`, `{"kind":"repeat_vector","n":2}`, `"orthogonal"`, `[[1,2,3,4]]`, `[[1,2,3]]`,
	`{"kind":"time_distributed","units":1,"kernel":[[1]]}`,
	`{"kind":"embedding","input_dim":2,"output_dim":1,"embeddings":[[1],[2]],"mask_zero":true}`,
	`{"kind":"simple_rnn","units":1,"kernel":[[1]],"recurrent_kernel":[[1]],"go_backwards":true}`,
	`{"kind":"lstm","units":1,"kernel":[[1,2,3,4]],"recurrent_kernel":[[1,2,3,4]],"return_sequences":true}`,
	`{"kind":"gru","units":1,"kernel":[[1,2,3]],"recurrent_kernel":[[1,2,3]],"bias":[[1,2,3],[4,5,6]]}`,
	`{"kind":"bidirectional_simple_rnn","units":1,"kernel":[[1]],"recurrent_kernel":[[1]],"bias":[1],` +
		`"backward_kernel":[[1]],"backward_recurrent_kernel":[[1]],"return_sequences":true}`,
	`{"kind":"dropout","rate":0.5}`, `{"kind":"activation","activation":"elu"}`,
	`{"kind":"leaky_relu","negative_slope":0.5}`, `{"kind":"softmax"}`, `"gelu"`, `"exponential"`,
	`{"kind":"simple_rnn","units":1,"kernel":[[1]],"recurrent_kernel":[[1]],"dropout":0.5,"stateful":true}`,
	`{"kind":"gru","units":1,"kernel":[[1,2,3]],"recurrent_kernel":[[1,2,3]],"recurrent_dropout":0.5}`,
}

// edited returns a line with changed JSON values; 4 bytes of edits say which value and what becomes of it.
func edited(line, edits []byte) []byte {
	var document any
	for ; len(edits) >= 4; edits = edits[4:] {
		decoder := json.NewDecoder(bytes.NewReader(line))
		decoder.UseNumber()
		if decoder.Decode(&document) != nil {
			return line
		}
		nodes := nodesOf(document, func(value any) { document = value }, nil)
		node := nodes[int(binary.BigEndian.Uint16(edits))%len(nodes)]
		if other := int(edits[3]); edits[2]%2 == 0 {
			node.replace(json.RawMessage(fragments[other%len(fragments)]))
		} else {
			node.replace(copyOf(nodes[other%len(nodes)].value))
		}
		var err error
		if line, err = json.Marshal(document); err != nil {
			return line
		}
	}
	return line
}

// copyOf returns the text of a JSON value, so that no value can be inside itself.
func copyOf(value any) json.RawMessage {
	text, err := json.Marshal(value)
	if err != nil {
		return json.RawMessage(`null`)
	}
	return text
}

// node is a value inside a JSON document.
type node struct {
	value   any
	replace func(value any)
}

// nodesOf returns the nodes of a document, added to those found already.
func nodesOf(value any, replace func(value any), found []node) []node {
	found = append(found, node{value, replace})
	switch value := value.(type) {
	case []any:
		for i, item := range value {
			found = nodesOf(item, func(other any) { value[i] = other }, found)
		}
	case map[string]any:
		keys := []string{}
		for key := range value {
			keys = append(keys, key)
		}
		slices.Sort(keys)
		for _, key := range keys {
			found = nodesOf(value[key], func(other any) { value[key] = other }, found)
		}
	}
	return found
}

// asksForMuch returns whether a request may run long, or its layers may need much memory, because its
// counts say so.
func asksForMuch(line []byte) bool {
	var request map[string]any
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.UseNumber()
	if decoder.Decode(&request) != nil {
		return false
	}
	for _, name := range []string{"trials", "iterations", "epochs", "sweeps", "count"} {
		if number, err := readCount(name, request[name]); err == nil && number.(int64) > mostWork {
			return true
		}
	}
	if start, _ := request["start"].([]any); len(start) > mostUnits {
		return true
	}
	layers, _ := request["layers"].([]any)
	return largeSizes(request, "sizes", "cells") || slices.ContainsFunc(layers, func(layer any) bool {
		fields, _ := layer.(map[string]any)
		if steps, err := readCount("n", fields["n"]); err == nil && steps.(int64) > mostWork {
			return true
		}
		return largeSizes(fields, "pool_size", "rows", "columns")
	})
}

// largeSizes returns whether one of these fields has a size that makes much work.
func largeSizes(fields map[string]any, names ...string) bool {
	for _, name := range names {
		sizes, err := readCounts(name, fields[name])
		large := func(size int64) bool { return size > mostWork }
		if err == nil && slices.ContainsFunc(sizes.([]int64), large) {
			return true
		}
	}
	return false
}

// checkAnswer checks that this is the answer to a line: with its id, and with an error as PORT-6 has it
// or the fields of a result.
func checkAnswer(t *testing.T, line []byte, written string) {
	t.Helper()
	var answered map[string]any
	if err := json.Unmarshal([]byte(written), &answered); err != nil {
		t.Fatalf("%q: %q: %v", line, written, err)
	}
	id, given := answered["id"]
	if want := idOf(line); !given || id != want {
		t.Errorf("%q: got the id %v, want %v", line, id, want)
	}
	if answered["error"] == nil {
		if len(answered) < 2 || id == nil { // nothing but an id
			t.Errorf("%q: got %s", line, written)
		}
		return
	}
	refused, _ := answered["error"].(map[string]any)
	code, _ := refused["code"].(string)
	field, named := refused["field"].(string)
	message, _ := refused["message"].(string)
	_, tried := refused["trial"].(float64)
	if len(answered) != 2 || !slices.Contains(codes, code) || message == "" ||
		named != (code != "malformed_request") || tried != (code == "diverged") ||
		(named && !strings.HasPrefix(message, field)) || (id == nil && named && field != "id") {
		t.Errorf("%q: got %s", line, written)
	}
}

// idOf returns the id that the answer to a line has (PORT-1, PORT-2), read in another way than the port
// reads it.
func idOf(line []byte) any {
	var object map[string]json.RawMessage
	if json.Unmarshal(line, &object) != nil || object["id"] == nil {
		return nil
	}
	if _, err := readObject(line); err != nil { // half of a surrogate pair, or not UTF-8
		return nil
	}
	var id any
	if err := json.Unmarshal(object["id"], &id); err != nil {
		return nil // a number beyond the range
	}
	switch id := id.(type) {
	case string:
		return id
	case float64:
		if id == math.Trunc(id) && math.Abs(id) < 1<<53 {
			return id
		}
	}
	return nil
}
