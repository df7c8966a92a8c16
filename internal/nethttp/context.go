package nethttp

import "go/types"

// IsContextDone reports whether m is the method Done of context.Context.
func IsContextDone(m *types.Func) bool {
	return m.Name() == "Done" && m.Pkg() != nil && m.Pkg().Path() == "context" && m.Signature().Recv() != nil && types.IsInterface(m.Signature().Recv().Type())
}
