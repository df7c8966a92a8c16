package driver

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

const (
	scratchPrefix = "httpleak-run-"
	lockName      = "lock"
)

// A scratch is the folder of a run for files that nobody else is to see. As long as the run lives, or a
// process that it started, a file in there is locked: so a later run knows which folders nobody
// removes any more, after a crash or a kill.
type scratch struct {
	dir   string
	lock  *os.File // nil where files cannot be locked
	files int
}

// newScratch makes a folder in parent, or where temporary files belong if that is "", and removes those there
// that dead runs left behind.
func newScratch(parent string) (*scratch, error) {
	if parent == "" {
		parent = os.TempDir()
	}
	removeStale(parent)
	for {
		dir, err := os.MkdirTemp(parent, scratchPrefix)
		if err != nil {
			return nil, err
		}
		lock, err := lockNew(filepath.Join(dir, lockName))
		if errors.Is(err, errTaken) { // another run took it for a stale one
			continue
		}
		if err != nil {
			os.RemoveAll(dir)
			return nil, err
		}
		return &scratch{dir: dir, lock: lock}, nil
	}
}

// errTaken says that a folder is not there any more.
var errTaken = errors.New("removed by another run")

// folder makes a new folder in s.
func (s *scratch) folder() (string, error) {
	return os.MkdirTemp(s.dir, "go")
}

// file writes a new file in s, whose name ends as suffix does.
func (s *scratch) file(suffix string, data []byte) (string, error) {
	s.files++
	name := filepath.Join(s.dir, strconv.Itoa(s.files)+suffix)
	return name, os.WriteFile(name, data, 0o666)
}

// remove removes the folder.
func (s *scratch) remove() {
	if s == nil {
		return
	}
	if s.lock != nil {
		s.lock.Close()
	}
	remove(s.dir)
}

// remove removes a folder. A process that was killed a moment ago may still be
// writing to it.
func remove(dir string) {
	for range 20 {
		if os.RemoveAll(dir) == nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// removeStale removes the folders in parent that runs of this user left behind. It leaves alone what it is not sure of.
func removeStale(parent string) {
	entries, _ := os.ReadDir(parent)
	for _, entry := range entries {
		if !strings.HasPrefix(entry.Name(), scratchPrefix) {
			continue
		}
		dir := filepath.Join(parent, entry.Name())
		info, err := os.Lstat(dir)
		if err != nil || !info.IsDir() || !ownedByUs(info) {
			continue
		}
		name := filepath.Join(dir, lockName)
		switch info, err := os.Lstat(name); {
		case errors.Is(err, fs.ErrNotExist):
			os.Remove(dir) // killed before there was a lock: then the folder is empty
		case err == nil && info.Mode().IsRegular() && ownedByUs(info):
			if release, dead := lockDead(name); dead {
				os.RemoveAll(dir)
				release()
			}
		}
	}
}
