package stress

import "fmt"

// guarded makes the function literal that n starts as a goroutine recover.
func guarded(n *node) *node {
	n.parts[0].post = "\ndefer d.Guard()"
	return n
}

// closing returns statements that close r for certain.
func (g *gen) closing(r *request) []*node {
	b := r.body
	plain := lines(b + ".Close()")
	kind := g.IntN(28)
	if kind > 4 && g.chance(30) {
		return plain
	}
	g.tag(fmt.Sprint("close", kind))
	switch kind {
	case 5:
		return lines("_ = " + b + ".Close()")
	case 6:
		return lines("closeBody(" + b + ")")
	case 7:
		return []*node{ifThen("cerr := "+b+".Close(); cerr != nil", g.filler())}
	case 8:
		return []*node{block("func()", plain...).closing("}()")}
	case 9:
		return []*node{block("call(func()", plain...).closing("})")}
	case 10:
		return []*node{block("callIf(true, func()", plain...).closing("})")}
	case 11:
		f := g.name("closeFn")
		return lines(f+" := "+b+".Close", "_ = "+f+"()")
	case 12:
		return lines("closeAll([]io.ReadCloser{" + b + "})")
	case 13:
		return lines("io.Closer(" + b + ").Close()")
	case 14:
		c := g.name("body")
		return []*node{block("", lines(c+" := "+b, c+".Close()")...)}
	case 15:
		return []*node{block("func()", lines("defer "+b+".Close()", "_ = d")...).closing("}()")}
	case 16:
		done := g.name("done")
		g.tag("go")
		return []*node{
			line(done + " := make(chan struct{})"),
			guarded(block("go func()", lines("defer close("+done+")", b+".Close()")...).closing("}()")),
			line("<-" + done),
		}
	case 17:
		wg := g.name("wg")
		g.tag("go")
		return []*node{line("var " + wg + " sync.WaitGroup"), guarded(block(wg+".Go(func()", line(b+".Close()")).closing("})")), line(wg + ".Wait()")}
	case 18:
		c := g.name("c")
		return []*node{block("if "+c+", is := any("+b+").(io.Closer); is", line(c+".Close()"))}
	case 19:
		return lines("func(c io.Closer) { c.Close() }(" + b + ")")
	case 20:
		return []*node{block("for _, c := range []io.Closer{"+b+"}", line("c.Close()"))}
	}
	if r.resp == "" {
		return plain
	}
	switch kind {
	case 21:
		return lines("closeResp(" + r.resp + ")")
	case 22:
		return lines("closeIf(true, " + r.resp + ")")
	case 23:
		return lines("closePtr(&" + r.resp + ")")
	case 24:
		return lines("_ = drain(d, " + r.resp + ")")
	case 25:
		return []*node{ifThen(r.resp+" != nil", plain...)}
	case 26:
		return []*node{ifThen("derr := closeOnError(d, "+r.resp+"); derr == nil", plain...)}
	case 27:
		return []*node{ifThen("!closeUnless(d, "+b+")", plain...)}
	}
	return plain
}

// release returns what to do at once, and what to do before each exit, to close r.
func (g *gen) release(r *request) (now []*node, clean func() []*node) {
	nothing := func() []*node { return nil }
	closing := func() []*node { return g.closing(r) }
	kind := g.IntN(34)
	g.tag(fmt.Sprint("release", kind))
	b := r.body
	switch kind {
	case 0, 1:
		return lines("defer " + b + ".Close()"), nothing
	case 2:
		return []*node{block("defer func()", g.literal(func() []*node { return g.closing(r) })...).closing("}()")}, nothing
	case 3:
		return lines("defer func(c io.Closer) { _ = c.Close() }(" + b + ")"), nothing
	case 4:
		return lines("defer closeBody(" + b + ")"), nothing
	case 5:
		f := g.name("closeFn")
		return lines(f+" := "+b+".Close", "defer "+f+"()"), nothing
	case 6:
		s := g.stable()
		return []*node{ifThen(s, g.closing(r)...)}, func() []*node { return []*node{ifThen("!("+s+")", g.closing(r)...)} }
	case 7:
		f := g.name("open")
		return lines(f + " := true"), func() []*node {
			return []*node{ifThen(f, append(lines(f+" = false"), g.closing(r)...)...)}
		}
	case 8:
		f := g.name("closed")
		d := block("defer func()", ifThen("!"+f, line(b+".Close()"))).closing("}()")
		return []*node{line(f + " := false"), d}, func() []*node {
			if g.chance(50) {
				return append(g.closing(r), line(f+" = true"))
			}
			return nil
		}
	case 9:
		f := g.name("done")
		lit := block(f+" := func()", g.literal(func() []*node { return g.closing(r) })...)
		if g.chance(40) {
			return []*node{lit, line("defer " + f + "()")}, nothing
		}
		return []*node{lit}, func() []*node {
			return lines(pick(g, []string{f + "()", "call(" + f + ")", "callIf(true, " + f + ")"}))
		}
	case 10:
		s := g.name("state")
		return lines(s + " := 1"), func() []*node {
			return []*node{ifThen(s+" == 1", append(g.closing(r), line(s+pick(g, []string{" = 2", "++"})))...)}
		}
	case 11:
		s := g.name("state")
		return lines(s+" := 0", "_ = "+s), func() []*node {
			return []*node{block("switch "+s).caseOf("case 0", line(s+" = 1"), line("fallthrough")).caseOf("case 1", g.closing(r)...).caseOf("default", g.filler())}
		}
	case 12:
		body := g.name("body")
		a := &request{id: r.id, body: body}
		return lines(body + " := " + b), func() []*node { return g.closing(a) }
	case 13:
		w := g.name("once")
		return lines("var " + w + " sync.Once"), func() []*node {
			return []*node{block(w+".Do(func()", line(b+".Close()")).closing("})")}
		}
	case 14:
		s := g.stable()
		return []*node{ifThen(s, line("defer "+b+".Close()"))}, func() []*node { return []*node{ifThen("!("+s+")", g.closing(r)...)} }
	case 15:
		arr := g.name("arr")
		a := &request{id: r.id, body: arr + "[1]"}
		return lines("var "+arr+" [2]io.ReadCloser", arr+"[1] = "+b), func() []*node { return g.closing(a) }
	case 16:
		all := g.name("all")
		d := block("defer func()", block("for _, c := range "+all, line("c.Close()"))).closing("}()")
		return append(lines(all+" := []io.Closer{"+b+"}"), d), nothing
	case 17:
		all := g.name("all")
		out := lines("var " + all + " []io.ReadCloser")
		if g.chance(50) {
			out = append(out, block("defer func()", line("closeAll("+all+")")).closing("}()"))
			return append(out, line(all+" = append("+all+", "+b+")")), nothing
		}
		return append(out, line(all+" = append("+all+", "+b+")")), func() []*node { return lines("closeAll(" + all + ")") }
	case 18:
		wg := g.name("wg")
		g.tag("go")
		out := []*node{line("var " + wg + " sync.WaitGroup"), guarded(block(wg+".Go(func()", line(b+".Close()")).closing("})"))}
		if g.chance(50) {
			return append(out, line("defer "+wg+".Wait()")), nothing
		}
		return out, func() []*node { return lines(wg + ".Wait()") }
	case 19:
		var out []*node
		u := g.name("undo")
		out = append(out, line("var "+u+" []func()"))
		out = append(out, block("defer func()", block("for _, f := range "+u, line("f()"))).closing("}()"))
		return append(out, block(u+" = append("+u+", func()", line(b+".Close()")).closing("})")), nothing
	case 20:
		h := g.name("fn")
		return []*node{line("var " + h + " func()"), block(h+" = func()", g.literal(func() []*node { return g.closing(r) })...), line("defer func() { " + h + "() }()")}, nothing
	case 21:
		c := g.name("c")
		return lines("var "+c+" io.Closer = "+b, "_ = "+c), func() []*node { return lines(c + ".Close()") }
	}
	if r.resp == "" {
		return nil, closing
	}
	switch kind {
	case 22:
		return lines("defer closeResp(" + r.resp + ")"), nothing
	case 23:
		h := g.name("h")
		mk := pick(g, []string{"&holder{resp: %s}", "holder{resp: %s}", "&holder{resp: %[1]s, body: %[1]s.Body}"})
		a := &request{id: r.id, resp: h + ".resp", body: h + ".resp.Body"}
		out := lines(h + " := " + fmt.Sprintf(mk, r.resp))
		if g.chance(30) {
			return append(out, line("defer "+h+".close()")), nothing
		}
		return out, func() []*node {
			if g.chance(40) {
				return lines(h + ".close()")
			}
			return g.closing(a)
		}
	case 24:
		w := g.name("w")
		out := lines(w + " := " + fmt.Sprintf(pick(g, []string{"newWrapper(%s)", "&wrapper{resp: %s}"}), r.resp))
		a := &request{id: r.id, body: w}
		if g.chance(40) {
			return append(out, line("defer "+w+".Close()")), nothing
		}
		return out, func() []*node { return g.closing(a) }
	case 25:
		p := g.name("ptr")
		a := &request{id: r.id, resp: "(*" + p + ")", body: "(*" + p + ").Body"}
		return lines(p + " := &" + r.resp), func() []*node { return g.closing(a) }
	case 26:
		return []*node{ifThen("cerr := closeOnError(d, "+r.resp+"); cerr != nil", g.exit()...)}, closing
	case 27:
		c := g.name("closed")
		return lines(c + " := closeUnless(d, " + b + ")"), func() []*node { return []*node{ifThen("!"+c, g.closing(r)...)} }
	case 28: // closed and forgotten, or closed at the end
		return []*node{ifThen(g.cond(), append(g.closing(r), line(r.resp+" = nil"))...)}, func() []*node {
			return []*node{ifThen(r.resp+" != nil", line(b+".Close()"))}
		}
	case 29:
		s := g.stable()
		c := g.name("must")
		return []*node{line(c + " := " + s), line("closeIf(" + c + ", " + r.resp + ")")}, func() []*node { return lines("closeIf(!" + c + ", " + r.resp + ")") }
	}
	return nil, closing
}

// handOver gives r to somebody else, or lets a function close it around what is done
// with it. It returns nil if it does not.
func (g *gen) handOver(r *request, depth int) []*node {
	if g.chance(80) {
		return nil
	}
	carrier := r.body
	if r.resp != "" && g.chance(60) {
		carrier = r.resp
	}
	kind := g.IntN(9)
	g.tag(fmt.Sprint("hand", kind))
	switch kind {
	case 0:
		return append(lines("d.Keep("+carrier+")"), g.block(depth+1)...)
	case 1:
		return append(lines("Stash = append(Stash, "+r.body+")"), g.block(depth+1)...)
	case 2:
		ch := g.name("ch")
		out := lines(ch+" := make(chan io.Closer, 1)", ch+" <- "+r.body)
		clean := func() []*node { return lines("(<-" + ch + ").Close()") }
		return append(append(out, g.during(clean, func() []*node { return g.block(depth + 1) })...), clean()...)
	case 3:
		m := g.name("m")
		out := lines(fmt.Sprintf("%s := map[string]io.Closer{\"a\": %s}", m, r.body))
		clean := func() []*node { return []*node{block("for _, c := range "+m, line("c.Close()"))} }
		return append(append(out, g.during(clean, func() []*node { return g.block(depth + 1) })...), clean()...)
	case 4:
		if r.resp != "" {
			body := g.literal(func() []*node {
				g.frame.results = "error"
				return append(g.block(depth+1), g.returns(0)...)
			})
			return []*node{block("_ = with("+r.resp+", func(*http.Response) error", body...).closing("})")}
		}
	case 5:
		return append(lines("d.Keep("+r.body+".Close)"), g.block(depth+1)...)
	}
	if g.frame.up != nil {
		return nil
	}
	clean := func() []*node { return g.closing(r) }
	inner := g.during(clean, func() []*node { return g.block(depth + 1) })
	out := append(inner, g.cleanups(0)...)
	switch {
	case g.frame.results == "(*http.Response, error)" && r.resp != "":
		return append(out, line("return "+r.resp+", nil"))
	case g.frame.results == "*http.Response" && r.resp != "":
		return append(out, line("return "+r.resp))
	case g.frame.results == "(io.ReadCloser, error)":
		return append(out, line("return "+r.body+", nil"))
	case g.frame.results == "(*wrapper, error)" && r.resp != "":
		return append(out, line("return newWrapper("+r.resp+"), nil"))
	case g.frame.results == "(resp0 *http.Response, err0 error)" && r.resp != "":
		return append(out, lines("resp0 = "+r.resp, "return")...)
	}
	return nil
}
