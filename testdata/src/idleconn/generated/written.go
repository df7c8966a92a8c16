package generated

import "net/http"

var own = &http.Transport{} // want `http\.Transport in variable own`
