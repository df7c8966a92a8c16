package stress

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A Unit is a generated function.
type Unit struct {
	Name    string
	Index   int
	results string // as in the signature
	body    []*node
	tags    []string // what it was made of
}

// Source returns the text of the function, not formatted.
func (u *Unit) Source() string {
	var b strings.Builder
	fmt.Fprintf(&b, "func %s(d D, hc *http.Client, p bool, n int) %s {\n", u.Name, u.results)
	printAll(&b, u.body)
	b.WriteString("}\n")
	return b.String()
}

// A gen makes one function.
type gen struct {
	*rand.Rand
	budget  int // statements still to be made, roughly
	ids     int
	names   int
	results string
	frame   *frame
	flags   []string // bool variables and conditions that do not change
	noise   []string // bool variables that may change
	errs    []string
	resps   []string // responses that are not nil here
	counts  []string // loop variables
	tags    map[string]bool
	direct  bool // the last request returns the errors of D as they are
}

// A frame is the function, or a literal in it.
type frame struct {
	results  string // of the function, or "" of a literal
	cleanups []*cleanup
	targets  []target
	up       *frame
}

// A cleanup is what must happen before control leaves the place where it was registered.
type cleanup struct {
	nodes func() []*node
}

// A target is a statement that break and continue may name.
type target struct {
	label  string // "" if no exit goes there
	loop   bool
	height int // of cleanups
}

var resultKinds = []string{
	"", "", "error", "error", "(*http.Response, error)", "(io.ReadCloser, error)", "(string, error)",
	"(err0 error)", "(resp0 *http.Response, err0 error)", "*http.Response", "(*wrapper, error)",
}

// generate makes the function number index of a seed. Broken ones are tried until valid.
func generate(seed uint64, index int, valid func(*Unit) bool) *Unit {
	g := newGen(seed, index)
	g.budget += g.IntN(10)
	body := g.block(0)
	if g.ids == 0 {
		body = append(g.episode(0), body...)
	}
	return g.unit(index, body, valid)
}

func newGen(seed uint64, index int) *gen {
	g := &gen{
		Rand:   rand.New(rand.NewPCG(seed, uint64(index))),
		flags:  []string{"p", "n > 0", "n == 1"},
		tags:   make(map[string]bool),
		budget: 3,
	}
	g.results = pick(g, resultKinds)
	g.frame = &frame{results: g.results}
	return g
}

// unit returns the function with a body, or a broken one.
func (g *gen) unit(index int, body []*node, valid func(*Unit) bool) *Unit {
	body = append(body, g.returns(0)...)
	u := &Unit{Name: "F" + strconv.Itoa(index), Index: index, results: g.results, body: body}
	u.tags = slices.Sorted(maps.Keys(g.tags))
	if g.chance(60) {
		for range 6 {
			if b := g.broken(u); valid(b) {
				return b
			}
		}
	}
	return u
}

// broken returns a copy of u with something broken.
func (g *gen) broken(u *Unit) *Unit {
	b := *u
	b.body = cloneAll(u.body)
	g.tags = make(map[string]bool)
	for range 1 + g.IntN(2) {
		g.mutate(&b)
	}
	b.tags = append(slices.Sorted(maps.Keys(g.tags)), u.tags...)
	return &b
}

func pick[T any](g *gen, list []T) T { return list[g.IntN(len(list))] }

func (g *gen) tag(name string) { g.tags[name] = true }

// chance is true n times of 100.
func (g *gen) chance(n int) bool { return g.IntN(100) < n }

func (g *gen) name(stem string) string {
	g.names++
	return stem + strconv.Itoa(g.names)
}

func (g *gen) id() int {
	g.ids++
	return g.ids
}

// scoped runs f and forgets the variables that it declares.
func (g *gen) scoped(f func() []*node) []*node {
	flags, noise, errs, resps, counts := g.flags, g.noise, g.errs, g.resps, g.counts
	out := f()
	g.flags, g.noise, g.errs, g.resps, g.counts = flags, noise, errs, resps, counts
	return out
}

// literal runs f for the body of a function literal.
func (g *gen) literal(f func() []*node) []*node {
	g.frame = &frame{up: g.frame}
	out := g.scoped(f)
	g.frame = g.frame.up
	return out
}

// during runs f with a cleanup registered.
func (g *gen) during(clean func() []*node, f func() []*node) []*node {
	fr := g.frame
	fr.cleanups = append(fr.cleanups, &cleanup{clean})
	out := f()
	fr.cleanups = fr.cleanups[:len(fr.cleanups)-1]
	return out
}

// cleanups returns the cleanups of the frame above a height, last registered first.
func (g *gen) cleanups(height int) []*node {
	var out []*node
	for i := len(g.frame.cleanups) - 1; i >= height; i-- {
		out = append(out, g.frame.cleanups[i].nodes()...)
	}
	return out
}

// anError returns an expression for an error that a failing function returns.
func (g *gen) anError() string {
	if len(g.errs) > 0 && g.chance(50) {
		return pick(g, g.errs)
	}
	return pick(g, []string{"ErrBad", "ErrBad", "d.Err()", "nil"})
}

// returns leaves the function, with the cleanups above a height.
func (g *gen) returns(height int) []*node {
	out := g.cleanups(height)
	switch g.frame.results {
	case "":
		return append(out, line("return"))
	case "error":
		return append(out, line("return "+g.anError()))
	case "(err0 error)":
		if g.chance(50) {
			return append(out, line("return "+g.anError()))
		}
		return append(out, lines("err0 = "+g.anError(), "return")...)
	case "(resp0 *http.Response, err0 error)":
		if g.chance(50) {
			return append(out, lines("resp0, err0 = nil, "+g.anError(), "return")...)
		}
		return append(out, line("return nil, "+g.anError()))
	case "(string, error)":
		return append(out, line(`return "", `+g.anError()))
	case "*http.Response":
		return append(out, line("return nil"))
	}
	return append(out, line("return nil, "+g.anError()))
}

// exit leaves the function, a loop or an iteration.
func (g *gen) exit() []*node {
	var loops []int
	last := 0
	for i, t := range g.frame.targets {
		if t.loop {
			last = i
			if t.label != "" {
				loops = append(loops, i)
			}
		}
	}
	if len(loops) == 0 || g.chance(40) {
		if g.chance(6) {
			return lines(`panic("exit")`)
		}
		return g.returns(0)
	}
	i := pick(g, loops)
	t := g.frame.targets[i]
	word := pick(g, []string{"break", "continue"})
	innermost := i == len(g.frame.targets)-1
	if word == "continue" {
		innermost = i == last
	}
	out := g.cleanups(t.height)
	if innermost && g.chance(70) {
		return append(out, line(word))
	}
	g.tag("label")
	return append(out, line(word+" "+t.label))
}

var (
	statusConst = regexp.MustCompile(`\b[2-5]\d\d\b`)
	usesErrors  = regexp.MustCompile(`ErrFake|FakeError`)
	usesClose   = regexp.MustCompile(`[:=]= .*(Close|closeFn\d*)\(\)`)
)

// statuses returns status codes such that comparisons with the constants in the
// text can have all outcomes.
func statuses(text string) []int {
	var consts []int
	for _, m := range statusConst.FindAllString(text, -1) {
		n, _ := strconv.Atoi(m)
		consts = append(consts, n)
	}
	if len(consts) == 0 {
		return []int{200}
	}
	slices.Sort(consts)
	consts = slices.Compact(consts)
	out := []int{150}
	for i, c := range consts {
		out = append(out, c)
		if i+1 == len(consts) || consts[i+1] > c+1 {
			out = append(out, c+1)
		}
	}
	return out
}

var (
	usesP = regexp.MustCompile(`\bp\b`)
	usesN = regexp.MustCompile(`\bn\b`)
)
