package ignore

import (
	"flag"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
)

// leaks is an analyzer that reports calls of leak, in the category that their argument names.
func leaks(pass *analysis.Pass) {
	for _, file := range pass.Files {
		for n := range ast.Preorder(file) {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				continue
			}
			if id, ok := call.Fun.(*ast.Ident); ok && id.Name == "leak" {
				d := analysis.Diagnostic{Pos: call.Pos(), End: call.End(), Category: "never", Message: "leak"}
				if len(call.Args) > 0 {
					if arg, ok := call.Args[0].(*ast.Ident); ok {
						d.Category = arg.Name
					}
				}
				pass.Report(d)
			}
		}
	}
}

// options are what a run is told besides a [Config].
type options struct {
	tests    bool           // what is in tests is wanted
	optional string         // the category that only a flag asks for
	wanted   bool           // the flag asks for it
	gaveUp   analysis.Range // not searched to the end, unless it is nil
}

// run runs the analyzer, under the name of bodyclose, on a file.
func run(t *testing.T, name, src string, cfg Config, opt options) (*token.FileSet, []analysis.Diagnostic) {
	t.Helper()
	var flags flag.FlagSet
	cfg.AddFlags(&flags)
	flags.Bool("tests", opt.tests, "")
	if opt.optional != "" {
		flags.Bool(opt.optional, opt.wanted, "")
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var got []analysis.Diagnostic
	pass := &analysis.Pass{
		Analyzer: &analysis.Analyzer{Name: "bodyclose"},
		Fset:     fset,
		Files:    []*ast.File{file},
		Report:   func(d analysis.Diagnostic) { got = append(got, d) },
	}
	scan := &Scan{Optional: opt.optional}
	_, err = Run(pass, &flags, scan, func(pass *analysis.Pass) error {
		if opt.gaveUp != nil {
			scan.GaveUp("f", 1, opt.gaveUp)
		}
		leaks(pass)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return fset, got
}

// TestScope wants the calls of leak to be reported on exactly those lines that end in
// the comment /*!*/.
func TestScope(t *testing.T) {
	for _, test := range []struct{ name, src string }{
		{"nothing", "func f() {\n\tleak() /*!*/\n}"},
		{"trailing", "func f() {\n\tleak() //httpleak:ignore bodyclose why\n\tleak() /*!*/\n}"},
		{"above", "func f() {\n\t//httpleak:ignore bodyclose why\n\tleak()\n\tleak() /*!*/\n}"},
		{"above, and a blank line", "func f() {\n\t//httpleak:ignore bodyclose why\n\n\tleak() /*!*/\n}"},
		{"above, with text", "func f() {\n\t// Text.\n\t//httpleak:ignore bodyclose why\n\t// More.\n\tleak()\n}"},
		{"block", "func f() {\n\t//httpleak:ignore bodyclose why\n\tif x {\n\t\tg()\n\t\tleak()\n\t}\n\tleak() /*!*/\n}"},
		{"head of a block", "func f() {\n\tif leak() { //httpleak:ignore bodyclose why\n\t\tleak() /*!*/\n\t}\n}"},
		{"else", "func f() {\n\tif x {\n\t\tg()\n\t\t//httpleak:ignore bodyclose why\n\t} else if leak() {\n\t\tleak() /*!*/\n\t}\n}"},
		{"case", "func f() {\n\tswitch {\n\t//httpleak:ignore bodyclose why\n\tcase x:\n\t\tg()\n\t\tleak()\n\tcase y:\n\t\tleak() /*!*/\n\t}\n}"},
		{"function", "// F is.\n//\n//httpleak:ignore bodyclose why\nfunc f() {\n\tleak()\n\tgo func() { leak() }()\n}\n\nfunc g() { leak() /*!*/ }"},
		{"line of a function", "func f() { //httpleak:ignore bodyclose why\n\tleak() /*!*/\n}"},
		{"variables", "//httpleak:ignore bodyclose why\nvar (\n\ta = leak()\n\tb = leak()\n)\n\nvar c = leak() /*!*/"},
		{"one of the variables", "var (\n\t//httpleak:ignore bodyclose why\n\ta = f(\n\t\tleak(),\n\t)\n\tb = leak() /*!*/\n)"},
		{"end of a statement", "func f() {\n\tx := g(\n\t\tleak(),\n\t) //httpleak:ignore bodyclose why\n\tleak() /*!*/\n}"},
		{"start of a statement", "func f() {\n\tx := g( //httpleak:ignore bodyclose why\n\t\tleak(),\n\t)\n}"},
		{"end of a statement with others inside", "func f() {\n\tg(func() {\n\t\tleak() /*!*/\n\t}) //httpleak:ignore bodyclose why\n}"},
		{"element", "var list = []int{\n\tleak(), //httpleak:ignore bodyclose why\n\tleak(), /*!*/\n\t//httpleak:ignore bodyclose why\n\tleak(),\n}"},
		{"second line of a chain", "func f() {\n\tx := a.\n\t\t//httpleak:ignore bodyclose why\n\t\tb(leak())\n}"},
		{"line directive", "func f() {\n//line other.go:100\n\tleak() /*!*/\n//line again.go:7\n\tleak() //httpleak:ignore bodyclose why\n}"},
		{"others", "func f() {\n\tleak() /*!*/ //httpleak:ignore idleconn why\n}"},
		{"list", "func f() {\n\tleak() //httpleak:ignore idleconn, bodyclose why\n\tleak() //httpleak:ignore idleconn,bodyclose why\n}"},
		{"category", "func f() {\n\tleak(path) //httpleak:ignore bodyclose/path why\n\tleak(never) /*!*/ //httpleak:ignore bodyclose/path why\n}"},
		{"without a reason", "func f() {\n\tleak() /*!*/ //httpleak:ignore bodyclose\n\tleak() /*!*/ //httpleak:ignore bodyclose //\n}"},
		{"reason behind slashes", "func f() {\n\tleak() //httpleak:ignore bodyclose // why\n}"},
		{"space", "func f() {\n\tleak() /*!*/ // httpleak:ignore bodyclose why\n}"},

		{"nolint, trailing", "func f() {\n\tleak() //nolint:bodyclose\n\tleak() // nolint: bodyclose // why\n\tleak() //nolint\n\tleak() //nolint:all\n\tleak() //nolint:httpleak\n\tleak() /*!*/ //nolint:gosec\n}"},
		{"nolint in a list", "func f() {\n\tleak() //nolint:gosec,bodyclose // why\n\tleak() //nolint: errcheck , BodyClose\n}"},
		{"nolint with an explanation that is part of the name", "func f() {\n\tleak() /*!*/ //nolint:bodyclose it is fine\n}"},
		{"nolint with a category", "func f() {\n\tleak() /*!*/ //nolint:bodyclose/never\n}"},
		{"not nolint", "func f() {\n\tleak() /*!*/ //nolinter\n\tleak() /*!*/ // a nolint:bodyclose\n\tleak() /*!*/ /* nolint:bodyclose */\n}"},
		{"nolint, everything by a space", "func f() {\n\tleak() //nolint bodyclose\n}"},
		{"nolint above", "func f() {\n\t//nolint:bodyclose\n\tleak()\n\tleak() /*!*/\n}"},
		{"nolint on a block", "func f() {\n\t//nolint:bodyclose\n\tfor {\n\t\tleak()\n\t}\n\tleak() /*!*/\n}"},
		{"nolint on a function", "//nolint:bodyclose\nfunc f() {\n\tleak()\n}\n\nfunc g() { leak() /*!*/ }"},
		{"nolint at the end of a statement", "func f() {\n\tx := g(\n\t\tleak(), /*!*/\n\t) //nolint:bodyclose\n}"},
		{"nolint at the end of a function's line", "func f() { //nolint:bodyclose\n\tleak() /*!*/\n}"},
		{"nolint in another column", "func f() {\n\tx := a.\n\t//nolint:bodyclose\n\t\tb(leak()) /*!*/\n}"},
	} {
		t.Run(test.name, func(t *testing.T) {
			src := "package p\n\n" + test.src + "\n"
			fset, got := run(t, "p.go", src, Config{}, options{})
			var want, lines []int
			for i, line := range strings.Split(src, "\n") {
				if strings.Contains(line, "/*!*/") {
					want = append(want, i+1)
				}
			}
			for _, d := range got {
				lines = append(lines, fset.PositionFor(d.Pos, false).Line)
			}
			if !slices.Equal(lines, want) {
				t.Errorf("reported on lines %v, want %v:\n%s", lines, want, src)
			}
		})
	}
	for _, directive := range []string{"//httpleak:ignore bodyclose why", "//nolint:bodyclose"} {
		src := directive + "\npackage p\n\nfunc f() { leak() }\n"
		if _, got := run(t, "p.go", src, Config{}, options{}); len(got) > 0 {
			t.Errorf("%s in front of the package clause does not silence the file", directive)
		}
	}
}

func TestHostNolint(t *testing.T) {
	const src = "package p\n\nfunc f() {\n\tleak() //nolint\n\tleak() //nolint:all\n\tleak() //nolint:httpleak\n\tleak() //nolint:bodyclose\n\tleak() //httpleak:ignore bodyclose why\n}\n"
	if _, got := run(t, "p.go", src, Config{HostNolint: true}, options{}); len(got) != 3 {
		t.Errorf("got %d findings, want those that the host silences", len(got))
	}
	const both = "package p\n\n//nolint\nfunc f() {\n\tleak() //nolint:bodyclose\n}\n"
	for host, want := range map[bool]string{false: "leak (silenced by //nolint at line 3)", true: "leak (silenced by //nolint:bodyclose at line 5)"} {
		if _, got := run(t, "p.go", both, Config{HostNolint: host, Show: true}, options{}); len(got) != 1 || got[0].Message != want {
			t.Errorf("host obeys //nolint: %t: got %v, want %q", host, got, want)
		}
	}
}

func TestShow(t *testing.T) {
	const src = "package p\n\nfunc f() {\n\tleak() //nolint:gosec,bodyclose\n\tleak() //nolint\n\tleak() //httpleak:ignore bodyclose/never why\n}\n"
	_, got := run(t, "p.go", src, Config{Show: true, Unused: true}, options{})
	var messages []string
	for _, d := range got {
		messages = append(messages, d.Message)
	}
	want := []string{
		"leak (silenced by //nolint:gosec,bodyclose at line 4)",
		"leak (silenced by //nolint at line 5)",
		"leak (silenced by //httpleak:ignore bodyclose/never at line 6)",
	}
	if !slices.Equal(messages, want) {
		t.Errorf("got %q, want %q", messages, want)
	}
}

// TestUnused wants the comments that silence nothing to be reported, and the fixes to leave
// what is wanted, in the form of gofmt, and nothing more to say of it.
func TestUnused(t *testing.T) {
	for _, test := range []struct{ name, src, want string }{
		{"used", "func f() {\n\tleak() //nolint:bodyclose\n}", "func f() {\n\tleak() //nolint:bodyclose\n}"},
		{"trailing", "func f() {\n\tg() //nolint:bodyclose // why\n}", "func f() {\n\tg()\n}"},
		{"aligned", "func f() {\n\tg()           //nolint:bodyclose\n\tlong := call() // text\n}", "func f() {\n\tg()\n\tlong := call() // text\n}"},
		{"line", "func f() {\n\ta()\n\t//nolint:bodyclose\n\tb()\n}", "func f() {\n\ta()\n\tb()\n}"},
		{"line between blank lines", "func f() {\n\ta()\n\n\t//nolint:bodyclose\n\n\tb()\n}", "func f() {\n\ta()\n\n\tb()\n}"},
		{"last of a block", "func f() {\n\tif x { //nolint:bodyclose\n\t\t//httpleak:ignore bodyclose why\n\t}\n}", "func f() {\n\tif x {\n\t}\n}"},
		{"doc", "// F is.\n//\n//nolint:bodyclose\nfunc f() {\n\tg()\n}", "// F is.\nfunc f() {\n\tg()\n}"},
		{"doc with another", "// F is.\n//\n//nolint:bodyclose\n//go:noinline\nfunc f() {\n\tg()\n}", "// F is.\n//\n//go:noinline\nfunc f() {\n\tg()\n}"},
		{"first of a list", "func f() {\n\tg() //nolint:bodyclose,gosec // why\n}", "func f() {\n\tg() //nolint:gosec // why\n}"},
		{"last of a list", "func f() {\n\tg() //nolint:errcheck, gosec, bodyclose // why\n}", "func f() {\n\tg() //nolint:errcheck, gosec // why\n}"},
		{"inside a list", "func f() {\n\tg() // nolint: errcheck,bodyclose,gosec\n}", "func f() {\n\tg() // nolint: errcheck,gosec\n}"},
		{"twice in a list", "func f() {\n\tg() //nolint:bodyclose,bodyclose\n}", "func f() {\n\tg()\n}"},
		{"other analyzers", "func f() {\n\tg() //httpleak:ignore idleconn,bodyclose why\n}", "func f() {\n\tg() //httpleak:ignore idleconn why\n}"},
		{"one category", "func f() {\n\tleak(path) //httpleak:ignore bodyclose/never,bodyclose/path why\n}", "func f() {\n\tleak(path) //httpleak:ignore bodyclose/path why\n}"},
		{"behind an argument", "func f() {\n\tg(a, //nolint:bodyclose\n\t\tb)\n}", "func f() {\n\tg(a,\n\t\tb)\n}"},
		{"behind a literal", "func f() {\n\tg(func() {}, //nolint:bodyclose\n\t\tb)\n}", "func f() {\n\tg(func() {},\n\t\tb)\n}"},
		{"behind a parenthesis", "func f() {\n\tg(\n\t\tb,\n\t) //nolint:bodyclose\n}", "func f() {\n\tg(\n\t\tb,\n\t)\n}"},
		{"else", "func f() {\n\tif x {\n\t\ta()\n\t} else { //nolint:bodyclose\n\t\tb()\n\t}\n}", "func f() {\n\tif x {\n\t\ta()\n\t} else {\n\t\tb()\n\t}\n}"},
		{"case", "func f() {\n\tswitch {\n\t//nolint:bodyclose\n\tcase x: //nolint:bodyclose\n\t\ta()\n\t}\n}", "func f() {\n\tswitch {\n\tcase x:\n\t\ta()\n\t}\n}"},
		{"two comments on a line", "func f() {\n\ta() /* text */ //nolint:bodyclose\n}", "func f() {\n\ta() /* text */\n}"},
		{"end of the file", "func f() {}\n\n//nolint:bodyclose", "func f() {}"},
		{"struct", "type s struct {\n\ta int //nolint:bodyclose\n}\n\ntype i interface { //nolint:bodyclose\n\tm()\n}", "type s struct {\n\ta int\n}\n\ntype i interface {\n\tm()\n}"},
		{"variables", "var (\n\ta = 1 //nolint:bodyclose\n\t//nolint:bodyclose\n\tb = 2\n) //nolint:bodyclose", "var (\n\ta = 1\n\tb = 2\n)"},
		{"for others", "func f() {\n\tg() //nolint\n\tg() //nolint:all\n\tg() //nolint:httpleak\n\tg() //nolint:gosec\n}", "func f() {\n\tg() //nolint\n\tg() //nolint:all\n\tg() //nolint:httpleak\n\tg() //nolint:gosec\n}"},
		{"not complete", "func f() {\n\tg() //httpleak:ignore bodyclose\n}", "func f() {\n\tg() //httpleak:ignore bodyclose\n}"},
	} {
		t.Run(test.name, func(t *testing.T) {
			src, want := "package p\n\n"+test.src+"\n", "package p\n\n"+test.want+"\n"
			fset, got := run(t, "p.go", src, Config{Unused: true}, options{})
			for i := len(got) - 1; i >= 0; i-- {
				d := got[i]
				if d.Category != UnusedCategory {
					continue
				}
				if len(d.SuggestedFixes) != 1 {
					t.Fatalf("%s: got %d fixes", d.Message, len(d.SuggestedFixes))
				}
				e := d.SuggestedFixes[0].TextEdits[0]
				src = src[:fset.Position(e.Pos).Offset] + string(e.NewText) + src[fset.Position(e.End).Offset:]
			}
			formatted, err := format.Source([]byte(src))
			if err != nil {
				t.Fatalf("%v\n%s", err, src)
			}
			if string(formatted) != want {
				t.Errorf("got\n%s\nwant\n%s", formatted, want)
			}
			_, got = run(t, "p.go", want, Config{Unused: true}, options{})
			for _, d := range got {
				if d.Category == UnusedCategory {
					t.Errorf("after the fix: %s", d.Message)
				}
			}
		})
	}
}

// TestNotUnused wants no word about comments in places that the analyzer did not look at.
func TestNotUnused(t *testing.T) {
	const body = "package p\n\nfunc f() {\n\tg() //nolint:bodyclose\n}\n"
	for _, test := range []struct {
		name, file, src string
		opt             options
		want            int
	}{
		{"seen", "p.go", body, options{}, 1},
		{"test", "p_test.go", body, options{}, 0},
		{"test that is looked at", "p_test.go", body, options{tests: true}, 1},
		{"generated", "p.go", "// Code generated by x. DO NOT EDIT.\n\n" + body, options{}, 0},
		{"given up", "p.go", body, options{gaveUp: everywhere{}}, 0},
		{"category that is off", "p.go", strings.Replace(body, "nolint:bodyclose", "httpleak:ignore bodyclose/path why", 1), options{optional: "path"}, 0},
		{"category that is asked for", "p.go", strings.Replace(body, "nolint:bodyclose", "httpleak:ignore bodyclose/path why", 1), options{optional: "path", wanted: true}, 1},
		{"finding that is off", "p.go", strings.Replace(body, "g()", "leak(path)", 1), options{optional: "path"}, 1},
		{"finding that is asked for", "p.go", strings.Replace(body, "g()", "leak(path)", 1), options{optional: "path", wanted: true}, 0},
		{"category that is on", "p.go", strings.Replace(body, "nolint:bodyclose", "httpleak:ignore bodyclose/path why", 1), options{}, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, got := run(t, test.file, test.src, Config{Unused: true}, test.opt); len(got) != test.want {
				t.Errorf("got %v, want %d", got, test.want)
			}
		})
	}
}

type everywhere struct{}

func (everywhere) Pos() token.Pos { return 1 }
func (everywhere) End() token.Pos { return 1 << 20 }

// TestOtherFile wants no fix where the file is made from another one, as by cgo.
func TestOtherFile(t *testing.T) {
	const src = "// Code generated by cmd/cgo; DO NOT EDIT.\n\n//line p.go:1:1\npackage p\n\nfunc f() {\n\tg() //nolint:bodyclose\n}\n"
	_, got := run(t, "p.cgo1.go", src, Config{Unused: true}, options{})
	if len(got) != 1 || len(got[0].SuggestedFixes) > 0 {
		t.Errorf("got %+v, want one finding without a fix", got)
	}
}

func TestMerge(t *testing.T) {
	for _, test := range []struct {
		text  string
		alone []string
		want  string
	}{
		{"//httpleak:ignore bodyclose,idleconn why", []string{"//httpleak:ignore idleconn why", "//httpleak:ignore bodyclose why"}, ""},
		{"//httpleak:ignore bodyclose,idleconn,percallclient why", []string{"//httpleak:ignore idleconn,percallclient why", "//httpleak:ignore bodyclose,percallclient why"}, "//httpleak:ignore percallclient why"},
		{"//nolint:bodyclose,gosec,idleconn // why", []string{"//nolint:gosec,idleconn // why", "//nolint:bodyclose,gosec // why"}, "//nolint:gosec // why"},
	} {
		if got := Merge(test.text, test.alone); got != test.want {
			t.Errorf("Merge(%q) = %q, want %q", test.text, got, test.want)
		}
	}
}

func TestProblems(t *testing.T) {
	for _, test := range []struct{ comment, want string }{
		{"//httpleak:ignore bodyclose why", ""},
		{"//httpleak:ignore bodyclose,idleconn/zero why", ""},
		{"//httpleak:closes resp", ""},
		{"// httpleak:ignore is a directive", ""},
		{"// see httpleak: it tells", ""},
		{"//httpleak:ignore", "names no analyzer (want //httpleak:ignore ANALYZER reason)"},
		{"//httpleak:ignore bodyclose", "directive httpleak:ignore bodyclose has no effect without a reason"},
		{"//httpleak:ignore bodyclose,idleconn", "directive httpleak:ignore bodyclose,idleconn has no effect without a reason"},
		{"//httpleak:ignore bodyclos why", `no analyzer is called "bodyclos" (there are bodyclose, defaultclient, idleconn, percallclient)`},
		{"//httpleak:ignore bodyclose,idle why", `no analyzer is called "idle"`},
		{"//httpleak:ignore bodyclose/paht why", `bodyclose has no category "paht" (there are discard, `},
		{"//httpleak:ignore bodyclose/ why", `bodyclose has no category ""`},
		{"//httpleak:ignored bodyclose why", "unknown directive httpleak:ignored (want closes or ignore)"},
		{"//httpleak: ignore bodyclose why", "unknown directive httpleak: (want"},
		{"// httpleak:ignore bodyclose why", "without a space"},
		{"/*httpleak:ignore bodyclose why*/", "without a space"},
	} {
		src := "package p\n\nfunc f() {\n\tg() " + test.comment + "\n}\n"
		file, err := parser.ParseFile(token.NewFileSet(), "p.go", src, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		var got string
		for _, p := range Problems(file, []string{"closes"}) {
			got += p.Message
		}
		if test.want == "" && got != "" || !strings.Contains(got, test.want) {
			t.Errorf("%s: got %q, want %q", test.comment, got, test.want)
		}
	}
}
