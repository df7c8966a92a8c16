// Package fresh scores bodyclose on functions that it was not tuned on.
//
// The functions are in testdata/src/bodyclose/fresh, a package for each theme,
// written as clients are. What is true of them is not what somebody thinks: package
// oracle runs them, and wants the comment
//
//	//oracle:leak reason
//
// on the line of each request whose body stays open in some run, and on no other.
// A directive in the comment of a function, or of its package, names the family of
// shapes that it stands for:
//
//	//fresh:family R1
//
// R1 to R13 are families that leaks were missed in, P1 to P11 such that right code
// was taken for wrong in, when the set was written; O is ordinary code.
//
// What bodyclose says is compared with that. A leak counts as found if a finding is
// on its line; a finding on any other line is a false alarm. The findings that claim
// no leak (a body that is closed late) are not counted.
//
// The wrong answers are in testdata/wrong.txt, so that neither what gets better nor
// what gets worse goes by unseen; testdata/first.txt has those of the version that
// the set was written at, before anybody looked at what it says. The table of both is
// testdata/src/bodyclose/fresh/README.md.
package fresh
