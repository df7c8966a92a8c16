package nethttp

import (
	"go/types"
	"strings"
)

// Wraps reports whether fn is fmt.Errorf, which makes an error that leads to those of its operands that stand for the verb
// %w; of the others it keeps the text.
func Wraps(fn *types.Func) bool {
	return fn != nil && fn.Pkg() != nil && fn.Pkg().Path() == "fmt" && fn.Name() == "Errorf"
}

// Wrapped returns the numbers of the operands that stand for the verb %w in a format of fmt. ok is false if it names operands
// by their number.
func Wrapped(format string) (operands []int, ok bool) {
	n := 0
	for {
		i := strings.IndexByte(format, '%')
		if i < 0 {
			return operands, true
		}
		format = format[i+1:]
		verb := strings.IndexFunc(format, func(r rune) bool { return !strings.ContainsRune("+-# 0123456789.*", r) })
		if verb < 0 {
			return operands, true
		}
		n += strings.Count(format[:verb], "*") // a width or a precision
		switch format[verb] {
		case '[':
			return nil, false
		case '%':
			n--
		case 'w':
			operands = append(operands, n)
		}
		n++
		format = format[verb+1:]
	}
}
