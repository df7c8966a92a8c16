package percallclient

import (
	"testing"
	"time"

	"github.com/httpleak/httpleak/internal/ownership"
)

func TestLasting(t *testing.T) {
	for limit, want := range map[ownership.Limit]string{
		{}:                                 "until its IdleConnTimeout ends or the server closes it",
		{Known: true}:                      "until the server closes it",
		{Known: true, D: 90 * time.Second}: "for up to 90s",
		{Known: true, D: 2 * time.Minute}:  "for up to 2m",
		{Known: true, D: time.Hour}:        "for up to 1h",
		{Known: true, D: 1500 * time.Millisecond}: "for up to 1.5s",
	} {
		if got := lasting(limit); got != want {
			t.Errorf("%v: got %q, want %q", limit, got, want)
		}
	}
}
