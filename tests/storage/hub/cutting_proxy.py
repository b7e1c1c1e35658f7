"""A line that breaks: passes connections on and cuts each after a random number of bytes, or never."""

from __future__ import annotations

import contextlib
import random
import socket
import struct
import threading


class CuttingProxy:
    """Listens on `port` of this machine and passes on to `target` there."""

    def __init__(self, target: int, seed: int, whole: float = 0.3) -> None:
        """`whole` is the share of connections that are never cut."""
        self._target = target
        self._random = random.Random(seed)
        self._whole = whole
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.cut = 0
        self.passed = 0
        self.quiet = False
        """From now on cut nothing."""
        self._threads = [threading.Thread(target=self._listen, daemon=True)]
        self._threads[0].start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for each in self._threads:
            each.join(10)

    def _listen(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self._target))
            whole = self.quiet or self._random.random() < self._whole
            # from the first bytes of the greeting to the middle of a big batch
            budget = None if whole else int(2 ** self._random.uniform(6, 18))
            thread = threading.Thread(target=self._pass_on, args=(near, far, budget), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _pass_on(self, near: socket.socket, far: socket.socket, budget: int | None) -> None:
        lock = threading.Lock()
        left = budget

        def one_way(source: socket.socket, target: socket.socket) -> None:
            nonlocal left
            with contextlib.suppress(OSError):
                while data := source.recv(65536):
                    with lock:
                        if left is not None:
                            data, left = data[:left], max(0, left - len(data))
                    if data:
                        target.sendall(data)
                    if left == 0:
                        break
            for each in (near, far):
                with contextlib.suppress(OSError):
                    if left == 0:  # as when a cable is pulled out: no goodbye
                        each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    each.shutdown(socket.SHUT_RDWR)

        back = threading.Thread(target=one_way, args=(far, near), daemon=True)
        back.start()
        one_way(near, far)
        back.join()
        near.close()
        far.close()
        if left == 0:
            self.cut += 1
        else:
            self.passed += 1
