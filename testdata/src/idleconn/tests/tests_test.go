package tests

import "net/http"

// Clean: test files are left out unless asked for.
var transport = &http.Transport{}
