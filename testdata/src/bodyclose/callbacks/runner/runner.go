// Package runner runs functions of its callers: once, until they do not fail, in groups.
package runner

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// Errors by which a function tells Until what to do.
var (
	ErrAgain = errors.New("again")
	ErrStop  = errors.New("stop")
)

// Until runs f until it returns another error than ErrAgain, at most n times. It returns no error if that is ErrStop.
func Until(n int, f func(attempt int) error) error {
	for i := range n {
		err := f(i)
		switch {
		case errors.Is(err, ErrStop):
			return nil
		case !errors.Is(err, ErrAgain):
			return err
		}
	}
	return ErrAgain
}

// Retry runs f until it does not fail, at most n times.
func Retry(n int, f func() error) (err error) {
	for range n {
		if err = f(); err == nil {
			return nil
		}
	}
	return fmt.Errorf("after %d times: %w", n, err)
}

// Guarded runs f once, if the context has not ended.
func Guarded(ctx context.Context, f func(context.Context) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return f(ctx)
}

// Poll runs f until it is done.
func Poll(n int, f func() (done bool, err error)) error {
	for range n {
		if done, err := f(); done || err != nil {
			return err
		}
	}
	return errors.New("not done")
}

// Do runs f, and nothing comes back.
func Do(f func()) { f() }

// Submit runs f in a goroutine, if there is room.
func Submit(f func()) error {
	go f()
	return nil
}

// A Group runs functions at the same time, and remembers the first error.
type Group struct {
	wg   sync.WaitGroup
	once sync.Once
	err  error
}

// Go runs f.
func (g *Group) Go(f func() error) {
	g.wg.Add(1)
	go func() {
		defer g.wg.Done()
		if err := f(); err != nil {
			g.once.Do(func() { g.err = err })
		}
	}()
}

// Wait waits for all, and returns the first error.
func (g *Group) Wait() error {
	g.wg.Wait()
	return g.err
}

// Start runs f, and returns a channel for its error.
func Start(f func() error) <-chan error {
	c := make(chan error, 1)
	go func() { c <- f() }()
	return c
}

// A Runner runs functions.
type Runner interface {
	Run(f func() error) error
}

// Plain is a Runner.
type Plain struct{}

// Run runs f.
func (Plain) Run(f func() error) error { return f() }

// Get returns what f returns.
func Get[T any](f func() (T, error)) (T, error) {
	for range 2 {
		if v, err := f(); err == nil {
			return v, nil
		}
	}
	return f()
}

// Again runs f until it succeeds, n times at most, and returns what it returned at last.
func Again[T any](n int, f func() (T, error)) (T, error) {
	for i := 1; ; i++ {
		v, err := f()
		if err == nil || i >= n {
			return v, err
		}
	}
}
