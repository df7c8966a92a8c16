package path

import (
	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// EndsWith reports whether a return is a success, a failure, or may be either. Of a function without an error among its
// results, but with one bool, that is the verdict, as of a cursor's Next.
func (s *State) EndsWith(ret *ssa.Return, results []sym.Value) (success, failed bool) {
	success, failed = true, true
	// A function without an error may say by a bool whether it succeeded.
	verdict := ssaquery.Verdict(ret.Parent().Signature)
	if verdict >= 0 && results[verdict].Kind == sym.KindBool {
		return results[verdict] == sym.True, results[verdict] == sym.False
	}
	for i, r := range ret.Results {
		if !ssaquery.ImplementsError(r.Type()) {
			continue
		}
		// The last error counts, where there are several.
		success, failed = true, false
		switch {
		case results[i].Kind == sym.KindNil:
		case s.IsNonNil(results[i]):
			success, failed = false, true
		default:
			failed = true
		}
	}
	return success, failed
}
