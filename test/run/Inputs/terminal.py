# Terminal signals and job control: the same as for the plain program. An
# interactive shell (job control on) runs on a pseudo terminal.
import os
import pty
import re
import select
import signal
import sys

from launched import AUSPEX, expect, state, until

prefix = f"{AUSPEX} run -q -- " if sys.argv[1] == "auspex" else ""


class Shell:
    def __init__(self):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ["PS1"] = "@> "
            os.environ["HISTFILE"] = ""
            os.execlp("bash", "bash", "--norc", "--noprofile", "--noediting", "-i")
        self.text = ""
        self.expect(r"@> ")

    def expect(self, pattern):
        """Reads until the pattern has appeared; returns the match."""
        while True:
            found = re.search(pattern, self.text)
            if found:
                self.text = self.text[found.end() :]
                return found
            ready, _, _ = select.select([self.fd], [], [], 60)
            if not ready:
                sys.exit(f"FAILED: no {pattern!r} in {self.text!r}")
            self.text += os.read(self.fd, 4096).decode(errors="replace")

    def type(self, text):
        os.write(self.fd, text.encode())


JOB = prefix + "{} -c 'echo pid $$.; while read -r line; do eval \"$line\"; done'"
shell = Shell()


def start(job="sh"):
    # bash ignores SIGQUIT, but its read goes on after a trap.
    shell.type(JOB.format(job) + "\n")
    return int(shell.expect(r"pid (\d+)\.").group(1))


def last_status():
    shell.expect("@> ")
    shell.type("echo status $?.\n")
    return int(shell.expect(r"status (\d+)\.").group(1))


pid = start()
shell.type("\x03")
expect("Ctrl-C", last_status(), 130)

pid = start()
shell.type("\x1c")
expect("Ctrl-\\", last_status(), 131)

pid = start("bash")
shell.type("trap 'echo caught.' INT\n")
shell.type("echo ready.\n")
shell.expect(r"\nready\.")
shell.type("\x03")
shell.expect(r"\^Ccaught\.")
shell.type("exit 5\n")
expect("Ctrl-C is the job's to handle", last_status(), 5)

pid = start()
shell.type("\x1a")
shell.expect(r"Stopped")
expect("Ctrl-Z stops", last_status(), 148)
expect("the job", state(pid), "T")
shell.type("fg\n")
until(lambda: state(pid) in "SR", "continuing")
shell.type("echo back.\n")
shell.expect(r"\nback\.")
shell.type("\x1a")
shell.expect(r"Stopped")
shell.type("bg\n")
# In the background a read from the terminal stops it again.
until(lambda: state(pid) == "T", "SIGTTIN")


def shell_knows():
    shell.type("jobs\n")
    return shell.expect("(Running|Stopped) ").group(1) == "Stopped"


until(shell_knows, "the shell's notice of the stop")
shell.type("fg\n")
until(lambda: state(pid) in "SR", "continuing")
shell.type("exit 6\n")
expect("exit status after job control", last_status(), 6)

pid = start()
shell.type("\x1a")
shell.expect(r"Stopped")
# The shell continues what it ends: the job may be gone before it is in the foreground.
shell.type("p=$(jobs -p); kill %%; fg; s=$?; if [ $s = 1 ]; then wait $p; else (exit $s); fi\n")
expect("kill of a stopped job", last_status(), 143)

shell.type("exit\n")
os.waitpid(shell.pid, 0)
