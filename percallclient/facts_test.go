package percallclient

import (
	"testing"
	"time"

	"github.com/httpleak/httpleak/internal/facttest"
)

func TestEffectsCodec(t *testing.T) {
	in := effects{Makes: 2, Clone: true, Limit: int64(30 * time.Second), Knows: 0x83, Sends: 0x80, Reaps: 1, Passes: 2}
	out := facttest.Codec(t, in)
	if got, want := out.String(), "makes(1) for up to 30s, reaps(0), passes(1), sends(7)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if has(out.Knows, 8) || !has(out.Knows, 7) {
		t.Error("wrong bits")
	}
}

func TestEffectsLimit(t *testing.T) {
	for limit, want := range map[int64]string{
		-1:                      "until its IdleConnTimeout ends or the server closes it",
		0:                       "until the server closes it",
		int64(90 * time.Second): "for up to 90s",
	} {
		e := effects{Makes: 1, Limit: limit}
		if got := e.making().limit.String(); got != want {
			t.Errorf("%d: got %q, want %q", limit, got, want)
		}
	}
}
