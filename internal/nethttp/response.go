package nethttp

import (
	"go/types"

	"github.com/httpleak/httpleak/internal/typewalk"
)

// A Params is a set of parameters; the receiver of a method is number 0, its
// first parameter number 1.
type Params uint16

// Has reports whether parameter i is in the set.
func (p Params) Has(i int) bool { return i < 16 && p&(1<<i) != 0 }

func params(list ...int) (p Params) {
	for _, i := range list {
		p |= 1 << i
	}
	return p
}

// A Contract says what a function of the standard library does with the open
// bodies, and with the functions, that it is given.
type Contract struct {
	Closes            Params // closed when the function returns
	Borrows           Params // neither closed nor kept, whatever its type allows
	Drains            Params // read to its end, or until reading fails
	Fills             Params // read until there is enough of it, or to its end, which is an error
	WritesTo          Params // written by its method WriteTo, if it has one
	Lends             Params // the result closes it when it is closed or sent
	Uses              Params // a request is sent through the client that it leads to, if no error is returned; nothing else happens to that
	Runs              Params // called before the function returns, perhaps not at all
	RunsUnlessStopped Params // called at some later time unless the returned function is called
	Opens             Params // the results that lead to an open body if no error is returned; result 0 is the first
	ClosesIf          int    // Closes holds only if this (bool) parameter is true; 0 means always
	Copies            bool   // of what it closes it leaves a copy in memory, so that whoever uses that notices nothing
	NotOpened         bool   // a response among the results has no body that must be closed
	NilForNil         bool   // the error or bool result is nil or false if all errors given are nil
	NeverNil          bool   // the result is never nil
	InMemory          bool   // the result is a closer whose Close does nothing
	NoReturn          bool   // never returns
	FailsTest         bool   // marks the running test as failed
}

// A name tells a function or method from all others.
type name struct{ pkg, recv, fn string }

// contracts holds what cannot be seen from the types of a function alone.
var contracts = map[name]Contract{
	// "The Response Body is closed after it is sent." (response.go)
	{Path, "Response", "Write"}: {Closes: params(0)},
	// DumpResponse with body reads and closes the original (httputil/dump.go, drainBody).
	{"net/http/httputil", "", "DumpResponse"}: {Closes: params(0), ClosesIf: 1, Copies: true},

	// "The request Body, if non-nil, will be closed by the underlying Transport, even on errors." (client.go)
	{Path, "Client", "Do"}:              {Closes: params(1)},
	{Path, "Client", "Post"}:            {Closes: params(3)},
	{Path, "", "Post"}:                  {Closes: params(2)},
	{Path, "Transport", "RoundTrip"}:    {Closes: params(1)},
	{Path, "RoundTripper", "RoundTrip"}: {Closes: params(1)},
	{Path, "", "NewRequest"}:            {Lends: params(2)},
	{Path, "", "NewRequestWithContext"}: {Lends: params(3)},
	{Path, "Request", "Clone"}:          {Lends: params(0)},
	{Path, "Request", "WithContext"}:    {Lends: params(0)},
	{Path, "", "MaxBytesReader"}:        {Lends: params(1)},

	// The caller of ReadResponse owns the connection; the recorder's body is in memory (httptest/recorder.go).
	// An answer to HEAD has http.NoBody (transfer.go).
	{Path, "Client", "Head"}: {NotOpened: true},
	{Path, "", "Head"}:       {NotOpened: true},

	{Path, "", "ReadResponse"}:                          {NotOpened: true},
	{"net/http/httptest", "ResponseRecorder", "Result"}: {NotOpened: true},
	{"net/http/httputil", "ClientConn", "Do"}:           {NotOpened: true},
	{"net/http/httputil", "ClientConn", "Read"}:         {NotOpened: true},

	{"io", "", "ReadAll"}:           {Drains: params(0)},
	{"io", "", "Copy"}:              {Drains: params(1), WritesTo: params(1)},
	{"io", "", "CopyBuffer"}:        {Drains: params(1), WritesTo: params(1)},
	{"bytes", "Buffer", "ReadFrom"}: {Drains: params(1)},
	{"io", "", "ReadFull"}:          {Fills: params(0)},
	{"io", "", "ReadAtLeast"}:       {Fills: params(0)},

	{"io", "", "NopCloser"}:      {InMemory: true},
	{"runtime", "", "KeepAlive"}: {Borrows: params(0)},

	{"sync", "Once", "Do"}:       {Runs: params(1)},
	{"context", "", "AfterFunc"}: {RunsUnlessStopped: params(1)},
	{"sync", "WaitGroup", "Go"}:  {Runs: params(1)},

	{"errors", "", "Is"}:     {NilForNil: true},
	{"errors", "", "As"}:     {NilForNil: true},
	{"errors", "", "AsType"}: {NilForNil: true},
	{"errors", "", "Join"}:   {NilForNil: true},
	{"errors", "", "Unwrap"}: {NilForNil: true},
	{"errors", "", "New"}:    {NeverNil: true},
	{"fmt", "", "Errorf"}:    {NeverNil: true},

	{"os", "", "Exit"}:         {NoReturn: true},
	{"runtime", "", "Goexit"}:  {NoReturn: true},
	{"syscall", "", "Exit"}:    {NoReturn: true},
	{"log", "", "Fatal"}:       {NoReturn: true},
	{"log", "", "Fatalf"}:      {NoReturn: true},
	{"log", "", "Fatalln"}:     {NoReturn: true},
	{"log", "", "Panic"}:       {NoReturn: true},
	{"log", "", "Panicf"}:      {NoReturn: true},
	{"log", "", "Panicln"}:     {NoReturn: true},
	{"log", "Logger", "Fatal"}: {NoReturn: true}, {"log", "Logger", "Fatalf"}: {NoReturn: true}, {"log", "Logger", "Fatalln"}: {NoReturn: true},
	{"log", "Logger", "Panic"}: {NoReturn: true}, {"log", "Logger", "Panicf"}: {NoReturn: true}, {"log", "Logger", "Panicln"}: {NoReturn: true},
}

// testMethods are the methods of testing.TB, *testing.T, B and F that end the
// test, or mark it as failed: of a failed test it is no news that it leaks.
var testMethods = map[string]Contract{
	"Fatal": {NoReturn: true}, "Fatalf": {NoReturn: true}, "FailNow": {NoReturn: true},
	"Skip": {NoReturn: true}, "Skipf": {NoReturn: true}, "SkipNow": {NoReturn: true},
	"Error": {FailsTest: true}, "Errorf": {FailsTest: true}, "Fail": {FailsTest: true},
}

// ContractOf returns the contract of fn, which may be the origin or an instance of
// a generic function, or a method of an interface.
func ContractOf(fn *types.Func) (Contract, bool) {
	fn = fn.Origin()
	if fn.Pkg() == nil {
		return Contract{}, false
	}
	n := name{pkg: fn.Pkg().Path(), fn: fn.Name()}
	if recv := fn.Signature().Recv(); recv != nil {
		n.recv = typeName(recv.Type())
		if n.pkg == "testing" || testMethods[n.fn] != (Contract{}) && isTestingInterface(recv.Type()) {
			c, ok := testMethods[n.fn]
			return c, ok
		}
	}
	c, ok := contracts[n]
	if !ok {
		c, ok = libraryContracts[n]
	}
	if !ok && n.pkg == Path && n.recv == "Response" {
		return Contract{Borrows: params(0)}, true // all its methods but Write
	}
	return c, ok
}

// typeName returns the name of the named type t or *t, or "".
func typeName(t types.Type) string {
	if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
		t = ptr.Elem()
	}
	if named, ok := types.Unalias(t).(*types.Named); ok {
		return named.Obj().Name()
	}
	return ""
}

// isTestingInterface reports whether t is an interface that asks for nothing but what a test
// has, as test helpers use it in the place of testing.TB.
func isTestingInterface(t types.Type) bool {
	iface, ok := t.Underlying().(*types.Interface)
	if !ok || iface.NumMethods() == 0 {
		return false
	}
	for m := range iface.Methods() {
		if !ofTests[m.Name()] {
			return false
		}
	}
	return true
}

// ofTests holds the exported methods of testing.TB.
var ofTests = map[string]bool{
	"ArtifactDir": true, "Attr": true, "Chdir": true, "Cleanup": true, "Context": true, "Error": true, "Errorf": true, "Fail": true,
	"FailNow": true, "Failed": true, "Fatal": true, "Fatalf": true, "Helper": true, "Log": true,
	"Logf": true, "Name": true, "Output": true, "Setenv": true, "Skip": true, "SkipNow": true,
	"Skipf": true, "Skipped": true, "TempDir": true,
}

// printers are the packages whose functions look at what they are given as any,
// but neither close nor keep it.
var printers = map[string]bool{
	"encoding/gob": true, "encoding/json": true, "encoding/xml": true,
	"fmt": true, "log": true, "log/slog": true, "testing": true,
}

// Prints reports whether fn, given a value as the type t, only looks at it: t is any or
// ...any, and fn belongs to a package of the standard library that formats or encodes.
func Prints(fn *types.Func, t types.Type) bool {
	if fn.Pkg() == nil || !printers[fn.Pkg().Path()] {
		return false
	}
	if slice, ok := types.Unalias(t).(*types.Slice); ok {
		t = slice.Elem()
	}
	iface, ok := t.Underlying().(*types.Interface)
	return ok && iface.Empty()
}

// MayClose reports whether something of type t can lead to a call of Close, so
// that a function which gets it may close what is behind it, or keep it for later.
// An io.Reader cannot, as far as its type says.
func MayClose(t types.Type) bool {
	return typewalk.Search(t, maxLevels, mayClose) != typewalk.None // if it is too deep, nobody knows
}

// maxLevels bounds how deep behind a type is looked.
const maxLevels = 4

func mayClose(t types.Type, enter func(types.Type)) bool {
	if IsResponse(t) || HasClose(t) {
		return true
	}
	if _, ok := types.Unalias(t).(*types.TypeParam); ok {
		return true
	}
	switch u := t.Underlying().(type) {
	case *types.Interface:
		return u.NumMethods() == 0
	case *types.Signature:
		return true
	case *types.Struct:
		if named, ok := types.Unalias(t).(*types.Named); ok && IsStd(named.Obj().Pkg()) {
			return typewalk.Search(t, maxStdLevels, mayCloseInStd) != typewalk.None
		}
	}
	typewalk.Parts(t, enter)
	return false
}

// maxStdLevels bounds how deep behind a struct of the standard library is looked, which hides nobody's code: a
// json.Decoder has six levels.
const maxStdLevels = 12

// mayCloseInStd is mayClose inside of a struct of the standard library. Its function fields are steps of its own work,
// such as those of json.Decoder and bufio.Scanner, or settings, such as CharsetReader of xml.Decoder; a defined type
// that is an empty interface, such as xml.Token, holds what its package makes. What users put into a container is
// behind any, a type parameter or an unsafe.Pointer.
func mayCloseInStd(t types.Type, enter func(types.Type)) bool {
	if IsResponse(t) || HasClose(t) {
		return true
	}
	if _, ok := types.Unalias(t).(*types.TypeParam); ok {
		return true
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Kind() == types.UnsafePointer
	case *types.Interface:
		_, defined := types.Unalias(t).(*types.Named)
		return u.NumMethods() == 0 && !defined
	}
	typewalk.Parts(t, enter)
	return false
}

// OnlyReads reports whether a method of this name, called on a body, only moves data:
// those of the interfaces of package io that a body is asserted to.
func OnlyReads(method string) bool {
	switch method {
	case "Read", "ReadAt", "ReadByte", "ReadFrom", "ReadRune", "Seek", "Write", "WriteString", "WriteTo":
		return true
	}
	return false
}

// HasClose reports whether t, or a pointer to it, has a method Close without parameters.
func HasClose(t types.Type) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, "Close")
	fn, ok := obj.(*types.Func)
	return ok && fn.Signature().Params().Len() == 0
}
