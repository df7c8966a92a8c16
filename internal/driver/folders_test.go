package driver

import (
	"os"
	"path/filepath"
	"testing"
)

func TestReadFolder(t *testing.T) {
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for pattern, want := range map[string]folder{
		".":               {dir: dir},
		"..":              {dir: filepath.Dir(dir)},
		"./...":           {dir: dir, below: true},
		"...":             {dir: dir, below: true},
		"./x/":            {dir: filepath.Join(dir, "x")},
		"../x/...":        {dir: filepath.Join(dir, "..", "x"), below: true},
		dir + "/x/..":     {dir: dir},
		dir + "/x/y/...":  {dir: filepath.Join(dir, "x", "y"), below: true},
		"x":               {},
		"all":             {},
		"":                {},
		"example.com/...": {},
		"./.../x":         {},
		"./x...":          {},
		"./x.go":          {},
	} {
		got, err := readFolder(pattern)
		if got != want || (err != nil) != (want == folder{}) {
			t.Errorf("readFolder(%q) = %+v, %v, want %+v", pattern, got, err, want)
		}
	}
}
