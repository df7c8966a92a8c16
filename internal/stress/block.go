package stress

import "fmt"

// within runs f below a statement that break, and continue if it is a loop, may name.
func (g *gen) within(label string, loop bool, f func() []*node) []*node {
	fr := g.frame
	fr.targets = append(fr.targets, target{label, loop, len(fr.cleanups)})
	out := f()
	fr.targets = fr.targets[:len(fr.targets)-1]
	return out
}

// block returns some statements, scoped.
func (g *gen) block(depth int) []*node {
	return g.scoped(func() []*node {
		var out []*node
		for n := 1 + g.IntN(3); n > 0 && g.budget > 0; n-- {
			g.budget--
			out = append(out, g.statement(depth)...)
		}
		return out
	})
}

// statement returns one thing to do, which may be several statements.
func (g *gen) statement(depth int) []*node {
	if depth > 5 {
		return g.small()
	}
	switch g.IntN(20) {
	case 0, 1, 2, 3, 4, 5:
		return g.episode(depth)
	case 6:
		n := ifThen(g.cond(), g.block(depth+1)...)
		if g.chance(40) {
			n.orElse(g.block(depth + 1)...)
		}
		return []*node{n}
	case 7, 8:
		return g.loop(depth)
	case 9:
		return g.switches(depth)
	case 10:
		g.tag("literal")
		return []*node{block("func()", g.literal(func() []*node { return g.block(depth + 1) })...).closing("}()")}
	case 11:
		return g.gotos(depth)
	case 12:
		return g.retries(depth)
	case 13, 14, 15:
		return []*node{ifThen(g.cond(), g.exit()...)}
	}
	return g.small()
}

// small returns a statement without a block.
func (g *gen) small() []*node {
	switch g.IntN(9) {
	case 0:
		f := g.name("flag")
		g.noise = append(g.noise, f)
		return lines(f+" := "+pick(g, []string{"true", "false", "d.B()", "p"}), "_ = "+f)
	case 1:
		f := g.name("fixed")
		out := lines(f+" := "+g.cond(), "_ = "+f)
		g.flags = append(g.flags[:len(g.flags):len(g.flags)], f)
		return out
	case 2:
		e := g.name("err")
		out := lines(e+" := d.Err()", "_ = "+e)
		g.errs = append(g.errs[:len(g.errs):len(g.errs)], e)
		return out
	case 3:
		if len(g.errs) > 0 {
			return lines(pick(g, g.errs) + " = " + pick(g, []string{"d.Err()", "nil", "ErrBad"}))
		}
	case 4:
		if len(g.resps) > 0 {
			r := pick(g, g.resps)
			return lines(pick(g, []string{"_ = d.Read(" + r + ".Body)", "_ = look(d, " + r + ")", "_, _ = io.ReadAll(" + r + ".Body)"}))
		}
	case 5:
		if g.frame.up == nil && g.chance(15) {
			g.tag("recover")
			return []*node{block("defer func()", line("_ = recover()")).closing("}()")}
		}
	case 6:
		return []*node{ifThen(g.cond(), line(`panic("small")`))}
	}
	return []*node{g.filler()}
}

// loop returns a loop.
func (g *gen) loop(depth int) []*node {
	label, i := g.name("L"), g.name("i")
	head, counts := "", true
	switch g.IntN(7) {
	case 0:
		head = fmt.Sprintf("for %s := 0; %s < 2; %s++", i, i, i)
	case 1:
		head = fmt.Sprintf("for %s := range 3", i)
	case 2:
		head = fmt.Sprintf("for %s := 0; %s < n; %s++", i, i, i)
	case 3:
		head, counts = "for d.More()", false
	case 4:
		head = fmt.Sprintf("for %s := 0; d.More(); %s++", i, i)
	case 5:
		head, counts = "for", false
	case 6:
		head = fmt.Sprintf("for %s := range []int{1, 2}", i)
	}
	g.tag("loop")
	body := g.within(label, true, func() []*node {
		return g.scoped(func() []*node {
			if counts {
				g.counts = append(g.counts[:len(g.counts):len(g.counts)], i)
			}
			var out []*node
			if counts {
				out = append(out, line("_ = "+i))
			}
			if head == "for" {
				out = append(out, ifThen("!d.More()", line("break")))
			}
			return append(out, g.block(depth+1)...)
		})
	})
	n := block(head, body...)
	n.label = label
	return []*node{n}
}

// switches returns a switch or select statement.
func (g *gen) switches(depth int) []*node {
	arm := func() []*node {
		return g.within("", false, func() []*node { return g.block(depth + 1) })
	}
	switch g.IntN(4) {
	case 0:
		n := &node{parts: []*part{{pre: "switch d.N(3) {"}}, foot: "}"}
		n.caseOf("case 0", arm()...)
		if g.chance(40) {
			n.parts[1].body = append(n.parts[1].body, line("fallthrough"))
		}
		n.caseOf("case 1", arm()...)
		if g.chance(60) {
			n.caseOf("default", arm()...)
		}
		return []*node{n}
	case 1:
		n := block("switch").caseOf("case "+g.cond(), arm()...).caseOf("case "+g.cond(), arm()...)
		if g.chance(50) {
			n.caseOf("default", arm()...)
		}
		return []*node{n}
	case 2:
		ch := g.name("ch")
		ready := ifThen("d.B()", line(ch+" <- 1")) // nobody can know what is in a channel
		return []*node{line(ch + " := make(chan int, 1)"), ready, block("select").caseOf("case <-"+ch, arm()...).caseOf("default", arm()...)}
	}
	if len(g.resps) > 0 {
		n := block("switch " + pick(g, g.resps) + ".StatusCode")
		n.caseOf("case 200", arm()...).caseOf("case 404, 500", arm()...)
		if g.chance(50) {
			n.caseOf("default", arm()...)
		}
		return []*node{n}
	}
	return []*node{block("switch p").caseOf("case true", arm()...).caseOf("case false", arm()...)}
}

// gotos returns a block that is left by goto.
func (g *gen) gotos(depth int) []*node {
	g.tag("goto")
	label := g.name("G")
	body := g.block(depth + 1)
	body = append(body, ifThen(g.cond(), append(g.cleanups(len(g.frame.cleanups)), line("goto "+label))...))
	body = append(body, g.block(depth+1)...)
	end := block("", line("_ = d"))
	end.label, end.goal = label, true
	return []*node{block("", body...), end}
}
