package mutants

import (
	"cmp"
	"flag"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/bodyclose"
	"github.com/httpleak/httpleak/defaultclient"
	"github.com/httpleak/httpleak/idleconn"
	"github.com/httpleak/httpleak/percallclient"
)

var (
	number = flag.Int("mutants.n", 60, "functions to change")
	seed   = flag.Uint64("mutants.seed", 1, "which, and how")
	only   = flag.String("mutants.only", "", "fixtures to take, by a part of their path")
)

// suite returns the analyzers, with tests and, every other time, with fixes for errcheck.
func suite(errcheck bool) []*analysis.Analyzer {
	body := bodyclose.DefaultConfig()
	body.Errcheck = errcheck
	client, idle, call := defaultclient.DefaultConfig(), idleconn.DefaultConfig(), percallclient.DefaultConfig()
	client.Tests, idle.Tests, call.Tests = true, true, true
	return []*analysis.Analyzer{bodyclose.New(body), defaultclient.New(client), idleconn.New(idle), percallclient.New(call)}
}

func load(t *testing.T) *world {
	t.Helper()
	root, err := filepath.Abs(filepath.Join("..", "..", "testdata", "src"))
	if err != nil {
		t.Fatal(err)
	}
	w, err := newWorld(root)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) paths() []string {
	paths := slices.Sorted(maps.Keys(w.fixtures))
	return slices.DeleteFunc(paths, func(path string) bool { return !strings.Contains(path, *only) })
}

// TestFixtures wants of the fixtures as they are what is wanted of mutants.
func TestFixtures(t *testing.T) {
	t.Parallel()
	w := load(t)
	findings, fixes := 0, 0
	for i, path := range w.paths() {
		v := w.judge(path, w.fixtures[path].files, suite(i%2 == 1))
		findings += v.findings
		fixes += v.fixes
		for _, problem := range v.violations {
			t.Errorf("%s: %v", path, problem)
		}
	}
	t.Logf("%d findings, %d fixes", findings, fixes)
	if *only == "" && fixes < 200 {
		t.Errorf("only %d fixes", fixes)
	}
}

// TestMutants makes mutants. For more of them, and others:
//
//	go test ./internal/mutants -run TestMutants -v -timeout 1h -mutants.n=1000 -mutants.seed=2
func TestMutants(t *testing.T) {
	t.Parallel()
	w := load(t)
	rng := rand.New(rand.NewPCG(*seed, 0))
	paths := w.paths()
	made, findings, fixes := 0, 0, 0
	for round := 0; made < *number; round++ {
		rng.Shuffle(len(paths), func(i, j int) { paths[i], paths[j] = paths[j], paths[i] })
		before := made
		for _, path := range paths {
			b, err := w.breed(rng, w.fixtures[path], *number-made)
			if err != nil {
				t.Fatalf("%s, seed %d, round %d: %v", path, *seed, round, err)
			}
			if b.mutants == 0 {
				continue
			}
			v := w.judge(path, b.files, suite(round%2 == 1))
			made += b.mutants
			findings += v.findings
			fixes += v.fixes
			for _, problem := range v.violations {
				t.Errorf("%s, seed %d, round %d: %v%s", path, *seed, round, problem, b.describe(problem))
			}
			if made >= *number {
				break
			}
		}
		if made == before {
			t.Fatalf("no mutants")
		}
	}
	t.Logf("%d mutants, %d findings, %d fixes", made, findings, fixes)
	if made >= 500 && fixes < made/10 {
		t.Errorf("%d fixes of %d mutants: too few to mean anything", fixes, made)
	}
}

// describe shows the function that a problem is about, or all that were changed.
func (b *batch) describe(problem violation) string {
	var text strings.Builder
	culprit := b.culprit(problem)
	for _, cut := range b.cut {
		for _, p := range cut {
			if p.mutant != "" && cmp.Or(culprit, p) == p || p == culprit {
				text.WriteString("\n" + strings.Join(p.what, ", ") + ":\n" + p.now())
			}
		}
	}
	return text.String()
}
