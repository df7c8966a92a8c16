package ownership

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
	if q.writer == nil {
		return nil
	}
	out := q.writer(q.root.Function)
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
	fmt.Fprintf(&t.buf, "search %s: %s\n", t.q.root.RelString(nil), t.question())
}

// question says what is followed.
func (t *tracer) question() string {
	acq := t.q.acq
	if acq.param != nil {
		return fmt.Sprintf("parameter %s=%s, %s", acq.param.Name(), t.value(acq.as), acq.fate)
	}
	text := acq.instr.String()
	if v := acq.value(); v != nil {
		text = v.Name() + " = " + text
	}
	return text + t.line(acq.instr.Pos())
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
func (t *tracer) ended(s *state, why reason) {
	if t == nil {
		return
	}
	text := t.event("%s: %s", s.status, why)
	if !slices.Contains(t.ends, text) {
		t.ends = append(t.ends, text)
	}
}

// stops notes that the path of s does not go on.
func (t *tracer) stops(s *state, why reason) {
	if t != nil {
		t.event("stops %s: %s", s.status, why)
	}
}

// returns notes that the path of s returns with nothing to release.
func (t *tracer) returns(s *state) {
	if t != nil {
		t.event("returns %s", s.status)
	}
}

// leaks notes that the obligation ends unfulfilled.
func (t *tracer) leaks(kind Kind) {
	switch {
	case t == nil:
	case t.q.acq.param != nil: // the caller's affair
		t.event("left open")
	default:
		t.event("leak, %s", kind)
	}
}

// state writes down that s is put aside, or that it need not be, for it was before.
func (t *tracer) state(s *state, before bool) {
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
	t.position(s.top)
	fmt.Fprintf(&t.buf, " %s", s.status)
	for _, e := range s.values {
		index := ""
		if e.index >= 0 {
			index = "#" + strconv.Itoa(e.index)
		}
		fmt.Fprintf(&t.buf, "  %s%s=%s", t.name(e.v), index, t.value(e.a))
	}
	for _, e := range s.places {
		fmt.Fprintf(&t.buf, "  *%s=%s", t.place(e.p), t.value(e.a))
	}
	for _, f := range s.known {
		fmt.Fprintf(&t.buf, "  %s", t.constraint(f))
	}
	for _, p := range s.shared {
		fmt.Fprintf(&t.buf, "  shared %s", t.place(p))
	}
	for f := s.top; f != nil; f = f.up {
		for _, d := range f.deferred {
			fmt.Fprintf(&t.buf, "  deferred%s", t.line(d.call.Pos()))
		}
	}
	if s.chosen {
		t.buf.WriteString("  chosen")
	}
	if s.stored {
		t.buf.WriteString("  stored")
	}
	t.buf.WriteByte('\n')
}

// position writes where f stands, and the activations below it.
func (t *tracer) position(f *frame) {
	if f.up != nil {
		t.position(f.up)
		t.buf.WriteString(" / ")
	}
	fmt.Fprintf(&t.buf, "%s b%d.%d", f.fn.RelString(t.q.pkg), f.block.Index, f.next)
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
	case q.gaveUp:
		return fmt.Sprintf("= given up after %d states", len(q.seen))
	case q.acq.param != nil:
		return "= " + q.answerText()
	}
	if l := q.valid(); l != nil {
		where := t.line(l.exit)
		if where == "" {
			where = atEnd
		}
		return fmt.Sprintf("= leak, %s%s", l.kind, where)
	}
	switch {
	case !q.reached:
		return "= no leak: no path gets here"
	case len(q.leaks) > 0:
		return "= no leak: it rests on an answer that may not be possible"
	case len(t.ends) == 0:
		return "= no leak: no path returns with it"
	}
	return "= no leak: " + strings.Join(t.ends, "; ")
}

// answerText says what becomes of the parameter that is followed, and what the function makes of an error.
func (q *search) answerText() string {
	i := slices.Index(q.root.Params, q.acq.param)
	if i >= effect.MaxParams { // of which no fact tells
		return fmt.Sprintf("parameter %d", i)
	}
	var body effect.Body
	var pool effect.Pool
	switch {
	case isError(q.acq.param.Type()) && q.acq.as.kind == null:
		body.OnNil = q.answer
	case isError(q.acq.param.Type()):
		body.OnErr = q.answer
	case q.res.life.reusable:
		pool.SetParam(i, q.effect)
	default:
		body.SetParam(i, q.effect)
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
			return ", " + callee.RelString(t.q.pkg)
		}
		fn = obj
	}
	if fn == nil {
		return ""
	}
	text := ", " + fn.FullName()
	return text + t.q.know.describe(fn)
}

// line says on which line pos is, and in which file if that is not the file of the search.
func (t *tracer) line(pos token.Pos) string {
	if !pos.IsValid() {
		return ""
	}
	p := t.q.fset.Position(pos)
	if home := t.q.fset.Position(t.q.root.Pos()); home.Filename == p.Filename {
		return fmt.Sprintf(", line %d", p.Line)
	}
	return fmt.Sprintf(", %s:%d", strings.Trim(strconv.QuoteToASCII(filepath.Base(p.Filename)), `"`), p.Line)
}

// name returns the name of v, with that of its function if another than the one searched.
func (t *tracer) name(v ssa.Value) string {
	switch v := v.(type) {
	case *ssa.Function:
		return v.RelString(t.q.pkg)
	case *ssa.Global:
		return v.RelString(t.q.pkg)
	}
	if fn := v.Parent(); fn != nil && fn != t.q.root.Function {
		return fn.RelString(t.q.pkg) + ":" + v.Name()
	}
	return v.Name()
}

// place names a variable; one of an earlier round of a loop has a mark.
func (t *tracer) place(p place) string {
	name := t.name(p.base)
	if p.old {
		name += "'"
	}
	return name + p.path
}

// value shows an abstract value.
func (t *tracer) value(a abs) string {
	switch a.kind {
	case symbol:
		if a.n != 0 {
			return fmt.Sprintf("%s%+d", t.name(a.base), a.n)
		}
		return t.name(a.base)
	case null:
		if a == absFirstNil {
			return "nil(first)"
		}
		return "nil"
	case constInt:
		return strconv.FormatInt(a.n, 10)
	case constBool:
		return strconv.FormatBool(a.n == 1)
	case constStr:
		text := strconv.QuoteToASCII(a.path)
		if len(text) > 40 {
			text = text[:40] + `…"`
		}
		return text
	case address:
		return "&" + t.place(placeOf(a))
	case aggregate:
		return "{" + t.place(placeOf(a)) + "}"
	case closure:
		if fn, ok := functionOf(a.base); ok {
			return "func " + fn.RelString(t.q.pkg)
		}
	case holder:
		if a.n != 0 {
			return fmt.Sprintf("holder(%d)", a.n)
		}
	}
	return a.kind.String()
}

// constraint shows what a path made certain.
func (t *tracer) constraint(f constraint) string {
	right := t.value(f.c)
	if f.w != nil {
		right = t.name(f.w)
		if f.c.n != 0 {
			right += fmt.Sprintf("%+d", f.c.n)
		}
	}
	return t.name(f.v) + f.op.String() + right
}

func (k kind) String() string {
	return [...]string{"unknown", "symbol", "nil", "non-nil", "int", "bool", "string", "response", "body", "address", "aggregate", "func", "memory", "holder"}[k]
}

func (s status) String() string {
	return [...]string{"pending", "open", "released", "kept", "idle", "reaped"}[s]
}

func (k Kind) String() string {
	return [...]string{"on some path", "on every path", "discarded", "overwritten", "deferred in a loop", "with an error"}[k]
}
