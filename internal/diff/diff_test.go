package diff

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestUnified(t *testing.T) {
	numbers := func(from, to int) string {
		var out strings.Builder
		for i := from; i <= to; i++ {
			fmt.Fprintln(&out, i)
		}
		return out.String()
	}
	for _, test := range []struct{ name, old, new, want string }{
		{"nothing", "a\n", "a\n", ""},
		{"all new", "", "a\nb\n", "@@ -0,0 +1,2 @@\n+a\n+b\n"},
		{"all gone", "a\n", "", "@@ -1 +0,0 @@\n-a\n"},
		{"a line", "a\nb\nc\n", "a\nx\nc\n", "@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n"},
		{
			"far apart", numbers(1, 20), strings.Replace(strings.Replace(numbers(1, 20), "5\n", "", 1), "\n16", "\nx\n16", 1),
			"@@ -2,7 +2,6 @@\n 2\n 3\n 4\n-5\n 6\n 7\n 8\n@@ -13,6 +12,7 @@\n 13\n 14\n 15\n+x\n 16\n 17\n 18\n",
		},
		{
			"near", numbers(1, 9), "x\n" + numbers(1, 6) + "y\n" + numbers(7, 9),
			"@@ -1,9 +1,11 @@\n+x\n 1\n 2\n 3\n 4\n 5\n 6\n+y\n 7\n 8\n 9\n",
		},
		{"no newline at the end", "a\nb", "a\nb\n", "@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n"},
		{
			"a function, as a whole",
			"func a() {\n\ta()\n}\n\nfunc c() {\n\tc()\n}\n",
			"func a() {\n\ta()\n}\n\nfunc b() {\n\tb()\n}\n\nfunc c() {\n\tc()\n}\n",
			"@@ -2,6 +2,10 @@\n \ta()\n }\n \n+func b() {\n+\tb()\n+}\n+\n func c() {\n \tc()\n }\n",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			want := strings.ReplaceAll(test.want, "@@ \n", "@@\n")
			if want != "" {
				want = "diff a b\n--- a\n+++ b\n" + want
			}
			if got := string(Unified("a", []byte(test.old), "b", []byte(test.new))); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// TestUnifiedAsGit compares with what git shows of texts that are made up: Go-like, with
// many lines that are alike, so that there are many ways to show what is different.
func TestUnifiedAsGit(t *testing.T) {
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("there is no git")
	}
	const pairs = 300
	dir := t.TempDir()
	old, new := make([]string, pairs), make([]string, pairs)
	for i := range pairs {
		r := rand.New(rand.NewPCG(uint64(i), 1))
		old[i] = text(r)
		new[i] = edited(r, old[i])
		for name, text := range map[string]string{"a": old[i], "b": new[i]} {
			file := filepath.Join(dir, name, fmt.Sprintf("%03d", i))
			if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
	cmd := exec.Command(git, "diff", "--no-index", "--no-prefix", "--no-color", "--no-ext-diff", "--diff-algorithm=myers", "--indent-heuristic", "-U3", "a", "b")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1")
	out, _ := cmd.Output() // it exits with 1 if there are differences
	want := hunks(string(out))
	if len(want) < pairs/2 {
		t.Fatalf("git shows %d differences", len(want))
	}
	for i := range pairs {
		name := fmt.Sprintf("%03d", i)
		got := hunks(string(Unified("a/"+name, []byte(old[i]), "b/"+name, []byte(new[i]))))["b/"+name]
		if got != want["b/"+name] {
			t.Errorf("pair %d: got\n%s\ngit says\n%s", i, got, want["b/"+name])
		}
	}
}

// hunks returns the hunks of a difference, by the name of the new file, without what git
// writes behind the numbers of a hunk.
func hunks(diff string) map[string]string {
	all := make(map[string]string)
	name := ""
	for line := range strings.Lines(diff) {
		switch {
		case strings.HasPrefix(line, "diff "):
			name = ""
		case name == "":
			if new, ok := strings.CutPrefix(line, "+++ "); ok {
				name = strings.TrimSpace(new)
			}
		case strings.HasPrefix(line, "@@ "):
			all[name] += strings.Join(strings.Fields(line)[:4], " ") + "\n"
		default:
			all[name] += line
		}
	}
	return all
}

// text returns lines that look like Go.
func text(r *rand.Rand) string {
	var out strings.Builder
	for range r.IntN(8) + 1 {
		fmt.Fprintf(&out, "func f%d() {\n", r.IntN(3))
		for range r.IntN(5) {
			out.WriteString([]string{"\ta()\n", "\tif err != nil {\n\t\treturn err\n\t}\n", "\n", "\tb()\n"}[r.IntN(4)])
		}
		out.WriteString("}\n\n")
	}
	return out.String()
}

// edited returns text with some lines deleted, some replaced, and others added.
func edited(r *rand.Rand, text string) string {
	lines := Split([]byte(text))
	for range r.IntN(4) + 1 {
		i := r.IntN(len(lines) + 1)
		switch r.IntN(3) {
		case 0:
			lines = slices.Delete(lines, i, min(i+r.IntN(4), len(lines)))
		case 1:
			from := r.IntN(len(lines) + 1)
			lines = slices.Insert(lines, i, slices.Clone(lines[from:min(from+r.IntN(5), len(lines))])...)
		default:
			lines = slices.Insert(lines, i, []string{"\tdefer c()\n", "\n", "}\n"}[r.IntN(3)])
		}
	}
	return strings.Join(lines, "")
}

// BenchmarkDifferent compares long texts that have nothing but the words in common.
func BenchmarkDifferent(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	words := func() (lines []string) {
		for range 20_000 {
			lines = append(lines, fmt.Sprintln(r.IntN(50)))
		}
		return lines
	}
	x, y := words(), words()
	for b.Loop() {
		Lines(x, y)
	}
}

// FuzzUnified wants a difference that makes the new text of the old one.
func FuzzUnified(f *testing.F) {
	f.Add("a\nb\n", "a\nc\n\n")
	f.Add("", "x")
	f.Add("a\r\nb\r\n\r\n", "a\nb")
	f.Fuzz(func(t *testing.T, old, new string) {
		a, b := Split([]byte(old)), Split([]byte(new))
		var got strings.Builder
		at := 0
		for _, c := range Lines(a, b) {
			if c.A < at || c.EndA < c.A || c.EndB < c.B || c.EndA > len(a) || c.EndB > len(b) || c.A == c.EndA && c.B == c.EndB {
				t.Fatalf("a change %+v behind line %d", c, at)
			}
			for _, line := range a[at:c.A] {
				got.WriteString(line)
			}
			for _, line := range b[c.B:c.EndB] {
				got.WriteString(line)
			}
			at = c.EndA
		}
		for _, line := range a[at:] {
			got.WriteString(line)
		}
		if got.String() != new {
			t.Errorf("%q becomes %q, want %q", old, got.String(), new)
		}
		Unified("a", []byte(old), "b", []byte(new))
	})
}
