package report

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// A schema checks values against a JSON Schema of draft 4: those of its keywords
// that the schema of SARIF has. Any other keyword is a failure, so that nothing
// goes unchecked.
type schema struct {
	root map[string]any
	errs []string
}

func loadSchema(t *testing.T, file string) *schema {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s := new(schema)
	if err := json.Unmarshal(data, &s.root); err != nil {
		t.Fatal(err)
	}
	return s
}

// check returns what is wrong with v.
func (s *schema) check(v any) []string {
	s.errs = nil
	s.value("", s.root, v)
	return s.errs
}

func (s *schema) fail(at, format string, args ...any) {
	s.errs = append(s.errs, at+": "+fmt.Sprintf(format, args...))
}

// passes reports whether v conforms to rules.
func (s *schema) passes(rules map[string]any, v any) bool {
	probe := schema{root: s.root}
	probe.value("", rules, v)
	return len(probe.errs) == 0
}

func (s *schema) value(at string, rules map[string]any, v any) {
	for _, key := range slices.Sorted(maps.Keys(rules)) {
		rule := rules[key]
		switch key {
		case "$schema", "id", "title", "description", "default", "definitions", "additionalProperties":
		case "$ref":
			name, ok := strings.CutPrefix(rule.(string), "#/definitions/")
			target, isMap := s.root["definitions"].(map[string]any)[name].(map[string]any)
			if !ok || !isMap {
				s.fail(at, "no definition %s", rule)
				continue
			}
			s.value(at, target, v)
		case "type":
			if !slices.ContainsFunc(list(rule), func(t any) bool { return isType(t.(string), v) }) {
				s.fail(at, "is no %v", rule)
			}
		case "enum":
			if !slices.ContainsFunc(list(rule), func(e any) bool { return reflect.DeepEqual(e, v) }) {
				s.fail(at, "%v is none of %v", v, rule)
			}
		case "anyOf", "oneOf":
			n := 0
			for _, r := range list(rule) {
				if s.passes(r.(map[string]any), v) {
					n++
				}
			}
			if n == 0 || key == "oneOf" && n > 1 {
				s.fail(at, "conforms to %d of %s", n, key)
			}
		case "minimum":
			if n, ok := v.(float64); ok && n < rule.(float64) {
				s.fail(at, "%v is below %v", n, rule)
			}
		case "maximum":
			if n, ok := v.(float64); ok && n > rule.(float64) {
				s.fail(at, "%v is above %v", n, rule)
			}
		case "pattern":
			if text, ok := v.(string); ok && !regexp.MustCompile(rule.(string)).MatchString(text) {
				s.fail(at, "%q does not match %s", text, rule)
			}
		case "format":
			if text, ok := v.(string); ok && !isFormat(rule.(string), text) {
				s.fail(at, "%q is no %s", text, rule)
			}
		case "minItems":
			if a, ok := v.([]any); ok && float64(len(a)) < rule.(float64) {
				s.fail(at, "has %d items", len(a))
			}
		case "uniqueItems":
			a, _ := v.([]any)
			for i := range a {
				if rule == true && slices.ContainsFunc(a[:i], func(b any) bool { return reflect.DeepEqual(a[i], b) }) {
					s.fail(at, "has item %d twice", i)
				}
			}
		case "items":
			a, _ := v.([]any)
			for i, item := range a {
				s.value(fmt.Sprintf("%s[%d]", at, i), rule.(map[string]any), item)
			}
		case "required":
			for _, name := range list(rule) {
				if m, ok := v.(map[string]any); ok && m[name.(string)] == nil {
					s.fail(at, "has no %s", name)
				}
			}
		case "properties":
			s.properties(at, rule.(map[string]any), rules["additionalProperties"], v)
		default:
			s.fail(at, "keyword %s of the schema is not known here", key)
		}
	}
	if rules["properties"] == nil {
		s.properties(at, nil, rules["additionalProperties"], v)
	}
}

func (s *schema) properties(at string, known map[string]any, others, v any) {
	m, ok := v.(map[string]any)
	if !ok {
		return
	}
	for name, value := range m {
		at := at + "." + name
		if rule, ok := known[name].(map[string]any); ok {
			s.value(at, rule, value)
		} else if rule, ok := others.(map[string]any); ok {
			s.value(at, rule, value)
		} else if others == false {
			s.fail(at, "is not a known property")
		}
	}
}

// list returns v, or a list of it.
func list(v any) []any {
	if a, ok := v.([]any); ok {
		return a
	}
	return []any{v}
}

func isType(name string, v any) bool {
	switch v := v.(type) {
	case nil:
		return name == "null"
	case bool:
		return name == "boolean"
	case string:
		return name == "string"
	case float64:
		return name == "number" || name == "integer" && v == float64(int64(v))
	case []any:
		return name == "array"
	case map[string]any:
		return name == "object"
	}
	return false
}

func isFormat(name, text string) bool {
	switch name {
	case "uri":
		u, err := url.Parse(text)
		return err == nil && u.IsAbs()
	case "uri-reference":
		_, err := url.Parse(text)
		return err == nil
	case "date-time":
		_, err := time.Parse(time.RFC3339, text)
		return err == nil
	}
	return false
}
