// Package run is the half of the stress test that is compiled together with the
// generated functions: it runs them through their decisions and says which requests
// leaked. It imports the standard library only.
package run

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"reflect"
	"runtime"
	"time"
)

// A Func is a generated function.
type Func struct {
	Name        string
	Statuses    []int // that its requests may have
	Errors      bool  // it tells errors apart
	CloseErrors bool  // it looks at the error of Close
	Goroutines  bool  // it starts goroutines
	Call        func(d D) []any
}

// A D is the decider as the generated functions know it.
type D interface {
	B() bool
	N(k int) int
	More() bool
	Err() error
	Get(id int) (*http.Response, error)
	Open(id, site int) (*http.Response, error)
	Read(r io.Reader) error
	Keep(x any)
	Guard()
	Run(f func() error) error
	RoundTrip(*http.Request) (*http.Response, error)
}

// A Job says what to run.
type Job struct {
	Skip   map[string]bool // names of functions
	Only   map[string]bool // if not empty
	Runs   int             // at most as many strings of decisions in order
	Random int             // as many random ones where these are not all
	Longer int             // times as many for functions that need it
	Seed   uint64

	// Patience is how long a single run may take.
	Patience time.Duration
}

// A Result is what the runs of a function showed.
type Result struct {
	Name       string
	Exhaustive bool           // all strings of decisions were run
	Stuck      bool           // a run did not end
	Runs       int            // that count
	Seen       map[int]bool   // requests that succeeded in a run that returned
	Leaks      map[int]string // requests that leaked, with the decisions of one such run
	Lapped     map[int]bool   // requests of which two bodies were open at once
	Lost       map[int]bool   // requests of which a body was open when a run panicked, after another one
}

// Main runs the functions and prints results, a line of JSON for each. If one is stuck,
// it ends the process with code 3 after its result.
func Main(funcs []Func, errs []error, stash *[]io.Closer) {
	var job Job
	if err := json.NewDecoder(os.Stdin).Decode(&job); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	out := json.NewEncoder(os.Stdout)
	for i := range funcs {
		fn := &funcs[i]
		if job.Skip[fn.Name] || len(job.Only) > 0 && !job.Only[fn.Name] {
			continue
		}
		r := &runner{fn: fn, errs: errs, stash: stash, beat: make(chan struct{}, 1), result: Result{Name: fn.Name, Seen: map[int]bool{}, Leaks: map[int]string{}, Lapped: map[int]bool{}, Lost: map[int]bool{}}}
		done := make(chan struct{})
		go func() {
			defer close(done)
			r.all(job)
		}()
		select {
		case <-done:
		case <-r.silence(done, job.Patience):
			out.Encode(Result{Name: fn.Name, Stuck: true})
			os.Exit(3)
		}
		if err := out.Encode(r.result); err != nil {
			os.Exit(2)
		}
	}
}

type runner struct {
	fn     *Func
	errs   []error
	stash  *[]io.Closer
	beat   chan struct{}
	result Result
}

// silence returns a channel that is closed if no run ends for the duration of patience, before done.
func (r *runner) silence(done <-chan struct{}, patience time.Duration) <-chan struct{} {
	quiet := make(chan struct{})
	go func() {
		for {
			select {
			case <-done:
				return
			case <-r.beat:
			case <-time.After(patience):
				close(quiet)
				return
			}
		}
	}()
	return quiet
}

// all runs the function through its decisions.
func (r *runner) all(job Job) {
	var script []int
	for range job.Runs {
		d := r.once(script, nil)
		script = append(script[:0:0], d.made...)
		i := len(script) - 1
		for i >= 0 && script[i]+1 >= d.sizes[i] {
			i--
		}
		if i < 0 {
			r.result.Exhaustive = true
			return
		}
		script = script[:i+1]
		script[i]++
	}
	random := rand.New(rand.NewPCG(job.Seed, 1))
	for range job.Random {
		r.once(nil, random)
	}
}

// once runs the function.
func (r *runner) once(script []int, random *rand.Rand) *decider {
	d := &decider{fn: r.fn, errs: r.errs, script: script, random: random, lapped: make(map[int]bool)}
	if random != nil {
		d.bias = random.IntN(4)
	}
	*r.stash = nil
	before := runtime.NumGoroutine()
	results, returned := r.call(d)
	for i := 0; r.fn.Goroutines && runtime.NumGoroutine() > before; i++ {
		if i > 100 {
			time.Sleep(10 * time.Microsecond)
		}
		runtime.Gosched()
		if i > 400 {
			d.void = true // somebody waits for ever
			break
		}
	}
	select {
	case r.beat <- struct{}{}:
	default:
	}
	if d.void {
		return d
	}
	d.random, d.script = nil, nil
	made, sizes := d.made, d.sizes
	d.made, d.sizes = nil, nil // closing may take decisions of no interest
	for _, x := range append(results, d.kept...) {
		closeAll(x)
	}
	for _, c := range *r.stash {
		closeAll(c)
	}
	d.made, d.sizes = made, sizes
	r.result.Runs++
	for key := range d.lapped {
		r.result.Lapped[key] = true
	}
	for _, b := range d.bodies {
		if returned {
			r.result.Seen[b.key] = true
		}
		switch {
		case b.closed:
		case returned:
			if _, ok := r.result.Leaks[b.key]; !ok {
				r.result.Leaks[b.key] = d.note()
			}
		case d.lapped[b.key]:
			r.result.Lost[b.key] = true
		}
	}
	return d
}

func (r *runner) call(d *decider) (results []any, returned bool) {
	defer func() {
		if !returned {
			recover()
		}
	}()
	results = r.fn.Call(d)
	return results, true
}

// closeAll closes what a caller can close by x.
func closeAll(x any) {
	defer func() { recover() }() // a typed nil
	switch err := x.(type) {     // what errors.As finds
	case interface{ Unwrap() error }:
		closeAll(err.Unwrap())
	case interface{ Unwrap() []error }:
		closeAll(err.Unwrap())
	}
	switch x := x.(type) {
	case nil:
	case *http.Response:
		if x != nil {
			x.Body.Close()
		}
	case io.Closer:
		x.Close()
	case func():
		x()
	case func() error:
		x()
	default:
		if v := reflect.ValueOf(x); v.Kind() == reflect.Slice {
			for i := range v.Len() {
				closeAll(v.Index(i).Interface())
			}
		}
	}
}
