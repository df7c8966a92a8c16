package ownership

import (
	"testing"
	"time"

	"github.com/httpleak/httpleak/internal/facttest"
)

func TestPoolEffectsCodec(t *testing.T) {
	in := PoolEffects{
		Makes:  2,
		Clone:  true,
		Limit:  int64(30 * time.Second),
		Params: uint64(reaps) | uint64(untouched|passed)<<8 | uint64(usedOnSuccess|reapedOnError)<<56,
	}
	out := facttest.Codec(t, in)
	if got, want := out.String(), "makes(1) for 30s, reaps(0), leaves(1), returns(1), uses(7) on success, reaps(7) on error"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if out.param(8) != 0 || out.param(7) == 0 {
		t.Error("wrong parameters")
	}
}

func TestPoolEffectsLimit(t *testing.T) {
	for limit, want := range map[int64]string{
		-1:                      "makes(0) until unknown",
		0:                       "makes(0) for ever",
		int64(90 * time.Second): "makes(0) for 1m30s",
	} {
		e := PoolEffects{Makes: 1, Limit: limit}
		if got := e.String(); got != want {
			t.Errorf("%d: got %q, want %q", limit, got, want)
		}
	}
}
