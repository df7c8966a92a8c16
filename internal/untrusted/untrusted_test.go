package untrusted

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const limit = 1000

func write(t *testing.T, name, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return name
}

func link(t *testing.T, to, name string) string {
	t.Helper()
	if err := os.Symlink(to, name); err != nil {
		t.Skip(err)
	}
	return name
}

func TestRead(t *testing.T) {
	top := t.TempDir()
	root := filepath.Join(top, "root")
	in := func(name string) string { return filepath.Join(root, filepath.FromSlash(name)) }
	write(t, in("a/file"), "text")
	write(t, in("b/file"), "other")
	write(t, in("large"), strings.Repeat("x", limit+1))
	write(t, in("fits"), strings.Repeat("x", limit))
	outside := write(t, filepath.Join(top, "outside"), "secret")
	link(t, outside, in("absolute"))
	link(t, "../outside", in("relative"))
	link(t, "..", in("up"))
	link(t, "b/file", in("within"))
	link(t, "/dev/zero", in("zero"))
	for name, want := range map[string]string{
		"a/file": "text", "within": "other", "a/../b/file": "other",
	} {
		if got, err := Read(root, in(name), limit); string(got) != want || err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if got, err := Read(root, in("fits"), limit); len(got) != limit || err != nil {
		t.Errorf("fits: %d bytes, %v", len(got), err)
	}
	for name, want := range map[string]string{
		"../outside": "it is not in " + root,
		"absolute":   "it is a symbolic link, or in one, that leads out of " + root,
		"relative":   "it is a symbolic link, or in one, that leads out of " + root,
		"up/outside": "it is a symbolic link, or in one, that leads out of " + root,
		"zero":       "it is a symbolic link, or in one, that leads out of " + root,
		"a":          "it is a folder, not a file",
		"large":      "it has more than 1000 bytes",
		"nothing":    "no such file or directory",
	} {
		if got, err := Read(root, in(name), limit); err == nil || err.Error() != want {
			t.Errorf("%s: %d bytes, %v, want %s", name, len(got), err, want)
		}
	}
	write(t, in("go.mod"), "")
	if _, err := ReadNamed(in("absolute"), limit); err == nil {
		t.Error("a link out of the folder is followed, as the user has named it")
	}
	if got, err := ReadNamed(outside, limit); string(got) != "secret" || err != nil {
		t.Errorf("a file that the user names elsewhere: %q, %v", got, err)
	}
	if got, err := ReadNamed(link(t, outside, filepath.Join(top, "own")), limit); string(got) != "secret" || err != nil {
		t.Errorf("a link of the user: %q, %v", got, err)
	}
	for _, device := range []string{"/dev/zero", "/dev/null"} {
		if _, err := os.Stat(device); err != nil {
			continue
		}
		if _, err := ReadNamed(device, limit); err == nil || err.Error() != "it is no regular file, but a device or a pipe" {
			t.Errorf("%s: %v", device, err)
		}
	}
}

func TestCheckLinks(t *testing.T) {
	top := t.TempDir()
	root := filepath.Join(top, "root")
	in := func(name string) string { return filepath.Join(root, filepath.FromSlash(name)) }
	write(t, in("a/file"), "text")
	write(t, in("go.mod"), "")
	write(t, filepath.Join(top, "module", "go.mod"), "")
	write(t, filepath.Join(top, "module", "deep", "go.mod"), "")
	link(t, "../module", in("module"))
	outside := write(t, filepath.Join(top, "outside"), "secret")
	link(t, outside, in("absolute"))
	link(t, "../new", in("dangling"))
	link(t, "dangling", in("twice"))
	link(t, "..", in("up"))
	link(t, "a/file", in("within"))
	link(t, "a/new", in("tonew"))
	link(t, "loop", in("loop"))
	for _, name := range []string{"a/file", "a/new", "within", "tonew", "nowhere/file", "../outside", "../new"} {
		if err := CheckLinks(in(name)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"absolute", "dangling", "twice", "up/new", "up/outside", "module/file", "module/deep/file", "loop"} {
		if err := CheckLinks(in(name)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestModule(t *testing.T) {
	top := t.TempDir()
	write(t, filepath.Join(top, "mod", "go.mod"), "")
	write(t, filepath.Join(top, "mod", "x", "y", "z"), "")
	write(t, filepath.Join(top, "other", "x", "go.mod"), "")
	link(t, "../other", filepath.Join(top, "mod", "other"))
	link(t, "mod", filepath.Join(top, "link"))
	for dir, want := range map[string]string{
		"mod/x/y": "mod", "mod": "mod", ".": "", "other": "", "other/x": "other/x", "mod/other": "mod", "mod/other/x": "mod", "link/x": "link",
	} {
		if want != "" {
			want = filepath.Join(top, want)
		}
		if got := Module(filepath.Join(top, filepath.FromSlash(dir))); got != want {
			t.Errorf("%s: got %s, want %s", dir, got, want)
		}
	}
}
