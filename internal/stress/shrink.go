package stress

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/httpleak/httpleak/internal/stress/run"
)

// An edit makes a function smaller at one of its spots; it reports whether it applies.
type edit struct {
	spot   int
	change func(spot) bool
}

// shrink cuts a function down as long as the verdict of one of its requests stays what
// it is.
func (c *loader) shrink(u *Unit, id int, v Verdict, job run.Job, tmp string) (*Unit, Case, error) {
	job.Longer = 1
	job.Patience /= 4 // what gets stuck without a statement is common
	best, last := u, Case{Unit: u, ID: id, Verdict: v}
	for {
		edits := editsOf(best)
		var sets [][]edit
		for _, e := range edits {
			sets = append(sets, []edit{e})
		}
		good, err := c.tryAll(best, sets, id, v, job, tmp)
		if err != nil || len(good) == 0 {
			return best, last, err
		}
		// What is superfluous alone often is so together.
		var works []edit
		for _, k := range good {
			works = append(works, sets[k.Unit.Index][0])
		}
		sets = nil
		for n := len(works); n > 1; n = (n + 1) / 2 {
			for chunk := range slices.Chunk(works, n) {
				sets = append(sets, chunk)
			}
			if n == 2 {
				break
			}
		}
		both, err := c.tryAll(best, sets, id, v, job, tmp)
		if err != nil {
			return best, last, err
		}
		for _, k := range append(good, both...) {
			if size(k.Unit.body) < size(best.body) || best == u {
				best, last = k.Unit, k
			}
		}
	}
}

// tryAll applies each set of edits to a copy of u, and returns the cases of those that keep the
// verdict. The index of a copy is that of the set.
func (c *loader) tryAll(u *Unit, sets [][]edit, id int, v Verdict, job run.Job, tmp string) ([]Case, error) {
	var tries []*Unit
	for i, set := range sets {
		t := *u
		t.body = cloneAll(u.body)
		t.Name, t.Index = fmt.Sprintf("F%ds%d", 0, i), i
		if t.apply(set) && size(t.body) < size(u.body) && c.tidy(&t) {
			tries = append(tries, &t)
		}
	}
	if len(tries) == 0 {
		return nil, nil
	}
	out, err := c.judge(tries, job, tmp)
	if err != nil {
		return nil, err
	}
	var good []Case
	for _, k := range out.Cases {
		if k.Unit != nil && k.ID == id && k.Verdict == v {
			good = append(good, k)
		}
	}
	return good, nil
}

var unused = regexp.MustCompile(`declared and not used: (\w+)`)

// tidy drops variables that nothing uses, and reports whether u is valid then.
func (c *loader) tidy(u *Unit) bool {
	for range 5 {
		err := c.check(u)
		if err == nil {
			return true
		}
		m := unused.FindStringSubmatch(err.Error())
		if m == nil {
			return false
		}
		dropped := false
		for _, s := range spots(&u.body) {
			n := s.node()
			text := n.text
			if len(n.parts) > 0 {
				text = n.parts[0].pre // of a function literal
			}
			if strings.HasPrefix(text, m[1]+" := ") || strings.HasPrefix(text, "var "+m[1]+" ") {
				s.replace()
				dropped = true
				break
			}
		}
		if !dropped {
			return false
		}
	}
	return false
}

// apply makes edits, the last first, so that the spots of the others stay where they are.
func (u *Unit) apply(set []edit) bool {
	set = slices.Clone(set)
	slices.SortStableFunc(set, func(a, b edit) int { return b.spot - a.spot })
	all := spots(&u.body)
	done := -1
	for _, e := range set {
		if e.spot == done {
			continue // one is enough
		}
		if s := all[e.spot]; s.i >= len(*s.list) || !e.change(s) {
			return false
		}
		done = e.spot
	}
	return true
}

// editsOf returns ways to make u smaller.
func editsOf(u *Unit) []edit {
	var out []edit
	for i, s := range spots(&u.body) {
		add := func(change func(spot) bool) { out = append(out, edit{i, change}) }
		add(func(s spot) bool { s.replace(); return true })
		for k := range s.node().parts {
			add(func(s spot) bool { s.replace(s.node().parts[k].body...); return true })
			if k > 0 {
				add(func(s spot) bool {
					p := s.node().parts
					s.node().parts = append(p[:k:k], p[k+1:]...)
					return true
				})
			}
		}
		// Neighbours, such as a declaration and its use, only go together.
		for more := 1; more <= 3; more++ {
			add(func(s spot) bool {
				if s.i+more >= len(*s.list) {
					return false
				}
				*s.list = slices.Delete(slices.Clone(*s.list), s.i, s.i+more+1)
				return true
			})
		}
	}
	return out
}
