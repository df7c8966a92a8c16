package stress

import (
	"fmt"
	"strings"
)

// retries sends a request several times, and keeps the last response.
func (g *gen) retries(depth int) []*node {
	r := &request{id: g.id(), resp: g.name("resp"), err: g.name("err")}
	r.body = r.resp + ".Body"
	send := fmt.Sprintf("%s, %s = %s", r.resp, r.err, g.send(r.id)) + mark(r.id)
	out := lines("var "+r.resp+" *http.Response", "var "+r.err+" error", fmt.Sprintf("_, _ = %s, %s", r.resp, r.err))
	head := pick(g, []string{"for range 2", "for i := 0; i < 3; i++", "for i := range 2", "for d.More()"})

	good := pick(g, []string{r.resp + ".StatusCode == 200", "d.B()", r.resp + ".StatusCode < 500"})
	if head == "for i := range 2" {
		if good = "i == 1"; g.chance(50) {
			head = "for range 2"
			good = "d.B()"
		}
	}
	label := g.name("R")
	kind := g.IntN(8)
	if kind >= 4 {
		head = strings.Replace(head, "for i := range", "for range", 1)
		good = strings.Replace(good, "i == 1", "d.B()", 1)
	}
	g.tag(fmt.Sprint("retry", kind))
	var loop *node
	got := g.name("got")
	switch kind {
	case 0: // closed before the next try
		loop = block(head, line(send), ifThen(r.err+" != nil", line("continue")), ifThen(good, line(got+" = true"), line("break")))
		loop.parts[0].body = append(loop.parts[0].body, g.closing(r)...)
	case 1: // closed under a condition
		loop = block(head, line(send), ifThen(r.err+" == nil && "+good, line(got+" = true"), line("break")), ifThen(r.err+" == nil", g.closing(r)...))
	case 2: // closed at the beginning of the next try
		loop = block(head, ifThen(r.resp+" != nil", line(r.body+".Close()"), line(r.resp+" = nil")), line(send), ifThen(r.err+" != nil", line("continue")), ifThen(good, line(got+" = true"), line("break "+label)))
		after := ifThen("!"+got, append([]*node{ifThen(r.resp+" != nil", g.closing(r)...)}, g.exit()...)...)
		loop.label = label
		return append(append(append(out, line(got+" := false"), loop), after), g.owned(r, depth)...)
	case 3: // switch in loop
		sw := block("switch").caseOf("case "+r.err+" != nil", line("continue")).caseOf("case "+good, line(got+" = true"), line("break "+label)).caseOf("default", g.closing(r)...)
		loop = block(head, line(send), sw)
		loop.label = label
	case 4: // goto
		n := g.name("try")
		out = append(out, line(n+" := 0"), line(got+" := false"))
		retry := ifThen(fmt.Sprintf("%s == nil && !(%s) && %s < 2", r.err, good, n), append(g.closing(r), line(n+"++"), line("goto "+label))...)
		again := block("", line(send))
		again.label, again.goal = label, true
		out = append(out, again, retry, line(got+" = "+r.err+" == nil"))
		return append(append(out, ifThen("!"+got, g.exit()...)), g.owned(r, depth)...)
	case 5: // a helper runs it
		lit := block("_ = retry(func() error", line(send), ifThen(r.err+" != nil", line("return "+r.err)), ifThen("!("+good+")", append(g.closing(r), line("return ErrBad"))...), line(got+" = true"), line("return nil")).closing("})")
		return append(append(append(out, line(got+" := false"), lit), ifThen("!"+got, g.exit()...)), g.owned(r, depth)...)
	case 6: // an iteration is a literal with its own defer
		lit := block("func()", append(lines(send), ifThen(r.err+" != nil", line("return")), line("defer "+r.body+".Close()"))...).closing("}()")
		lit.parts[0].body = append(lit.parts[0].body, g.literal(func() []*node { return g.block(depth + 1) })...)
		return append(out, block(head, lit))
	case 7: // the last one of several, the others closed
		last := g.name("last")
		out = append(out, line("var "+last+" *http.Response"))
		loop = block(head, line(send), ifThen(r.err+" != nil", line("break")), ifThen(last+" != nil", line(last+".Body.Close()")), line(last+" = "+r.resp))
		q := &request{id: r.id, resp: last, body: last + ".Body"}
		return append(append(append(out, loop), ifThen(last+" == nil", g.exit()...)), g.owned(q, depth)...)
	}
	return append(append(append(out, line(got+" := false"), loop), ifThen("!"+got, g.exit()...)), g.owned(r, depth)...)
}
