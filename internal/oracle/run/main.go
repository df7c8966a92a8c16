package run

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"
)

// Variables of the environment by which package oracle and this program talk.
const (
	EnvOut  = "HTTPLEAK_ORACLE_OUT"  // file for the [Results]
	EnvOnly = "HTTPLEAK_ORACLE_ONLY" // "package function scenario-index variant", for one run
)

// timeout is how long one call of a fixture function may take, in steps of the clock.
const timeout = 5000

// maxVariants bounds the combinations of bool and file parameters.
const maxVariants = 8

// A runner runs all registered functions.
type runner struct {
	rec     *recorder
	clock   clock
	dir     string // for files
	numbers atomic.Int64
	only    string

	mu      sync.Mutex
	results Results
}

// Main runs every registered function under every scenario and writes the
// [Results] as JSON to the file that the environment names.
func Main(t *testing.T, fixtures []Fixture) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(serve))
	server.Config.ErrorLog = nil
	server.Start()
	defer server.Close()
	var dirs []string
	for _, f := range fixtures {
		dirs = append(dirs, f.Dir)
	}
	tr := &http.Transport{MaxIdleConnsPerHost: 8, IdleConnTimeout: time.Minute}
	defer tr.CloseIdleConnections()
	r := &runner{
		rec:  newRecorder(tr, strings.TrimPrefix(server.URL, "http://"), dirs),
		dir:  t.TempDir(),
		only: os.Getenv(EnvOnly),
	}
	http.DefaultTransport = r.rec
	defer r.clock.start()()
	// One package at a time would do; side by side they share the waiting.
	var wg sync.WaitGroup
	for _, p := range fixtures {
		wg.Go(func() {
			p.clock = &r.clock
			for _, f := range p.Functions {
				r.runFunction(t, &p, f)
			}
			p.finish(true)
		})
	}
	wg.Wait()
	data, err := json.Marshal(r.results)
	if err == nil {
		err = os.WriteFile(os.Getenv(EnvOut), data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// runFunction runs f under every scenario, once for each variant of its arguments.
func (r *runner) runFunction(t *testing.T, p *Fixture, f Function) {
	probe := &maker{ctx: context.Background(), rt: r.rec, base: "http://probe", dir: r.dir, t: t}
	if reason := probe.probe(f); reason != "" {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.results.Helpers = append(r.results.Helpers, Helper{p.Package, f.Name, reason})
		return
	}
	variants := min(1<<probe.variant.asked, maxVariants)
	for i, s := range Scenarios {
		for bits := range variants {
			key := fmt.Sprintf("%s %s %d %d", p.Package, f.Name, i, bits)
			switch {
			case r.only != "" && r.only != key:
			case r.only == "" && f.Exits:
				r.add(r.runApart(p, f, s, key))
			default:
				r.runOnce(t, p, f, s, bits)
				p.finish(false)
			}
		}
	}
}

func (r *runner) add(run Run) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.results.Runs = append(r.results.Runs, run)
}

// probe reports why f cannot be called, or "".
func (m *maker) probe(f Function) string {
	_, reason := m.args(f)
	return reason
}

// args makes the arguments of f, or tells why it cannot.
func (m *maker) args(f Function) ([]reflect.Value, string) {
	t := reflect.TypeOf(f.Func)
	m.serves = takes(f, reflect.TypeFor[http.ResponseWriter]())
	var args []reflect.Value
	for i := range t.NumIn() {
		v, ok := m.make(t.In(i), f.Params[i])
		if !ok {
			return nil, fmt.Sprintf("no value for parameter %s %s", f.Params[i], t.In(i))
		}
		args = append(args, v)
	}
	return args, ""
}

// runOnce calls f under one scenario.
func (r *runner) runOnce(t *testing.T, p *Fixture, f Function, s Scenario, bits int) {
	ctx, cancel := context.WithCancel(context.Background())
	n := r.numbers.Add(1)
	c := &call{scenario: s, dir: p.Dir, host: fmt.Sprintf("r%d%s", n, hostSuffix)}
	c.run = Run{Package: p.Package, Func: f.Name, Scenario: s.Name}
	dir := filepath.Join(r.dir, fmt.Sprint(n))
	_ = os.Mkdir(dir, 0o700)
	m := &maker{ctx: ctx, rt: r.rec, base: "http://" + c.host, dir: dir, variant: variant{bits: bits}}

	r.rec.begin(c)
	finish := func() {
		r.add(c.finish())
		r.rec.end(c)
		cancel()
	}
	var args, results []reflect.Value
	call := func(t *testing.T) {
		m.t = t
		args, _ = m.args(f)
		c.run.Variant = strings.Join(m.variant.desc, " ")
		results = c.invoke(f, args)
	}
	if takes(f, typeT, typeTB) {
		// The outer test ends only after a parallel inner one has.
		t.Run("run", func(t *testing.T) { t.Run(f.Name, call) })
	} else {
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			call(nil)
		}()
		if r.clock.waits(ended, timeout) {
			r.add(Run{Package: p.Package, Func: f.Name, Scenario: s.Name, End: Hung})
			return
		}
	}
	if c.run.End != Returned {
		finish()
		p.left = goroutines(p.Package)
		return
	}
	r.handOver(c, p, slices.Concat(results, args, m.chans))
	if c.open() == 0 {
		finish()
		return
	}
	p.pending = append(p.pending, pending{r.clock.now(), finish})
}

// handOver does what the caller of the function does with what it got, and waits
// for the goroutines that the function started.
func (r *runner) handOver(c *call, p *Fixture, values []reflect.Value) {
	owner := &caller{
		seen:  make(map[unsafe.Pointer]bool),
		clock: &r.clock,
		busy:  func() bool { _, yes := busy(p.Package, p.left); return yes },
	}
	c.callers.Store(true)
	for _, v := range values {
		owner.release(v, 0)
	}
	c.callers.Store(false)
	p.left = r.clock.settle(p.Package, p.left)
	c.callers.Store(true)
	for _, v := range p.Variables {
		owner.release(reflect.ValueOf(v), 0)
	}
	c.callers.Store(false)
}

// invoke calls f and notes how it ended.
func (c *call) invoke(f Function, args []reflect.Value) (results []reflect.Value) {
	c.run.End = Left
	defer func() {
		if v := recover(); v != nil {
			c.run.End, c.run.Panic = Panicked, fmt.Sprint(v)
		}
	}()
	fn := reflect.ValueOf(f.Func)
	if fn.Type().IsVariadic() {
		results = fn.CallSlice(args)
	} else {
		results = fn.Call(args)
	}
	c.run.End = Returned
	return results
}

// runApart runs f in a process of its own, as it may end the process.
func (r *runner) runApart(p *Fixture, f Function, s Scenario, key string) Run {
	out := filepath.Join(r.dir, fmt.Sprintf("apart%d", r.numbers.Add(1)))
	cmd := exec.Command(os.Args[0], "-test.run=^TestOracle$")
	cmd.Env = append(os.Environ(), EnvOnly+"="+key, EnvOut+"="+out)
	cmd.Stdout, cmd.Stderr = io.Discard, io.Discard
	_ = cmd.Run() // the status says nothing: log.Fatal has one too
	var results Results
	data, err := os.ReadFile(out)
	if err == nil && json.Unmarshal(data, &results) == nil && len(results.Runs) == 1 {
		return results.Runs[0]
	}
	return Run{Package: p.Package, Func: f.Name, Scenario: s.Name, End: Exited}
}

// takes reports whether f has a parameter of one of the types.
func takes(f Function, types ...reflect.Type) bool {
	t := reflect.TypeOf(f.Func)
	for i := range t.NumIn() {
		if slices.Contains(types, t.In(i)) {
			return true
		}
	}
	return false
}
