package generated

import "net/http"

func own(u string) { (&http.Client{}).Head(u) } // want `^http\.Client made in own each time anew`
