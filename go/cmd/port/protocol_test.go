package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

const fixtures = "../../../conformance/fixtures"

type fixture struct {
	ID       string
	Request  map[string]any
	Line     *string
	Expected map[string]any
	Input    []any
	Answers  []any
}

// exchange returns what is sent for a fixture, and for each of its lines the answers that are right.
func (f fixture) exchange(t testing.TB) (sent []byte, answers [][]map[string]any) {
	switch {
	case f.Line != nil:
		return []byte(*f.Line), [][]map[string]any{{f.Expected}}
	case f.Request != nil:
		f.Request["id"], f.Expected["id"] = 1, 1.0
		sent, err := json.Marshal(f.Request)
		if err != nil {
			t.Fatal(err)
		}
		return sent, [][]map[string]any{{f.Expected}}
	}
	for _, piece := range f.Input {
		sent = append(sent, bytesOf(t, piece)...)
	}
	for _, answer := range f.Answers {
		several, isList := answer.([]any)
		if !isList {
			several = []any{answer}
		}
		allowed := []map[string]any{}
		for _, each := range several {
			allowed = append(allowed, each.(map[string]any))
		}
		answers = append(answers, allowed)
	}
	return sent, answers
}

// bytesOf returns the bytes of a piece of an input: a text, base64, or a text to repeat.
func bytesOf(t testing.TB, piece any) []byte {
	switch piece := piece.(type) {
	case string:
		return []byte(piece)
	case map[string]any:
		if text, ok := piece["base64"].(string); ok {
			content, err := base64.StdEncoding.DecodeString(text)
			if err != nil {
				t.Fatal(err)
			}
			return content
		}
		return bytes.Repeat([]byte(piece["repeat"].(string)), int(piece["times"].(float64)))
	}
	t.Fatalf("no piece of an input: %v", piece)
	return nil
}

// withBits replaces every number of an answer by its bits, so that DeepEqual compares the bits.
func withBits(value any) any {
	switch value := value.(type) {
	case map[string]any:
		object := map[string]any{}
		for key, item := range value {
			object[key] = withBits(item)
		}
		return object
	case []any:
		list := make([]any, len(value))
		for i, item := range value {
			list[i] = withBits(item)
		}
		return list
	case float64:
		return math.Float64bits(value)
	case string:
		if isNumber(value) {
			number, _ := readNumber("", value)
			return math.Float64bits(number.(float64))
		}
	}
	return value
}

// All fixtures of conformance/, answered by this port.
func TestFixtures(t *testing.T) {
	chapters, _ := filepath.Glob(filepath.Join(fixtures, "*"))
	if len(chapters) == 0 {
		t.Fatal("no fixtures in " + fixtures)
	}
	paths := []string{}
	for _, chapter := range chapters {
		found, _ := filepath.Glob(filepath.Join(chapter, "*.json"))
		if info, err := os.Stat(chapter); err == nil && info.IsDir() && len(found) == 0 {
			t.Error("no fixtures in " + chapter)
		}
		paths = append(paths, found...)
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var f fixture
		if err := json.Unmarshal(text, &f); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		t.Run(f.ID, func(t *testing.T) {
			sent, expected := f.exchange(t)
			var written bytes.Buffer
			if f.Line != nil {
				sent = append(sent, '\n') // which an empty line needs
			}
			if err := serve(bytes.NewReader(sent), &written); err != nil {
				t.Fatal(err)
			}
			answers := bytes.Split(bytes.TrimSuffix(written.Bytes(), []byte{'\n'}), []byte{'\n'})
			if written.Len() == 0 {
				answers = nil
			}
			if len(answers) != len(expected) {
				t.Fatalf("%d answers, want %d", len(answers), len(expected))
			}
			for i, answer := range answers {
				checkOneOf(t, answer, expected[i])
			}
		})
	}
}

// checkOneOf checks that an answer is one of those that are right.
func checkOneOf(t *testing.T, written []byte, allowed []map[string]any) {
	for _, expected := range allowed {
		var got any
		if err := json.Unmarshal(written, &got); err != nil {
			t.Fatal(err)
		}
		inItsOwnWords(got, expected)
		if reflect.DeepEqual(withBits(got), withBits(expected)) {
			return
		}
	}
	t.Errorf("got  %s\nwant %v", written, allowed)
}

// inItsOwnWords makes the messages of two refusals the same where a port has words of its own: for a file,
// whose fault each port describes as it finds it, and for an unknown name, where the fixture lists those
// that there were when it was made: more may follow them, and kinds of layers may stand among them.
func inItsOwnWords(got any, want map[string]any) {
	answered, _ := got.(map[string]any)
	refused, _ := answered["error"].(map[string]any)
	expected, _ := want["error"].(map[string]any)
	message, _ := refused["message"].(string)
	field, _ := refused["field"].(string)
	older, _ := expected["message"].(string)
	longer := strings.HasSuffix(field, ".kind") || strings.HasPrefix(message, older+`, "`)
	own := refused["code"] == "bad_file" || (refused["code"] == "unknown_name" && longer)
	if own && refused["code"] == expected["code"] && message != "" {
		refused["message"] = expected["message"]
	}
}

// A request is read in a fixed order, and each fault names its field (PORT-1 to PORT-4).
func TestBadRequestsAreRefused(t *testing.T) {
	for _, test := range []struct{ line, id, code, field string }{
		{`{`, `null`, "malformed_request", ``},
		{`[]`, `null`, "malformed_request", ``},
		{`{} {}`, `null`, "malformed_request", ``},
		{`{"id": "\ud800"}`, `null`, "malformed_request", ``},
		{"{\"id\": \"\xff\"}", `null`, "malformed_request", ``},
		{`{}`, `null`, "missing_field", "id"},
		{`{"id": 1.5}`, `null`, "wrong_type", "id"},
		{`{"id": "0x3FF0000000000000"}`, `"0x3FF0000000000000"`, "missing_field", "experiment"},
		{`{"id": 1, "experiment": 2}`, `1`, "wrong_type", "experiment"},
		{`{"id": 1, "experiment": "flight"}`, `1`, "unknown_experiment", "experiment"},
		{`{"id": 1, "experiment": "random", "sead": 1, "seat": 2}`, `1`, "unknown_field", "sead"},
		{`{"id": 1, "experiment": "random", "count": null}`, `1`, "missing_field", "seed"},
		{`{"id": 1, "experiment": "random", "seed": 1, "count": null}`, `1`, "wrong_type", "count"},
	} {
		written, err := json.Marshal(answer(experiments, []byte(test.line)))
		if err != nil {
			t.Fatal(err)
		}
		var got struct {
			ID    json.RawMessage
			Error struct{ Code, Field string }
		}
		if err := json.Unmarshal(written, &got); err != nil {
			t.Fatal(err)
		}
		if string(got.ID) != test.id || got.Error.Code != test.code || got.Error.Field != test.field {
			t.Errorf("%s: got %s, want %s of %q", test.line, written, test.code, test.field)
		}
	}
}

func TestWriteValue(t *testing.T) {
	for _, test := range []struct {
		value any
		want  string
	}{
		{0.1, `0.1`},
		{math.NaN(), `"NaN"`},
		{math.Inf(1), `"Infinity"`},
		{math.Inf(-1), `"-Infinity"`},
		{math.Copysign(0, -1), `"-0"`},
		{[]float64(nil), `null`},
		{(*float64)(nil), `null`},
		{[][]float64{{1, math.NaN()}, {}}, `[[1,"NaN"],[]]`},
		{[][][][]float64{{{{1, math.NaN()}}}, {}}, `[[[[1,"NaN"]]],[]]`},
		{[][]bool(nil), `null`},
		{[]int64(nil), `null`},
		{[]map[string]any{{"blink": true, "bias": new(float64)}}, `[{"bias":0,"blink":true}]`},
	} {
		written, err := json.Marshal(writeValue(test.value))
		if err != nil || string(written) != test.want {
			t.Errorf("%v: got %s, %v, want %s", test.value, written, err, test.want)
		}
	}
}
