package ownership_test

import (
	"bytes"
	"flag"
	"go/types"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/httpleak/httpleak/internal/ownership"
	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/snippet"
)

var update = flag.Bool("u", false, "write the traces that there are to testdata/trace")

// TestTrace compares the traces of the snippets in testdata/trace with those that their files show. The first line
// of a file says of which function.
func TestTrace(t *testing.T) {
	files, err := filepath.Glob("testdata/trace/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no traces: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			golden := &archive.Files[len(archive.Files)-1]
			if golden.Name != "trace" {
				t.Fatalf("%s has no trace at its end", file)
			}
			name, _, _ := strings.Cut(string(archive.Comment), "\n")
			source := txtar.Archive{Files: archive.Files[:len(archive.Files)-1]}
			got := trace(t, name, string(txtar.Format(&source)))
			if got == string(golden.Data) {
				return
			}
			if !*update {
				t.Errorf("%s shows\n%s\nbut the trace is\n%s", file, golden.Data, got)
				return
			}
			golden.Data = []byte(got)
			if err := os.WriteFile(file, txtar.Format(archive), 0o666); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// TestTraceInText wants the texts that show the trace of the README's example to show it as it is.
func TestTraceInText(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/trace/readme.txtar")
	if err != nil {
		t.Fatal(err)
	}
	golden := strings.TrimSpace(string(archive.Files[len(archive.Files)-1].Data))
	want := "\n    " + strings.ReplaceAll(golden, "\n", "\n    ") + "\n"
	for _, file := range []string{"../../CONTRIBUTING.md", "../../docs/design.md"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), want) {
			t.Errorf("%s does not show%s", file, want)
		}
	}
}

// trace returns the trace of the searches through fn, those for bodies and those for pools.
func trace(t *testing.T, fn, src string) string {
	t.Helper()
	var out bytes.Buffer
	a := ownership.New(&out)
	if err := a.Flags.Set("debug.trace", fn); err != nil {
		t.Fatal(err)
	}
	facts := make(map[*types.Func]*effect.Pool)
	for _, p := range snippet.Analyze(t, a, src).Packages {
		result := p.Result.(*ownership.Result)
		if len(result.Funcs) == 0 {
			continue
		}
		pools := result.Pools(func(fn *types.Func) *effect.Pool { return facts[fn] })
		for _, fn := range result.Funcs {
			for _, m := range pools.Made(fn) {
				pools.Dropped(m)
			}
		}
		pools.Effects(result.Funcs, func(fn *types.Func, eff effect.Pool) { facts[fn] = &eff })
	}
	return out.String()
}
