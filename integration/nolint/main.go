// Command nolint looks at the comments //nolint:bodyclose of the modules in
// modules.txt: which silence nothing of httpleak's bodyclose, and what the others hide.
// For each module there is a NAME.golden with a line for each comment:
//
//	file:line silences nothing
//	file:line silences line:column message => true: why it is a leak
//	file:line undecided
//
// The verdict is true, false, or ? as long as nobody has judged. A comment is undecided if
// the analyzer does not look at it, as in a file that is not built here.
//
// Run it in the top folder of the module: go run ./integration/nolint. It fails if what it
// sees is not in the golden files; with -update it writes it there, and keeps the verdicts.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/httpleak/httpleak/integration/internal/module"
)

const folder = "integration/nolint"

func main() {
	only := flag.String("only", "", "run modules whose path contains this `text`")
	update := flag.Bool("update", false, "bring the golden files to what is seen, new findings with the verdict ?")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, *only, *update)
	stop()
	if err != nil {
		fmt.Fprintf(os.Stderr, "nolint: %v\n", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, only string, update bool) error {
	modules, err := module.ReadList(filepath.Join(folder, "modules.txt"))
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "httpleak-nolint-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	tool := filepath.Join(work, "httpleak")
	if err := module.BuildCommand(ctx, tool); err != nil {
		return err
	}
	tw := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprint(tw, "module\tcomments\tsilence nothing\thide a leak\thide a false alarm\tnot judged\tundecided\n")
	var failed []error
	for _, m := range modules {
		if !strings.Contains(m.Path, only) {
			continue
		}
		fmt.Fprintln(os.Stderr, m)
		comments, err := look(ctx, m, tool, work)
		if err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", m, err))
			continue
		}
		file := filepath.Join(folder, goldenName(m))
		old, err := os.ReadFile(file)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		if err := judge(comments, string(old)); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		n := count(comments)
		fmt.Fprintf(tw, "%s\t%d\t%d\t%d\t%d\t%d\t%d\n", m.Path, len(comments), n["nothing"], n["true"], n["false"], n["?"], n["undecided"])
		text := format(comments)
		switch {
		case text == string(old):
		case update:
			if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
				return err
			}
		default:
			failed = append(failed, fmt.Errorf("%s: what is seen differs from %s:\n%s", m, file, text))
		}
	}
	return errors.Join(tw.Flush(), errors.Join(failed...))
}

// goldenName names the file by the last elements of the path, so that
// github.com/hashicorp/nomad/api is nomad-api.
func goldenName(m module.Module) string {
	name := m.Name()
	if name == "api" {
		elements := strings.Split(m.Path, "/")
		name = elements[len(elements)-2] + "-" + name
	}
	return name + ".golden"
}

// look returns the comments of a module.
func look(ctx context.Context, m module.Module, tool, work string) ([]*comment, error) {
	dir, err := m.Fetch(ctx, work)
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	comments, err := find(dir)
	if err != nil {
		return nil, err
	}
	cmd := module.Command(ctx, dir, tool, "-json", "-bodyclose", "-unused-ignores", "-show-ignored", "./...")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && !(errors.As(err, &exit) && (exit.ExitCode() == 3 || exit.ExitCode() == 1)) {
		return nil, fmt.Errorf("%w\n%s", err, module.Head(stderr.String()))
	}
	fmt.Fprint(os.Stderr, module.Head(stderr.String()))
	return comments, read(out, comments)
}
