"""Listens as a development kit does, and then does what its argument says, which no kit would."""
import os
import socket
import sys
import time

DIRECTORY = "/tmp/iofs/"
LINK = DIRECTORY + "lsnr.sock"
SOCKET = DIRECTORY + "own.sock"
what = sys.argv[1]


def answer(head, body=b""):
    return head.encode() + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body


def listen(backlog=16):
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    server.bind(SOCKET)
    os.chmod(SOCKET, 0o666)
    server.listen(backlog)
    return server


if what == "never":
    time.sleep(600)
if what == "ends":
    sys.exit("nothing to serve")
if what == "leaves":
    os.symlink("../../../../../../run/other.sock", LINK)
    time.sleep(600)
if what == "absolute":
    listen()
    os.symlink(SOCKET, LINK)
    time.sleep(600)
if what == "loop":
    os.symlink("lsnr.sock", LINK)
    time.sleep(600)
if what == "file":
    open(LINK, "w").close()
    time.sleep(600)
if what == "full":
    # Neither much nor many fit into the directory.
    for kind in "much", "many":
        try:
            for i in range(100_000):
                with open(DIRECTORY + (kind if kind == "much" else kind + str(i)), "ab") as f:
                    f.write(b"x" * (4096 if kind == "much" else 0))
            sys.exit("no end to how " + kind)
        except OSError as e:
            print(kind, e.strerror)
        for name in os.listdir(DIRECTORY):
            os.remove(DIRECTORY + name)

server = listen()
os.symlink("own.sock", LINK)
while True:
    connection, _ = server.accept()
    request = b""
    while b"\r\n\r\n" not in request:
        got = connection.recv(65536)
        if not got:
            break
        request += got
    if what == "garbage":
        connection.sendall(b"garbage\r\n\r\n")
    elif what == "status":
        connection.sendall(answer("HTTP/1.1 418 teapot", b"no"))
    elif what == "odd":
        connection.sendall(answer("HTTP/1.1 200 OK\r\nFn-Http-Status: 99"))
    elif what == "half":
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
    elif what == "empty":
        connection.sendall(answer("HTTP/1.1 200 OK\r\nFn-Http-Status: 204", b"not to be seen"))
        continue
    elif what == "silent":
        pass
    else:
        connection.sendall(answer("HTTP/1.1 200 OK", str(os.getpid()).encode()))
        continue
    connection.close()
