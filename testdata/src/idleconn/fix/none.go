package fix

type pool = transport

func aliased() *pool {
	return &pool{} // want `has no IdleConnTimeout`
}
