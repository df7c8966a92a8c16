package defaultclient

import (
	"bytes"
	"encoding/gob"
	"testing"
)

func TestConvenienceCodec(t *testing.T) {
	in := convenience{Does: sendsShared | returnsUntimed}
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
	var out convenience
	if err := gob.NewDecoder(bytes.NewReader(first)).Decode(&out); err != nil {
		t.Fatal(err)
	}
	if out != in {
		t.Errorf("got %v, want %v", &out, &in)
	}
}
