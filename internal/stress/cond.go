package stress

import "fmt"

var codes = []string{"200", "404", "500"}

// stable returns a condition that has the same value whenever it is asked for.
func (g *gen) stable() string {
	list := g.flags
	for _, r := range g.resps {
		list = append(list[:len(list):len(list)], fmt.Sprintf("%s.StatusCode %s %s", r, pick(g, []string{"==", "!=", ">=", "<"}), pick(g, codes)))
	}
	c := pick(g, list)
	switch g.IntN(8) {
	case 0:
		return "!(" + c + ")"
	case 1:
		return fmt.Sprintf("(%s && %s)", c, pick(g, list))
	case 2:
		return fmt.Sprintf("(%s || %s)", c, pick(g, list))
	}
	return c
}

// cond returns any condition.
func (g *gen) cond() string {
	switch g.IntN(11) {
	case 0, 1, 2:
		return "d.B()"
	case 3, 4, 5:
		return g.stable()
	case 6:
		if len(g.noise) > 0 {
			return pick(g, []string{"", "!"}) + pick(g, g.noise)
		}
	case 7:
		if len(g.errs) > 0 {
			return g.failedCond(pick(g, g.errs))
		}
	case 8:
		if len(g.counts) > 0 {
			return pick(g, g.counts) + pick(g, []string{" == 0", " > 0", " == 1", " >= 1", " < 1"})
		}
	case 9:
		return fmt.Sprintf("%s %s %s", g.cond(), pick(g, []string{"&&", "||"}), g.paren())
	case 10:
		return pick(g, []string{"d.N(2) == 1", "d.N(3) != 0", "d.Err() != nil"})
	}
	return "d.B()"
}

func (g *gen) paren() string { return pick(g, []string{"", "!"}) + "(" + g.cond() + ")" }

// failedCond returns a condition that holds if err is not nil.
func (g *gen) failedCond(err string) string {
	switch g.IntN(8) {
	case 0:
		return "nil != " + err
	case 1:
		return "!(" + err + " == nil)"
	case 2:
		return "failed(" + err + ")"
	case 3:
		return "wrap(" + err + ") != nil"
	case 4:
		return "!(" + err + " == nil && " + err + " == nil)"
	}
	return err + " != nil"
}

// check returns statements that leave by exit if the request failed, where resp and
// err are its results.
func (g *gen) check(resp, err string, exit func() []*node) []*node {
	failed := func() *node { return ifThen(g.failedCond(err), exit()...) }
	if resp == "" { // another kind of carrier
		return []*node{failed()}
	}
	inSwitch := func() []*node { return g.within("", false, exit) }
	kind := g.IntN(26)
	g.tag(fmt.Sprint("check", kind))
	switch kind {
	case 0:
		ok := g.name("ok")
		return []*node{line(ok + " := " + err + " == nil"), ifThen("!"+ok, exit()...)}
	case 1:
		return []*node{block("switch").closing("}").caseOf("case "+g.failedCond(err), inSwitch()...)}
	case 2:
		return []*node{block("switch "+err).caseOf("case nil").caseOf("default", inSwitch()...)}
	case 3:
		return []*node{ifThen(resp+" == nil", exit()...)}
	case 4:
		return []*node{ifThen(g.failedCond(err)+" || "+resp+" == nil", exit()...)}
	case 5:
		return []*node{ifThen("errors.Is("+err+", ErrFake)", exit()...), failed()}
	case 6:
		return []*node{line("must(" + err + ")")}
	case 7:
		e := g.name("err")
		return []*node{ifThen(fmt.Sprintf("%s := wrap(%s); %s != nil", e, err, e), exit()...)}
	case 8:
		bad := g.name("bad")
		return []*node{line(bad + " := false"), ifThen(g.failedCond(err), line(bad+" = true")), g.filler(), ifThen(bad, exit()...)}
	case 9:
		e := g.name("err")
		return []*node{line(e + " := " + err), ifThen(e+" != nil", exit()...)}
	case 10:
		return []*node{ifThen(g.failedCond(err), append([]*node{ifThen(g.cond(), exit()...)}, exit()...)...)}
	case 11:
		n := g.name("count")
		test := pick(g, []string{" == 1", " > 0", " != 0", " >= 1"})
		return []*node{line("var " + n + " int"), ifThen(g.failedCond(err), line(n+pick(g, []string{"++", " = 1", " += 1"}))), ifThen(n+test, exit()...)}
	case 12:
		return []*node{ifThen(fmt.Sprintf("err := %s; err != nil", err), exit()...)}
	case 13:
		if !g.direct {
			break // its errors are wrapped
		}
		return []*node{ifThen(fmt.Sprintf("_, is := %s.(*FakeError); is", err), exit()...), failed()}
	case 14:
		f := g.name("fail")
		return []*node{line(fmt.Sprintf("%s := func() bool { return %s != nil }", f, err)), ifThen(f+"()", exit()...)}
	case 15:
		e := g.name("target")
		return []*node{line("var " + e + " *FakeError"), ifThen(fmt.Sprintf("errors.As(%s, &%s)", err, e), exit()...), failed()}
	case 16:
		return []*node{block("for "+err+" != nil", g.within("", true, exit)...)}
	case 17:
		return []*node{ifThen(err+" == nil", g.filler()).orElse(exit()...)}
	case 18:
		a, b := g.name("ok"), g.name("ok")
		return []*node{line(fmt.Sprintf("%s := %s == nil", a, err)), line(fmt.Sprintf("%s := %s", b, a)), ifThen("!"+b, exit()...)}
	case 19:
		s := g.name("state")
		return []*node{line(s + ` := "failed"`), ifThen(err+" == nil", line(s+` = "fine"`)), ifThen(s+` == "failed"`, exit()...)}
	}
	return []*node{failed()}
}

// filler returns a statement that changes nothing of note.
func (g *gen) filler() *node {
	if len(g.noise) > 0 && g.chance(50) {
		return line(pick(g, g.noise) + " = " + pick(g, []string{"true", "false", "d.B()", "p"}))
	}
	return line("_ = d")
}
