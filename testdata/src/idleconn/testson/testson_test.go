package testson

import "net/http"

var transport = &http.Transport{} // want `http\.Transport in variable transport`
