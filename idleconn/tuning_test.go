package idleconn

import (
	"testing"

	"github.com/httpleak/httpleak/internal/facttest"
)

func TestTuningCodec(t *testing.T) {
	in := tuning{Sets: 1 << 7, Leaves: 1<<0 | 1<<3}
	out := facttest.Codec(t, in)
	if !out.has(out.Sets, 7) || out.has(out.Sets, 8) || out.has(out.Leaves, 1) {
		t.Errorf("%v: wrong bits", &out)
	}
}
