package driver

import (
	"bytes"
	"testing"
	"time"
)

// TestProgressPatience wants a run that ends before it took long to show nothing.
func TestProgressPatience(t *testing.T) {
	var out bytes.Buffer
	p := &progress{w: &out, timer: time.AfterFunc(time.Hour, func() { t.Error("an hour has passed") })}
	p.add("example.com/a")
	p.stop()
	if out.Len() > 0 {
		t.Errorf("it shows %q", &out)
	}
	(*progress)(nil).add("example.com/a")
	(*progress)(nil).stop()
}
