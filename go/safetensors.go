// Safetensors files, as far as model files need them (FILE-1).
//
// A file begins with the length of its header, 8 bytes, little-endian. The header is a JSON object that
// gives the type and the shape of every tensor, and the place of its bytes among those that follow.

package refnet

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/bits"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"
)

// largestHeader is the largest number of bytes of a header.
const largestHeader = 100_000_000

// metadata is the header's entry that does not describe a tensor.
const metadata = "__metadata__"

// typeBits has the types that a tensor can have, and the number of bits of each.
var typeBits = map[string]uint64{
	"F4": 4, "F6_E2M3": 6, "F6_E3M2": 6, "BOOL": 8, "U8": 8, "I8": 8, "F8_E5M2": 8, "F8_E4M3": 8,
	"F8_E8M0": 8, "F8_E4M3FNUZ": 8, "F8_E5M2FNUZ": 8, "I16": 16, "U16": 16, "F16": 16, "BF16": 16,
	"I32": 32, "U32": 32, "F32": 32, "I64": 64, "U64": 64, "F64": 64, "C64": 64,
}

// Half of a surrogate pair is not a character; encoding/json would silently replace it.
var escapedPairs = regexp.MustCompile(`\\\\|\\u[dD][89abAB]..\\u[dD][c-fC-F]..`)
var escapedSurrogate = regexp.MustCompile(`\\u[dD][89a-fA-F]`)

// modelTensor is a tensor as the header describes it, and its bytes, those from start to end.
type modelTensor struct {
	dtype      string
	shape      []uint64
	start, end uint64
	data       []byte
}

// readFile returns the entries of a file's header and the tensors by name.
func readFile(content []byte) (map[string]any, map[string]modelTensor, error) {
	if len(content) < 8 {
		return nil, nil, badFile("it is shorter than 8 bytes")
	}
	size := binary.LittleEndian.Uint64(content)
	if size > largestHeader {
		return nil, nil, badFile("the header is longer than %d bytes", largestHeader)
	}
	if size > uint64(len(content)-8) {
		return nil, nil, badFile("the header is longer than the file")
	}
	header, data := content[8:8+size], content[8+size:]
	entries, err := readHeader(header)
	if err != nil {
		return nil, nil, err
	}
	tensors, err := readTensors(entries, data)
	return entries, tensors, err
}

// readHeader returns the entries of a file's header.
func readHeader(header []byte) (map[string]any, error) {
	entries, ok := readJSON(header).(map[string]any)
	if !ok {
		return nil, badFile("the header is not a JSON object")
	}
	return entries, nil
}

// readTensors returns the tensors by name. Each must be as large as its shape says, and together they
// must cover the data from the first byte to the last, without overlaps or gaps.
func readTensors(entries map[string]any, data []byte) (map[string]modelTensor, error) {
	names := []string{}
	for name := range entries {
		if name != metadata {
			names = append(names, name)
		}
	}
	sort.Strings(names) // so that of several faults the same one is reported every time
	tensors := map[string]modelTensor{}
	for _, name := range names {
		tensor, ok := readTensor(entries[name])
		if !ok {
			return nil, badFile("%s has an invalid description", name)
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
		return nil, badFile("there are bytes after the last tensor")
	}
	return tensors, nil
}

// readTensor returns a tensor as the header describes it, without its bytes.
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

// size returns the number of bytes of a tensor of this type and shape; false where it is not a whole
// number of bytes, or too large for 64 bits.
func (tensor modelTensor) size() (uint64, bool) {
	size := uint64(1)
	for _, length := range append(slices.Clone(tensor.shape), typeBits[tensor.dtype]) {
		high, low := bits.Mul64(size, length)
		if high != 0 {
			return 0, false
		}
		size = low
	}
	return size / 8, size%8 == 0
}

// listed returns a list of whole numbers as JSON.
func listed(sizes []int64) string {
	return strings.ReplaceAll(fmt.Sprint(sizes), " ", ",")
}

// quotedNames returns a list of texts as JSON.
func quotedNames(names []string) string {
	texts := make([]string, len(names))
	for i, name := range names {
		texts[i] = quoted(name)
	}
	return "[" + strings.Join(texts, ",") + "]"
}

// quoted returns a text as JSON, in which only ", \ and characters below U+0020 are escaped (FILE-6).
// Package encoding/json escapes more.
func quoted(text string) string {
	const short, letters = "\"\\\b\t\n\f\r", `"\btnfr`
	written := []byte{'"'}
	for _, c := range []byte(text) {
		if i := strings.IndexByte(short, c); i >= 0 {
			written = append(written, '\\', letters[i])
		} else if c < 0x20 {
			written = fmt.Appendf(written, `\u%04x`, c)
		} else {
			written = append(written, c)
		}
	}
	return string(append(written, '"'))
}

// readJSON returns the value of a JSON text, with numbers as json.Number, or nil if it is not JSON
// as PORT-1 has it.
func readJSON(text []byte) any {
	if !utf8.Valid(text) || escapedSurrogate.Match(escapedPairs.ReplaceAll(text, nil)) {
		return nil
	}
	var value any
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	err := decoder.Decode(&value)
	if _, rest := decoder.Token(); err != nil || rest != io.EOF { // one value and nothing after it
		return nil
	}
	return value
}

// readSizes returns a list of whole numbers that are written with digits only.
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

// readWhole returns a whole number below 2^53 in absolute value, in any notation.
func readWhole(value any) (int64, bool) {
	written, ok := value.(json.Number)
	number, err := strconv.ParseFloat(string(written), 64)
	if !ok || err != nil || !(math.Abs(number) < 1<<53) || number != math.Floor(number) {
		return 0, false
	}
	return int64(number), true
}

// badFile returns the error for content that is not a model file; the message is formatted.
func badFile(format string, arguments ...any) error {
	return fault("bad_file", "model", "model: "+format, arguments...)
}

// readNumbers returns the numbers of a tensor of this shape; -1: a size of at least 1.
func readNumbers(name string, tensors map[string]modelTensor, shape ...int64) ([]float64, error) {
	tensor := tensors[name]
	fits := len(tensor.shape) == len(shape)
	for i := 0; fits && i < len(shape); i++ {
		size := tensor.shape[i]
		fits = size == uint64(shape[i]) || (shape[i] == -1 && size > 0)
	}
	if !fits {
		return nil, badFile("%s is missing or not as large as its layer", name)
	}
	if tensor.dtype != "F64" {
		return nil, badFile("%s is %s, expected F64", name, tensor.dtype)
	}
	numbers := make([]float64, len(tensor.data)/8)
	for i := range numbers {
		numbers[i] = math.Float64frombits(binary.LittleEndian.Uint64(tensor.data[8*i:]))
	}
	if checkFinite(name, numbers) != nil {
		return nil, badFile("%s has numbers that are infinite or NaN", name)
	}
	return numbers, nil
}
