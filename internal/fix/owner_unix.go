//go:build unix

package fix

import (
	"io/fs"
	"os"
	"syscall"
)

// keepOwner gives a file the owner and group that another one has, as far as this process may: who
// mends files of others, say as root in a container, is not to take them away.
func keepOwner(name string, of fs.FileInfo) {
	stat, ok := of.Sys().(*syscall.Stat_t)
	if !ok {
		return
	}
	if os.Lchown(name, int(stat.Uid), int(stat.Gid)) != nil {
		os.Lchown(name, -1, int(stat.Gid)) // what is not possible stays as it is
	}
}
