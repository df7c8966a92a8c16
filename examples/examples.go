// Package examples holds a program for each rule that breaks it, and its mended
// twin: ANALYZER/CATEGORY/leaky.go and mended.go. Each file stands alone.
package examples

import "embed"

// Files are the programs, by their names below this folder.
//
//go:embed */*/leaky.go */*/mended.go
var Files embed.FS
