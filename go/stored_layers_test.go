package refnet

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"
)

// imageModel returns a model with layers of every kind that works on images or sequences.
func imageModel() Model {
	type sizes = []int64
	return Model{
		InputShape: sizes{6},
		Layers: []Layer{
			ReshapeLayer{sizes{2, 3, 1}, sizes{6}},
			ZeroPadding2DLayer{sizes{1, 0}, sizes{0, 1}, sizes{2, 3, 1}},
			Conv2DLayer{
				2, sizes{2, 1}, sizes{1, 2}, "same", "tanh", [][][][]float64{{{{1, 2}}}, {{{3, 4}}}},
				[]float64{5, 6}, nil, sizes{3, 4, 1},
			},
			MaxPooling2DLayer{sizes{2, 2}, nil, "same", sizes{3, 2, 2}},
			Conv2DLayer{
				2, sizes{1, 1}, sizes{1, 1}, "valid", "linear", [][][][]float64{{{{7, 0}, {8, 9}}}}, nil,
				[][]bool{{true, false}, {true, true}}, sizes{2, 1, 2},
			},
			AveragePooling2DLayer{sizes{1, 1}, sizes{1, 3}, "valid", sizes{2, 1, 2}},
			ReshapeLayer{sizes{2, 2}, sizes{2, 1, 2}},
			Conv1DLayer{
				3, sizes{1}, sizes{2}, "valid", "relu", [][][]float64{{{10, 11, 12}, {13, 14, 15}}},
				[]float64{16, 17, 18}, sizes{2, 2},
			},
			ReshapeLayer{sizes{1, 1, 3}, sizes{1, 3}},
			GlobalAveragePooling2DLayer{sizes{1, 1, 3}},
		},
	}
}

func TestAModelFileOfLayersOnImagesByteByByte(t *testing.T) {
	content, err := WriteModel(imageModel())
	header := `{"__metadata__":{"refnet":"{\"version\":2,\"input_shape\":[6],\"layers\":[` +
		`{\"kind\":\"reshape\",\"target_shape\":[2,3,1]},` +
		`{\"kind\":\"zero_padding2d\",\"rows\":[1,0],\"columns\":[0,1]},` +
		`{\"kind\":\"conv2d\",\"filters\":2,\"kernel_size\":[2,1],\"strides\":[1,2],\"padding\":\"same\",` +
		`\"activation\":\"tanh\",\"bias\":true,\"connections\":null},` +
		`{\"kind\":\"max_pooling2d\",\"pool_size\":[2,2],\"strides\":null,\"padding\":\"same\"},` +
		`{\"kind\":\"conv2d\",\"filters\":2,\"kernel_size\":[1,1],\"strides\":[1,1],\"padding\":\"valid\",` +
		`\"activation\":\"linear\",\"bias\":false,\"connections\":[[true,false],[true,true]]},` +
		`{\"kind\":\"average_pooling2d\",\"pool_size\":[1,1],\"strides\":[1,3],\"padding\":\"valid\"},` +
		`{\"kind\":\"reshape\",\"target_shape\":[2,2]},` +
		`{\"kind\":\"conv1d\",\"filters\":3,\"kernel_size\":[1],\"strides\":[2],\"padding\":\"valid\",` +
		`\"activation\":\"relu\",\"bias\":true},` +
		`{\"kind\":\"reshape\",\"target_shape\":[1,1,3]},` +
		`{\"kind\":\"global_average_pooling2d\"}]}"},` +
		`"layers.2.bias":{"dtype":"F64","shape":[2],"data_offsets":[0,16]},` +
		`"layers.2.kernel":{"dtype":"F64","shape":[2,1,1,2],"data_offsets":[16,48]},` +
		`"layers.4.kernel":{"dtype":"F64","shape":[1,1,2,2],"data_offsets":[48,80]},` +
		`"layers.7.bias":{"dtype":"F64","shape":[3],"data_offsets":[80,104]},` +
		`"layers.7.kernel":{"dtype":"F64","shape":[1,2,3],"data_offsets":[104,152]}}`
	header += strings.Repeat(" ", (8-len(header)%8)%8)
	want := fileOf(header, 0)
	for _, weight := range []float64{5, 6, 1, 2, 3, 4, 7, 0, 8, 9, 16, 17, 18, 10, 11, 12, 13, 14, 15} {
		want = binary.LittleEndian.AppendUint64(want, math.Float64bits(weight))
	}
	if err != nil || string(content) != string(want) {
		t.Fatalf("got %q, %v, want %q", content, err, want)
	}
	read, err := ReadModel(content)
	if err != nil || !reflect.DeepEqual(read, imageModel()) {
		t.Fatalf("got %v, %v, want %v", read, err, imageModel())
	}
	inputs := signedRows(seeded(1), 3, 6)
	got, err := Predict(read.Layers, inputs)
	if err != nil {
		t.Fatal(err)
	}
	checkSame(t, "outputs", got, networkOutputs(inputs, imageModel().Layers, nil))
}

// readChanged returns the error for a model file after a change of refnet's description.
func readChanged(t *testing.T, content []byte, old, replacement string) error {
	t.Helper()
	size := binary.LittleEndian.Uint64(content)
	var header map[string]any
	if err := json.Unmarshal(content[8:8+size], &header); err != nil {
		t.Fatal(err)
	}
	text := header["__metadata__"].(map[string]any)["refnet"].(string)
	if !strings.Contains(text, old) {
		t.Fatalf("%s is not in the description", old)
	}
	before, after, _ := strings.Cut(string(content[8:8+size]), quoted(text))
	changed := before + quoted(strings.Replace(text, old, replacement, 1)) + after
	_, err := ReadModel(append(fileOf(changed, 0), content[8+size:]...))
	return err
}

// A field that is missing, of another type, or that could not be there is refused.
func TestBadDescriptionsOfLayersOnImagesAreRefused(t *testing.T) {
	content, err := WriteModel(imageModel())
	if err != nil {
		t.Fatal(err)
	}
	changed := func(old, replacement string) error {
		return readChanged(t, content, old, replacement)
	}
	for old, replacements := range map[string][]string{
		`"target_shape":[2,3,1]`: {
			``, `null`, `[]`, `[2,"3",1]`, `[6]`, `[2,3,2]`, `[-2,-3,1]`, `[2.5,3,1]`, `6`,
		},
		`"rows":[1,0]`:    {``, `null`, `[1]`, `[1,0,0]`, `[1,-1]`, `["1",0]`, `1`},
		`"columns":[0,1]`: {``, `null`, `[0]`, `[-1,2]`, `[9007199254740992,0]`},
		`"filters":2`:     {``, `null`, `"2"`, `1`, `3`, `0`, `-2`, `2.5`, `[2]`},
		`"kernel_size":[2,1]`: {
			``, `null`, `2`, `[2]`, `[2,1,1]`, `[1,2]`, `[-2,-1]`, `[0,1]`, `[2,true]`, `[16777217,1]`,
		},
		`"strides":[1,2]`:             {``, `null`, `[1]`, `[1,0]`, `[16777217,2]`},
		`"padding":"same"`:            {``, `null`, `"full"`, `1`},
		`"activation":"tanh"`:         {``, `null`, `"softmax"`, `1`},
		`"bias":true`:                 {``, `null`, `1`, `"true"`},
		`"bias":false`:                {`true`},
		`"connections":null`:          {``, `[]`, `[[true]]`, `[[true,true],[true,true]]`, `[true,true]`, `[[1,1]]`, `1`},
		`"connections":[[true`:        {`[[false`, `[[null`, `[[1`, `[[[true]`},
		`"connections":[[true,false]`: {`[[true,null]`, `[[true,0]`, `[true`, `[[true]`},
		`"pool_size":[2,2]`:           {``, `null`, `[2]`, `[2,2,2]`, `[0,2]`, `2`, `["2",2]`},
		`"strides":null`:              {``, `2`, `[2]`, `[2,2,2]`, `[0,2]`, `false`, `[2,null]`},
		`"strides":[1,3],"padding":"valid"`: {
			``, `[1,3],"padding":null`, `[1,3],"padding":"Valid"`, `[1,3],"padding":["valid"]`,
		},
		`"pool_size":[1,1]`:  {`[3,1]`, `[1,2]`},
		`"kernel_size":[1],`: {`[2],`, `[1,1],`, `[],`, `1,`},
		`"strides":[2],`:     {`[2,2],`, `[0],`, `null,`},
	} {
		name, _, _ := strings.Cut(old, ":")
		for _, replacement := range replacements {
			replacement := name + ":" + replacement
			if strings.HasSuffix(replacement, ":") {
				replacement = `"other":1`
			}
			err := changed(old, replacement)
			if err == nil {
				t.Errorf("%s instead of %s: no error", replacement, old)
				continue
			}
			checkRefusals(t, []refusal{{err, "bad_file", "model"}})
		}
	}
	for old, replacement := range map[string]string{
		`"target_shape":[2,3,1]`: `"target_shape":[2.0,3e0,1],"input_shape":[9]`, // ignored
		`"kernel_size":[2,1]`:    `"kernel_size":[2.0,1]`,
		`"connections":null`:     `"connections":[[true,true]]`,
		`"strides":null`:         `"strides":[2,2]`,
	} {
		if err := changed(old, replacement); err != nil {
			t.Errorf("%s instead of %s: %v", replacement, old, err)
		}
	}
}

// The kernel has the shape that the fields and the inputs say, and finite numbers.
func TestBadKernelsAreRefused(t *testing.T) {
	content, err := WriteModel(imageModel())
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ old, replacement string }{
		{`"shape":[2,1,1,2]`, `"shape":[2,1,2,1]`},
		{`"shape":[2,1,1,2]`, `"shape":[1,2,1,2]`},
		{`"shape":[2,1,1,2]`, `"shape":[2,2,1,1]`},
		{`"shape":[1,1,2,2]`, `"shape":[1,1,4,1]`},
		{`"shape":[1,1,2,2]`, `"shape":[1,1,1,4]`},
		{`"shape":[1,2,3]`, `"shape":[2,1,3]`},
		{`"shape":[1,2,3]`, `"shape":[1,1,6]`},
		{`"shape":[1,2,3]`, `"shape":[6    ]`},
	} {
		text := strings.Replace(string(content), test.old, test.replacement, 1)
		_, err := ReadModel([]byte(text))
		checkRefusals(t, []refusal{{err, "bad_file", "model"}})
	}
	for _, weight := range []float64{math.NaN(), math.Inf(-1)} {
		for place := 1; place <= 19; place++ {
			changed := append([]byte{}, content...)
			binary.LittleEndian.PutUint64(changed[len(changed)-8*place:], math.Float64bits(weight))
			_, err := ReadModel(changed)
			checkRefusals(t, []refusal{{err, "bad_file", "model"}})
		}
	}
	// The weights of layer 4 are 7, 0, 8, 9; the second has no connection.
	changed := append([]byte{}, content...)
	binary.LittleEndian.PutUint64(changed[len(changed)-8*12:], math.Float64bits(1))
	_, err = ReadModel(changed)
	checkRefusals(t, []refusal{{err, "bad_file", "model"}})
	binary.LittleEndian.PutUint64(changed[len(changed)-8*12:], math.Float64bits(math.Copysign(0, -1)))
	if _, err := ReadModel(changed); err != nil {
		t.Error(err)
	}
}

// The cells of a kernel that has been read do not share their memory.
func TestKernelsThatAreReadKeepTheirRowsApart(t *testing.T) {
	content, err := WriteModel(imageModel())
	if err != nil {
		t.Fatal(err)
	}
	model, err := ReadModel(content)
	if err != nil {
		t.Fatal(err)
	}
	kernel := model.Layers[4].(Conv2DLayer).Kernel
	kernel[0][0][0] = append(kernel[0][0][0], 99)
	checkSame(t, "second row", kernel[0][0][1], []float64{8, 9})
}
