// Package imports names net/http in other ways.
package imports

import . "net/http"

func dot(u string) {
	Get(u)                          // want `^http\.Get in dot sends`
	(Head)(u)                       // want `^http\.Head in dot sends`
	DefaultClient.Get(u)            // want `^http\.DefaultClient\.Get in dot is`
	DefaultTransport.RoundTrip(nil) // want `^http\.DefaultTransport\.RoundTrip in dot sends`
	DefaultClient = nil             // want `^http\.DefaultClient in dot is assigned to`
}
