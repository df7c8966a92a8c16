package ownership

import "go/types"

func isError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }
