package fix

import (
	"net/http"
	neturl "net/url"
	clock "time"
)

type url = neturl.URL

var minute = clock.Minute

var named = &http.Transport{} // want `has no IdleConnTimeout`
