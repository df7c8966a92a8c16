// Command httpleak finds HTTP client leaks in Go programs.
package main

import (
	"golang.org/x/tools/go/analysis/multichecker"

	"github.com/httpleak/httpleak"
)

func main() { multichecker.Main(httpleak.Analyzers()...) }
