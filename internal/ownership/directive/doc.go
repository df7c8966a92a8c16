// Package directive reads what people say of functions, against or beyond what their source says: directives in comments
// (//httpleak:closes resp), and names given by flags.
//
// A [Declaration] is what is said of one function. It counts before what is inferred, for what it speaks of. A directive that cannot
// be obeyed is a [Problem], and declares nothing. What comes from comments is exported as a fact; what comes from flags ([Own]) is
// not, since hosts keep facts without regard to flags.
package directive
