package ownership

import (
	"github.com/httpleak/httpleak/internal/ownership/body"
	"github.com/httpleak/httpleak/internal/ownership/directive"
	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/path"
	"github.com/httpleak/httpleak/internal/ownership/pool"
	"github.com/httpleak/httpleak/internal/ownership/search"
	"github.com/httpleak/httpleak/internal/ownership/summary"
)

// What analyzers see of the model is named here; they import none of the packages below.
type (
	// A Leak is an open body that is not closed on some path.
	Leak = body.Leak

	// A Kind says in which way an obligation stays unfulfilled.
	Kind = search.Kind

	// A Step is an event on a path that leaks.
	Step = path.Step

	// An Own is what the user says of functions.
	Own = directive.Own

	// A Problem is a directive that cannot be obeyed.
	Problem = directive.Problem

	// Stats count what an analysis did.
	Stats = summary.Stats

	// A GaveUp is a function whose search was given up.
	GaveUp = summary.GaveUp

	// Pools answers questions about the idle connections of transports.
	Pools = pool.Pools

	// A Made is a transport, or a plain client, that a function makes.
	Made = pool.Made

	// A Dropped is a path on which a pool is forgotten, in use.
	Dropped = pool.Dropped

	// A Limit is the time after which a transport closes a connection that is not used.
	Limit = pool.Limit

	// PoolEffects is the fact that tells what a function does with pools.
	PoolEffects = effect.Pool
)

// Kinds of leaks.
const (
	Path      = search.Path
	Never     = search.Never
	Discard   = search.Discard
	Overwrite = search.Overwrite
	LoopDefer = search.LoopDefer
	WithError = search.WithError
)

// Kinds of steps.
const (
	Branch     = path.Branch
	Call       = path.Call
	Return     = path.Return
	Again      = path.Again
	Register   = path.Register
	Replace    = path.Replace
	Swap       = path.Swap
	Unreceived = path.Unreceived
	Unsent     = path.Unsent
	Panic      = path.Panic
	Use        = path.Use
)

// Of what a transport is a clone.
const (
	NoClone        = pool.NoClone
	CloneOfDefault = pool.CloneOfDefault
	CloneOfOther   = pool.CloneOfOther
)

// NewOwn returns what says nothing yet.
func NewOwn() *Own { return directive.NewOwn() }

// Verbs returns what can stand behind httpleak: in a comment to say something about ownership.
func Verbs() []string { return directive.Verbs() }
