package run

import (
	"sync/atomic"
	"time"
)

// A clock counts steps of a millisecond or more: one each time that it gets to run after a millisecond's sleep. On a
// busy machine steps are longer, as is everything that the fixtures do. So what is waited for in steps means the same
// on any machine, and what would take a fixture too long on a busy one does not.
type clock struct{ steps atomic.Int64 }

const step = time.Millisecond

// start lets the clock run until stop is called.
func (c *clock) start() (stop func()) {
	done := make(chan struct{})
	go func() {
		for {
			select {
			case <-done:
				return
			case <-time.After(step):
				c.steps.Add(1)
			}
		}
	}()
	return func() { close(done) }
}

// now returns how many steps there were.
func (c *clock) now() int64 { return c.steps.Load() }

// waits reports whether done is not closed within a number of steps.
func (c *clock) waits(done <-chan struct{}, steps int64) bool {
	for start := c.now(); c.now()-start < steps; {
		select {
		case <-done:
			return false
		case <-time.After(step):
		}
	}
	return true
}
