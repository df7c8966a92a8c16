// Command golangci-lint is golangci-lint with the plugin of httpleak, as
// "golangci-lint custom" makes it of .custom-gcl.yml. It is built from the
// module proxy alone; golangci-lint custom clones a repository.
package main

import (
	"fmt"
	"os"
	"runtime"

	"github.com/golangci/golangci-lint/v2/pkg/commands"
	"github.com/golangci/golangci-lint/v2/pkg/exitcodes"

	_ "github.com/httpleak/httpleak/golangci"
)

func main() {
	// With this version, what golangci-lint caches holds for this executable only. With
	// any other one it would take the findings of older plugins from its cache.
	info := commands.BuildInfo{Version: "(devel)", Commit: "?", Date: "(unknown)", GoVersion: runtime.Version()}
	if err := commands.Execute(info); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(exitcodes.Failure)
	}
}
