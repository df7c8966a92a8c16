// The command incumbent is github.com/timakin/bodyclose as a vettool.
package main

import (
	"github.com/timakin/bodyclose/passes/bodyclose"
	"golang.org/x/tools/go/analysis/unitchecker"
)

func main() { unitchecker.Main(bodyclose.Analyzer) }
