package search

import (
	"bytes"
	"cmp"
	"fmt"
	"go/token"
	"go/types"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/sym"
	"github.com/httpleak/httpleak/internal/ssaquery"
)

// A tracer writes down one search, all at once when that is done. A nil tracer does nothing.
//
// First comes a line for the question, last one for the answer. A line "7<4 ..." is the seventh state that is put
// aside, to be continued later, and came from the fourth; "=<4" is one that was met before. An indented line
// "4: ..." says what happened to the fourth.
type tracer struct {
	q     *search
	out   io.Writer
	buf   bytes.Buffer
	put   int             // states put aside
	taken int             // states continued, in the order in which they were put aside; the last one runs
	instr ssa.Instruction // which runs
	ends  []string        // how the obligation ended, each way once
}

// newTracer returns what writes down q, or nil if nobody wants to see it.
func newTracer(q *search) *tracer {
	if q.Writer == nil {
		return nil
	}
	out := q.Writer(q.Root.Function)
	if out == nil {
		return nil
	}
	return &tracer{q: q, out: out}
}

func (t *tracer) begins() {
	if t == nil {
		return
	}
	t.instr = nil
	fmt.Fprintf(&t.buf, "search %s: %s", t.q.Root.RelString(nil), t.question())
	if asked := t.q.Acq.Asked; asked != nil {
		fmt.Fprintf(&t.buf, ", if %s leaves it open", asked.Name())
	}
	t.buf.WriteByte('\n')
}

// question says what is followed.
func (t *tracer) question() string {
	acq := t.q.Acq
	if acq.Param != nil {
		return fmt.Sprintf("parameter %s=%s, %s", acq.Param.Name(), t.value(acq.As), acq.Fate)
	}
	text := acq.Instr.String()
	if v := acq.Value(); v != nil {
		text = v.Name() + " = " + text
	}
	return text + t.line(acq.Instr.Pos())
}

// takes notes that the search goes on with the next state.
func (t *tracer) takes() {
	if t != nil {
		t.taken++
	}
}

// at notes which instruction runs.
func (t *tracer) at(instr ssa.Instruction) {
	if t != nil {
		t.instr = instr
	}
}

// event writes what the instruction that runs does.
func (t *tracer) event(format string, args ...any) string {
	text := fmt.Sprintf(format, args...)
	if t.instr != nil {
		text += t.callee() + t.line(t.instr.Pos())
	}
	if ret, ok := t.instr.(*ssa.Return); ok && !ret.Pos().IsValid() {
		text += atEnd
	}
	fmt.Fprintf(&t.buf, "  %d: %s\n", t.taken, text)
	return text
}

// atEnd stands for the place of a return that the source does not show.
const atEnd = ", at the end"

// ended notes that the obligation of s ended.
func (t *tracer) ended(s *path.State, why Reason) {
	if t == nil {
		return
	}
	text := t.event("%s: %s", s.Status, why)
	if !slices.Contains(t.ends, text) {
		t.ends = append(t.ends, text)
	}
}

// stops notes that the path of s does not go on.
func (t *tracer) stops(s *path.State, why Reason) {
	if t != nil {
		t.event("stops %s: %s", s.Status, why)
	}
}

// returnsFrom notes that the path of s returns with nothing to release.
func (t *tracer) returnsFrom(s *path.State) {
	if t != nil {
		t.event("returns %s", s.Status)
	}
}

// leaks notes that the obligation ends unfulfilled.
func (t *tracer) leaks(kind Kind) {
	switch {
	case t == nil:
	case t.q.Acq.Param != nil: // the caller's affair
		t.event("left open")
	default:
		t.event("leak, %s", kind)
	}
}

// state writes down that s is put aside, or that it need not be, for it was before.
func (t *tracer) state(s *path.State, before bool) {
	if t == nil {
		return
	}
	if before {
		t.buf.WriteByte('=')
	} else {
		t.put++
		t.buf.WriteString(strconv.Itoa(t.put))
	}
	fmt.Fprintf(&t.buf, "<%d ", t.taken)
	t.position(s.Top)
	fmt.Fprintf(&t.buf, " %s", s.Status)
	for _, e := range s.Values {
		index := ""
		if e.Index >= 0 {
			index = "#" + strconv.Itoa(e.Index)
		}
		fmt.Fprintf(&t.buf, "  %s%s=%s", t.name(e.Of), index, t.value(e.Value))
	}
	for _, e := range s.Places {
		fmt.Fprintf(&t.buf, "  *%s=%s", t.place(e.Place), t.value(e.Value))
	}
	for _, f := range s.Known {
		fmt.Fprintf(&t.buf, "  %s", t.constraint(f))
	}
	for _, p := range s.Shared {
		fmt.Fprintf(&t.buf, "  shared %s", t.place(p))
	}
	for f := s.Top; f != nil; f = f.Up {
		for _, d := range f.Deferred {
			fmt.Fprintf(&t.buf, "  deferred%s", t.line(d.Call.Pos()))
		}
	}
	if s.Chosen {
		t.buf.WriteString("  chosen")
	}
	if s.Stored {
		t.buf.WriteString("  stored")
	}
	t.buf.WriteByte('\n')
}

// position writes where f stands, and the activations below it.
func (t *tracer) position(f *path.Frame) {
	if f.Up != nil {
		t.position(f.Up)
		t.buf.WriteString(" / ")
	}
	fmt.Fprintf(&t.buf, "%s b%d.%d", f.Fn.RelString(t.q.Pkg), f.Block.Index, f.Next)
}

// done writes the answer, and hands over what was written.
func (t *tracer) done() {
	if t == nil {
		return
	}
	fmt.Fprintf(&t.buf, "%s\n\n", t.answer())
	t.out.Write(t.buf.Bytes()) // if nobody can read it, nothing else is wrong
	t.buf.Reset()
}

// answer says what the search found.
func (t *tracer) answer() string {
	q := t.q
	switch {
	case q.GaveUp:
		return fmt.Sprintf("= given up after %d states", len(q.seen))
	case q.Acq.Param != nil:
		return "= " + q.answerText()
	}
	if l := q.Valid(); l != nil {
		where := t.line(l.Exit)
		if where == "" {
			where = atEnd
		}
		return fmt.Sprintf("= leak, %s%s", l.Kind, where)
	}
	switch {
	case !q.Reached:
		return "= no leak: no path gets here"
	case len(q.Leaks) > 0:
		return "= no leak: it rests on an answer that may not be possible"
	case len(t.ends) == 0:
		return "= no leak: no path returns with it"
	}
	return "= no leak: " + strings.Join(t.ends, "; ")
}

// answerText says what becomes of the parameter that is followed, and what the function makes of an error.
func (q *search) answerText() string {
	i := slices.Index(q.Root.Params, q.Acq.Param)
	if i >= effect.MaxParams { // of which no fact tells
		return fmt.Sprintf("parameter %d", i)
	}
	var body effect.Body
	var pool effect.Pool
	switch {
	case ssaquery.IsError(q.Acq.Param.Type()) && q.Acq.As.Kind == sym.KindNil:
		body.OnNil = q.Answer
	case ssaquery.IsError(q.Acq.Param.Type()):
		body.OnErr = q.Answer
	case q.Res.Life.Reusable:
		pool.SetParam(i, q.Effect)
	default:
		body.SetParam(i, q.Effect)
	}
	return cmp.Or(body.String(), pool.String(), "nothing that could be told")
}

// callee names what the instruction that runs calls, and what is known of that, if it is a call.
func (t *tracer) callee() string {
	call, ok := t.instr.(ssa.CallInstruction)
	if !ok {
		return ""
	}
	c := call.Common()
	fn := c.Method
	if callee := c.StaticCallee(); callee != nil {
		obj, ok := callee.Object().(*types.Func)
		if !ok {
			return ", " + callee.RelString(t.q.Pkg)
		}
		fn = obj
	}
	if fn == nil {
		return ""
	}
	text := ", " + fn.FullName()
	return text + t.q.Know.Describe(fn)
}

// line says on which line pos is, and in which file if that is not the file of the search.
func (t *tracer) line(pos token.Pos) string {
	if !pos.IsValid() {
		return ""
	}
	p := t.q.Fset.Position(pos)
	if home := t.q.Fset.Position(t.q.Root.Pos()); home.Filename == p.Filename {
		return fmt.Sprintf(", line %d", p.Line)
	}
	return fmt.Sprintf(", %s:%d", strings.Trim(strconv.QuoteToASCII(filepath.Base(p.Filename)), `"`), p.Line)
}

// name returns the name of v, with that of its function if another than the one searched.
func (t *tracer) name(v ssa.Value) string {
	switch v := v.(type) {
	case *ssa.Function:
		return v.RelString(t.q.Pkg)
	case *ssa.Global:
		return v.RelString(t.q.Pkg)
	}
	if fn := v.Parent(); fn != nil && fn != t.q.Root.Function {
		return fn.RelString(t.q.Pkg) + ":" + v.Name()
	}
	return v.Name()
}

// place names a variable; one of an earlier round of a loop has a mark.
func (t *tracer) place(p sym.Place) string {
	name := t.name(p.Base)
	if p.Old {
		name += "'"
	}
	return name + p.Path
}

// value shows an abstract value.
func (t *tracer) value(a sym.Value) string {
	switch a.Kind {
	case sym.KindSymbol:
		if a.N != 0 {
			return fmt.Sprintf("%s%+d", t.name(a.Base), a.N)
		}
		return t.name(a.Base)
	case sym.KindNil:
		if a == sym.FirstNil {
			return "nil(first)"
		}
		return "nil"
	case sym.KindInt:
		return strconv.FormatInt(a.N, 10)
	case sym.KindBool:
		return strconv.FormatBool(a.N == 1)
	case sym.KindString:
		text := strconv.QuoteToASCII(a.Path)
		if len(text) > 40 {
			text = text[:40] + `…"`
		}
		return text
	case sym.KindAddress:
		return "&" + t.place(sym.PlaceOf(a))
	case sym.KindAggregate:
		return "{" + t.place(sym.PlaceOf(a)) + "}"
	case sym.KindFunc:
		if fn, ok := ssaquery.FunctionOf(a.Base); ok {
			return "func " + fn.RelString(t.q.Pkg)
		}
	case sym.KindHolder:
		if a.N != 0 {
			return fmt.Sprintf("holder(%d)", a.N)
		}
	}
	return a.Kind.String()
}

// constraint shows what a path made certain.
func (t *tracer) constraint(f sym.Constraint) string {
	right := t.value(f.Const)
	if f.Y != nil {
		right = t.name(f.Y)
		if f.Const.N != 0 {
			right += fmt.Sprintf("%+d", f.Const.N)
		}
	}
	return t.name(f.X) + f.Op.String() + right
}

func (k Kind) String() string {
	return [...]string{"on some path", "on every path", "discarded", "overwritten", "deferred in a loop", "with an error"}[k]
}
