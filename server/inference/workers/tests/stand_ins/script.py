"""What the stand-in models do next, and the calls that they got. Tests write and read it."""

import os
import threading


class Script:
    def __init__(self):
        self.calls = []
        self.load_error = None
        #: Raised by the inference with this number, from 0.
        self.errors = {}
        #: Inferences whose sound is not a number.
        self.overflows = set()
        #: The seed of the generator of random numbers, None for a random one.
        self.seed = None
        self.segments = [{"text": " hello"}]
        self.segments_made = 0
        self.running = 0
        self.most_running = 0
        self.prepared = []
        self.cache_emptied = 0
        #: The threads in which the model was loaded and used.
        self.threads = set()
        #: Set: inference, or loading, may go on.
        self.go = threading.Event()
        self.go.set()
        self.load_go = threading.Event()
        self.load_go.set()
        #: Set when an inference has begun.
        self.begun = threading.Event()
        self._lock = threading.Lock()

    def step(self):
        """One step of inference, which the test may hold up."""
        self.threads.add(threading.get_ident())
        with self._lock:
            self.running += 1
            self.most_running = max(self.most_running, self.running)
        self.begun.set()
        if os.environ.get("STAND_IN_HANGS"):
            os.write(2, b'{"event": "stand_in_hangs"}\n')
            threading.Event().wait()
        assert self.go.wait(30), "the test never let it go on"
        with self._lock:
            self.running -= 1


script = Script()


def reset():
    script.__init__()
    return script
