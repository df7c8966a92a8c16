package stress

import (
	"fmt"
	"strings"
)

// A family is a shape that code of real clients has, and that bodyclose was once wrong about.
type family struct {
	name string // as in the set of package fresh
	make func(g *gen, depth int) []*node
}

// families are in the order of the table. What a family makes is right, in some of its
// variants without a Close of its own; mutations break it.
var families = []family{
	{"P1", (*gen).counted},
	{"P2b", (*gen).calledBack},
	{"P3", (*gen).summed},
	{"P4", (*gen).carriedByError},
	{"P5", (*gen).chained},
	{"P6", (*gen).sentByOthers},
	{"R1", (*gen).optioned},
	{"R2", (*gen).captured},
	{"R3", (*gen).sdkResult},
	{"R4", (*gen).wrappedOrNot},
	{"R5", (*gen).contained},
	{"R6", (*gen).selected},
	{"R7", (*gen).ranged},
	{"R8", (*gen).cursored},
	{"R9", (*gen).wrapped},
	{"R10", (*gen).shaped},
	{"R11", (*gen).besides},
	{"R12b", (*gen).preparedBy},
	{"R12c", (*gen).generic},
	{"R12d", (*gen).limited},
	{"R12e", (*gen).byValue},
	{"R13", (*gen).recovered},
}

// generateOf makes the function number index of a family.
func generateOf(f family, seed uint64, index int, valid func(*Unit) bool) *Unit {
	g := newGen(seed, index)
	g.budget = g.IntN(3)
	g.tag(f.name)
	var before []*node
	if g.chance(30) {
		before = g.small()
	}
	return g.unit(index, append(before, f.make(g, 1)...), valid)
}

// fresh returns a request with names, whose variables are not declared yet.
func (g *gen) fresh() *request {
	r := &request{id: g.id(), resp: g.name("resp"), err: g.name("err")}
	r.body = r.resp + ".Body"
	return r
}

// ask declares the variables of r by a call.
func (r *request) ask(call string) []*node {
	return lines(fmt.Sprintf("%s, %s := %s", r.resp, r.err, call)+mark(r.id), fmt.Sprintf("_, _ = %s, %s", r.resp, r.err))
}

// opened asks as most do, and leaves if that fails.
func (g *gen) opened() (*request, []*node) {
	r := g.fresh()
	return r, append(r.ask(fmt.Sprintf("d.Get(%d)", r.id)), ifThen(g.failedCond(r.err), g.exit()...))
}

// until does something, with clean run before each exit and at the end.
func (g *gen) until(clean func() []*node, depth int) []*node {
	return append(g.during(clean, func() []*node { return g.block(depth + 1) }), clean()...)
}

// headed is a block statement whose head acquires.
func headed(id int, head string, body ...*node) *node {
	n := block(head, body...)
	n.parts[0].post = mark(id)
	return n
}

// optioned sends by a function whose arguments say whether the response is open (R1, P2).
func (g *gen) optioned(depth int) []*node {
	r := g.fresh()
	open := g.chance(60)
	say := func(yes, no string) string {
		if open {
			return yes
		}
		return no
	}
	var before []*node
	kind := g.IntN(8)
	g.tag(fmt.Sprint("option", kind))
	call := ""
	switch kind {
	case 0:
		call = fmt.Sprintf("do(d, %d, %s)", r.id, say("nil", "new(int)"))
	case 1:
		call = fmt.Sprintf("forward(d, %d, %s)", r.id, say("nil", "&n"))
	case 2:
		call = fmt.Sprintf("doWith(d, %d, options{%s})", r.id, say("raw: true", `name: "x"`))
	case 3:
		o := g.name("opts")
		before = lines(fmt.Sprintf("%s := options{name: \"x\"}", o), "_ = "+o)
		if open {
			before = append(before, line(o+".raw = true"))
		}
		call = fmt.Sprintf("doWith(d, %d, %s)", r.id, o)
	case 4:
		call = fmt.Sprintf("doPtr(d, %d, %s)", r.id, say("&options{limit: &n}", pick(g, []string{"nil", "&options{raw: true}"})))
	case 5:
		call = fmt.Sprintf("doFunc(d, %d, withName(\"x\")%s)", r.id, say(", withRaw()", ""))
	case 6:
		call = fmt.Sprintf("doBool(d, %d, %s)", r.id, say("true", "false"))
	case 7:
		call = fmt.Sprintf("(&session{d: d%s}).do(%d)", say(", keep: true", ""), r.id)
	}
	out := append(before, r.ask(call)...)
	out = append(out, ifThen(g.failedCond(r.err), g.exit()...))
	if open && g.chance(50) {
		return append(out, g.owned(r, depth)...)
	}
	// Right if the call left nothing open.
	return append(append(out, line("_ = "+r.resp+".StatusCode")), g.block(depth+1)...)
}

// captured has a literal store the response, and gives it to a function of which nothing is known (R2).
func (g *gen) captured(depth int) []*node {
	r := g.fresh()
	out := lines("var "+r.resp+" *http.Response", "_ = "+r.resp)
	var body []*node
	body = append(body, ifThen(r.resp+" != nil", lines(r.body+".Close()", r.resp+" = nil")...))
	inner := g.name("err")
	body = append(body, lines(fmt.Sprintf("got, %s := d.Get(%d)", inner, r.id)+mark(r.id))...)
	body = append(body, ifThen(inner+" != nil", line("return "+inner)))
	if g.chance(50) {
		body = append(body, ifThen("got.StatusCode >= 500", lines("got.Body.Close()", "return ErrBad")...))
	}
	body = append(body, lines(r.resp+" = got", "return nil")...)
	out = append(out, block(r.err+" := d.Run(func() error", body...).closing("})"), line("_ = "+r.err))
	if g.chance(30) {
		out = append(out, block("defer func()", line("closeResp("+r.resp+")")).closing("}()"))
		return append(append(out, ifThen(r.resp+" == nil", g.exit()...)), g.block(depth+1)...)
	}
	return append(append(out, ifThen(r.resp+" == nil", g.exit()...)), g.owned(r, depth)...)
}

// contained keeps responses in a local slice, array or map until they are closed (R5, P7).
func (g *gen) contained(depth int) []*node {
	r := g.fresh()
	all := g.name("all")
	kind := g.IntN(4)
	g.tag(fmt.Sprint("container", kind))
	var out []*node
	add, shut := "", func() []*node { return []*node{block("for _, x := range "+all, line("x.Body.Close()"))} }
	switch kind {
	case 0:
		out, add = lines("var "+all+" []*http.Response"), fmt.Sprintf("%s = append(%[1]s, %s)", all, r.resp)
		if g.chance(40) {
			shut = func() []*node { return lines("closeResps(" + all + ")") }
		}
	case 1:
		out, add = lines("var "+all+" [2]*http.Response"), fmt.Sprintf("%s[i] = %s", all, r.resp)
		shut = func() []*node {
			return []*node{block("for _, x := range "+all, ifThen("x != nil", line("x.Body.Close()")))}
		}
	case 2:
		out, add = lines(all+" := make(map[int]*http.Response)"), fmt.Sprintf("%s[i] = %s", all, r.resp)
	case 3:
		out, add = lines(all+" := make(chan *http.Response, 2)"), fmt.Sprintf("%s <- %s", all, r.resp)
		shut = func() []*node { return []*node{block("for range len("+all+")", line("(<-"+all+").Body.Close()"))} }
	}
	loop := block("for i := range 2", r.ask(fmt.Sprintf("d.Get(%d)", r.id))...)
	fail := ifThen(g.failedCond(r.err), g.during(shut, g.exit)...)
	loop.parts[0].body = append(loop.parts[0].body, line("_ = i"), fail, line(add))
	return append(append(out, loop), g.until(shut, depth)...)
}

// selected sends the response on a channel if somebody takes it (R6).
func (g *gen) selected(depth int) []*node {
	ch := g.name("ch")
	room := pick(g, []string{"", ", 1"})
	r, out := g.opened()
	out = append(lines(ch+" := make(chan *http.Response"+room+")"), out...)
	done := g.name("done")
	out = append(out, line(done+" := make(chan bool, 1)"), ifThen("d.B()", line(done+" <- true")))
	sel := block("select").caseOf("case "+ch+" <- "+r.resp, g.filler())
	if g.chance(50) && room != "" {
		sel.caseOf("case <-"+done, line(r.body+".Close()"))
	} else {
		sel.caseOf("default", line(r.body+".Close()"))
	}
	take := block("select").caseOf("case got := <-"+ch, line("got.Body.Close()")).caseOf("default", g.filler())
	clean := func() []*node { return []*node{take.clone()} }
	return append(append(out, sel), g.until(clean, depth)...)
}

// wrapped reads through a reader of the package, whose methods may close (R9).
func (g *gen) wrapped(depth int) []*node {
	r, out := g.opened()
	kind := g.IntN(6)
	g.tag(fmt.Sprint("wrapped", kind))
	closes := kind < 3
	switch kind {
	case 0:
		out = append(out, line("_, _ = io.Copy(io.Discard, &autoCloser{"+r.body+"})"))
	case 1:
		out = append(out, line("_, _ = io.ReadAll(&autoCloser{"+r.body+"})"))
	case 2:
		out = append(out, line("_, _ = io.Copy(io.Discard, &flusher{"+r.body+"})"))
	case 3:
		out = append(out, line("_, _ = io.ReadAll(&flusher{"+r.body+"})"))
	case 4:
		out = append(out, line("_, _ = io.Copy(io.Discard, &counting{r: "+r.body+"})"))
	case 5:
		c := g.name("c")
		out = append(out, line(c+" := &counting{r: "+r.body+"}"), line("_, _ = io.ReadAll("+c+")"), line("_ = "+c+".n"))
	}
	if closes {
		return append(out, g.block(depth+1)...)
	}
	return append(out, g.until(func() []*node { return g.closing(r) }, depth)...)
}

// limited reads through a reader of the standard library that has no Close (R12d).
func (g *gen) limited(depth int) []*node {
	r, out := g.opened()
	src := pick(g, []string{"io.LimitReader(%s, 9)", "&io.LimitedReader{R: %s, N: 9}", "io.TeeReader(%s, io.Discard)", "io.MultiReader(%s)", "struct{ io.Reader }{%s}"})
	read := pick(g, []string{"_, _ = io.ReadAll(%s)", "_ = d.Read(%s)", "_, _ = io.Copy(io.Discard, %s)"})
	clean := func() []*node { return g.closing(r) }
	use := line(fmt.Sprintf(read, fmt.Sprintf(src, r.body)))
	if g.chance(40) {
		return append(append(out, line("defer "+r.body+".Close()"), use), g.block(depth+1)...)
	}
	return append(append(out, use), g.until(clean, depth)...)
}

// counted closes the response of the round before, by a counter or a flag (P1).
func (g *gen) counted(depth int) []*node {
	r := g.fresh()
	out := lines("var "+r.resp+" *http.Response", "_ = "+r.resp)
	send := line(fmt.Sprintf("%s = got", r.resp))
	get := lines(fmt.Sprintf("got, %s := d.Get(%d)", r.err, r.id)+mark(r.id), "_ = got")
	shut := line(r.body + ".Close()")
	i := g.name("i")
	var head, again, first string
	stop := line("_ = d") // at the end of a round
	kind := g.IntN(8)
	g.tag(fmt.Sprint("counter", kind))
	switch kind {
	case 0:
		head, again, first = fmt.Sprintf("for %s := 0; %[1]s < 3; %[1]s++", i), i+" > 0", i+" > 0"
	case 1:
		head, again, first = fmt.Sprintf("for %s := range 2", i), i+" != 0", i+" != 0"
	case 2:
		head, again, first = fmt.Sprintf("for %s := 1; %[1]s <= 3; %[1]s++", i), i+" > 1", i+" >= 2"
	case 3:
		out = append(out, line(i+" := false"))
		head, again, first = "for range 3", i, i
	case 4:
		head, again, first = fmt.Sprintf("for %s := 3; %[1]s > 0; %[1]s--", i), i+" < 3", i+" != 3"
	case 5:
		head, again, first = fmt.Sprintf("for %s := 0; %[1]s < n; %[1]s++", i), i+" > 0", i+" >= 1"
	case 6:
		head, again, first = fmt.Sprintf("for %s := 0; %[1]s < 50; %[1]s++", i), i+" > 0", i+" != 0"
		stop = ifThen(i+" == 2", line("break"))
	case 7:
		head, again, first = fmt.Sprintf("for %s := 0; ; %[1]s++", i), i+" > 0", i+" > 0"
		stop = ifThen("!d.More()", line("break"))
	}
	failed := ifThen(r.err+" != nil", append([]*node{ifThen(first, line("_ = d"))}, g.exit()...)...)
	body := append([]*node{ifThen(again, shut)}, get...)
	body = append(body, failed, send)
	if strings.HasPrefix(head, "for range 3") {
		body = append(body, line(i+" = true"))
	}
	out = append(out, block(head, append(body, stop)...))
	if kind == 5 { // not even once
		out = append(out, ifThen(r.resp+" == nil", g.exit()...))
	}
	return append(out, g.until(func() []*node { return g.closing(r) }, depth)...)
}

// calledBack has a literal that is passed decide what becomes of the response (P2b).
func (g *gen) calledBack(depth int) []*node {
	id := g.id()
	v, e := g.name("v"), g.name("err")
	fail := ifThen("err != nil", line("return nil, err"))
	head := fmt.Sprintf("%s, %s := handle(d, %d, func(resp *http.Response, err error) (any, error)", v, e, id)
	out := []*node(nil)
	if g.chance(50) { // it closes
		n := headed(id, head, fail, line("defer resp.Body.Close()"), line("return nil, d.Read(resp.Body)")).closing("})")
		return append(append(out, n, line(fmt.Sprintf("_, _ = %s, %s", v, e))), g.block(depth+1)...)
	}
	n := headed(id, head, fail, ifThen("resp.StatusCode != 200", lines("resp.Body.Close()", "return nil, ErrBad")...), line("return resp.Body, nil")).closing("})")
	out = append(out, n, ifThen(e+" != nil", g.exit()...))
	body := g.name("body")
	out = append(out, line(body+" := "+v+".(io.ReadCloser)"))
	r := &request{id: id, body: body}
	return append(out, g.until(func() []*node { return g.closing(r) }, depth)...)
}

// summed gets one of several types, of which some hold a body (P3).
func (g *gen) summed(depth int) []*node {
	id := g.id()
	o, e := g.name("out"), g.name("err")
	out := lines(fmt.Sprintf("%s, %s := classify(d, %d)", o, e, id) + mark(id))
	out = append(out, ifThen(e+" != nil", g.exit()...))
	clean := func() []*node {
		n := block("switch o := " + o + ".(type)")
		n.caseOf("case *stream", line("o.r.Close()"))
		n.caseOf("case *failure", line("o.resp.Body.Close()"))
		if g.chance(40) {
			n.caseOf("case document", line("_ = o.data"))
		}
		return []*node{n}
	}
	return append(out, g.until(clean, depth)...)
}

// carriedByError hands the response over in an error (P4).
func (g *gen) carriedByError(depth int) []*node {
	if g.frame.results != "error" && g.frame.results != "(err0 error)" {
		g.results, g.frame.results = "error", "error"
	}
	r, out := g.opened()
	with := pick(g, []string{"carried(%s)", "wrap(carried(%s))", "&StatusError{%s}", "errors.Join(ErrBad, &StatusError{%s})"})
	over := lines("return " + fmt.Sprintf(with, r.resp))
	if g.chance(30) {
		over = append(g.closing(r), line("return textOf(carried("+r.resp+"))"))
	}
	out = append(out, ifThen(r.resp+".StatusCode "+pick(g, []string{"!= 200", ">= 400"}), over...))
	return append(out, g.owned(r, depth)...)
}

// chained has an error that sticks (P5).
func (g *gen) chained(depth int) []*node {
	id := g.id()
	c, e := g.name("c"), g.name("err")
	if g.chance(50) {
		mid := pick(g, []string{"", ".expect(200)"})
		out := lines(fmt.Sprintf("%s := (&chain{d: d}).get(%d)%s.close()", e, id, mid)+mark(id), "_ = "+e)
		return append(out, g.block(depth+1)...)
	}
	out := lines(c+" := &chain{d: d}", fmt.Sprintf("%s.get(%d)", c, id)+mark(id))
	code := g.name("code")
	out = append(out, lines(fmt.Sprintf("%s, %s := %s.status()", code, e, c), "_ = "+code)...)
	out = append(out, ifThen(e+" != nil", g.exit()...))
	return append(out, g.until(func() []*node { return lines("_ = " + c + ".close()") }, depth)...)
}

// shaped gets the response in a result of some other shape (R10).
func (g *gen) shaped(depth int) []*node {
	r := g.fresh()
	kind := g.IntN(4)
	g.tag(fmt.Sprint("shape", kind))
	switch kind {
	case 0:
		a := g.name("a")
		out := lines(fmt.Sprintf("%s, %s := ask(d, %d)", a, r.err, r.id) + mark(r.id))
		out = append(out, ifThen(r.err+" != nil", g.exit()...), line("_ = "+a+".status()"))
		return append(out, g.until(func() []*node { return lines(a + ".Close()") }, depth)...)
	case 1:
		out := r.ask(fmt.Sprintf("expect(200)(d.Get(%d))", r.id))
		return append(append(out, ifThen(g.failedCond(r.err), g.exit()...)), g.owned(r, depth)...)
	case 2:
		b := g.name("body")
		out := lines(fmt.Sprintf("%s, %s := opener(d, %d)()", b, r.err, r.id) + mark(r.id))
		out = append(out, ifThen(r.err+" != nil", g.exit()...))
		return append(out, g.until(func() []*node { return lines(b + ".Close()") }, depth)...)
	}
	r, out := g.opened()
	s := g.name("s")
	out = append(out, line(s+" := shaded("+r.body+")"), line("defer "+s+".Close()"))
	return append(out, g.until(func() []*node { return lines(s + ".src.Close()") }, depth)...)
}

// preparedBy sends by a function that closes under some conditions, which decide nothing here (R12b).
func (g *gen) preparedBy(depth int) []*node {
	r := g.fresh()
	out := r.ask(fmt.Sprintf("prepared(d, %d, %s)", r.id, pick(g, []string{"true", "false", "p", "d.B()"})))
	return append(append(out, ifThen(g.failedCond(r.err), g.exit()...)), g.owned(r, depth)...)
}

// generic retries by a function with a type parameter (R12c).
func (g *gen) generic(depth int) []*node {
	r := g.fresh()
	head := fmt.Sprintf("%s, %s := retryT(d, func() (*http.Response, error)", r.resp, r.err)
	var body []*node
	switch g.IntN(3) {
	case 0:
		body = lines(fmt.Sprintf("return d.Get(%d)", r.id) + mark(r.id))
	case 1:
		body = append(lines(fmt.Sprintf("got, err := d.Get(%d)", r.id)+mark(r.id)), ifThen("err != nil", line("return nil, err")))
		body = append(body, ifThen("got.StatusCode >= 500", lines("got.Body.Close()", "return nil, ErrBad")...), line("return got, nil"))
	case 2:
		body = lines(fmt.Sprintf("return open(d, %d)", r.id) + mark(r.id))
	}
	out := []*node{headed(r.id, head, body...).closing("})"), line("_ = " + r.err)}
	return append(append(out, ifThen(g.failedCond(r.err), g.exit()...)), g.owned(r, depth)...)
}

// byValue gets or makes a copy of the response (R12e).
func (g *gen) byValue(depth int) []*node {
	v := g.name("copy")
	if g.chance(50) {
		r := &request{id: g.id(), resp: "(&" + v + ")", err: g.name("err"), body: v + ".Body"}
		out := lines(fmt.Sprintf("%s, %s := openValue(d, %d)", v, r.err, r.id) + mark(r.id))
		out = append(out, ifThen(g.failedCond(r.err), g.exit()...))
		return append(out, g.until(func() []*node { return lines(r.body + ".Close()") }, depth)...)
	}
	r, out := g.opened()
	out = append(out, line(v+" := *"+r.resp), line("_ = "+v))
	shut := pick(g, []string{v + ".Body.Close()", r.body + ".Close()"})
	return append(out, g.until(func() []*node { return lines(shut) }, depth)...)
}

// recovered runs code that panics, and goes on (R13).
func (g *gen) recovered(depth int) []*node {
	r := g.fresh()
	guard := block("defer func()", line("_ = recover()")).closing("}()")
	body := append([]*node{guard}, r.ask(fmt.Sprintf("d.Get(%d)", r.id))...)
	body = append(body, ifThen(r.err+" != nil", line("return")))
	throw := ifThen("d.B()", line(`panic("inside")`))
	if g.chance(60) {
		body = append(body, line("defer "+r.body+".Close()"), throw, line("_ = d.Read("+r.body+")"))
	} else {
		body = append(body, line("_ = d.Read("+r.body+")"), line(r.body+".Close()"), throw)
	}
	return append([]*node{block("func()", body...).closing("}()")}, g.block(depth+1)...)
}
