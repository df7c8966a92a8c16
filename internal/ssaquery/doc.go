// Package ssaquery asks short questions of SSA values, functions and types: which function stands behind a value, what
// refers to it, whether a type is an error. It knows neither net/http nor any analysis, and each answer is about the value
// alone, whatever path leads to it.
//
// Where an answer could be too hard to find it is the careful one, which the comment on the function states.
package ssaquery
