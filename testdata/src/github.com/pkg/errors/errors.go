// Package errors stands for the package of this path.
package errors

import "fmt"

// Wrap adds a message; nil stays nil.
func Wrap(err error, message string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", message, err)
}

// Wrapf adds a formatted message; nil stays nil.
func Wrapf(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return Wrap(err, fmt.Sprintf(format, args...))
}

// Errorf makes an error.
func Errorf(format string, args ...any) error { return fmt.Errorf(format, args...) }
