package idleconn

import (
	"fmt"
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
)

// A tuning is the fact that tells other packages what a function does with the transports
// that it gets, as bits for its first eight parameters without the receiver. What has no bit is
// not known.
type tuning struct {
	Sets   uint8 // it may set an IdleConnTimeout, or turn keep-alives off
	Leaves uint8 // it does neither
}

func (*tuning) AFact() {}

func (t *tuning) String() string { return fmt.Sprintf("sets %b, leaves %b", t.Sets, t.Leaves) }

// has reports whether bits has that of parameter i.
func (tuning) has(bits uint8, i int) bool { return i < 8 && bits&(1<<i) != 0 }

// export exports the facts about the functions that other packages can call.
func (s *settings) export(pass *analysis.Pass) {
	for _, file := range pass.Files {
		for _, decl := range file.Decls {
			decl, ok := decl.(*ast.FuncDecl)
			if !ok || decl.Body == nil || !decl.Name.IsExported() {
				continue
			}
			fn, ok := pass.TypesInfo.Defs[decl.Name].(*types.Func)
			if !ok {
				continue
			}
			if t := s.tuningOf(fn); t != (tuning{}) {
				pass.ExportObjectFact(fn, &t)
			}
		}
	}
}

// tuningOf returns what fn, a function of this package, does.
func (s *settings) tuningOf(fn *types.Func) (t tuning) {
	params := fn.Signature().Params()
	for i := range min(params.Len(), 8) {
		param := params.At(i)
		if !carries(param.Type()) {
			continue
		}
		at := s.places.find(param)
		switch {
		case len(s.reaped[at]) > 0 || len(s.written[at]) > 0 || at == s.places.find(s.places.unknown):
			t.Sets |= 1 << i
		default:
			t.Leaves |= 1 << i
		}
	}
	return t
}
