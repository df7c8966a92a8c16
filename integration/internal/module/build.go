package module

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
)

// BuildCommand builds httpleak from the current folder, which is the top folder of its module, with
// these flags of go build. It is written to the file to, or into that folder if to ends with a separator.
func BuildCommand(ctx context.Context, to string, flags ...string) error {
	args := slices.Concat([]string{"build"}, flags, []string{"-o", to, "./cmd/httpleak"})
	if out, err := exec.CommandContext(ctx, "go", args...).CombinedOutput(); err != nil {
		return fmt.Errorf("building the command: %w\n%s", err, out)
	}
	return nil
}

// Identify returns a short name of a tool: a part of the hash of its file.
func Identify(tool string) (string, error) {
	f, err := os.Open(tool)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return fmt.Sprintf("%x", h.Sum(nil)[:6]), nil
}

// Tool returns the httpleak to run: the file that given names, or if that is empty one that it builds below the folder work.
func Tool(ctx context.Context, given, work string) (string, error) {
	if given != "" {
		return filepath.Abs(given)
	}
	tool := filepath.Join(work, "httpleak")
	return tool, BuildCommand(ctx, tool)
}
