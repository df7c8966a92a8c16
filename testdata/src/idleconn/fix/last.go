package fix

import h "net/http"

type transport = h.Transport

var h2 = &h.Transport{} // want `has no IdleConnTimeout`
