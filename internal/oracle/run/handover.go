package run

import (
	"io"
	"net/http"
	"reflect"
	"time"
	"unsafe"
)

// A caller does what the caller of a fixture function does with what it gets:
// it reads and closes the bodies that it can reach from results, arguments that
// are pointers, and package variables.
type caller struct {
	seen  map[unsafe.Pointer]bool
	busy  func() bool // reports whether goroutines of the function still run
	clock *clock
}

// release closes whatever v leads to. A value with a Close method is closed
// through it and nowhere else: that is all that its owner can do.
func (r *caller) release(v reflect.Value, depth int) {
	if !v.IsValid() || depth > 8 {
		return
	}
	if v.CanAddr() {
		if load := v.Addr().MethodByName("Load"); load.IsValid() && load.Type().NumIn() == 0 { // sync/atomic
			r.release(load.Call(nil)[0], depth+1)
			return
		}
	}
	if v.CanInterface() && v.Kind() != reflect.Interface {
		if err, ok := v.Interface().(error); ok {
			r.unwrap(err, depth)
		}
	}
	if v.Kind() == reflect.Struct && isStd(v.Type().PkgPath()) && v.Type() != reflect.TypeFor[http.Response]() {
		return // a context, a lock: nothing that a caller would look into
	}
	if v.CanInterface() && r.closeValue(v.Interface()) {
		return
	}
	switch v.Kind() {
	case reflect.Interface:
		r.release(v.Elem(), depth+1)
	case reflect.Pointer:
		if v.IsNil() || r.seen[v.UnsafePointer()] {
			return
		}
		r.seen[v.UnsafePointer()] = true
		r.release(v.Elem(), depth+1)
	case reflect.Struct:
		addressable := reflect.New(v.Type()).Elem()
		if v.CanAddr() {
			addressable = v
		} else {
			addressable.Set(v)
		}
		for i := range v.NumField() {
			r.release(settable(addressable.Field(i)), depth+1)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			r.release(v.Index(i), depth+1)
		}
	case reflect.Map:
		for it := v.MapRange(); it.Next(); {
			r.release(it.Value(), depth+1)
		}
	case reflect.Chan:
		r.receive(v, depth)
	case reflect.Func:
		r.call(v, depth)
	}
}

// unwrap releases what the errors that err wraps lead to: errors.As finds them.
func (r *caller) unwrap(err error, depth int) {
	defer func() { _ = recover() }() // an Unwrap method of a fixture may meet a nil field
	switch err := err.(type) {
	case interface{ Unwrap() error }:
		r.release(reflect.ValueOf(err.Unwrap()), depth+1)
	case interface{ Unwrap() []error }:
		r.release(reflect.ValueOf(err.Unwrap()), depth+1)
	}
}

// closeValue closes x if it is a response or has a Close method.
func (r *caller) closeValue(x any) bool {
	defer func() { _ = recover() }() // a Close method of a fixture may meet a nil field
	v := reflect.ValueOf(x)
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface, reflect.Map, reflect.Func, reflect.Chan, reflect.Slice:
		if v.IsNil() {
			return true
		}
	}
	switch x := x.(type) {
	case http.Response:
		return r.closeValue(&x)
	case *http.Response:
		if x.Body != nil {
			_ = x.Body.Close()
		}
	case *http.Client, http.RoundTripper, *http.Request:
	case io.Closer:
		if rd, ok := x.(io.Reader); ok {
			_, _ = io.CopyN(io.Discard, rd, 64<<10)
		}
		_ = x.Close()
	case interface{ Close() }:
		x.Close()
	default:
		return false
	}
	return true
}

// receive takes what comes from a channel until it is closed, or nobody is left who
// could send.
func (r *caller) receive(ch reflect.Value, depth int) {
	if ch.IsNil() || ch.Type().ChanDir()&reflect.RecvDir == 0 {
		return
	}
	for start := r.clock.now(); ; {
		v, ok := ch.TryRecv()
		switch {
		case ok:
			r.release(v, depth+1)
			start = r.clock.now()
			continue
		case v.IsValid(): // closed
			return
		case r.clock.now()-start > patience || !r.busy():
			// What was sent between the two looks is still there.
			if v, ok := ch.TryRecv(); ok {
				r.release(v, depth+1)
				continue
			}
			return
		}
		time.Sleep(step)
	}
}

// call runs a function that a caller would run: a clean-up without parameters, or
// an iterator.
func (r *caller) call(f reflect.Value, depth int) {
	if f.IsNil() {
		return
	}
	defer func() { _ = recover() }()
	t := f.Type()
	switch {
	case t.NumIn() == 0:
		for _, v := range f.Call(nil) {
			r.release(v, depth+1)
		}
	case t.CanSeq():
		for v := range f.Seq() {
			r.release(v, depth+1)
		}
	case t.CanSeq2():
		for v, w := range f.Seq2() {
			r.release(v, depth+1)
			r.release(w, depth+1)
		}
	}
}
