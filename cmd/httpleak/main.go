// Command httpleak finds HTTP client leaks in Go programs.
//
// Usage:
//
//	httpleak [flags] packages
//	httpleak help [analyzer]
//	httpleak explain [analyzer | category]
//	go vet -vettool=$(which httpleak) packages
package main

import (
	"context"
	"os"

	"github.com/httpleak/httpleak"
	"github.com/httpleak/httpleak/internal/driver"
)

func main() {
	os.Exit(driver.Main(context.Background(), os.Args[1:], os.Stdout, os.Stderr, httpleak.Analyzers()))
}
