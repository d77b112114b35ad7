package refnet

import (
	"encoding/binary"
	"math"
	"testing"
)

func TestBadHeadersAreRefused(t *testing.T) {
	good := layersEntry("[" + layerText + "]")
	checkBadHeaders(t, []string{
		``, `null`, `[]`, `1`, `"a"`, `{`, `{} {}`, "\xef\xbb\xbf{}", "{}\x00",
		"{" + good + "," + kernelEntry + `,"\ud800":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}`,
		"{" + good + "," + kernelEntry + ",\"\xff\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}",
	})
	for _, size := range []uint64{1 << 63, math.MaxUint64, math.MaxUint64 - 7, 100_000_001, 3} {
		content := append(binary.LittleEndian.AppendUint64(nil, size), "{}"...)
		_, err := ReadModel(content)
		checkRefusals(t, []refusal{{err, "bad_file", "model"}})
	}
}

func TestBadTensorsAreRefused(t *testing.T) {
	good := layersEntry("[" + layerText + "]")
	withOther := func(dtype, shape, offsets string) string {
		return "{" + good + "," + kernelEntry + "," + otherTensor(dtype, shape, offsets) + "}"
	}
	checkBadHeaders(t, []string{
		"{" + good + `,"layers.0.kernel":null}`,
		withOther(`"F128"`, `[0]`, `[0,0]`),
		withOther(`"f64"`, `[0]`, `[0,0]`),
		withOther(`8`, `[0]`, `[0,0]`),
		withOther(`"U8"`, `null`, `[0,0]`),
		withOther(`"U8"`, `[null]`, `[0,0]`),
		withOther(`"U8"`, `[0.0]`, `[0,0]`),
		withOther(`"U8"`, `[-0]`, `[0,0]`),
		withOther(`"U8"`, `["0"]`, `[0,0]`),
		withOther(`"U8"`, `[0]`, `[8]`),
		withOther(`"U8"`, `[0]`, `[8,8,8]`),
		withOther(`"U8"`, `[1]`, `[8,9]`),                    // beyond the end
		withOther(`"U8"`, `[1]`, `[7,8]`),                    // overlaps
		withOther(`"U8"`, `[0]`, `[9,9]`),                    // a gap
		withOther(`"U8"`, `[1]`, `[8,7]`),                    // backwards
		withOther(`"U8"`, `[1]`, `[8,8]`),                    // too small
		withOther(`"F4"`, `[1]`, `[8,8]`),                    // half a byte
		withOther(`"U8"`, `[18446744073709551616]`, `[8,8]`), // 2^64
		withOther(`"U8"`, `[4294967296,4294967296]`, `[8,8]`),
		withOther(`"F64"`, `[2305843009213693952]`, `[8,8]`), // 2^61
		withOther(`"U8"`, `[18446744073709551615]`, `[8,18446744073709551615]`),
		"{" + good + `,"layers.0.kernel":{"dtype":"F64","shape":[2,1],"data_offsets":[0,8]}}`,
		"{" + good + `,"layers.0.kernel":{"dtype":"F64","shape":[1,1],"data_offsets":[8,16]}}`,
		"{" + good + "}", // bytes that belong to nothing
	})
}
