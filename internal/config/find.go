package config

import (
	"fmt"
	"os"
	"path/filepath"
)

// Name is the name of the file in the folder that it is for.
const Name = ".httpleak.yaml"

// Find returns the file that is for the folder dir, which is absolute: that in dir
// itself or in the nearest folder above it, up to the root of the repository; outside of
// a repository, up to the root of the workspace or else of the module. It returns ""
// if there is none.
func Find(dir string) (string, error) {
	for last := root(dir); ; dir = filepath.Dir(dir) {
		file := filepath.Join(dir, Name)
		if exists(file) {
			return file, nil
		}
		if other := filepath.Join(dir, ".httpleak.yml"); exists(other) {
			return "", fmt.Errorf("%s: the name of a configuration file is %s", other, Name)
		}
		if dir == last || dir == filepath.Dir(dir) {
			return "", nil
		}
	}
}

// root returns the folder where the search ends.
func root(dir string) string {
	for _, marks := range [][]string{
		{".git", ".hg", ".svn", ".bzr", ".jj", ".fslckout", "_FOSSIL_"},
		{"go.work"},
		{"go.mod"},
	} {
		for up := dir; ; up = filepath.Dir(up) {
			for _, mark := range marks {
				if exists(filepath.Join(up, mark)) {
					return up
				}
			}
			if up == filepath.Dir(up) {
				break
			}
		}
	}
	return dir
}

func exists(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}
