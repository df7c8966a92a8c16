package ownership

import (
	"testing"

	"github.com/httpleak/httpleak/internal/facttest"
)

func TestEffectsCodec(t *testing.T) {
	in := effects{
		Params:  uint64(closes)<<0 | uint64(leavesOnSuccess|closesOnError)<<8 | uint64(keeps|selective)<<56,
		Alias:   uint32(1|wrapped) << 4,
		Results: uint32(openOnSuccess|isResponse) | uint32(openOnError)<<24,
		Flags:   resultsKnown | relayed,
		OnNil:   uint8(answerEnds),
	}
	out := facttest.Codec(t, in)
	if got, want := out.param(7), keeps|selective; got != paramEffect(want) {
		t.Errorf("parameter 7: got %b, want %b", got, want)
	}
	if got := out.param(8); got != 0 {
		t.Errorf("parameter 8: got %b, want nothing", got)
	}
	if got := out.Flags; got != resultsKnown|relayed {
		t.Errorf("flags: got %b", got)
	}
	if got := out.alias(1); got != 1|wrapped {
		t.Errorf("alias of parameter 1: got %v", got)
	}
}

func TestEffectsString(t *testing.T) {
	for _, test := range []struct {
		effects effects
		want    string
	}{
		{effects{Params: closes}, "closes(0)"},
		{effects{Params: uint64(leavesOnSuccess|closesOnError) << 8}, "closes(1) on error, leaves(1) on success"},
		{effects{Params: leaves | closes | selective}, "perhaps closes(0), perhaps leaves(0)"},
		{effects{Params: leavesOnSuccess, Alias: 1}, "leaves(0) on success, returns(0) as 0"},
		{effects{Results: uint32(openOnSuccess | isResponse), Flags: resultsKnown}, "opens(0)"},
		{effects{Flags: resultsKnown}, "opens nothing"},
		{effects{Flags: noReturn}, "never returns"},
		{effects{Flags: failsTest}, "fails the test"},
		{effects{OnNil: uint8(answerFalse)}, "nil error: false"},
		{effects{Flags: implementedShut}, "implemented, opens nothing"},
		{effects{Flags: implementedShut | implementedOpen}, "implemented, opens nothing, implemented, may open"},
		{effects{Flags: resultsKnown | bare | relayed}, "opens nothing, perhaps without a body, relayed"},
	} {
		if got := test.effects.String(); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}
