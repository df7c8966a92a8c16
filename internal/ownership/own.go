package ownership

import (
	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/nethttp"
	"github.com/httpleak/httpleak/internal/ownership/body"
	"github.com/httpleak/httpleak/internal/ownership/directive"
	"github.com/httpleak/httpleak/internal/ownership/summary"
)

// SearchOwn returns the leaks of the package of pass under what own says, and the functions
// whose search was given up; r is the result of [Analyzer] for that package.
//
// What own says is seen in this package alone, and no fact tells of it: facts must not
// depend on flags, since hosts keep them without regard to flags. So the search is done anew, where
// a function of own can be met at all.
func (r *Result) SearchOwn(pass *analysis.Pass, own *directive.Own) ([]*body.Leak, []summary.GaveUp) {
	if pass.Pkg.Path() == nethttp.Path || !own.Meets(pass) {
		return r.Leaks, r.GaveUp
	}
	return r.search(own)
}
