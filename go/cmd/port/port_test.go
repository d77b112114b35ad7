package main

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"testing"
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
			if want := withBits(f.Expected); !reflect.DeepEqual(withBits(got), want) {
				t.Errorf("got  %s\nwant %v", written, f.Expected)
			}
		})
	}
}
