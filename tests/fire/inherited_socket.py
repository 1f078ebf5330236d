"""Restarts a server on a listening socket that this program keeps open, as systemd does, while clients send requests.

Usage: inherited_socket.py PROGRAM
Prints one JSON object: requests sent, responses, refused or broken connections, and the exit statuses of the servers.
"""
import http.client
import json
import os
import signal
import socket
import sys
import threading
import time

RESTARTS = 3
CLIENTS = 4

listener = socket.create_server(("127.0.0.1", 0), backlog=128)
port = listener.getsockname()[1]


def start():
    """Starts a server with the socket as descriptor 3 (sd_listen_fds)."""
    child = os.fork()
    if child == 0:
        os.dup2(listener.fileno(), 3)
        os.set_inheritable(3, True)
        environment = dict(os.environ, LISTEN_FDS="1", LISTEN_PID=str(os.getpid()), RUST_LOG="error")
        # An address that cannot be used: the socket takes precedence.
        os.execve(sys.argv[1], [sys.argv[1], "serve", "--listen", "192.0.2.1:1"], environment)
    return child


sent, answered, failed, is_over = [], [], [], threading.Event()


def client():
    while not is_over.is_set():
        sent.append(1)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", "/result?away=yes", headers={"Connection": "close"})
            response = connection.getresponse()
            response.read()
            (answered if response.status == 200 else failed).append(str(response.status))
        except (OSError, http.client.HTTPException) as error:
            failed.append(repr(error))
        finally:
            connection.close()


server = start()
threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
for thread in threads:
    thread.start()
statuses = []
for _ in range(RESTARTS):
    time.sleep(1)
    os.kill(server, signal.SIGTERM)
    statuses.append(os.waitstatus_to_exitcode(os.waitpid(server, 0)[1]))
    # Connections of this time wait in the backlog.
    time.sleep(0.3)
    server = start()
time.sleep(1)
is_over.set()
for thread in threads:
    thread.join()
os.kill(server, signal.SIGTERM)
statuses.append(os.waitstatus_to_exitcode(os.waitpid(server, 0)[1]))
print(json.dumps({"sent": len(sent), "answered": len(answered), "failed": failed[:5], "statuses": statuses}))
