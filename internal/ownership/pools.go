package ownership

import (
	"go/types"

	"github.com/httpleak/httpleak/internal/ownership/effect"
	"github.com/httpleak/httpleak/internal/ownership/pool"
)

// Pools returns what answers questions about the pools of transports in the functions of r. facts returns what a function of
// another package does, or nil.
func (r *Result) Pools(facts func(*types.Func) *effect.Pool) *pool.Pools {
	return pool.New(r.engine, facts)
}
