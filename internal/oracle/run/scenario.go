package run

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
)

// An answer is what the server, or the network, does with one request.
type answer string

const (
	ok           answer = "200"
	notFound     answer = "404"
	serverError  answer = "500"
	unauthorized answer = "401"
	noContent    answer = "204" // without a body, as 304
	redirect     answer = "302"
	garbage      answer = "garbage"  // 200, but no JSON
	empty        answer = "empty"    // 200, chunked, without a byte
	cut          answer = "cut"      // 200, the connection breaks inside the body
	netError     answer = "no reply" // the transport returns an error
)

// answerOf returns the answer with a status, for servers that give no other.
func answerOf(status int) answer { return answer(strconv.Itoa(status)) }

// A Scenario names what happens to the first, second, … request of a run. The
// last answer stands for all requests that follow.
type Scenario struct {
	Name    string
	answers []answer
}

// Scenarios are the conditions under which each function is run.
var Scenarios = []Scenario{
	{"200", []answer{ok}},
	{"404", []answer{notFound}},
	{"500", []answer{serverError}},
	{"500 then 200", []answer{serverError, ok}},
	{"401 then 200", []answer{unauthorized, ok}},
	{"204", []answer{noContent}},
	{"redirect", []answer{redirect, ok}},
	{"garbage JSON", []answer{garbage}},
	{"empty chunked body", []answer{empty}},
	{"body cut short", []answer{cut}},
	{"network error", []answer{netError}},
	{"network error first", []answer{netError, ok}},
	{"network error on the second request", []answer{ok, netError, ok}},
}

func (s Scenario) answer(n int) answer {
	return s.answers[min(n, len(s.answers)-1)]
}

// answerHeader tells the server which answer to give.
const answerHeader = "Oracle-Answer"

// okBody answers the questions that clients ask: an item, a list, a page, a
// token, a job.
const okBody = `{"id":7,"name":"seven","status":"done","next":"","token":"t0",` +
	`"items":["a","b","c"],"total":3,"error":""}` + "\n"

// serve gives the answer that the request asks for.
func serve(w http.ResponseWriter, req *http.Request) {
	_, _ = io.Copy(io.Discard, req.Body)
	h := w.Header()
	h.Set("Content-Type", "application/json")
	switch a := answer(req.Header.Get(answerHeader)); a {
	case notFound:
		http.Error(w, "no such thing", http.StatusNotFound)
	case serverError:
		w.WriteHeader(http.StatusInternalServerError)
		_, _ = io.WriteString(w, `{"error":"out of order"}`)
	case unauthorized:
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, `{"error":"who are you?"}`)
	case noContent:
		h.Del("Content-Type")
		w.WriteHeader(http.StatusNoContent)
	case redirect:
		http.Redirect(w, req, "/elsewhere", http.StatusFound)
	case garbage:
		_, _ = io.WriteString(w, `{"id": 7, "name": <html>`)
	case empty:
		h.Del("Content-Type")
		_ = http.NewResponseController(w).Flush()
	case cut:
		h.Set("Content-Length", "4096")
		_, _ = io.WriteString(w, `{"id": 7, "na`)
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	case ok:
		_, _ = io.WriteString(w, okBody)
	default:
		panic(fmt.Sprintf("internal error: no answer %q", a))
	}
}
