package directive

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// A Problem is a directive that cannot be obeyed.
type Problem struct {
	Pos     token.Pos
	Message string
}

// A Declaration is what the directives of a function say about it. What they do not speak of
// is left to the analysis.
type Declaration struct {
	Params  map[int]effect.Effect
	Results *uint32 // nil if nothing is said
}

const (
	directivePrefix = "//httpleak:"
	handledComment  = "//bodyclose:handled" // of github.com/timakin/bodyclose
)

// Verbs returns what can stand behind httpleak: to say something about ownership.
func Verbs() []string { return []string{"closes", "borrows", "returns"} }

// Directives collects the declarations of the functions and interface methods of the
// package, and what is wrong with them.
func Directives(pass *analysis.Pass) (map[*types.Func]*Declaration, []Problem) {
	all := make(map[*types.Func]*Declaration)
	var problems []Problem
	read := func(id *ast.Ident, doc *ast.CommentGroup) {
		if doc == nil {
			return
		}
		fn, ok := pass.TypesInfo.Defs[id].(*types.Func)
		if !ok {
			return
		}
		for _, c := range doc.List {
			d := all[fn]
			if d == nil {
				d = &Declaration{Params: make(map[int]effect.Effect)}
			}
			found, err := d.Read(fn, c.Text)
			if err != nil {
				problems = append(problems, Problem{c.Pos(), err.Error()})
			} else if found {
				all[fn] = d
			}
		}
	}
	for _, file := range pass.Files {
		if !mentionsDirective(file) {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				read(n.Name, n.Doc)
			case *ast.InterfaceType:
				for _, m := range n.Methods.List {
					for _, id := range m.Names {
						read(id, m.Doc)
					}
				}
			}
			return true
		})
	}
	return all, problems
}

func mentionsDirective(file *ast.File) bool {
	for _, group := range file.Comments {
		for _, c := range group.List {
			if strings.HasPrefix(c.Text, directivePrefix) || strings.HasPrefix(c.Text, handledComment) {
				return true
			}
		}
	}
	return false
}

// Read takes in one comment. It reports whether that is a directive about ownership.
func (d *Declaration) Read(fn *types.Func, text string) (bool, error) {
	if strings.HasPrefix(text, handledComment) {
		for i, t := range ssaquery.Params(fn.Signature()) {
			if nethttp.MayClose(t) {
				d.Params[i] = effect.Always(effect.Released)
			}
		}
		return true, nil
	}
	words, ok := strings.CutPrefix(text, directivePrefix)
	if !ok {
		return false, nil
	}
	words, _, _ = strings.Cut(words, "//")
	verb, rest, _ := strings.Cut(strings.TrimSpace(words), " ")
	args := strings.Fields(rest)
	switch verb { // see Verbs
	case "closes", "borrows":
		ends := effect.Released
		if verb == "borrows" {
			ends = effect.Left
		}
		if len(args) == 0 {
			return true, fmt.Errorf("directive httpleak:%s names no parameter of %s", verb, fn.Name())
		}
		for _, arg := range args {
			i := paramNamed(fn.Signature(), strings.TrimSuffix(arg, ","))
			if i < 0 {
				return true, fmt.Errorf("directive httpleak:%s: %s has no parameter %s", verb, fn.Name(), arg)
			}
			d.Params[i] = effect.Always(ends)
		}
		return true, nil
	case "returns":
		if len(args) == 1 && (args[0] == "open" || args[0] == "closed") {
			results, err := declaredResults(fn, args[0] == "open")
			if err != nil {
				return true, err
			}
			d.Results = &results
			return true, nil
		}
		return true, fmt.Errorf("directive httpleak:returns of %s wants open or closed", fn.Name())
	}
	return false, nil // it is about something else, or about nothing
}

// declaredResults returns the results of effects for "returns open" or "returns closed".
func declaredResults(fn *types.Func, open bool) (uint32, error) {
	results := fn.Signature().Results()
	for i := range min(results.Len(), effect.MaxResults) {
		t := results.At(i).Type()
		if ssaquery.IsError(t) || !nethttp.MayClose(t) {
			continue
		}
		if !open {
			return 0, nil
		}
		r := effect.OpenOnSuccess
		switch {
		case nethttp.IsResponse(t):
			r |= effect.IsResponse
		case types.IsInterface(t):
			r |= effect.IsBody
		}
		return uint32(r) << (8 * i), nil
	}
	return 0, fmt.Errorf("directive httpleak:returns: %s returns nothing that could be closed", fn.Name())
}

// paramNamed returns the number of the parameter called name, the receiver being 0, or -1.
func paramNamed(sig *types.Signature, name string) int {
	offset := 0
	if recv := sig.Recv(); recv != nil {
		if recv.Name() == name {
			return 0
		}
		offset = 1
	}
	for i := range sig.Params().Len() {
		if sig.Params().At(i).Name() == name {
			return i + offset
		}
	}
	return -1
}

// Apply writes what is declared over what was found out.
func (d *Declaration) Apply(eff effect.Body) effect.Body {
	for i, p := range d.Params {
		eff.SetParam(i, p)
	}
	if d.Results != nil {
		eff.Results = *d.Results
		eff.Flags |= effect.ResultsKnown
	}
	return eff
}
