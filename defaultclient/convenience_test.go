package defaultclient

import (
	"testing"

	"github.com/httpleak/httpleak/internal/facttest"
)

func TestConvenienceCodec(t *testing.T) {
	in := convenience{Does: sendsShared | returnsUntimed}
	facttest.Codec(t, in)
}
