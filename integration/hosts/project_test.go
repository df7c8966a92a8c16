package hosts

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"

	"github.com/httpleak/httpleak/internal/hosttest"
)

const projectPath = "github.com/httpleak/httpleak"

// project copies the files that belong to the project, changed or not, into a
// folder of its own, and returns that.
func project(t *testing.T) string {
	t.Helper()
	root, dir := hosttest.Root(t), t.TempDir()
	out := hosttest.Output(t, root, nil, 0, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	for name := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		info, err := os.Stat(filepath.Join(root, name))
		if os.IsNotExist(err) { // deleted, not yet committed
			continue
		} else if err != nil {
			t.Fatal(err)
		}
		target := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(target), 0o777); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(target, data, info.Mode().Perm()); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// publish puts the project into a module proxy as version, and returns the
// environment in which the go command takes it from there. Other modules come
// from the module cache, if they are in it.
func publish(t *testing.T, version string) (env []string) {
	t.Helper()
	proxy := t.TempDir()
	dir := filepath.Join(proxy, filepath.FromSlash(projectPath), "@v")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	src := project(t)
	info, err := json.Marshal(map[string]any{"Version": version, "Time": time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{"list": version + "\n", version + ".info": string(info), version + ".mod": hosttest.Read(t, filepath.Join(src, "go.mod"))} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	file, err := os.Create(filepath.Join(dir, version+".zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := zip.CreateFromDir(file, module.Version{Path: projectPath, Version: version}, src); err != nil {
		t.Fatal(err)
	}
	old := goEnv(t, "GOMODCACHE", "GOPROXY")
	return []string{
		fmt.Sprintf("GOPROXY=file://%s,file://%s/cache/download,%s", filepath.ToSlash(proxy), filepath.ToSlash(old[0]), old[1]),
		"GOMODCACHE=" + t.TempDir(),
		"GOFLAGS=-modcacherw -trimpath", // so that it can be removed, and that what is built is in the build cache the next time
		"GOSUMDB=off",
		"GOWORK=off",
	}
}

// goEnv returns the values of names in the go command's environment.
func goEnv(t *testing.T, names ...string) []string {
	t.Helper()
	out := hosttest.Output(t, "", nil, 0, "go", append([]string{"env"}, names...)...)
	return strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
}
