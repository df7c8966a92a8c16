// The command speed measures what a first go vet with httpleak costs over a
// large module, next to a vettool that does nothing and to the incumbent.
//
//	cd integration/speed && go run . [-n 3]
//
// Nothing is cached of a tool that the go command has not seen, so each run has
// a tool of its own, the same but for its build ID; what the module imports is
// compiled before. CPU time counts, for other work on the machine does not
// change it much. The tools take turns, and the fastest run of each is compared.
// Nothing is asserted: machines differ.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

const (
	modulePath    = "github.com/caddyserver/caddy/v2"
	moduleVersion = "v2.11.9"
)

// A tool is a vettool, run with these flags.
type tool struct {
	name string
	dir  string // of the module of its main package, from here
	main string
	args []string
}

var tools = []tool{
	{"empty", ".", "./empty", nil},
	{"httpleak -bodyclose", "../..", "./cmd/httpleak", []string{"-bodyclose"}},
	{"httpleak", "../..", "./cmd/httpleak", nil},
	{"timakin/bodyclose", ".", "./incumbent", nil},
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("speed: ")
	n := flag.Int("n", 3, "how often each tool runs")
	flag.Parse()
	if flag.NArg() > 0 || *n < 1 {
		log.Fatal("usage: speed [-n times]")
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := measure(ctx, *n)
	stop()
	if err != nil {
		log.Fatal(err)
	}
}

func measure(ctx context.Context, n int) error {
	work, err := os.MkdirTemp("", "speed")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	dir, err := fetch(ctx, work)
	if err != nil {
		return err
	}
	times := make([][]time.Duration, len(tools))
	for round := range n {
		for i, t := range tools {
			binary := filepath.Join(work, "tool")
			salt := fmt.Sprintf("-ldflags=-buildid=%d-%d-%d", time.Now().UnixNano(), round, i)
			if _, err := run(ctx, t.dir, nil, "go", "build", salt, "-o", binary, t.main); err != nil {
				return err
			}
			args := slices.Concat([]string{"vet", "-json", "-vettool=" + binary}, t.args, []string{"./..."})
			cpu, err := run(ctx, dir, nil, "go", args...)
			if err != nil {
				return err
			}
			fmt.Fprintf(os.Stderr, "round %d: %s: %.1f s\n", round+1, t.name, cpu.Seconds())
			times[i] = append(times[i], cpu)
		}
	}
	return table(times)
}

// fetch downloads the module, compiles what it imports, tests too, and returns a
// copy of it.
func fetch(ctx context.Context, work string) (string, error) {
	var out bytes.Buffer
	if _, err := run(ctx, work, &out, "go", "mod", "download", "-json", modulePath+"@"+moduleVersion); err != nil {
		return "", err
	}
	var info struct{ Dir string }
	if err := json.Unmarshal(out.Bytes(), &info); err != nil {
		return "", fmt.Errorf("go mod download -json: %w", err)
	}
	dir := filepath.Join(work, "module")
	if err := os.CopyFS(dir, os.DirFS(info.Dir)); err != nil {
		return "", err
	}
	_, err := run(ctx, dir, nil, "go", "list", "-export", "-deps", "-test", "./...")
	return dir, err
}

// run runs a command and returns the CPU time, user and system, of it and of all
// the processes that it waited for.
func run(ctx context.Context, dir string, stdout *bytes.Buffer, name string, args ...string) (time.Duration, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	if stdout != nil {
		cmd.Stdout = stdout
	}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Run(); err != nil {
		return 0, fmt.Errorf("%s: %w\n%s", cmd, err, &stderr)
	}
	return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), nil
}

// table prints the CPU seconds of every run, the least of each tool, and that in
// terms of the empty tool's and the incumbent's.
func table(times [][]time.Duration) error {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	empty, incumbent := slices.Min(times[0]), slices.Min(times[len(times)-1])
	fmt.Fprintf(w, "%s@%s\truns, CPU s\tleast\t/ %s\t/ %s\n", modulePath, moduleVersion, tools[0].name, tools[len(tools)-1].name)
	for i, t := range tools {
		var runs []string
		for _, d := range times[i] {
			runs = append(runs, fmt.Sprintf("%.1f", d.Seconds()))
		}
		least := slices.Min(times[i])
		fmt.Fprintf(w, "%s\t%s\t%.1f\t%.2f\t%.2f\n", t.name, strings.Join(runs, " "), least.Seconds(),
			least.Seconds()/empty.Seconds(), least.Seconds()/incumbent.Seconds())
	}
	return w.Flush()
}
