//go:build unix

package proctest

import (
	"os/exec"
	"syscall"
)

// ownGroup gives a program a process group, so that its workers end with it.
func ownGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

func killGroup(cmd *exec.Cmd) {
	_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // gone already when it fails
}
