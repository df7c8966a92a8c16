// Package facttest tests the encoding of facts.
package facttest

import (
	"bytes"
	"encoding/gob"
	"testing"
)

// Codec encodes the fact in several times and returns what it decodes again. It fails t if the
// encodings differ, as vet would then miss its cache, or if something is lost.
func Codec[F comparable](t *testing.T, in F) F {
	t.Helper()
	var first []byte
	for range 10 {
		var b bytes.Buffer
		if err := gob.NewEncoder(&b).Encode(&in); err != nil {
			t.Fatal(err)
		}
		if first != nil && !bytes.Equal(b.Bytes(), first) {
			t.Fatal("the encoding differs from one time to the next")
		}
		first = b.Bytes()
	}
	var out F
	if err := gob.NewDecoder(bytes.NewReader(first)).Decode(&out); err != nil {
		t.Fatal(err)
	}
	if out != in {
		t.Errorf("got %v, want %v", out, in)
	}
	return out
}
