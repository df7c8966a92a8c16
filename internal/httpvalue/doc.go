// Package httpvalue asks of SSA values what they have to do with net/http: whether one is http.NoBody, the field Body, or
// the channel of a context. internal/nethttp says what net/http is; here are the questions that need the SSA form.
package httpvalue
