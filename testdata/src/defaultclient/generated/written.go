package generated

import "net/http"

func head(u string) (*http.Response, error) { return http.Head(u) } // want `http\.Head in head`
