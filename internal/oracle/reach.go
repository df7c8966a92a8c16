package oracle

import (
	"fmt"
	"strings"
)

// judgeReach complains of functions that nothing ran: their silence proves nothing.
func (j *judgement) judgeReach(fixtures []*fixture) {
	for _, fx := range fixtures {
		if fx.name == "main" {
			for _, fn := range fx.functions {
				if fn.norun == "" {
					j.disagree(place{fn.file, fn.start}, nil, "cannot be run in a package main, and says no reason")
				}
			}
			continue
		}
		reached := make(map[*function]bool)
		var queue []*function
		visit := func(fn *function) {
			if !reached[fn] {
				reached[fn] = true
				queue = append(queue, fn)
			}
		}
		for _, fn := range fx.functions {
			if _, helper := j.helpers[fx.path+" "+fn.name]; !helper && !fn.generic {
				visit(fn)
			}
		}
		for len(queue) > 0 {
			fn := queue[0]
			queue = queue[1:]
			for _, other := range fx.functions {
				_, method, ok := strings.Cut(other.name, ".")
				// Methods may be called through interfaces of other packages.
				if ok && implicit[method] || fn.calls[other.name[strings.LastIndexByte(other.name, '.')+1:]] {
					visit(other)
				}
			}
		}
		for _, fn := range fx.functions {
			if !reached[fn] && !strings.HasPrefix(fn.name, "init") && fn.name != "_" {
				reason := j.helpers[fx.path+" "+fn.name]
				if fn.generic {
					reason = "generic"
				}
				j.disagree(place{fn.file, fn.start}, nil, fmt.Sprintf("%s is never run (%s) and says no reason", fn.name, reason))
			}
		}
	}
}

// implicit are methods that other packages call.
var implicit = map[string]bool{
	"Close": true, "Read": true, "Write": true, "Error": true, "Unwrap": true, "Is": true, "String": true,
	"RoundTrip": true, "ServeHTTP": true, "UnmarshalJSON": true,
}
