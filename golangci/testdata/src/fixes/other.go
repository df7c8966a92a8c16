package fixes

var there = 5
