//go:build !unix

package driver

import "os/exec"

// ownGroup leaves cmd as it is: when its context ends, it is killed.
func ownGroup(cmd *exec.Cmd) {}

func killGroup(cmd *exec.Cmd) {}
