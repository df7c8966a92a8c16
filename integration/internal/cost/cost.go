// Package cost says what running a command takes.
package cost

import (
	"fmt"
	"os/exec"
	"time"
)

// A Cost is what a process took, and all the processes that it waited for.
type Cost struct {
	Wall time.Duration
	CPU  time.Duration // user and system
	Peak int64         // the largest resident set of one of the processes, in bytes; 0 where the system does not say
}

// Run runs cmd. The error is that of [exec.Cmd.Run]; there is a cost whenever the
// command ran, whatever its exit code.
func Run(cmd *exec.Cmd) (Cost, error) {
	start := time.Now()
	err := cmd.Run()
	c := Cost{Wall: time.Since(start)}
	if state := cmd.ProcessState; state != nil {
		c.CPU, c.Peak = state.UserTime()+state.SystemTime(), peak(state)
	}
	return c, err
}

// Seconds returns d in seconds, to the tenth.
func Seconds(d time.Duration) string { return fmt.Sprintf("%.1f", d.Seconds()) }
