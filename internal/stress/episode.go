package stress

import (
	"fmt"
	"strings"
)

// A request is a response in the making: what it is called, and how it is closed.
type request struct {
	id   int
	resp string // a *http.Response, "" if there is none
	err  string // an error, "" if there is none
	body string // what has the method Close
	vars bool   // resp and err are variables that were declared before the request
}

// mark ends the line of an acquiring call.
func mark(id int) string { return fmt.Sprintf(" //id:%d", id) }

// send returns an expression that acquires a response.
func (g *gen) send(id int) string {
	g.tag("request")
	kind := g.IntN(12)
	g.direct = kind > 5
	switch kind {
	case 0:
		g.tag("client")
		return fmt.Sprintf(`hc.Get("http://fake/%d")`, id)
	case 1:
		g.tag("client")
		return fmt.Sprintf(`hc.Do(request(%d))`, id)
	case 2:
		return fmt.Sprintf("open(d, %d)", id)
	case 3:
		return fmt.Sprintf("openOr(d, %d)", id)
	case 4:
		return fmt.Sprintf("openNamed(d, %d)", id)
	case 5:
		return fmt.Sprintf("openRetry(d, %d)", id)
	}
	return fmt.Sprintf("d.Get(%d)", id)
}

// episode sends a request, does something, and closes the body.
func (g *gen) episode(depth int) []*node {
	r := &request{id: g.id()}
	switch kind := g.IntN(14); kind {
	case 0:
		return g.inIf(r, depth)
	case 1:
		return g.inSwitch(r, depth)
	case 2, 3:
		return g.declared(r, depth)
	case 4:
		return g.other(r, depth)
	case 5:
		return g.guarded(r, depth)
	case 6:
		return g.two(r, depth)
	}
	r.resp, r.err = g.name("resp"), g.name("err")
	r.body = r.resp + ".Body"
	out := lines(fmt.Sprintf("%s, %s := %s", r.resp, r.err, g.send(r.id))+mark(r.id), fmt.Sprintf("_, _ = %s, %s", r.resp, r.err))
	if g.chance(12) {
		f := g.name("fetch")
		g.tag("fetch")
		out = []*node{
			block(f+" := func() (*http.Response, error)", line("return "+g.send(r.id)+mark(r.id))),
			line(fmt.Sprintf("%s, %s := %s()", r.resp, r.err, f) + mark(r.id)),
			line("_ = " + r.err),
		}
	}
	return append(out, g.rest(r, depth)...)
}

// rest checks and uses the response, and closes it.
func (g *gen) rest(r *request, depth int) []*node {
	var out []*node
	if g.chance(8) {
		out = append(out, g.small()...)
	}
	errs := g.errs
	g.errs = append(g.errs[:len(g.errs):len(g.errs)], r.err)
	out = append(out, g.check(r.resp, r.err, g.exit)...)
	g.errs = errs
	return append(out, g.owned(r, depth)...)
}

// owned uses an open response and closes it.
func (g *gen) owned(r *request, depth int) []*node {
	return g.scoped(func() []*node {
		if r.resp != "" && !strings.Contains(r.resp, "(") {
			g.resps = append(g.resps[:len(g.resps):len(g.resps)], r.resp)
		}
		if r.err != "" && g.chance(50) {
			g.errs = append(g.errs[:len(g.errs):len(g.errs)], r.err)
		}
		if out := g.handOver(r, depth); out != nil {
			return out
		}
		before, clean := g.release(r)
		inner := g.during(clean, func() []*node { return g.block(depth + 1) })
		return append(append(before, inner...), clean()...)
	})
}

// inIf puts the request into the head of an if statement.
func (g *gen) inIf(r *request, depth int) []*node {
	g.tag("if-init")
	r.resp, r.err = g.name("resp"), g.name("err")
	r.body = r.resp + ".Body"
	send := fmt.Sprintf("%s, %s := %s; ", r.resp, r.err, g.send(r.id))
	if g.chance(50) {
		n := ifThen("", g.owned(r, depth)...)
		n.parts[0].pre, n.parts[0].cond, n.parts[0].post = "if "+send, r.err+" == nil", " {"+mark(r.id)
		return []*node{n}
	}
	n := ifThen("", g.exit()...)
	n.parts[0].pre, n.parts[0].cond, n.parts[0].post = "if "+send, g.failedCond(r.err), " {"+mark(r.id)
	return []*node{n.orElse(g.owned(r, depth)...)}
}

// inSwitch puts the request into the head of a switch statement.
func (g *gen) inSwitch(r *request, depth int) []*node {
	g.tag("switch-init")
	r.resp, r.err = g.name("resp"), g.name("err")
	r.body = r.resp + ".Body"
	n := block("")
	n.parts[0].pre = fmt.Sprintf("switch %s, %s := %s; {", r.resp, r.err, g.send(r.id)) + mark(r.id)
	fail := func() []*node { return g.within("", false, g.exit) }
	own := func() []*node { return g.within("", false, func() []*node { return g.owned(r, depth) }) }
	n.caseOf("case "+g.failedCond(r.err), fail()...)
	if g.chance(40) {
		n.caseOf(fmt.Sprintf("case %s.StatusCode == 404", r.resp), g.within("", false, func() []*node {
			return append(lines(r.body+".Close()"), g.exit()...)
		})...)
	}
	return []*node{n.caseOf("default", own()...)}
}

// guarded does all of the work under a condition that implies that there is a body.
func (g *gen) guarded(r *request, depth int) []*node {
	g.tag("guarded")
	r.resp, r.err = g.name("resp"), g.name("err")
	r.body = r.resp + ".Body"
	out := lines(fmt.Sprintf("%s, %s := %s", r.resp, r.err, g.send(r.id))+mark(r.id), "_ = "+r.err)
	cond := pick(g, []string{r.err + " == nil", r.resp + " != nil", "!failed(" + r.err + ")"})
	if g.chance(40) { // the body is closed under a second look at it
		work := ifThen(cond, g.scoped(func() []*node { return lines("_ = d.Read(" + r.body + ")") })...)
		clean := func() []*node {
			return []*node{ifThen(pick(g, []string{r.err + " == nil", r.resp + " != nil"}), g.closing(r)...)}
		}
		inner := g.during(clean, func() []*node { return g.block(depth + 1) })
		return append(append(append(out, work), inner...), clean()...)
	}
	return append(out, ifThen(cond, g.owned(r, depth)...))
}

// declared sends with variables that exist before, and perhaps a deferred close.
func (g *gen) declared(r *request, depth int) []*node {
	g.tag("declared")
	r.resp, r.err = g.name("resp"), g.name("err")
	named := g.frame.up == nil && strings.HasPrefix(g.frame.results, "(resp0") || g.frame.up == nil && strings.HasPrefix(g.frame.results, "(err0")
	var out []*node
	if named && g.chance(60) {
		r.err = "err0"
	} else {
		out = lines("var "+r.err+" error", "_ = "+r.err)
	}
	out = append(out, lines("var "+r.resp+" *http.Response", "_ = "+r.resp)...)
	r.body = r.resp + ".Body"
	early := g.chance(45) && len(g.frame.targets) == 0
	if early {
		g.tag("early-defer")
		switch g.IntN(3) {
		case 0:
			out = append(out, block("defer func()", ifThen(r.resp+" != nil", line(r.body+".Close()"))).closing("}()"))
		case 1:
			out = append(out, block("defer func()", line("closeResp("+r.resp+")")).closing("}()"))
		case 2:
			out = append(out, line("defer closePtr(&"+r.resp+")"))
		}
	}
	send := line(fmt.Sprintf("%s, %s = %s", r.resp, r.err, g.send(r.id)) + mark(r.id))
	switch g.IntN(5) {
	case 0:
		g.tag("assigned-in-literal")
		out = append(out, block("func()", send).closing("}()"))
	case 1:
		g.tag("assigned-in-literal")
		out = append(out, block("call(func()", send).closing("})"))
	case 2:
		g.tag("assigned-in-literal")
		f := g.name("do")
		out = append(out, block(f+" := func()", send), line(f+"()"))
	default:
		out = append(out, send)
	}
	if !early {
		return append(out, g.rest(r, depth)...)
	}
	out = append(out, g.check(r.resp, r.err, g.exit)...)
	return append(out, g.scoped(func() []*node {
		g.resps = append(g.resps[:len(g.resps):len(g.resps)], r.resp)
		return g.block(depth + 1)
	})...)
}

// other acquires by a function whose results are not a response and an error.
func (g *gen) other(r *request, depth int) []*node {
	g.tag("opener")
	r.err = g.name("err")
	switch g.IntN(5) {
	case 0:
		ok := g.name("ok")
		r.resp, r.err = g.name("resp"), ""
		r.body = r.resp + ".Body"
		out := lines(fmt.Sprintf("%s, %s := openBool(d, %d)", r.resp, ok, r.id) + mark(r.id))
		return append(append(out, ifThen("!"+ok, g.exit()...)), g.owned(r, depth)...)
	case 1:
		r.body = g.name("body")
		out := lines(fmt.Sprintf("%s, %s := openBody(d, %d)", r.body, r.err, r.id) + mark(r.id))
		return append(append(out, g.check("", r.err, g.exit)...), g.owned(r, depth)...)
	case 2:
		r.body = g.name("w")
		out := lines(fmt.Sprintf("%s, %s := openWrapped(d, %d)", r.body, r.err, r.id) + mark(r.id))
		return append(append(out, g.check("", r.err, g.exit)...), g.owned(r, depth)...)
	case 3:
		r.resp = g.name("resp")
		done := g.name("done")
		out := lines(fmt.Sprintf("%s, %s, %s := openFunc(d, %d)", r.resp, done, r.err, r.id)+mark(r.id), "_ = "+r.resp)
		out = append(out, g.check("", r.err, g.exit)...)
		if g.chance(50) {
			return append(append(out, line("defer "+done+"()")), g.block(depth+1)...)
		}
		clean := func() []*node { return lines(done + "()") }
		return append(append(out, g.during(clean, func() []*node { return g.block(depth + 1) })...), clean()...)
	}
	r.resp = g.name("resp")
	r.body = r.resp + ".Body"
	out := lines("var "+r.resp+" *http.Response", fmt.Sprintf("%s := openPtr(d, %d, &%s)", r.err, r.id, r.resp)+mark(r.id), "_ = "+r.err)
	return append(append(out, g.check(r.resp, r.err, g.exit)...), g.owned(r, depth)...)
}

// two sends two requests before it looks at either.
func (g *gen) two(r *request, depth int) []*node {
	g.tag("two")
	q := &request{id: g.id(), resp: g.name("resp"), err: g.name("err")}
	r.resp, r.err = g.name("resp"), g.name("err")
	r.body, q.body = r.resp+".Body", q.resp+".Body"
	out := lines(fmt.Sprintf("%s, %s := %s", r.resp, r.err, g.send(r.id))+mark(r.id),
		fmt.Sprintf("%s, %s := %s", q.resp, q.err, g.send(q.id))+mark(q.id))
	switch g.IntN(3) {
	case 0: // each failure closes the other
		out = append(out, ifThen(g.failedCond(r.err), append([]*node{ifThen(q.err+" == nil", g.closing(q)...)}, g.exit()...)...))
		out = append(out, ifThen(g.failedCond(q.err), append(g.closing(r), g.exit()...)...))
	case 1: // together
		fail := append([]*node{line("closeResp(" + r.resp + ")"), ifThen(q.resp+" != nil", line(q.body+".Close()"))}, g.exit()...)
		out = append(out, ifThen(r.err+" != nil || "+q.err+" != nil", fail...))
	case 2: // one or the other
		any := g.name("one")
		f := g.name("first")
		fail := append([]*node{line("closeResp(" + r.resp + ")"), line("closeResp(" + q.resp + ")")}, g.exit()...)
		out = append(out, ifThen(r.err+" != nil || "+q.err+" != nil", fail...))
		out = append(out, lines(f+" := "+g.stable(), any+" := pick("+r.resp+", "+q.resp+", "+f+")", "_ = d.Read("+any+".Body)")...)
	}
	clean := func() []*node { return append(g.closing(q), g.closing(r)...) }
	if g.chance(30) {
		return append(append(out, lines("defer "+r.body+".Close()", "defer "+q.body+".Close()")...), g.block(depth+1)...)
	}
	return append(append(out, g.during(clean, func() []*node { return g.block(depth + 1) })...), clean()...)
}
