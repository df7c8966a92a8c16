package ignore

import (
	"go/token"
	"math/rand/v2"
	"testing"
)

// TestScopeIndex compares the index with a look at every part.
func TestScopeIndex(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var list []*directive
		for range r.IntN(12) {
			dir := new(directive)
			for range 1 + r.IntN(3) {
				from := 1 + r.IntN(30)
				dir.scope = append(dir.scope, span{token.Pos(from), token.Pos(from + r.IntN(8))})
			}
			list = append(list, dir)
		}
		index := indexOf(list)
		for pos := token.Pos(0); pos < 40; pos++ {
			got := make(map[*directive]bool)
			for dir := range index.around(pos) {
				got[dir] = true
			}
			for i, dir := range list {
				want := false
				for _, s := range dir.scope {
					want = want || s.from <= pos && pos < s.to
				}
				if got[dir] != want {
					t.Fatalf("position %d, directive %d of %d with %v: got %v", pos, i, len(list), dir.scope, got[dir])
				}
			}
		}
	}
}
