// Package pool follows the idle connections of transports. It is the second resource, with two states more than a body: a
// transport that was made owes nothing before a request was sent through it, and after CloseIdleConnections it may be
// used again (search.Life.Reusable).
//
// types.go says which types can lead to a pool, calls.go and use.go what calls do with one, settings.go what its settings do
// (a transport without keep-alives has no idle connections), facts.go what importers are told. The same code
// follows plain clients, which use the pool of http.DefaultTransport: percallclient gives advice about them.
//
// [Pools] is what percallclient asks: what a function makes, and whether a path drops it with connections in its pool.
package pool
