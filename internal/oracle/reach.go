package oracle

import (
	"fmt"
	"strings"
)

// judgeReach complains of functions that nothing ran: their silence proves nothing.
func (j *judgement) judgeReach(fixtures []*fixture) {
	reached := make(map[*function]bool)
	var queue []*function
	visit := func(fn *function) {
		if !reached[fn] {
			reached[fn] = true
			queue = append(queue, fn)
		}
	}
	for _, fx := range fixtures {
		for _, fn := range fx.functions {
			if _, helper := j.helpers[fx.path+" "+fn.name]; !helper && !fn.generic && fx.name != "main" {
				visit(fn)
			}
		}
	}
	for len(queue) > 0 {
		fn := queue[0]
		queue = queue[1:]
		for _, other := range j.functions {
			// Functions of one name are taken for each other, whatever their package.
			name := other.name[strings.LastIndexByte(other.name, '.')+1:]
			if fn.calls[name] || implicit[name] && name != other.name {
				visit(other)
			}
		}
	}
	for _, fx := range fixtures {
		for _, fn := range fx.functions {
			if reached[fn] || fn.norun != "" || fn.name == "_" || fn.name == "init" {
				continue
			}
			if len(fn.calls) == 0 { // it names nothing, so it can acquire nothing
				continue
			}
			reason := j.helpers[fx.path+" "+fn.name]
			switch {
			case fx.name == "main":
				reason = "in a package main"
			case fn.generic:
				reason = "generic"
			}
			j.disagree(place{fn.file, fn.start}, nil, fmt.Sprintf("%s is never run (%s) and says no reason", fn.name, reason))
		}
	}
}

// implicit are methods that the standard library calls.
var implicit = map[string]bool{
	"Close": true, "Read": true, "Write": true, "WriteTo": true, "ReadFrom": true, "Error": true, "Unwrap": true, "Is": true, "String": true,
	"RoundTrip": true, "ServeHTTP": true, "UnmarshalJSON": true,
}
