package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/httpleak/httpleak/integration/internal/module"
)

// checkout makes dir a work tree of one commit of the repository at url. It fetches that commit alone.
func checkout(ctx context.Context, url, commit, dir string) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	for _, args := range [][]string{
		{"init", "--quiet"},
		{"fetch", "--quiet", "--depth=1", "--no-tags", url, commit},
		{"checkout", "--quiet", "--force", commit},
	} {
		// Hooks and filters of the machine have no part in it.
		args = append([]string{"-c", "core.hooksPath=" + filepath.Join(dir, ".git", "nohooks"), "-c", "filter.lfs.smudge=", "-c", "filter.lfs.required=false"}, args...)
		cmd := exec.CommandContext(ctx, "git", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GIT_TERMINAL_PROMPT=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("git %s: %w: %s", args[6], err, module.Head(string(out)))
		}
	}
	return nil
}
