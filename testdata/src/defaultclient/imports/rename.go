package imports

import web "net/http"

func renamed(u string) {
	web.Get(u)               // want `^http\.Get in renamed sends`
	web.DefaultClient.Get(u) // want `^http\.DefaultClient\.Get in renamed is`
}
