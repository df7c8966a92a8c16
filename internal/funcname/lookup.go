package funcname

import (
	"fmt"
	"go/types"
)

// In returns the function that n, understood as r, names in pkg. The error says what is missing.
func (n Name) In(pkg *types.Package, r Reading) (*types.Func, error) {
	var fn *types.Func
	if r.Recv == "" {
		obj := pkg.Scope().Lookup(r.Func)
		f, ok := obj.(*types.Func)
		switch {
		case obj == nil:
			return nil, fmt.Errorf("%s: package %s has no function %s", n, r.Path, r.Func)
		case !ok:
			return nil, fmt.Errorf("%s: %s in package %s is no function", n, r.Func, r.Path)
		}
		fn = f
	} else {
		obj, ok := pkg.Scope().Lookup(r.Recv).(*types.TypeName)
		if !ok {
			return nil, fmt.Errorf("%s: package %s has no type %s", n, r.Path, r.Recv)
		}
		method, _, _ := types.LookupFieldOrMethod(obj.Type(), true, pkg, r.Func)
		if fn, ok = method.(*types.Func); !ok {
			return nil, fmt.Errorf("%s: type %s of package %s has no method %s", n, r.Recv, r.Path, r.Func)
		}
		if key := Key(fn); key != n.key {
			if key == "" {
				key = "a type without a name"
			}
			return nil, fmt.Errorf("%s: the method is declared by another type: %s", n, key)
		}
	}
	sig := fn.Signature()
	switch {
	case n.Param == 0 && sig.Recv() == nil:
		return nil, fmt.Errorf("%s: a function has no receiver, parameters count from 1", n)
	case n.Param > sig.Params().Len():
		return nil, fmt.Errorf("%s: there is no parameter %d, only %d", n, n.Param, sig.Params().Len())
	}
	return fn, nil
}
