// With a file in assembly, the compiler accepts a function without a body.
