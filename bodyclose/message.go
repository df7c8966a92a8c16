package bodyclose

import (
	"fmt"
	"go/ast"
	"go/token"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/ownership"
)

// categories names the rules, by kind of leak.
var categories = map[ownership.Kind]string{
	ownership.Path:      "path",
	ownership.Never:     "never",
	ownership.Discard:   "discard",
	ownership.Overwrite: "overwrite",
	ownership.LoopDefer: "loopdefer",
	ownership.WithError: "witherror",
}

// describe returns what a diagnostic about leak says.
func (src *source) describe(leak *ownership.Leak, call *ast.CallExpr) string {
	name := short(call.Fun)
	if _, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok {
		name = "the function literal"
	}
	if leak.Handler != nil {
		name = fmt.Sprintf("%s, given to %s,", name, src.handler(leak))
	}
	switch leak.Kind {
	case ownership.Discard:
		return fmt.Sprintf("response of %s is discarded, its body is never closed", name)
	case ownership.LoopDefer:
		if leak.Drained {
			return fmt.Sprintf("response body of %s is closed by a defer in a loop: reading it to its end gives its connection back, but it stays open until %s returns", name, functionName(leak))
		}
		return fmt.Sprintf("response body of %s is closed by a defer in a loop, so it stays open until %s returns", name, functionName(leak))
	case ownership.WithError:
		if leak.Caller == nil {
			return fmt.Sprintf("response body of %s is returned open together with an error%s; http.Client drops what a RoundTripper returns so", name, src.returns(leak))
		}
		return fmt.Sprintf("response body of %s is returned open together with an error%s; the call at line %d does not close it",
			name, src.returns(leak), src.line(leak.Caller.Common().Pos()))
	case ownership.Overwrite:
		return fmt.Sprintf("response body of %s is overwritten by %s before it is closed%s", name, src.successor(leak), src.when(leak))
	case ownership.Never:
		return fmt.Sprintf("response body of %s is never closed%s%s", name, src.swapped(leak), src.returns(leak))
	}
	return fmt.Sprintf("response body of %s is not closed%s%s%s", name, src.when(leak), src.swapped(leak), src.returns(leak))
}

// handler names the function that a call passes, and that leaves open what it is given.
func (src *source) handler(leak *ownership.Leak) string {
	fn := leak.Handler
	if fn.Parent() == nil {
		return strings.TrimSuffix(fn.Name(), "$bound")
	}
	return fmt.Sprintf("the function literal at line %d", src.line(fn.Pos()))
}

// functionName names the function that a leak is in.
func functionName(leak *ownership.Leak) string {
	if fn := leak.Call.Parent(); fn.Parent() == nil {
		return fn.Name()
	}
	return "the function literal"
}

// when returns " when CONDITION" for the last branch of the path, of the function that
// acquires rather than of those that it calls.
func (src *source) when(leak *ownership.Leak) string {
	text := ""
	for _, st := range leak.Steps {
		switch st.Kind {
		case ownership.Unreceived:
			text = fmt.Sprintf(" when the case at line %d is taken, which does not receive it", src.line(st.Pos))
		case ownership.Unsent:
			text = fmt.Sprintf(" when the select at line %d does not send it", src.line(st.Pos))
		case ownership.Panic:
			text = fmt.Sprintf(" when line %d panics, which is recovered", src.line(st.Pos))
		}
		if st.Kind != ownership.Branch || st.If.Parent() != leak.Call.Parent() && text != "" {
			continue
		}
		if c, ok := src.condition(st.If); ok {
			text = " when " + c.text(st.Taken)
		}
	}
	return text
}

// swapped says where the path puts another body into the response, as closing that one is not enough.
func (src *source) swapped(leak *ownership.Leak) string {
	for _, st := range leak.Steps {
		if st.Kind == ownership.Swap && st.Pos.IsValid() {
			return fmt.Sprintf(", its Body is replaced at line %d", src.line(st.Pos))
		}
	}
	return ""
}

// returns says where the path leaves the function.
func (src *source) returns(leak *ownership.Leak) string {
	for _, st := range leak.Steps {
		if st.Kind == ownership.Return {
			return fmt.Sprintf(" (returns at line %d)", src.line(returnPos(st.Pos, st.Func)))
		}
	}
	return ""
}

// successor says what takes the place of a response.
func (src *source) successor(leak *ownership.Leak) string {
	for _, st := range leak.Steps {
		switch st.Kind {
		case ownership.Replace:
			if src.line(st.Pos) > src.line(leak.Call.Pos()) {
				return fmt.Sprintf("the assignment at line %d", src.line(st.Pos))
			}
			return "the next iteration"
		case ownership.Again:
			return "the next iteration"
		}
	}
	return "a later assignment"
}

// related returns the steps of the path of leak.
func (src *source) related(leak *ownership.Leak, call *ast.CallExpr) []analysis.RelatedInformation {
	if leak.Kind == ownership.Discard {
		return nil
	}
	out := []analysis.RelatedInformation{{Pos: call.Pos(), End: call.End(), Message: "response acquired here"}}
	add := func(pos token.Pos, format string, args ...any) {
		if pos.IsValid() {
			out = append(out, analysis.RelatedInformation{Pos: pos, End: pos, Message: fmt.Sprintf(format, args...)})
		}
	}
	for _, st := range leak.Steps {
		switch st.Kind {
		case ownership.Branch:
			if c, ok := src.condition(st.If); ok {
				add(c.expr.Pos(), "when %s", c.text(st.Taken))
			}
		case ownership.Call:
			add(st.Pos, "called here, which does not release it on this path")
		case ownership.Register:
			add(st.Pos, "a release is deferred here")
		case ownership.Replace:
			add(st.Pos, "overwritten here")
		case ownership.Swap:
			add(st.Pos, "Body replaced here, by something that does not close the original")
		case ownership.Unreceived:
			add(st.Pos, "this case is taken, which does not receive the response")
		case ownership.Unsent:
			add(st.Pos, "this case is taken, which does not send the response")
		case ownership.Panic:
			add(st.Pos, "panics here with the body open, which is recovered")
		case ownership.Again:
			add(st.Pos, "acquired again here, while the body is open")
		case ownership.Return:
			add(returnPos(st.Pos, st.Func), "returns here with the body open")
			if leak.Kind == ownership.WithError && leak.Caller != nil {
				add(leak.Caller.Common().Pos(), "called here, where the body is not closed")
			}
		}
	}
	return out
}
