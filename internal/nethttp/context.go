package nethttp

import "go/types"

// IsContextDone reports whether m is the method Done of context.Context.
func IsContextDone(m *types.Func) bool { return isOfContext(m, "Done") }

// IsContextErr reports whether m is the method Err of context.Context.
func IsContextErr(m *types.Func) bool { return isOfContext(m, "Err") }

func isOfContext(m *types.Func, name string) bool {
	return m.Name() == name && m.Pkg() != nil && m.Pkg().Path() == "context" && m.Signature().Recv() != nil && types.IsInterface(m.Signature().Recv().Type())
}
