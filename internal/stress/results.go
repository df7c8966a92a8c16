package stress

import "fmt"

// sdkResult gets a struct with a body in it (R3).
func (g *gen) sdkResult(depth int) []*node {
	r := &request{id: g.id(), err: g.name("err")}
	o := g.name("out")
	r.body = o + ".Body"
	call := pick(g, []string{"getObject", "getValue"})
	out := lines(fmt.Sprintf("%s, %s := %s(d, %d)", o, r.err, call, r.id) + mark(r.id))
	out = append(out, ifThen(g.failedCond(r.err), g.exit()...), line("_ = "+o+".Length"))
	if g.chance(30) {
		return append(append(out, line("defer "+r.body+".Close()")), g.block(depth+1)...)
	}
	return append(out, g.until(func() []*node { return lines(r.body + ".Close()") }, depth)...)
}

// wrappedOrNot gives the body to a function that may fail, and may close then (R4).
func (g *gen) wrappedOrNot(depth int) []*node {
	r, out := g.opened()
	w, e := g.name("w"), g.name("err")
	if g.chance(50) {
		out = append(out, line(fmt.Sprintf("%s, %s := decodedOwned(d, %s)", w, e, r.body)), ifThen(e+" != nil", g.exit()...))
	} else {
		fail := append(lines(r.body+".Close()"), g.exit()...)
		out = append(out, line(fmt.Sprintf("%s, %s := decoded(d, %s)", w, e, r.body)), ifThen(e+" != nil", fail...))
	}
	return append(out, g.until(func() []*node { return lines(w + ".Close()") }, depth)...)
}

// ranged assigns in the body of a range over a function (R7).
func (g *gen) ranged(depth int) []*node {
	last := g.name("last")
	r := g.fresh()
	seq := pick(g, []string{"slices.Values([]int{1, 2})", "slices.All([]int{1, 2})", "slices.Backward([]int{1})"})
	out := lines("var "+last+" *http.Response", "_ = "+last)
	body := append(r.ask(fmt.Sprintf("d.Get(%d)", r.id)), ifThen(r.err+" != nil", line("continue")))
	shut := ifThen(last+" != nil", line(last+".Body.Close()"))
	if g.chance(40) {
		body = append(body, ifThen(r.resp+".StatusCode != 200", lines(r.body+".Close()", "continue")...))
		body = append(body, shut, line(last+" = "+r.resp), line("break"))
	} else {
		body = append(body, shut, line(last+" = "+r.resp))
	}
	out = append(out, block("for range "+seq, body...))
	out = append(out, ifThen(last+" == nil", g.exit()...))
	q := &request{id: r.id, resp: last, body: last + ".Body"}
	return append(out, g.until(func() []*node { return g.closing(q) }, depth)...)
}

// cursored reads value after value (R8).
func (g *gen) cursored(depth int) []*node {
	id := g.id()
	c, e := g.name("c"), g.name("err")
	if g.chance(30) { // closes itself
		out := lines(fmt.Sprintf("%s, %s := openScanner(d, %d)", c, e, id) + mark(id))
		out = append(out, ifThen(e+" != nil", g.exit()...), block("for "+c+".next()", line("_ = "+c+".Text()")))
		return append(out, g.block(depth+1)...)
	}
	out := lines(fmt.Sprintf("%s, %s := openCursor(d, %d)", c, e, id) + mark(id))
	out = append(out, ifThen(e+" != nil", g.exit()...))
	loop := block("for "+c+".next()", line("_ = "+c))
	if g.chance(50) {
		return append(append(out, line("defer "+c+".Close()"), loop), g.block(depth+1)...)
	}
	out = append(out, loop)
	return append(out, g.until(func() []*node { return lines(c + ".Close()") }, depth)...)
}

// besides gets a response that may be open beside an error (R11).
func (g *gen) besides(depth int) []*node {
	r := g.fresh()
	out := r.ask(fmt.Sprintf("beside(d, %d)", r.id))
	if g.chance(50) {
		out = append(out, block("if "+r.resp+" != nil", line("defer "+r.body+".Close()")))
		return append(append(out, ifThen(r.err+" != nil", g.exit()...)), g.block(depth+1)...)
	}
	fail := append(lines("closeResp("+r.resp+")"), g.exit()...)
	return append(append(out, ifThen(g.failedCond(r.err), fail...)), g.owned(r, depth)...)
}

// sentByOthers gets a response through an interface whose implementation has read it (P6).
func (g *gen) sentByOthers(depth int) []*node {
	r := g.fresh()
	s := pick(g, []string{"theSender", "sender(buffered{})", "buffered{}"})
	out := append(r.ask(fmt.Sprintf("%s.send(d, %d)", s, r.id)), ifThen(g.failedCond(r.err), g.exit()...))
	out = append(out, line("_ = d.Read("+r.body+")"))
	return append(out, g.block(depth+1)...)
}
