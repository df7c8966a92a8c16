package httpleak_test

import (
	"context"
	"flag"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/httpleak/httpleak"
	"github.com/httpleak/httpleak/internal/driver"
)

var update = flag.Bool("u", false, "rewrite the pages in docs that are made from the analyzers' text")

// TestMain puts the command into PATH for all tests of the package, without
// building it: the test binary, started under that name, is the command.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"httpleak": func() {
			os.Exit(driver.Main(context.Background(), os.Args[1:], os.Stdout, os.Stderr, httpleak.Analyzers()))
		},
	})
}
