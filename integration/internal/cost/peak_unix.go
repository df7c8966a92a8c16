//go:build unix

package cost

import (
	"os"
	"runtime"
	"syscall"
)

// peak returns the largest resident set, in bytes, of the process or of
// one that it waited for.
func peak(state *os.ProcessState) int64 {
	usage, ok := state.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	if runtime.GOOS == "darwin" || runtime.GOOS == "ios" {
		return int64(usage.Maxrss) // in bytes there, in KiB elsewhere
	}
	return int64(usage.Maxrss) * 1024
}
