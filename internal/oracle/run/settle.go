package run

import (
	"bytes"
	"runtime"
	"strconv"
	"time"
)

// All in steps of the clock.

const (
	// grace is how long a body may stay open after the last goroutine of the
	// fixture ended: the transport closes request bodies in goroutines of its own.
	grace = 100
	// patience is how long goroutines of a fixture may run on.
	patience = 250
)

// A pending run has ended with an open body. It is judged after the grace, and
// other runs go on meanwhile.
type pending struct {
	since  int64
	finish func()
}

// finish finishes the pending runs whose grace is over; with wait, all of them.
func (p *Fixture) finish(wait bool) {
	for len(p.pending) > 0 {
		first := p.pending[0]
		for p.clock.now()-first.since < grace {
			if !wait {
				return
			}
			time.Sleep(step)
		}
		first.finish()
		p.pending = p.pending[1:]
	}
}

// goroutines returns the numbers of the goroutines that run, or were started by,
// code of a package.
func goroutines(pkg string) map[int]bool {
	buf := make([]byte, 1<<16)
	for {
		n := runtime.Stack(buf, true)
		if n < len(buf) {
			buf = buf[:n]
			break
		}
		buf = make([]byte, 2*len(buf))
	}
	found := make(map[int]bool)
	needle := []byte("\n" + pkg + ".")
	creator := []byte("created by " + pkg + ".")
	for stack := range bytes.SplitSeq(buf, []byte("\n\n")) {
		if !bytes.Contains(stack, needle) && !bytes.Contains(stack, creator) {
			continue
		}
		header, _, _ := bytes.Cut(bytes.TrimPrefix(stack, []byte("goroutine ")), []byte(" "))
		if id, err := strconv.Atoi(string(header)); err == nil {
			found[id] = true
		}
	}
	return found
}

// busy reports whether goroutines run that belong to no earlier run, and returns
// all that do.
func busy(pkg string, before map[int]bool) (map[int]bool, bool) {
	now := goroutines(pkg)
	for id := range now {
		if !before[id] {
			return now, true
		}
	}
	return now, false
}

// settle waits until what the function started has ended, or will not end. It
// returns the goroutines that remain; those in before belong to earlier runs.
func (c *clock) settle(pkg string, before map[int]bool) map[int]bool {
	for start := c.now(); ; time.Sleep(step) {
		if left, running := busy(pkg, before); !running || c.now()-start > patience {
			return left
		}
	}
}
