package oracle

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/httpleak/httpleak/internal/oracle/run"
)

// A place is a line of a fixture.
type place struct {
	file string
	line int
}

// A judgement compares marks and runs.
type judgement struct {
	report    *Report
	marks     map[place]mark
	functions map[string]*function // by package path, a space and the name
	helpers   map[string]string    // reasons, by the same
	at        map[place][]sighting
	// statuses holds, for a line in the body of a function that was run itself, the
	// answers whose bodies that function left open.
	statuses map[place]map[string]bool
}

// A sighting is a body whose chain of calls passes through a line.
type sighting struct {
	run  *run.Run
	body *run.Body
	own  bool // the run called the function that the line is in
	// inside says that the body was closed before the call on the line returned.
	inside bool
}

// judge compares the runs with the marks in the sources.
func judge(fixtures []*fixture, marks []mark, results *run.Results) *Report {
	j := &judgement{
		report:    newReport(fixtures, results),
		marks:     make(map[place]mark),
		functions: make(map[string]*function),
		helpers:   make(map[string]string),
		at:        make(map[place][]sighting),
		statuses:  make(map[place]map[string]bool),
	}
	for _, m := range marks {
		at := place{m.file, m.line}
		have := j.marks[at]
		m.kinds |= have.kinds
		m.miss += have.miss
		m.leak += have.leak
		j.marks[at] = m
	}
	for _, fx := range fixtures {
		for _, fn := range fx.functions {
			j.functions[fx.path+" "+fn.name] = fn
		}
	}
	for _, h := range results.Helpers {
		j.helpers[h.Package+" "+h.Func] = h.Reason
	}
	j.index(results)
	j.judgeEnds(results)
	j.judgeBodies(results)
	j.judgeMarks()
	j.judgeReach(fixtures)
	j.report.sort()
	return j.report
}

// function returns the function at a place, nil if none.
func (j *judgement) function(at place) *function {
	for _, fn := range j.functions {
		if fn.file == at.file && fn.start <= at.line && at.line <= fn.end {
			return fn
		}
	}
	return nil
}

// index notes where each body that counts was acquired.
func (j *judgement) index(results *run.Results) {
	for i := range results.Runs {
		r := &results.Runs[i]
		if r.End != run.Returned {
			continue
		}
		entry := j.functions[r.Package+" "+r.Func]
		for k := range r.Bodies {
			b := &r.Bodies[k]
			for _, f := range j.frames(r, b) {
				at := place{f.File, f.Line}
				own := entry.file == at.file && entry.start <= at.line && at.line <= entry.end
				j.at[at] = append(j.at[at], sighting{r, b, own, len(b.Frames) > 1 && slices.Contains(b.Closing, f)})
				if own && b.State == run.Open {
					if j.statuses[at] == nil {
						j.statuses[at] = make(map[string]bool)
					}
					j.statuses[at][b.Answer] = true
				}
			}
		}
	}
}

// frames returns the frames of b. A request that a goroutine without a frame of
// the fixture sent counts for every marked line of the function that was called.
func (j *judgement) frames(r *run.Run, b *run.Body) (frames []run.Frame) {
	for _, f := range b.Frames {
		frames = append(frames, run.Frame{Func: f.Func, File: f.File, Line: j.deferLine(f)})
	}
	if len(frames) > 0 {
		return frames
	}
	entry := j.functions[r.Package+" "+r.Func]
	for at := range j.marks {
		if at.file == entry.file && entry.start <= at.line && at.line <= entry.end {
			frames = append(frames, run.Frame{Func: entry.name, File: at.file, Line: at.line})
		}
	}
	if len(frames) == 0 {
		frames = []run.Frame{{Func: entry.name, File: entry.file, Line: entry.start}}
	}
	return frames
}

// deferLine returns the line of f, or that of the marked defer statement whose
// call runs at the end of the function.
func (j *judgement) deferLine(f run.Frame) int {
	fn := j.function(place{f.File, f.Line})
	if fn == nil || f.Line != fn.end {
		return f.Line
	}
	for at, m := range j.marks {
		if m.deferred && at.file == fn.file && fn.start <= at.line && at.line <= fn.end {
			return at.line
		}
	}
	return f.Line
}

// judgeEnds complains of functions that did not end, or did nothing but panic.
func (j *judgement) judgeEnds(results *run.Results) {
	type tally struct{ runs, panicked, bodies int }
	tallies := make(map[*function]*tally)
	for i := range results.Runs {
		r := &results.Runs[i]
		fn := j.functions[r.Package+" "+r.Func]
		t := tallies[fn]
		if t == nil {
			t = new(tally)
			tallies[fn] = t
		}
		t.runs++
		t.bodies += len(r.Bodies)
		switch r.End {
		case run.Panicked:
			t.panicked++
		case run.Hung:
			j.disagree(place{fn.file, fn.start}, r, "did not end")
		case run.Exited:
			if fn.exits == "" {
				j.disagree(place{fn.file, fn.start}, r, "ended the process")
			}
		}
	}
	for fn, t := range tallies {
		// A method may rely on a field that another method sets.
		if t.panicked == t.runs && (t.bodies > 0 || !j.used(fn)) {
			j.disagree(place{fn.file, fn.start}, nil, "panics in every scenario")
		}
	}
}

// used reports whether fn is a method that other functions name.
func (j *judgement) used(fn *function) bool {
	_, method, ok := strings.Cut(fn.name, ".")
	if !ok {
		return false
	}
	for _, other := range j.functions {
		if other != fn && other.pkg == fn.pkg && other.calls[method] {
			return true
		}
	}
	return false
}

// judgeBodies complains of open bodies that no comment announces.
func (j *judgement) judgeBodies(results *run.Results) {
	for i := range results.Runs {
		r := &results.Runs[i]
		if r.End != run.Returned {
			continue
		}
		for k := range r.Bodies {
			if b := &r.Bodies[k]; b.State == run.Open && !b.Empty && !j.failedInHelper(r, b) && !j.announced(r, b) {
				j.disagree(j.suspect(r, b), r, "leaves the body open, and no comment says so"+chain(j.frames(r, b)))
			}
		}
	}
}

// failedInHelper reports whether a Read of b failed in a function that did not acquire it.
// The connection is gone then, and nobody can say that the function which sent the request
// should have closed what its helper had read.
func (j *judgement) failedInHelper(r *run.Run, b *run.Body) bool {
	if len(b.Failing) == 0 {
		return false
	}
	helper := j.function(place{b.Failing[0].File, b.Failing[0].Line})
	return !slices.ContainsFunc(j.frames(r, b), func(f run.Frame) bool {
		return j.function(place{f.File, f.Line}) == helper
	})
}

// suspect returns the innermost line of b's acquisition without a mark.
func (j *judgement) suspect(r *run.Run, b *run.Body) place {
	frames := j.frames(r, b)
	for _, f := range frames {
		if at := (place{f.File, f.Line}); j.marks[at] == (mark{}) {
			return at
		}
	}
	return place{frames[0].File, frames[0].Line}
}

// announced reports whether a mark explains that b stays open: that of the
// innermost marked line, unless the function around it closes such a body, or
// hands it over, when it is run by itself.
func (j *judgement) announced(r *run.Run, b *run.Body) bool {
	for _, f := range j.frames(r, b) {
		at := place{f.File, f.Line}
		m, ok := j.marks[at]
		if !ok {
			continue
		}
		if m.miss != "" {
			j.report.miss(at, m.miss)
			return true
		}
		if (m.leak != "" || m.kinds&leaks != 0) && (j.statuses[at] == nil || j.statuses[at][b.Answer]) {
			return true
		}
	}
	return false
}

// judgeMarks complains of comments that no run bears out.
func (j *judgement) judgeMarks() {
	for at, m := range j.marks {
		fn := j.function(at)
		if fn == nil {
			j.disagree(at, nil, "a comment outside of any function")
			continue
		}
		if fn.norun != "" {
			continue
		}
		seen := j.at[at]
		// What a function does by itself counts first. It may leak only as others
		// use it: an iterator whose loop is left early.
		if j.statuses[at] != nil {
			seen = slices.DeleteFunc(slices.Clone(seen), func(s sighting) bool { return !s.own })
		}
		if m.leak != "" && !slices.ContainsFunc(seen, func(s sighting) bool { return open(s) && !s.body.Empty }) {
			j.disagree(at, nil, "is said to leak, but no run leaves a body open")
		}
		if m.miss != "" && !slices.ContainsFunc(seen, open) {
			j.disagree(at, nil, "is said to be a miss, but no run leaves a body open")
		}
		if m.kinds != 0 {
			if reason := refute(m.kinds, seen); reason != "" {
				j.disagree(at, nil, reason)
			}
		}
	}
}

// refute says why none of the kinds fits what was seen, or "".
func refute(kinds kind, seen []sighting) string {
	if len(seen) == 0 {
		return "has a want comment, but no run acquired a body here"
	}
	leaked := slices.ContainsFunc(seen, open)
	released := slices.ContainsFunc(seen, func(s sighting) bool {
		// The client itself closes the response that it follows to another.
		return s.body.State != run.Open && !s.inside && s.body.Status/100 != 3
	})
	overtaken := slices.ContainsFunc(seen, func(s sighting) bool { return open(s) && s.body.Overtaken })
	held := slices.ContainsFunc(seen, func(s sighting) bool { return s.body.Others > 0 })
	var reasons []string
	for _, w := range []struct {
		kind   kind
		fits   bool
		reason string
	}{
		{notClosed, leaked && released, "no run leaves the body open while another releases it"},
		{never | discarded, leaked && !released, "no run leaves the body open, or one releases it"},
		{overwritten, overtaken, "no run leaves a body open and acquires the next"},
		{loopDefer, !leaked && held, "no run holds two bodies at once, or one stays open"},
		{unread, !leaked, "a run leaves the body open"},
		{beside, leaked, "no run leaves the body open"},
	} {
		if kinds&w.kind == 0 {
			continue
		}
		if w.fits {
			return ""
		}
		reasons = append(reasons, w.reason)
	}
	return "has a want comment, but " + strings.Join(reasons, "; ")
}

func open(s sighting) bool { return s.body.State == run.Open }

func (j *judgement) disagree(at place, r *run.Run, what string) {
	d := Disagreement{File: at.file, Line: at.line, What: what}
	if fn := j.function(at); fn != nil {
		d.Func = fn.name
	}
	if r != nil {
		d.Func, d.Scenario = r.Func, r.Scenario
		if r.Variant != "" {
			d.Scenario += ", " + r.Variant
		}
	}
	j.report.Disagreements = append(j.report.Disagreements, d)
}

// chain describes how a body was acquired, if more than one line took part.
func chain(frames []run.Frame) string {
	if len(frames) < 2 {
		return ""
	}
	lines := make([]string, len(frames))
	for i, f := range frames {
		lines[i] = fmt.Sprint(f.Line)
	}
	return " (lines " + strings.Join(lines, " < ") + ")"
}

func (r *Report) sort() {
	sort.Slice(r.Disagreements, func(i, k int) bool {
		a, b := r.Disagreements[i], r.Disagreements[k]
		if a.File != b.File {
			return a.File < b.File
		}
		if a.Line != b.Line {
			return a.Line < b.Line
		}
		return a.Scenario < b.Scenario
	})
}
