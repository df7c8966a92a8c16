package snippet

import (
	"bytes"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
)

// Imports are the packages whose names a snippet can use without an import declaration. It can import them, and all
// that they depend on.
var Imports = [...]string{
	"bufio", "bytes", "compress/gzip", "context", "crypto/tls", "encoding/json", "errors", "fmt", "io", "iter", "log", "net",
	"net/http", "net/http/httptest", "net/http/httputil", "net/url", "os", "runtime", "strconv", "strings", "sync", "testing", "time",
}

// A std gives the types of packages of the standard library.
type std struct {
	mu       sync.Mutex
	fset     *token.FileSet
	importer types.Importer
}

// exportData asks the go command where the export data is, once; the types of a package are read when it is
// first imported.
var exportData = sync.OnceValues(func() (*std, error) {
	var stderr bytes.Buffer
	args := append([]string{"list", "-export", "-deps", "-f", "{{if .Export}}{{.ImportPath}}={{.Export}}{{end}}"}, Imports[:]...)
	cmd := exec.Command("go", args...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list -export: %w: %s", err, &stderr)
	}
	files := make(map[string]string)
	for line := range strings.Lines(string(out)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), "=")
		files[path] = file
	}
	fset := token.NewFileSet()
	lookup := func(path string) (io.ReadCloser, error) {
		file, ok := files[path]
		if !ok {
			return nil, fmt.Errorf("a snippet cannot import %q: it is not among snippet.Imports, nor below", path)
		}
		return os.Open(file)
	}
	return &std{fset: fset, importer: importer.ForCompiler(fset, "gc", lookup)}, nil
})
