package directive_test

import (
	"go/types"
	"maps"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/ownership/directive"
	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/snippet"
)

// A reading is what was read of the comments of a package.
type reading struct {
	effects  map[string]string // of the functions of which something is declared
	own      map[string]string // the same of what own says
	problems []string
	meets    bool
}

// reader reads the directives of a package, and what own says of it.
func reader(own *directive.Own) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name:       "directives",
		Doc:        "read directives",
		ResultType: reflect.TypeFor[reading](),
		Run: func(pass *analysis.Pass) (any, error) {
			all, problems := directive.Directives(pass)
			r := reading{effects: make(map[string]string), own: make(map[string]string), meets: own.Meets(pass)}
			for fn, d := range all {
				eff := d.Apply(effect.Body{})
				r.effects[fn.Name()] = eff.String()
			}
			for _, obj := range pass.TypesInfo.Defs {
				if fn, ok := obj.(*types.Func); ok {
					if d := own.Declaration(fn); d != nil {
						eff := d.Apply(effect.Body{})
						r.own[fn.FullName()] = eff.String()
					}
				}
			}
			for _, p := range problems {
				r.problems = append(r.problems, p.Message)
			}
			return r, nil
		},
	}
}

// TestDirectives reads the comments on a function, and on a method of an interface.
func TestDirectives(t *testing.T) {
	for _, test := range []struct {
		comment, fn string
		want        string // the effects
		problem     string
	}{
		{"//httpleak:closes r", `func F(r *http.Response)`, "closes(0)", ""},
		{"//httpleak:closes r // it does", `func F(n int, r *http.Response)`, "closes(1)", ""},
		{"//httpleak:closes r, s", `func F(r, s *http.Response)`, "closes(0), closes(1)", ""},
		{"//httpleak:borrows r", `func F(r *http.Response)`, "leaves(0)", ""},
		{"//httpleak:closes r\n//httpleak:borrows s", `func F(r, s *http.Response)`, "closes(0), leaves(1)", ""},
		{"//httpleak:closes r\n//httpleak:borrows r", `func F(r *http.Response)`, "leaves(0)", ""}, // the last counts
		{"//httpleak:closes t", `type T struct{}; func (t *T) G() {}; //httpleak:closes n`, "", ""},
		{"//httpleak:returns open", `func F() (*http.Response, error)`, "opens(0)", ""},
		{"//httpleak:returns open", `func F() (int, io.ReadCloser)`, "opens(1)", ""},
		{"//httpleak:returns closed", `func F() (*http.Response, error)`, "opens nothing", ""},
		{"//bodyclose:handled", `func F(n int, r *http.Response)`, "closes(1)", ""},
		{"//httpleak:ignore it is fine", `func F(r *http.Response)`, "", ""},
		{"// httpleak:closes r", `func F(r *http.Response)`, "", ""}, // a space makes it text
		{"//httpleak:closes", `func F(r *http.Response)`, "", "directive httpleak:closes names no parameter of F"},
		{"//httpleak:borrows s", `func F(r *http.Response)`, "", "directive httpleak:borrows: F has no parameter s"},
		{"//httpleak:returns", `func F() *http.Response`, "", "directive httpleak:returns of F wants open or closed"},
		{"//httpleak:returns shut", `func F() *http.Response`, "", "directive httpleak:returns of F wants open or closed"},
		{"//httpleak:returns open", `func F() int`, "", "directive httpleak:returns: F returns nothing that could be closed"},
		{"//httpleak:returns open", `func F() error`, "", "directive httpleak:returns: F returns nothing that could be closed"},
	} {
		name := strings.ReplaceAll(test.comment, "\n", " ") + " " + test.fn
		got := snippet.Analyze(t, reader(directive.NewOwn()), "\n"+test.comment+"\n"+test.fn+"\n").Last().Result.(reading)
		if got.effects["F"] != test.want {
			t.Errorf("%s: got %q, want %q", name, got.effects["F"], test.want)
		}
		if problems := strings.Join(got.problems, "; "); problems != test.problem {
			t.Errorf("%s: got the problem %q, want %q", name, problems, test.problem)
		}
	}
	// Methods of interfaces, and with a receiver.
	got := snippet.Analyze(t, reader(directive.NewOwn()), `
type I interface {
	//httpleak:closes r
	M(r *http.Response)
}
type T struct{}
//httpleak:closes t
func (t *T) N(n int) {}
`).Last().Result.(reading)
	if want := map[string]string{"M": "closes(1)", "N": "closes(0)"}; !maps.Equal(got.effects, want) {
		t.Errorf("got %q, want %q", got.effects, want)
	}
}

// TestVerbs wants each verb to be one that a directive can have.
func TestVerbs(t *testing.T) {
	for _, verb := range directive.Verbs() {
		got := snippet.Analyze(t, reader(directive.NewOwn()), "\n//httpleak:"+verb+"\nfunc F() {}\n").Last().Result.(reading)
		if len(got.problems) != 1 { // for want of arguments
			t.Errorf("%s is no verb", verb)
		}
	}
}

// TestApply wants what is declared to count before what was found, for what it speaks of.
func TestApply(t *testing.T) {
	var found effect.Body
	found.SetParam(0, effect.Always(effect.Kept))
	found.SetParam(1, effect.Always(effect.Kept))
	found.AddResult(0, effect.OpenOnError)
	closed := uint32(0)
	for _, test := range []struct {
		name string
		d    directive.Declaration
		want string
	}{
		{"nothing", directive.Declaration{}, "keeps(0), keeps(1), opens(0) on error"},
		{"a parameter", directive.Declaration{Params: map[int]effect.Effect{1: effect.Always(effect.Released)}}, "keeps(0), closes(1), opens(0) on error"},
		{"the results", directive.Declaration{Results: &closed}, "keeps(0), keeps(1), opens nothing"},
	} {
		eff := test.d.Apply(found)
		if got := eff.String(); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

// TestOwn names functions as flags do.
func TestOwn(t *testing.T) {
	own := directive.NewOwn()
	for _, set := range []struct {
		list interface{ Set(string) error }
		text string
	}{{&own.Acquires, "b.Open,b.T.Open"}, {&own.Closes, "b.Close#1,b.T.Take#0"}} {
		if err := set.list.Set(set.text); err != nil {
			t.Fatal(err)
		}
	}
	const b = "-- b/b.go --\ntype T struct{}\nfunc (T) Open() io.ReadCloser { return nil }\nfunc (T) Take() {}\nfunc Open() io.ReadCloser { return nil }\nfunc Close(c any) {}\nfunc Other(c io.Closer) {}\n"
	for src, want := range map[string]bool{
		"-- a/a.go --\nimport \"b\"\nvar x b.T":                true,
		"-- a/a.go --\nfunc F() {}":                            false,
		"-- a/a.go --\nimport _ \"b\"\nfunc F() { println() }": false, // it can name nothing in there
	} {
		if got := snippet.Analyze(t, reader(own), b+src).Last().Result.(reading).meets; got != want {
			t.Errorf("%s has to do with b: got %v", src, got)
		}
	}
	got := snippet.Analyze(t, reader(own), b).Last().Result.(reading).own
	want := map[string]string{"b.Open": "opens(0)", "(b.T).Open": "opens(0)", "b.Close": "closes(0)", "(b.T).Take": "closes(0)"}
	if !maps.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
