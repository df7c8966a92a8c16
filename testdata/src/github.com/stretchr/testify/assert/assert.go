// Package assert stands for testify's package of this name.
package assert

import (
	"fmt"
	"reflect"
)

// TestingT is a *testing.T.
type TestingT interface {
	Errorf(format string, args ...any)
}

// NoError reports whether err is nil.
func NoError(t TestingT, err error, msgAndArgs ...any) bool {
	if err != nil {
		t.Errorf("unexpected error: %v %v", err, msgAndArgs)
		return false
	}
	return true
}

// Error reports whether err is not nil.
func Error(t TestingT, err error, msgAndArgs ...any) bool {
	if err == nil {
		t.Errorf("no error %v", msgAndArgs)
		return false
	}
	return true
}

// Nil reports whether object is nil.
func Nil(t TestingT, object any, msgAndArgs ...any) bool {
	v := reflect.ValueOf(object)
	if object == nil || v.Kind() == reflect.Pointer && v.IsNil() {
		return true
	}
	t.Errorf("not nil: %v %v", object, msgAndArgs)
	return false
}

// Equal reports whether expected equals actual.
func Equal(t TestingT, expected, actual any, msgAndArgs ...any) bool {
	if !reflect.DeepEqual(expected, actual) {
		t.Errorf("got %s, want %s %v", fmt.Sprint(actual), fmt.Sprint(expected), msgAndArgs)
		return false
	}
	return true
}
