package driver

import (
	"os"

	"golang.org/x/sys/windows"
)

func terminalAt(file *os.File) terminal {
	var info windows.ConsoleScreenBufferInfo
	if err := windows.GetConsoleScreenBufferInfo(windows.Handle(file.Fd()), &info); err != nil {
		return terminal{}
	}
	return terminal{is: true, width: int(info.Window.Right - info.Window.Left + 1)}
}
