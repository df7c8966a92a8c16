package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/httpleak/httpleak/integration/internal/findings"
)

// TestFixes wants the list to be sound: no fix twice, and only kinds of the table.
func TestFixes(t *testing.T) {
	fixes, err := readFixes("fixes.tsv")
	if err != nil {
		t.Fatal(err)
	}
	if len(fixes) < 107 {
		t.Errorf("%d fixes, want at least 107", len(fixes))
	}
	seen := make(map[string]bool)
	for _, f := range fixes {
		if seen[f.ID] {
			t.Errorf("%s is there twice", f.ID)
		}
		seen[f.ID] = true
		if !slices.Contains(kinds, f.Kind) {
			t.Errorf("%s: there is no kind %s", f.ID, f.Kind)
		}
		if f.Line <= 0 || f.After < 0 || f.Note == "" || !strings.HasSuffix(f.File, ".go") {
			t.Errorf("%s lacks something: %+v", f.ID, f)
		}
	}
	for _, record := range []string{"first.tsv", "later.tsv"} {
		answers, err := readAnswers(record)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range answers {
			if !seen[a.ID] {
				t.Errorf("%s: there is no fix %s", record, a.ID)
			}
			if (a.Reason == "") != (a.Before != unknown && a.After != unknown) {
				t.Errorf("%s: %s: want two verdicts or a reason", record, a.ID)
			}
		}
	}
}

func TestParseFix(t *testing.T) {
	parent, after := strings.Repeat("a", 40), strings.Repeat("b", 40)
	line := strings.Join([]string{"o/n", parent, after, "sub", "sub/pkg/x.go", "3", "-", "discarded", "why"}, "\t")
	f, err := parseFix(line)
	if err != nil {
		t.Fatal(err)
	}
	if want := "o-n-bbbbbbbb-x.go:3"; f.ID != want || f.After != 0 {
		t.Errorf("fix is %+v, want the ID %s and no line after", f, want)
	}
	for _, wrong := range []string{
		"", strings.Replace(line, parent, "HEAD", 1), strings.Replace(line, "\t3\t", "\tthree\t", 1), strings.Replace(line, "\t-\t", "\tnone\t", 1),
	} {
		if _, err := parseFix(wrong); err == nil {
			t.Errorf("no error for %q", wrong)
		}
	}
}

func TestPkg(t *testing.T) {
	for _, c := range []struct{ module, file, want string }{
		{".", "x.go", "."},
		{".", "a/b/x.go", "./a/b"},
		{"sub", "sub/x.go", "."},
		{"sub", "sub/a/x.go", "./a"},
	} {
		if got := (fix{Module: c.module, File: c.file}).pkg(); got != c.want {
			t.Errorf("package of %s in %s is %s, want %s", c.file, c.module, got, c.want)
		}
	}
}

func TestReported(t *testing.T) {
	body := fix{Module: "sub", File: "sub/a/x.go", Kind: "never-closed"}
	transport := fix{Module: ".", File: "a/x.go", Kind: "no-idle-timeout"}
	found := []findings.Finding{{Posn: "a/x.go:12:3", Analyzer: "bodyclose", Message: "m"}}
	for _, c := range []struct {
		name string
		fix  fix
		line int
		want verdict
	}{
		{"the line", body, 12, yes},
		{"the start of the line", body, 1, no},
		{"no line", body, 0, no},
		{"another analyzer", transport, 12, no},
		{"another file", fix{Module: ".", File: "b/a/x.go", Kind: "other"}, 12, no},
	} {
		if got, _ := reported(c.fix, found, c.line); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// TestCheckout gets a commit that is not the newest, from a folder and from a URL.
func TestCheckout(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no git")
	}
	repo := t.TempDir()
	git := func(args ...string) string {
		cmd := exec.Command("git", append([]string{"-C", repo, "-c", "user.name=n", "-c", "user.email=n@example.com", "-c", "commit.gpgsign=false"}, args...)...)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("git %s: %v\n%s", args, err, out)
		}
		return strings.TrimSpace(string(out))
	}
	commit := func(text string) string {
		if err := os.WriteFile(filepath.Join(repo, "f"), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		git("add", "f")
		git("commit", "-q", "-m", text)
		return git("rev-parse", "HEAD")
	}
	git("init", "-q")
	old := commit("old")
	commit("new")
	bare := filepath.Join(t.TempDir(), "bare.git")
	git("clone", "-q", "--bare", ".", bare)
	for from, step := range map[string]string{repo: "git read-tree", bare: "git read-tree", "file://" + filepath.ToSlash(repo): "git fetch"} {
		dir := filepath.Join(t.TempDir(), "tree")
		if err := checkout(t.Context(), from, old, dir); err != nil {
			t.Fatal(err)
		}
		if text, err := os.ReadFile(filepath.Join(dir, "f")); err != nil || string(text) != "old" {
			t.Errorf("the file says %q, %v, want old", text, err)
		}
		err := checkout(t.Context(), from, strings.Repeat("0", 40), filepath.Join(t.TempDir(), "none"))
		if err == nil || !strings.Contains(err.Error(), step) {
			t.Errorf("error for a commit that is not there: %v, want one of %s", err, step)
		}
	}
}

func TestAnswers(t *testing.T) {
	file := filepath.Join(t.TempDir(), "sub", "a.tsv")
	want := []answer{
		{ID: "a", Before: yes, After: no, Message: "m", Tool: "t"},
		{ID: "b", Reason: "before the fix: no go.mod", Tool: "t"},
		{ID: "c", Before: no, After: yes, Tool: "t"},
	}
	if err := writeAnswers(file, want); err != nil {
		t.Fatal(err)
	}
	got, err := readAnswers(file)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("answers = %v, %v, want %v", got, err, want)
	}
	all := join([]fix{{ID: "a", Kind: "discarded"}, {ID: "b", Kind: "discarded"}, {ID: "c", Kind: "wrapper"}, {ID: "d", Kind: "wrapper"}}, got)
	var table, list strings.Builder
	if err := printTable(&table, all); err != nil {
		t.Fatal(err)
	}
	const wantTable = `| kind | fixes | could be asked | found before | still found after |
| --- | --: | --: | --: | --: |
| discarded | 2 | 1 | 1 | 0 |
| wrapper | 2 | 1 | 0 | 1 |
| all | 4 | 2 | 1 (50 %) | 1 (50 %) |
`
	if table.String() != wantTable {
		t.Errorf("table is\n%swant\n%s", &table, wantTable)
	}
	printList(&list, all)
	const wantList = "not asked: b: before the fix: no go.mod\nmissed: c: wrapper: \nstill found: c: wrapper: \n"
	if list.String() != wantList {
		t.Errorf("list is\n%swant\n%s", &list, wantList)
	}
}

func TestCompileError(t *testing.T) {
	const text = "go list: exit status 1\ngo: downloading example.com/m v1.0.0\n# example.com/p\np/x.go:3:4: undefined: y\n"
	if got, want := compileError(text), "p/x.go:3:4: undefined: y"; got != want {
		t.Errorf("compileError(%q) = %q, want %q", text, got, want)
	}
}

func TestOneLine(t *testing.T) {
	long := strings.Repeat("é", 200)
	for text, want := range map[string]string{
		"a\tb\n c": "a b c",
		"go: m@v1: reading https://proxy.example.com/m/@v/v1.mod: 404 Not Found": "go: m@v1: reading … 404 Not Found",
		long: long[:2*160] + "…",
	} {
		if got := oneLine(text); got != want {
			t.Errorf("oneLine(%q) = %q, want %q", text, got, want)
		}
	}
}
