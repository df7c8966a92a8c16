package driver

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/config"
	"github.com/httpleak/httpleak/internal/untrusted"
)

// A configError is an error of what a configuration file says, not of the
// command line.
type configError struct{ error }

// configure reads the configuration file and sets the flags that it is about,
// unless the command line sets them. set holds the flags that are set, by name.
func (cmd *command) configure(flags *flag.FlagSet, set map[string]bool) error {
	file, err := cmd.readConfig(set["config"])
	if err != nil || file == nil {
		return err
	}
	selects := cmd.selectsOnly(flags, set)
	given := make(map[string]bool) // on the command line
	for name := range set {
		given[name] = true
	}
	for _, s := range file.Settings {
		if given[s.Flag] || selects && flags.Lookup(s.Flag) != nil && isAnalyzer(cmd.all, s.Flag) {
			continue
		}
		value, err := beside(file.Name, s)
		if err == nil {
			err = flags.Set(s.Flag, value)
		}
		if err != nil {
			return configError{file.Errorf(s.Line, "%s: %w", s.Flag, err)}
		}
		if s.Flag == "baseline" {
			cmd.baseline.setting = &s
		}
		set[s.Flag] = true
		cmd.settings = append(cmd.settings, s)
	}
	cmd.configFile = file
	return nil
}

// readConfig reads the file that the command line names, if it names one, or else
// the one that is for the working directory. It returns nil if there is none.
func (cmd *command) readConfig(named bool) (*config.File, error) {
	name, data := cmd.config, []byte(nil)
	var err error
	switch {
	case !named:
		name, data, err = findConfig()
	case name != "":
		data, err = untrusted.ReadNamed(name, untrusted.MaxSettings)
	}
	if err != nil {
		if name != "" {
			err = fmt.Errorf("configuration %s: %w", name, err)
		}
		return nil, configError{err}
	}
	if name == "" {
		return nil, nil
	}
	file, err := config.Parse(name, data, cmd.all)
	if err != nil {
		return nil, configError{err}
	}
	return file, nil
}

// findConfig reads the file that is for the working directory. The name is "" if there is none.
func findConfig() (name string, data []byte, err error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", nil, err
	}
	file, err := config.Find(dir)
	if err != nil || file == "" {
		return "", nil, err
	}
	dir = filepath.Dir(file)
	data, err = untrusted.Read(authored(dir), file, untrusted.MaxSettings)
	return relative(file), data, err
}

// authored returns the folder that may be taken to be in the hands of who wrote a configuration file in dir,
// which is absolute: that of the module, or dir if it is in none.
func authored(dir string) string { return cmp.Or(untrusted.Module(dir), dir) }

// selectsOnly reports whether the command line says which analyzers are to run,
// and not just which are not.
func (cmd *command) selectsOnly(flags *flag.FlagSet, set map[string]bool) bool {
	for _, a := range cmd.all {
		if set[a.Name] && flags.Lookup(a.Name).Value.String() == "true" {
			return true
		}
	}
	return false
}

func isAnalyzer(analyzers []*analysis.Analyzer, name string) bool {
	_, err := lookup(analyzers, name)
	return err == nil
}

// beside returns the value of a setting as the command line would give it: names of files are
// relative to the configuration file. The baseline has to be in the module.
func beside(config string, s config.Setting) (string, error) {
	isFile := s.Flag == "exclude" && isFilePattern(s.Value)
	if s.Flag == "baseline" {
		if s.Value == "" {
			return "", errors.New("want the name of a file")
		}
		isFile = true
	}
	if !isFile {
		return s.Value, nil
	}
	dir, err := filepath.Abs(filepath.Dir(config))
	if err != nil {
		return "", fmt.Errorf("%s: %w", config, err)
	}
	name := filepath.FromSlash(s.Value)
	if !filepath.IsAbs(name) {
		name = filepath.Join(dir, name)
	}
	if s.Flag == "baseline" {
		if root := authored(dir); !untrusted.Inside(root, name) {
			return "", fmt.Errorf("%s is not in %s", s.Value, root)
		}
		name = relative(name) // as it is named in messages
	}
	return name, nil
}
