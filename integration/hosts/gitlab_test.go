package hosts

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/httpleak/httpleak/internal/hosttest"
)

// TestGitLab runs the script of the GitLab job.
func TestGitLab(t *testing.T) {
	var jobs map[string]struct {
		Stage, Image string
		Variables    map[string]string
		Cache        struct {
			Key   string
			Paths []string
		}
		Script    []string
		Artifacts struct {
			When    string
			Reports struct{ Codequality string }
		}
	}
	readYAML(t, &jobs, "hosts", "gitlab", "httpleak.yml")
	job := jobs["httpleak"]
	dir := leaking(t)
	proxy := publish(t, version)
	run := func(t *testing.T, variables ...string) (code int, severities []string) {
		t.Helper()
		env := append(proxy, "CI_PROJECT_DIR="+dir)
		for name, value := range job.Variables {
			if name != "GOCACHE" && name != "GOMODCACHE" { // which would be empty
				env = append(env, name+"="+strings.ReplaceAll(value, "$CI_PROJECT_DIR", dir))
			}
		}
		report := filepath.Join(dir, job.Artifacts.Reports.Codequality)
		if err := os.RemoveAll(report); err != nil {
			t.Fatal(err)
		}
		log, code := shell(t, dir, append(env, variables...), strings.Join(job.Script, "\n"))
		var issues []struct {
			Description, Fingerprint, Severity string
			CheckName                          string `json:"check_name"`
			Location                           struct {
				Path  string
				Lines struct{ Begin int }
			}
		}
		if err := json.Unmarshal([]byte(hosttest.Read(t, report)), &issues); err != nil {
			t.Fatal(err)
		}
		seen := make(map[string]bool)
		for _, i := range issues {
			if i.Description == "" || i.CheckName == "" || i.Location.Lines.Begin < 1 || seen[i.Fingerprint] {
				t.Errorf("GitLab would not take %+v", i)
			}
			if _, err := os.Stat(filepath.Join(dir, i.Location.Path)); err != nil {
				t.Error(err)
			}
			if !strings.Contains(log, i.Description) {
				t.Errorf("the log does not say %s:\n%s", i.Description, log)
			}
			seen[i.Fingerprint] = true
			severities = append(severities, i.Severity)
		}
		return code, severities
	}
	if code, severities := run(t); code != 3 || strings.Join(severities, " ") != "major info" {
		t.Errorf("exit code %d, severities %q", code, severities)
	}
	if code, severities := run(t, "HTTPLEAK_FLAGS=-level leak -bodyclose", "HTTPLEAK_PACKAGES=./sub ./"); code != 3 || strings.Join(severities, " ") != "major" {
		t.Errorf("exit code %d, severities %q", code, severities)
	}
	clean(t, dir)
	if code, severities := run(t); code != 0 || len(severities) > 0 {
		t.Errorf("exit code %d, severities %q", code, severities)
	}
}
