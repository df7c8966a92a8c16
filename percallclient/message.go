package percallclient

import (
	"fmt"
	"strings"
	"time"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership"
)

// lasting says how long an idle connection stays.
func lasting(l ownership.Limit) string {
	switch {
	case !l.Known:
		return "until its IdleConnTimeout ends or the server closes it"
	case l.D <= 0:
		return "until the server closes it"
	case l.D < 2*time.Minute && l.D%time.Second == 0:
		return fmt.Sprintf("for up to %ds", l.D/time.Second)
	}
	s := l.D.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	return "for up to " + strings.TrimSuffix(s, "h0m") + strings.Repeat("h", strings.Count(s, "h0m"))
}

// message says what the function around m does, and what it costs. path tells of the path on which
// the idle connections are not closed, if there are others.
func message(m *ownership.Made, limit ownership.Limit, path string) string {
	what, place := described(m), placeOf(m.Instr.Parent())
	if m.Of == nil {
		place = "made " + place
	}
	if m.Plain {
		return what + " " + place + " each time anew: nothing leaks, for it shares the connections of http.DefaultTransport, but one client, made once, would do"
	}
	return what + " " + place + " is dropped with its pool" + path + ": each time it leaves an idle connection and two goroutines " + lasting(limit)
}

// described says what m is, and what made it.
func described(m *ownership.Made) string {
	what := "http.Transport"
	switch {
	case m.Plain:
		what = "http.Client"
	case m.Clone == ownership.CloneOfDefault:
		what = "clone of http.DefaultTransport"
	case m.Clone == ownership.CloneOfOther:
		what = "clone of an http.Transport"
	}
	if m.Of == nil {
		return what
	}
	by := m.Of.Name()
	if len(m.Of.Blocks) == 0 { // of another package
		by = m.Of.Object().Pkg().Name() + "." + by
	}
	return what + " made by " + by
}

// placeOf names the function declaration around fn.
func placeOf(fn *ssa.Function) string {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	if isInit(fn) {
		return "in a function literal"
	}
	return "in " + fn.Name()
}
