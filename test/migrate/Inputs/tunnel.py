# The connection between two hosts: who has not the key, whatever was recorded, cut off or changed
# reaches nothing, and the listener goes on.
import os
import socket
import subprocess
import sys
import threading

from moving import expect, until

tunnel, auspex = sys.argv[1:]
os.chdir(os.environ["HOME"])
for name in ("key", "other"):
    subprocess.run([auspex, "agent", "--new-key", os.path.abspath(name)], check=True)
# Each connection that is let in leaves a line, and echoes; after its end there is one without a connection.
COMMAND = ["/bin/sh", "-c", "[ -S /dev/stdin ] || exec touch tidied; echo in >> connections; exec cat <&0 >&0"]


def connections():
    return len(open("connections").readlines()) if os.path.exists("connections") else 0


log = open("log", "w+")
listener = subprocess.Popen([tunnel, "listen", "127.0.0.1", "0", os.path.abspath("key"), *COMMAND],
                            stdout=subprocess.PIPE, stderr=log, text=True)
port = int(listener.stdout.readline().split()[-1])


class Tunnel:
    def __init__(self, key="key", port=port):
        self.socket, theirs = socket.socketpair()
        self.process = subprocess.Popen([tunnel, "connect", "127.0.0.1", str(port), os.path.abspath(key)], stdin=theirs)
        theirs.close()
        self.file = self.socket.makefile("rwb")
        self.answer = self.file.readline().decode().strip()

    def echo(self, text):
        """What comes back before the connection ends."""
        try:
            self.file.write(text)
            self.file.flush()
            return self.file.read(len(text))
        except OSError:
            return b""

    def close(self):
        try:
            self.file.close()
        except OSError:
            pass
        self.socket.close()
        self.process.wait()


class Proxy:
    """Between the two: records what the client sends, changes or cuts it."""

    def __init__(self, change=lambda data, at: data, most=None):
        self.sent, self.change, self.most = b"", change, most
        self.listen = socket.create_server(("127.0.0.1", 0))
        self.port = self.listen.getsockname()[1]
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        client, _ = self.listen.accept()
        server = socket.create_connection(("127.0.0.1", port))
        threading.Thread(target=self.copy, args=(server, client), daemon=True).start()
        while data := client.recv(65536):
            if self.most is not None and len(self.sent) + len(data) > self.most:
                server.sendall(data[: self.most - len(self.sent)])
                break
            server.sendall(self.change(data, len(self.sent)))
            self.sent += data
        for end in (client, server):
            end.shutdown(socket.SHUT_RDWR)

    def copy(self, server, client):
        try:
            while data := server.recv(65536):
                client.sendall(data)
            client.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


good = Tunnel()
expect("with the key", (good.answer, good.echo(b"hello")), ("ok", b"hello"))
much = os.urandom(3 << 20)
sender = threading.Thread(target=lambda: (good.file.write(much), good.file.flush()))
sender.start()
expect("3 MiB there and back", good.file.read(len(much)) == much, True)
sender.join()
if os.geteuid() == 0:
    children = open(f"/proc/{listener.pid}/task/{listener.pid}/children").read().split()
    users = {line.split()[1] for pid in children for line in open(f"/proc/{pid}/status") if line.startswith("Uid:")}
    expect("who speaks with the network", users, {"65534"})
good.close()
until(lambda: os.path.exists("tidied"), "the work after a connection")
expect("connections", connections(), 1)

wrong = Tunnel("other")
expect("another key", wrong.answer, "the keys of the two hosts differ")
wrong.close()
expect("connections after another key", connections(), 1)

proxy = Proxy()
recorded = Tunnel(port=proxy.port)
expect("through a recorder", (recorded.answer, recorded.echo(b"secret words")), ("ok", b"secret words"))
recorded.close()
expect("connections after the recording", connections(), 2)
expect("the recording is closed", b"secret words" in proxy.sent, False)
again = socket.create_connection(("127.0.0.1", port))
again.sendall(proxy.sent)
again.settimeout(30)
try:
    while again.recv(65536):
        pass
except ConnectionResetError:
    pass
expect("connections after a replay", connections(), 2)
until(lambda: log.seek(0) == 0 and log.read().count("refused a connection") >= 2, "what the listener says")

flipped = Proxy(change=lambda data, at: data[:-1] + bytes([data[-1] ^ 1]) if at else data)
changed = Tunnel(port=flipped.port)
expect("a changed handshake", changed.answer == "ok" and changed.echo(b"x") == b"x", False)
changed.close()

for most in (1, 100, 300, 600):
    cut = Tunnel(port=Proxy(most=most).port)
    if cut.answer == "ok":
        expect(f"cut after {most} bytes", len(cut.echo(b"x" * 5000)) < 5000, True)
    cut.close()

noise = socket.create_connection(("127.0.0.1", port))
noise.sendall(b"GET / HTTP/1.0\r\n\r\n" + os.urandom(1000))
try:
    while noise.recv(65536):
        pass
except ConnectionResetError:
    pass

last = Tunnel()
expect("the listener goes on", (last.answer, last.echo(b"still")), ("ok", b"still"))
last.close()
os.chmod("key", 0o640)
expect("a key that others can read", "chmod 600" in Tunnel().answer, True)
os.chmod("key", 0o600)
listener.kill()
