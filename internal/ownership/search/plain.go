package search

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/sym"
)

// Plain answers the questions of [Types], [Rules] and [Absence] that most resources need no answer of their own to: it is embedded
// in them. Its answers are those of a resource that is found where it was put, of which nothing is known but what
// other methods say.
type Plain struct{}

// Copied is false: the resource is no pointer to something else that leads to it.
func (Plain) Copied() bool { return false }

// Passes is true: what carries the resource does so as a value of any type.
func (Plain) Passes(sym.Value, types.Type) bool { return true }

// Binds is true: a bound method may release it, whichever it is.
func (Plain) Binds(sym.Value, *types.Func) bool { return true }

// DynamicType is not known.
func (Plain) DynamicType(sym.Value) types.Type { return nil }

// Asserted is not known.
func (Plain) Asserted(sym.Value, types.Type) sym.Truth { return sym.Maybe }

// Store says that an assignment makes nothing of the resource, apart from where it puts it.
func (Plain) Store(*Stored) (effect.Ends, Reason) { return effect.Left, "" }

// Captures is true: any function literal may release what it captures.
func (Plain) Captures(*ssa.Function) bool { return true }

// Contract knows of none.
func (Plain) Contract(*ssa.Function, int) effect.Effect { return effect.Effect{} }

// Reads is false: reading the resource makes nothing of it.
func (Plain) Reads(*Callee, int) bool { return false }

// Ended is false: no channel tells that the resource is gone.
func (Plain) Ended(ssa.Value) bool { return false }

// Void is false: there is always something behind the resource.
func (Plain) Void(ssa.Value) bool { return false }

// Asked tells nothing.
func (Plain) Asked(*Callee) (sym.Value, bool) { return sym.Unknown, false }

// Makes tells nothing.
func (Plain) Makes(*Callee) (int, string, sym.Value) { return 0, "", sym.Unknown }

// Absent is false: the resource always comes with its object.
func (Plain) Absent(*Object) bool { return false }

// IsDetail is false: nothing is asked of the object.
func (Plain) IsDetail(_, _ types.Type) bool { return false }

// Weighs is false: what calls are given does not tell.
func (Plain) Weighs(*ssa.CallCommon, ssa.Value) bool { return false }
