// Package sym has the abstract values of the engine, the variables that they are kept in, and what a path knows of them.
// It is pure: nothing here depends on the path that is followed, or on what is followed.
//
// An abstract value ([Value]) stands for all the values that an SSA value can have in a run that takes the path. It is nil,
// or a constant, or a pointer to a variable, or the resource itself; or it is a symbol: whatever the SSA value was when the
// path came by, plus a number. Two values with the same symbol are equal, without anybody knowing what they are.
//
// A [Place] is a variable or a part of one, named by what makes it (an allocation site) and the fields and indices below.
// Variables of a loop are told apart by recency abstraction: the one that the present round made, and an older one, which
// stands for what one round before it made. An index that is not known stands for all elements ("[*]"); what is stored there is a weak
// update, since it is not known which of them it replaces.
//
// The path condition is a list of [Constraint], of which each is an atom: a comparison of a symbol with a constant, or
// with another symbol plus a number. [Decide] answers a condition from it, [Learn] adds one, [Shift] moves a counter. Bounds of one difference are
// merged to an interval, so that equal knowledge looks equal. Widening makes loops end: of numbers beyond [Farthest], and
// of a lower bound that grows, nothing more is said than that they are there.
//
// All answers are three-valued ([Truth]), and Maybe is always allowed; Yes and No have to be right.
package sym
