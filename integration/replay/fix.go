package main

import (
	"fmt"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
)

// A fix is one acquisition that leaked, and the commit that mended it.
type fix struct {
	ID     string // owner-name-commit-line: unique
	Repo   string // owner/name on GitHub
	Parent string // the commit that leaks, 40 hexadecimal digits
	Fix    string // the commit that does not
	Module string // folder of the go.mod, below the top folder
	File   string // of the acquisition, below the top folder
	Line   int    // where it is reported at Parent
	After  int    // where it would be reported at Fix; 0 if it is gone
	Kind   string
	Note   string // which path leaks
}

const fixesHead = "repository\tparent\tfix\tmodule\tfile\tline\tline after\tkind\tnote"

// Kinds in the order of the table.
var kinds = []string{
	"never-closed", "discarded", "early-return", "some-paths", "retry-overwrite", "wrapper", "other",
	"per-call-transport", "no-idle-timeout",
}

// Analyzers whose findings count for the fix.
func (f fix) analyzers() []string {
	switch f.Kind {
	case "per-call-transport", "no-idle-timeout":
		return []string{"percallclient", "idleconn"}
	}
	return []string{"bodyclose"}
}

// level is the level of the findings that count: a transport for each call whose connections are closed after some
// time is no leak to httpleak.
func (f fix) level() string {
	if slices.Contains(f.analyzers(), "bodyclose") {
		return "leak"
	}
	return "churn"
}

// pkg is the pattern of the package, as seen from the folder of the module.
func (f fix) pkg() string {
	dir := path.Dir(f.File)
	if dir == f.Module {
		return "."
	}
	return "./" + strings.TrimPrefix(dir, strings.TrimPrefix(f.Module, ".")+"/")
}

// readFixes reads a list of fixes, one a line.
func readFixes(file string) ([]fix, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	lines := strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
	if lines[0] != fixesHead {
		return nil, fmt.Errorf("%s:1: want %q", file, fixesHead)
	}
	var fixes []fix
	for i, line := range lines[1:] {
		f, err := parseFix(line)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, i+2, err)
		}
		fixes = append(fixes, f)
	}
	return fixes, nil
}

func parseFix(line string) (fix, error) {
	fields := strings.Split(line, "\t")
	if want := strings.Count(fixesHead, "\t") + 1; len(fields) != want {
		return fix{}, fmt.Errorf("%d fields, want %d", len(fields), want)
	}
	f := fix{
		Repo: fields[0], Parent: fields[1], Fix: fields[2], Module: fields[3], File: fields[4],
		Kind: fields[7], Note: fields[8],
	}
	for _, commit := range []string{f.Parent, f.Fix} {
		if !isCommit(commit) {
			return fix{}, fmt.Errorf("%q is no commit", commit)
		}
	}
	var err error
	if f.Line, err = strconv.Atoi(fields[5]); err != nil {
		return fix{}, err
	}
	if fields[6] != "-" {
		if f.After, err = strconv.Atoi(fields[6]); err != nil {
			return fix{}, err
		}
	}
	f.ID = fmt.Sprintf("%s-%s-%s:%d", strings.ReplaceAll(f.Repo, "/", "-"), f.Fix[:8], path.Base(f.File), f.Line)
	return f, nil
}

func isCommit(s string) bool {
	return len(s) == 40 && strings.Trim(s, "0123456789abcdef") == ""
}
