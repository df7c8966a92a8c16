package idleconn

import (
	"bytes"
	"encoding/gob"
	"testing"
)

func TestTuningCodec(t *testing.T) {
	in := tuning{Sets: 1 << 7, Leaves: 1<<0 | 1<<3}
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
	var out tuning
	if err := gob.NewDecoder(bytes.NewReader(first)).Decode(&out); err != nil {
		t.Fatal(err)
	}
	if out != in {
		t.Errorf("got %v, want %v", &out, &in)
	}
	if !out.has(out.Sets, 7) || out.has(out.Sets, 8) || out.has(out.Leaves, 1) {
		t.Errorf("%v: wrong bits", &out)
	}
}
