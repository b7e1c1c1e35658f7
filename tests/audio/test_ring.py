from __future__ import annotations

import threading
import time

import numpy as np

from app.audio.ring import RingBuffer


def numbers(start: int, count: int, channels: int = 1) -> np.ndarray:
    return np.repeat((np.arange(start, start + count) % 30_000).astype(np.int16)[:, None], channels, axis=1)


def test_what_is_written_is_read_across_the_seam():
    ring = RingBuffer(100, 2)
    read = []
    for start in range(0, 1_000, 37):
        ring.write(numbers(start, 37, 2))
        read.append(ring.read())
    whole = np.concatenate(read)
    np.testing.assert_array_equal(whole, numbers(0, len(whole), 2))
    assert len(whole) == ring.written
    assert ring.dropped == 0


def test_a_full_buffer_drops_the_new_and_counts_it():
    ring = RingBuffer(100, 1)
    ring.write(numbers(0, 80))
    ring.write(numbers(80, 50))
    assert ring.dropped == 30
    np.testing.assert_array_equal(ring.read(), numbers(0, 100))
    assert len(ring.read()) == 0
    ring.write(numbers(0, 250))
    assert ring.dropped == 180
    np.testing.assert_array_equal(ring.read(), numbers(0, 100))


def test_what_was_read_is_not_changed_by_later_writes():
    ring = RingBuffer(10, 1)
    ring.write(numbers(0, 10))
    first = ring.read()
    ring.write(numbers(500, 10))
    np.testing.assert_array_equal(first, numbers(0, 10))


def test_two_threads_lose_and_mix_nothing():
    ring = RingBuffer(4_000, 1)
    total = 96_000

    def speak() -> None:
        start = 0
        while start < total:
            if ring.written - heard[0] < 3_000:
                ring.write(numbers(start, 160))
                start += 160
            else:
                time.sleep(0)

    heard = [0]
    read = []
    speaker = threading.Thread(target=speak)
    speaker.start()
    while heard[0] < total:
        frames = ring.read()
        heard[0] += len(frames)
        read.append(frames)
    speaker.join()
    np.testing.assert_array_equal(np.concatenate(read), numbers(0, total))
