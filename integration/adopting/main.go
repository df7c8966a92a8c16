// Command adopting runs the commands of docs/adopting.md in a module of others and
// compares what they print with the page; with -update it writes that.
//
// Run it in the top folder of the module: go run ./integration/adopting
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"

	"github.com/httpleak/httpleak/integration/internal/module"
)

// subject is the module of the page.
var subject = module.Module{Path: "github.com/google/go-containerregistry", Version: "v0.22.1"}

func main() {
	update := flag.Bool("update", false, "write what the commands print to the page")
	page := flag.String("page", filepath.Join("docs", "adopting.md"), "the `file` with the commands")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, *page, *update)
	stop()
	if err != nil {
		fmt.Fprintf(os.Stderr, "adopting: %v\n", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, page string, update bool) error {
	data, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "httpleak-adopting-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	sh, err := newShell(ctx, work)
	if err != nil {
		return err
	}
	text, differ, err := play(string(data), sh.run)
	switch {
	case err != nil:
		return err
	case update:
		return os.WriteFile(page, []byte(text), 0o666)
	case len(differ) > 0:
		return fmt.Errorf("%s is not what is printed:\n%s\nlook at it, and write it with -update", page, strings.Join(differ, "\n"))
	}
	return nil
}

// A shell runs commands in a copy of the module, under version control.
type shell struct {
	ctx  context.Context
	dir  string
	env  []string
	code int // of the last command
}

func newShell(ctx context.Context, work string) (*shell, error) {
	dir, err := subject.Fetch(ctx, work)
	if err != nil {
		return nil, err
	}
	bin := filepath.Join(work, "bin")
	sh := &shell{ctx: ctx, dir: dir, env: append(os.Environ(),
		"PATH="+bin+string(filepath.ListSeparator)+os.Getenv("PATH"), "PWD="+dir,
		"GOFLAGS=-mod=mod", "GOWORK=off", "COLUMNS=", "LC_ALL=C",
		"GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_AUTHOR_NAME=you", "GIT_AUTHOR_EMAIL=you@example.com", "GIT_COMMITTER_NAME=you", "GIT_COMMITTER_EMAIL=you@example.com",
	)}
	if err := module.BuildCommand(ctx, bin+string(filepath.Separator), "-trimpath"); err != nil {
		return nil, err
	}
	if out, err := sh.run("git init -q && git add -A && git commit -q -m 'the module'"); err != nil || sh.code != 0 {
		return nil, fmt.Errorf("git: %v\n%s", err, out)
	}
	return sh, nil
}

// run runs a command and returns what it prints. The next one sees its exit
// code as $?.
func (sh *shell) run(command string) (string, error) {
	if strings.HasPrefix(command, "go install ") {
		return "", nil // it is what newShell built: the version of the page is the one at hand
	}
	cmd := exec.CommandContext(sh.ctx, "bash", "--noprofile", "--norc", "-c", fmt.Sprintf("(exit %d)\n%s", sh.code, command))
	cmd.Dir, cmd.Env = sh.dir, sh.env
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return "", fmt.Errorf("%s: %w", command, err)
	}
	sh.code = cmd.ProcessState.ExitCode()
	return string(out), sh.ctx.Err()
}
