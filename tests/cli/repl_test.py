#!/usr/bin/env python3
"""`meshplay repl` on a real terminal: completion, history, several lines, interruption. repl_test.py MESHPLAY"""

import os
import pathlib
import pty
import re
import select
import signal
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


class Terminal:
    def __init__(self, meshplay, home):
        self.process, self.file = pty.fork()
        if self.process == 0:
            environment = dict(os.environ, HOME=home, XDG_CACHE_HOME=home, TERM="xterm", LANG="C.UTF-8", NO_COLOR="1")
            environment.pop("MESHPLAY_NO_CACHE", None)
            os.execve(meshplay, [meshplay, "repl", str(ROOT / "cli" / "example")], environment)
        self.text = ""

    def until(self, wanted, seconds=20):
        end = time.monotonic() + seconds
        while wanted not in self.shown():
            if time.monotonic() > end:
                raise AssertionError(f"`{wanted}` does not appear in:\n{self.shown()}")
            if select.select([self.file], [], [], 0.1)[0]:
                try:
                    self.text += os.read(self.file, 65536).decode("utf-8", "replace")
                except OSError as error:
                    raise AssertionError(f"it has ended:\n{self.shown()}") from error
        return self.shown()

    def shown(self):
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\r", "", self.text)

    def type(self, keys):
        self.text = ""
        os.write(self.file, keys.encode())

    def end(self, seconds=20):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            done, status = os.waitpid(self.process, os.WNOHANG)
            if done:
                return os.waitstatus_to_exitcode(status)
            if select.select([self.file], [], [], 0.05)[0]:
                try:
                    os.read(self.file, 65536)
                except OSError:
                    time.sleep(0.02)  # the terminal is gone, the process is on its way
        os.kill(self.process, signal.SIGKILL)
        raise AssertionError("it does not end")


def main():
    meshplay = sys.argv[1]
    with tempfile.TemporaryDirectory() as home:
        terminal = Terminal(meshplay, home)
        terminal.until("mesh> ")
        terminal.type("count(s: Serv\t")
        terminal.until("count(s: Service")
        terminal.type(")\r")
        terminal.until("5\n")
        terminal.until("mesh> ")
        terminal.type("some s: Service where s.spec.sel\t is present and\r")
        terminal.until("s.spec.selector is present and")
        terminal.until("  ... ")
        terminal.type('s.name == "web"\r')
        terminal.until("1 row")
        terminal.type("\x1b[A")  # up: the whole input in one line
        terminal.until('some s: Service where s.spec.selector is present and s.name == "web"')
        terminal.type("\x15wrong(\x03")  # interrupted: the next one begins anew
        terminal.until("mesh> ")
        terminal.type("nonsense(1\r)\r")
        terminal.until("error[")
        terminal.type("some s: Service where s.spec.type == \t\t")
        terminal.until('"NodePort"')
        terminal.type("\x15:quit\r")
        code = terminal.end()
        assert code == 0, code
        history = pathlib.Path(home) / "meshplay" / "repl_history"
        assert "count(s:" in history.read_text().replace("\\040", " ")
        assert history.stat().st_mode & 0o077 == 0, "what was asked is nobody else's"
        terminal = Terminal(meshplay, home)
        terminal.until("mesh> ")
        terminal.type("\x1b[A" * 4)
        terminal.until("count(s: Service)")
        terminal.type("\x15\x04")
        assert terminal.end() == 0
    print("ok")


if __name__ == "__main__":
    main()
