package path

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/sym"
)

// TestVerdict wants a bool to say whether a function without an error has succeeded, and of several errors the last to count.
func TestVerdict(t *testing.T) {
	for _, test := range []struct {
		src             string
		results         []sym.Value
		success, failed bool
	}{
		{`func F() bool { return true }`, []sym.Value{sym.True}, true, false},
		{`func F() bool { return true }`, []sym.Value{sym.False}, false, true},
		{`func F() bool { return true }`, []sym.Value{sym.Unknown}, true, true},
		{`func F() (int, bool) { return 1, true }`, []sym.Value{sym.IntOf(1), sym.False}, false, true},
		{`func F() (bool, bool) { return true, true }`, []sym.Value{sym.False, sym.False}, true, true}, // which of them?
		{`func F() (bool, error) { return true, nil }`, []sym.Value{sym.False, sym.Nil}, true, false},
		{`func F() (error, error) { return nil, nil }`, []sym.Value{sym.NonNil, sym.Nil}, true, false},
		{`func F() (error, error) { return nil, nil }`, []sym.Value{sym.Nil, sym.NonNil}, false, true},
		{`func F() (error, error) { return nil, nil }`, []sym.Value{sym.Nil, sym.Unknown}, true, true},
		{`func F() {}`, nil, true, true},
	} {
		w := newWorld(t, test.src)
		block := w.fn.Blocks[0]
		ret := block.Instrs[len(block.Instrs)-1].(*ssa.Return)
		if success, failed := w.state(0).EndsWith(ret, test.results); success != test.success || failed != test.failed {
			t.Errorf("%s with %v: success %v, failed %v", test.src, test.results, success, failed)
		}
	}
}

// TestCountsDown wants a counter to be followed down to a number, unless a bound tells as much as the numbers would.
func TestCountsDown(t *testing.T) {
	for src, want := range map[string]bool{
		`func F(n int) { for i := n; i > 3; i += -1 { g(i) } }; func g(int) {}`:  true,
		`func F(n int) { for i := n; i >= 2; i += -1 { g(i) } }; func g(int) {}`: true,
		`func F(n int) { for i := n; i > 0; i += -1 { g(i) } }; func g(int) {}`:  false,
		`func F(n int) { for i := n; 1 <= i; i += -1 { g(i) } }; func g(int) {}`: false,
		`func F(n int) { for i := 0; 0 > i; i += 1 { g(i) } }; func g(int) {}`:   true,
		`func F(n int) { for i := 0; i+1 < 4; i += 1 { g(i) } }; func g(int) {}`: false, // it is another sum that is compared
		`func F(n int) { i := 0; for { i += 1; if i > 4 { return } } }`:          true,
		`func F(n int) { for i := 0; i != 4; i += 1 { g(i) } }; func g(int) {}`:  false,
	} {
		w := newWorld(t, src)
		asked := false
		for v := range w.fn.Index {
			sum, ok := v.(*ssa.BinOp)
			if !ok || !feeds(sum) {
				continue
			}
			asked = true
			if got := w.state(0).Counts(sum); got != want {
				t.Errorf("%s: %s counts: got %v, want %v", src, sum, got, want)
			}
		}
		if !asked {
			t.Errorf("%s has no counter", src)
		}
	}
}

// feeds reports whether sum is the next value of the phi that it adds to.
func feeds(sum *ssa.BinOp) bool {
	phi, ok := sum.X.(*ssa.Phi)
	return ok && slices.Contains(phi.Edges, ssa.Value(sum))
}

// TestGuess wants guesses to be noted of an open resource, not too many, and of one path alone.
func TestGuess(t *testing.T) {
	call := new(ssa.Call)
	for status, want := range map[Status]int{Open: 1, Pending: 0, Released: 0, Kept: 0, Idle: 0, Reaped: 0} {
		s := &State{Status: status, Top: &Frame{}}
		s.Guess(call, true)
		if len(s.Guesses) != want {
			t.Errorf("%s: %d guesses", status, len(s.Guesses))
		}
	}
	s := &State{Status: Open, Top: &Frame{}}
	for range 20 {
		s.Guess(call, true)
	}
	if len(s.Guesses) != 8 {
		t.Errorf("%d guesses are noted", len(s.Guesses))
	}
	s.Guesses = s.Guesses[:2]
	one, two := s.Copy(), s.Copy()
	one.Guess(call, true)
	two.Guess(call, false)
	if !one.Guesses[2].Answer || two.Guesses[2].Answer {
		t.Error("two paths guess in the same place")
	}
}

// TestActive names each status, and says whether the resource is there.
func TestActive(t *testing.T) {
	var got []string
	for status := Pending; status <= Reaped; status++ {
		got = append(got, fmt.Sprintf("%s %v", status, (&State{Status: status}).Active()))
	}
	if want := []string{"pending false", "open true", "released false", "kept false", "idle true", "reaped true"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestWithoutRepeats wants deferrals to be one that call the same with the same, in the order of the first of them.
func TestWithoutRepeats(t *testing.T) {
	c, d := new(ssa.Defer), new(ssa.Defer)
	call := func(c *ssa.Defer, args ...sym.Value) Deferral { return Deferral{Call: c, Args: args} }
	one, two := sym.IntOf(1), sym.IntOf(2)
	for _, test := range []struct {
		name string
		list []Deferral
		want []int // numbers in list
	}{
		{"none", nil, nil},
		{"one", []Deferral{call(c, one)}, []int{0}},
		{"twice the same", []Deferral{call(c, one), call(c, one)}, []int{0}},
		{"with something between", []Deferral{call(c, one), call(d, one), call(c, one)}, []int{0, 1}},
		{"other arguments", []Deferral{call(c, one), call(c, two), call(c)}, []int{0, 1, 2}},
		{"the same in another order", []Deferral{call(c, one, two), call(c, two, one)}, []int{0, 1}},
		{"other statements", []Deferral{call(c), call(d), call(d), call(c)}, []int{0, 1}},
		{"another target", []Deferral{{Call: c, Target: sym.Object}, {Call: c, Target: sym.Resource}}, []int{0, 1}},
		{"captured", []Deferral{{Call: c, Binds: []sym.Value{one}}, {Call: c, Args: []sym.Value{one}}, {Call: c, Binds: []sym.Value{one}}}, []int{0, 1}},
		{"captured others", []Deferral{{Call: c, Binds: []sym.Value{one}}, {Call: c, Binds: []sym.Value{two}}, {Call: c}}, []int{0, 1, 2}},
	} {
		got := withoutRepeats(slices.Clone(test.list))
		same := len(got) == len(test.want)
		for i := range got {
			same = same && reflect.DeepEqual(got[i], test.list[test.want[i]])
		}
		if !same {
			t.Errorf("%s: got %v of %v", test.name, got, test.list)
		}
	}
}
