package fix

import (
	"fmt"
	"net/http" // for the client
	"unsafe"

	"idleconn/lib"
)

var wrapped = lib.Wrap(&http.Transport{}) // want `has no IdleConnTimeout`

var size = fmt.Sprint(unsafe.Sizeof(wrapped))
