package stress

import (
	"slices"
	"strings"
)

// mutate breaks something.
func (g *gen) mutate(u *Unit) {
	all := spots(&u.body)
	all = slices.DeleteFunc(all, func(s spot) bool {
		return strings.HasPrefix(s.node().text, "_") && !strings.Contains(s.node().text, "(")
	})
	if len(all) == 0 {
		return
	}
	s := pick(g, all)
	n := s.node()
	kind := g.IntN(9)
	if g.chance(35) { // what matters most is what closes
		var closers []spot
		for _, s := range all {
			if strings.Contains(strings.ToLower(s.node().text), "close") {
				closers = append(closers, s)
			}
		}
		if len(closers) > 0 {
			s, kind = pick(g, closers), 0
		}
	}
	switch kind {
	case 0, 1:
		g.tag("drop")
		s.replace()
	case 2:
		if len(n.parts) > 0 && n.parts[0].cond != "" {
			g.tag("negate")
			n.parts[0].cond = "!(" + n.parts[0].cond + ")"
		}
	case 3:
		if s.i+1 < len(*s.list) {
			g.tag("swap")
			(*s.list)[s.i], (*s.list)[s.i+1] = (*s.list)[s.i+1], (*s.list)[s.i]
		}
	case 4:
		g.tag("exit")
		g.frame = &frame{results: g.results}
		s.replace(ifThen("d.B()", g.returns(0)...), n)
	case 5:
		g.tag("wrap")
		s.replace(ifThen(pick(g, []string{"p", "d.B()", "n > 0", "n != 1"}), n))
	case 6:
		g.tag("word")
		switch {
		case strings.HasPrefix(n.text, "break"):
			n.text = "continue" + n.text[len("break"):]
		case strings.HasPrefix(n.text, "continue"):
			n.text = "break" + n.text[len("continue"):]
		case strings.HasPrefix(n.text, "return"):
			s.replace()
		}
	case 7:
		if len(n.parts) > 1 {
			g.tag("arm")
			n.parts = n.parts[:len(n.parts)-1]
		}
	case 8:
		g.tag("repeat")
		s.replace(block("for range 2", n))
	}
}
