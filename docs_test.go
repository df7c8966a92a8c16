package httpleak_test

import (
	"os"
	"path/filepath"
	"testing"
)

// TestAnalyzerPages wants the pages of the analyzers to be
// their text in doc.go, which is the only place to change it. With -u it writes them.
func TestAnalyzerPages(t *testing.T) {
	for _, name := range []string{"bodyclose", "defaultclient", "idleconn", "percallclient"} {
		file := filepath.Join("docs", name+".md")
		want := "# " + name + "\n\n" + docText(t, name) + "\n"
		if *update {
			if err := os.WriteFile(file, []byte(want), 0o666); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if got := readFile(t, file); got != want {
			t.Errorf("%s is not the text of %s/doc.go; write it with: go test -run TestAnalyzerPages . -u", file, name)
		}
	}
}
