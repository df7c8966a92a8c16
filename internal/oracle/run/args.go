package run

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
	"unsafe"
)

// A maker makes the arguments of one call.
type maker struct {
	ctx     context.Context
	rt      http.RoundTripper
	base    string // URL of the server, as seen by this run
	dir     string // for files
	t       *testing.T
	serves  bool // the function is a handler: its request is one that arrived
	depth   int  // of nested structs
	variant variant
	chans   []reflect.Value // the channels made
}

// A variant chooses among the values of a parameter that has more than one: it
// counts in binary.
type variant struct {
	bits, asked int
	desc        []string
}

func (v *variant) choose(name string) bool {
	set := v.bits>>v.asked&1 == 1
	v.asked++
	v.desc = append(v.desc, fmt.Sprintf("%s=%t", name, set))
	return set
}

var (
	typeClient  = reflect.TypeFor[*http.Client]()
	typeT       = reflect.TypeFor[*testing.T]()
	typeTB      = reflect.TypeFor[testing.TB]()
	typeSeconds = reflect.TypeFor[time.Duration]()
)

// make returns a value of type t for the parameter called name, or false.
func (m *maker) make(t reflect.Type, name string) (reflect.Value, bool) {
	switch t {
	case typeClient:
		return reflect.ValueOf(clientOf(m.rt)), true
	case reflect.TypeFor[http.Client]():
		return reflect.ValueOf(clientOf(m.rt)).Elem(), true
	case reflect.TypeFor[context.Context]():
		return reflect.ValueOf(m.ctx), true
	case reflect.TypeFor[*http.Request]():
		req := httptest.NewRequestWithContext(m.ctx, http.MethodGet, m.base+"/in", nil)
		if !m.serves {
			req.RequestURI = ""
		}
		return reflect.ValueOf(req), true
	case reflect.TypeFor[http.ResponseWriter]():
		return reflect.ValueOf(httptest.NewRecorder()), true
	case reflect.TypeFor[io.Writer](), reflect.TypeFor[*bytes.Buffer]():
		return reflect.ValueOf(new(bytes.Buffer)), true
	case reflect.TypeFor[io.Reader]():
		return reflect.ValueOf(strings.NewReader(`{"q":1}`)), true
	case reflect.TypeFor[*url.URL]():
		u, err := url.Parse(m.base)
		return reflect.ValueOf(u), err == nil
	case typeT, typeTB:
		return reflect.ValueOf(m.t), m.t != nil
	case typeSeconds:
		return reflect.ValueOf(time.Millisecond), true
	}
	switch t.Kind() {
	case reflect.String:
		return reflect.ValueOf(m.text(name)).Convert(t), true
	case reflect.Bool:
		return reflect.ValueOf(m.variant.choose(name)).Convert(t), true
	case reflect.Int, reflect.Int64:
		return reflect.ValueOf(3).Convert(t), true
	case reflect.Slice:
		return m.makeURLs(t)
	case reflect.Interface:
		if t.NumMethod() == 0 {
			return reflect.Value{}, false
		}
		for _, v := range []any{clientOf(m.rt), m.rt} {
			if reflect.TypeOf(v).Implements(t) {
				return reflect.ValueOf(v), true
			}
		}
	case reflect.Chan:
		return m.makeChan(t), true
	case reflect.Pointer:
		v, ok := m.fill(t.Elem())
		if !ok {
			return reflect.Value{}, false
		}
		return v.Addr(), true
	case reflect.Struct:
		return m.fill(t)
	}
	return reflect.Value{}, false
}

func (m *maker) text(name string) string {
	switch strings.ToLower(name) {
	case "u":
		return m.base
	case "method":
		return http.MethodGet
	case "file", "path", "dst", "src":
		file := filepath.Join(m.dir, "file")
		if m.variant.choose(name + " exists") {
			_ = os.WriteFile(file, []byte("x"), 0o600)
		} else {
			file = filepath.Join(m.dir, "missing", "file")
		}
		return file
	}
	for _, part := range []string{"url", "uri", "addr", "base", "endpoint", "host", "server", "target", "root", "link"} {
		if strings.Contains(strings.ToLower(name), part) {
			return m.base
		}
	}
	return "x"
}

// makeChan makes a channel and remembers its receiving end.
func (m *maker) makeChan(t reflect.Type) reflect.Value {
	ch := reflect.MakeChan(reflect.ChanOf(reflect.BothDir, t.Elem()), 16)
	m.chans = append(m.chans, ch)
	return ch.Convert(t)
}

// makeURLs makes a []string or []*url.URL: three hosts of this run.
func (m *maker) makeURLs(t reflect.Type) (reflect.Value, bool) {
	if t.Elem().Kind() != reflect.String {
		return reflect.Value{}, false
	}
	urls := reflect.MakeSlice(t, 0, 3)
	for _, host := range []string{"a.", "b.", "c."} {
		u := strings.Replace(m.base, "://", "://"+host, 1)
		urls = reflect.Append(urls, reflect.ValueOf(u).Convert(t.Elem()))
	}
	return urls, true
}

// fill makes a struct of a fixture, as a constructor would: its clients,
// transports, URLs and maps are set. It reports false if the struct has nothing
// to send a request with; such a type belongs to the results of other functions.
func (m *maker) fill(t reflect.Type) (reflect.Value, bool) {
	if t.Kind() != reflect.Struct || t.PkgPath() == "" || isStd(t.PkgPath()) || m.depth > 3 {
		return reflect.Value{}, false
	}
	m.depth++
	defer func() { m.depth-- }()
	v := reflect.New(t).Elem()
	sends := false
	for i := range t.NumField() {
		f, field := t.Field(i), settable(v.Field(i))
		switch f.Type.Kind() {
		case reflect.Map:
			field.Set(reflect.MakeMap(f.Type))
		case reflect.Chan:
			field.Set(m.makeChan(f.Type))
		case reflect.String, reflect.Int:
			value, _ := m.make(f.Type, f.Name)
			field.Set(value)
		case reflect.Interface:
			if typeClient.Implements(f.Type) || reflect.TypeOf(m.rt).Implements(f.Type) {
				if value, ok := m.make(f.Type, f.Name); ok {
					field.Set(value)
					sends = true
				}
			}
		case reflect.Struct, reflect.Pointer:
			if f.Type == typeClient || f.Type == typeClient.Elem() || !isStd(elem(f.Type).PkgPath()) {
				if value, ok := m.make(f.Type, f.Name); ok {
					field.Set(value)
					sends = true
				}
			}
		}
	}
	return v, sends
}

func elem(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}

// settable returns the field v without the ban on unexported fields.
func settable(v reflect.Value) reflect.Value {
	if v.CanSet() {
		return v
	}
	return reflect.NewAt(v.Type(), unsafe.Pointer(v.UnsafeAddr())).Elem()
}

// isStd reports whether a package path belongs to the standard library.
func isStd(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	switch first {
	case "archive", "bufio", "bytes", "compress", "container", "context", "crypto", "database", "encoding",
		"errors", "fmt", "html", "image", "internal", "io", "iter", "log", "maps", "math", "mime", "net", "os",
		"path", "reflect", "regexp", "runtime", "slices", "sort", "strconv", "strings", "sync", "testing",
		"text", "time", "unicode", "unsafe", "vendor":
		return true
	}
	return false
}
