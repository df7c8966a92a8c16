package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/httpleak/httpleak/integration/internal/module"
)

// checkout makes dir a folder with the files of one commit of the repository at from, a URL or a folder.
func checkout(ctx context.Context, from, commit, dir string) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	if !strings.Contains(from, "://") {
		return export(ctx, from, commit, dir)
	}
	for _, args := range [][]string{
		{"init", "--quiet"},
		{"fetch", "--quiet", "--depth=1", "--no-tags", from, commit},
		{"checkout", "--quiet", "--force", commit},
	} {
		if err := git(ctx, dir, nil, args...); err != nil {
			return err
		}
	}
	return nil
}

// export writes the files of a commit that is in a folder. A copy of a repository may lack large files, which are no
// Go source; they are left out. If it lacks more, the package does not compile.
func export(ctx context.Context, repo, commit, dir string) error {
	repo, err := filepath.Abs(repo)
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(repo, ".git")); err == nil {
		repo = filepath.Join(repo, ".git")
	}
	env := []string{"GIT_DIR=" + repo, "GIT_WORK_TREE=" + dir, "GIT_INDEX_FILE=" + dir + ".index"}
	defer os.Remove(dir + ".index")
	if err := git(ctx, dir, env, "read-tree", commit); err != nil {
		return err
	}
	err = git(ctx, dir, env, "checkout-index", "--quiet", "--all", "--force")
	if files, _ := os.ReadDir(dir); len(files) > 0 {
		return ctx.Err()
	}
	return err
}

// git runs git in dir.
func git(ctx context.Context, dir string, env []string, args ...string) error {
	// Hooks and filters of the machine have no part in it.
	settings := []string{"-c", "core.hooksPath=" + filepath.Join(dir, "nohooks"), "-c", "filter.lfs.smudge=", "-c", "filter.lfs.required=false"}
	cmd := exec.CommandContext(ctx, "git", append(settings, args...)...)
	cmd.Dir = dir
	cmd.Env = append(append(os.Environ(), "GIT_TERMINAL_PROMPT=0"), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("git %s: %w: %s", args[0], err, module.Head(string(out)))
	}
	return nil
}
