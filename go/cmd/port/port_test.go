package main

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"refnet"
)

const fixtures = "../../../conformance/fixtures"

type fixture struct {
	ID       string
	Request  map[string]any
	Line     *string
	Expected map[string]any
}

// withBits replaces every number of an answer by its bits, so that DeepEqual compares those.
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

// The fixtures of conformance/, through this port's own answer function.
func TestFixtures(t *testing.T) {
	chapters, _ := filepath.Glob(filepath.Join(fixtures, "*"))
	if len(chapters) == 0 {
		t.Fatal("there are no fixtures in " + fixtures)
	}
	paths := []string{}
	for _, chapter := range chapters {
		found, _ := filepath.Glob(filepath.Join(chapter, "*.json"))
		if info, err := os.Stat(chapter); err == nil && info.IsDir() && len(found) == 0 {
			t.Error("there are no fixtures in " + chapter)
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
			var line []byte
			if f.Line != nil {
				line = []byte(*f.Line)
			} else {
				f.Request["id"] = 1
				f.Expected["id"] = 1.0
				if line, err = json.Marshal(f.Request); err != nil {
					t.Fatal(err)
				}
			}
			written, err := json.Marshal(answer(experiments, line))
			if err != nil {
				t.Fatal(err)
			}
			var got any
			if err := json.Unmarshal(written, &got); err != nil {
				t.Fatal(err)
			}
			inItsOwnWords(got, f.Expected)
			if want := withBits(f.Expected); !reflect.DeepEqual(withBits(got), want) {
				t.Errorf("got  %s\nwant %v", written, f.Expected)
			}
		})
	}
}

// inItsOwnWords lets the messages of two refusals of a file be the same: what is wrong with it each
// port says in its own words.
func inItsOwnWords(got any, want map[string]any) {
	answered, _ := got.(map[string]any)
	refused, _ := answered["error"].(map[string]any)
	expected, _ := want["error"].(map[string]any)
	message, _ := refused["message"].(string)
	if refused["code"] == "bad_file" && expected["code"] == "bad_file" && message != "" {
		refused["message"] = expected["message"]
	}
}

func TestTheOptimizersHaveOneSetOfDefaults(t *testing.T) {
	names := []string{}
	for _, kind := range optimizers {
		read, err := readOptimizer("optimizer", map[string]any{"name": kind.name})
		if want := refnet.DefaultOptimizer(kind.name); err != nil || read != want {
			t.Errorf("got %v, %v, want %v", read, err, want)
		}
		names = append(names, kind.name)
	}
	if !reflect.DeepEqual(names, refnet.Optimizers) {
		t.Errorf("got %v, want %v", names, refnet.Optimizers)
	}
}

func TestBase64HasOneForm(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "QQ==": "A", "QUI=": "AB", "QUJD": "ABC", "+/+/": "\xfb\xff\xbf",
	} {
		if read, err := readBytes("model", text); err != nil || string(read.([]byte)) != want {
			t.Errorf("%q: got %v, %v", text, read, err)
		}
	}
	for _, value := range []any{
		nil, []any{}, "Q", "QQ", "QQ=", "QQ===", "QR==", "QQ==\n", "\nQQ==", "QU\r\nJD", "QUJD ",
		"-_-_", "QQ==QQ==",
	} {
		if read, err := readBytes("model", value); err == nil {
			t.Errorf("%q is read: %v", value, read)
		}
	}
}
