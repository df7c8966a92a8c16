//go:build unix

package driver

import (
	"os"

	"golang.org/x/sys/unix"
)

func terminalAt(file *os.File) terminal {
	size, err := unix.IoctlGetWinsize(int(file.Fd()), unix.TIOCGWINSZ)
	if err != nil {
		return terminal{}
	}
	return terminal{is: true, width: int(size.Col)}
}
