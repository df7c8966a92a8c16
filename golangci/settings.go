package golangci

import (
	"errors"
	"flag"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/httpleak/httpleak/internal/report"
)

// settings are what the configuration asks for.
type settings struct {
	analyzers []*analysis.Analyzer // to run, with their flags set
	level     report.Level         // what to report, and what is worse
}

// decode reads settings:
//
//	enable: [bodyclose]         # these analyzers only
//	disable: [defaultclient]    # or all but these
//	level: leak                 # as the flag -level
//	bodyclose:                  # by analyzer: its flags
//	  tests: false
//
// The flags are those of the analyzers of suite, which decode sets.
func decode(conf any, suite []*analysis.Analyzer) (settings, error) {
	s := settings{analyzers: suite, level: report.Advice}
	values, err := mapping(conf)
	if err != nil {
		return settings{}, err
	}
	byName := make(map[string]*analysis.Analyzer)
	for _, a := range suite {
		byName[a.Name] = a
	}
	keys := append(slices.Sorted(maps.Keys(byName)), "disable", "enable", "level")
	for _, k := range slices.Sorted(maps.Keys(values)) {
		v := values[k]
		switch a := byName[k]; {
		case a != nil:
			err = configure(a, v)
		case k == "level":
			s.level, err = level(v)
		case k == "enable" || k == "disable":
			s.analyzers, err = choose(suite, v, k == "enable")
		default:
			return settings{}, fmt.Errorf("there is no %q (but %s)", k, strings.Join(keys, ", "))
		}
		if err != nil {
			return settings{}, fmt.Errorf("%s: %w", k, err)
		}
	}
	if values["enable"] != nil && values["disable"] != nil {
		return settings{}, errors.New("enable and disable exclude each other")
	}
	if len(s.analyzers) == 0 {
		return settings{}, errors.New("no analyzer is left to run")
	}
	return s, nil
}

// mapping returns v, which may be nil, as a mapping.
func mapping(v any) (map[string]any, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case map[string]any:
		return v, nil
	}
	return nil, fmt.Errorf("want a mapping, not %v", v)
}

func level(v any) (report.Level, error) {
	name, ok := v.(string)
	if !ok {
		return 0, fmt.Errorf("want the name of a level, not %v", v)
	}
	return report.ParseLevel(name)
}

// choose returns the analyzers that the list v names, or the others.
func choose(suite []*analysis.Analyzer, v any, named bool) ([]*analysis.Analyzer, error) {
	list, ok := v.([]any)
	if !ok {
		return nil, fmt.Errorf("want a list of analyzers, not %v", v)
	}
	isNamed := make(map[string]bool)
	for _, item := range list {
		i := slices.IndexFunc(suite, func(a *analysis.Analyzer) bool { return a.Name == item })
		if i < 0 {
			return nil, fmt.Errorf("no analyzer is called %q", fmt.Sprint(item))
		}
		isNamed[suite[i].Name] = true
	}
	var chosen []*analysis.Analyzer
	for _, a := range suite {
		if isNamed[a.Name] == named {
			chosen = append(chosen, a)
		}
	}
	return chosen, nil
}

// configure sets the flags of a.
func configure(a *analysis.Analyzer, v any) error {
	values, err := mapping(v)
	if err != nil {
		return err
	}
	for _, k := range slices.Sorted(maps.Keys(values)) {
		f := a.Flags.Lookup(k)
		if f == nil {
			var names []string
			a.Flags.VisitAll(func(f *flag.Flag) { names = append(names, f.Name) })
			return fmt.Errorf("there is no %q (but %s)", k, strings.Join(names, ", "))
		}
		if err := set(f, values[k]); err != nil {
			return fmt.Errorf("%s: %w", k, err)
		}
	}
	return nil
}

// set sets a flag to a value, which has to be of its kind: true or false, a number,
// or a text. A flag that may be repeated has a value of its own type, and
// takes a list too.
func set(f *flag.Flag, v any) error {
	var now any
	if getter, ok := f.Value.(flag.Getter); ok {
		now = getter.Get()
	}
	want := "a text"
	switch now.(type) {
	case bool:
		want = "true or false"
	case int, int64, uint, uint64, float64:
		want = "a number"
	case nil:
		if list, ok := v.([]any); ok {
			for _, item := range list {
				if err := set(f, item); err != nil {
					return err
				}
			}
			return nil
		}
	}
	text, kind := scalar(v)
	if kind != want {
		return fmt.Errorf("want %s, not %s", want, text)
	}
	if err := f.Value.Set(text); err != nil {
		return fmt.Errorf("%q: %w", text, err)
	}
	return nil
}

// scalar returns the text of a value, and what kind of value it is.
func scalar(v any) (text, kind string) {
	switch v := v.(type) {
	case bool:
		return strconv.FormatBool(v), "true or false"
	case int, int64, uint64:
		return fmt.Sprint(v), "a number"
	case float64: // all numbers of a configuration in JSON
		return strconv.FormatFloat(v, 'f', -1, 64), "a number"
	case string:
		return v, "a text"
	case nil:
		return "nothing", ""
	}
	return fmt.Sprint(v), ""
}
