package vetjson

import (
	"slices"
	"strings"
	"testing"
)

func TestDecode(t *testing.T) {
	const stream = `
{"x/b": {"toy": [{"posn": "/x/b.go:1:2", "end": "/x/b.go:1:3", "message": "m"}]}}
{"x/a": {"toy": [{"posn": "/x/a.go:1:2", "message": "m"}], "other": []},
 "x/a [x/a.test]": {"toy": [{"posn": "/x/a.go:1:2", "message": "m"}, {"posn": "/x/a_test.go:1:2", "message": "m"}]}}
`
	got, err := Decode(strings.NewReader(stream))
	want := []Diagnostic{
		{"/x/a.go:1:2", "toy", "m"},
		{"/x/a_test.go:1:2", "toy", "m"},
		{"/x/b.go:1:2", "toy", "m"},
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("Decode = %v, %v, want %v", got, err, want)
	}
}

func TestDecodeError(t *testing.T) {
	for stream, want := range map[string]string{
		`{"x/a": {"toy": {"error": "out of order"}}}`: "analyzer toy on package x/a: out of order",
		`{"x/a": {"toy": 1}}`:                         "analyzer toy on package x/a: json: ",
		`{"x/a": `:                                    "findings as JSON: unexpected EOF",
	} {
		_, err := Decode(strings.NewReader(stream))
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("Decode(%s): error %v, want %s", stream, err, want)
		}
	}
}
