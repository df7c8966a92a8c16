// Package require stands for testify's package of this name.
package require

import "github.com/stretchr/testify/assert"

// TestingT is a *testing.T.
type TestingT interface {
	Errorf(format string, args ...any)
	FailNow()
}

// NoError ends the test unless err is nil.
func NoError(t TestingT, err error, msgAndArgs ...any) {
	if !assert.NoError(t, err, msgAndArgs...) {
		t.FailNow()
	}
}

// Error ends the test if err is nil.
func Error(t TestingT, err error, msgAndArgs ...any) {
	if assert.Error(t, err, msgAndArgs...) {
		return
	}
	t.FailNow()
}

// Equal ends the test unless expected equals actual.
func Equal(t TestingT, expected, actual any, msgAndArgs ...any) {
	if !assert.Equal(t, expected, actual, msgAndArgs...) {
		t.FailNow()
	}
}
