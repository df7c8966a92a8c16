package fixes

var alternatives, first, second, other = 1, 2, 3, 4
