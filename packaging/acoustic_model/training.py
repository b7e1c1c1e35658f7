"""The training run: workers that train apart and average their weights often; checkpoints after every pass.

On CPU cores that are shared with other work, workers of one thread each that meet every few steps lose less
time than threads that wait for one another at every matrix product. On a GPU there is one worker.
"""

from __future__ import annotations

import math
import os
import pickle
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.distributed as distributed
from numpy.typing import NDArray
from torch.nn import functional

from acoustic_model.bootstrap import bootstrap
from acoustic_model.corpus import Corpus
from acoustic_model.feeding import IGNORED, Feeder, cepstral_spread
from acoustic_model.model import AcousticModel, Shape
from acoustic_model.realignment import realign

_WARM_UP = 150
_MEET_EVERY = 20
_AVERAGE_DECAY = 0.96  # per meeting
_LAST_RATE = 0.02


@dataclass(frozen=True)
class Settings:
    """What a run is made of. It ends after `minutes` of training, which the learning rate follows.

    A run that was interrupted goes on where its last pass ended, and may be given more or fewer minutes.
    """

    folder: Path
    minutes: float = 70.0
    workers: int = 2
    rows: int = 8
    row_frames: int = 400
    rate: float = 1.5e-3
    realign_after: tuple[int, ...] = (1, 3, 6, 20, 30)
    seed: int = 1


def train(settings: Settings) -> None:
    """Train, or go on from the last checkpoint in `settings.folder`, until all passes are done."""
    states_path = settings.folder / "states.pkl"
    if not states_path.exists():
        states_path.write_bytes(pickle.dumps(bootstrap(Corpus(settings.folder / "corpus"))))
    if torch.cuda.is_available():
        _worker(0, 1, settings)
        return
    os.environ.setdefault("MASTER_ADDR", "127.0.0.1")
    os.environ.setdefault("MASTER_PORT", "29501")
    torch.multiprocessing.spawn(_worker, args=(settings.workers, settings), nprocs=settings.workers)


def _worker(number: int, workers: int, settings: Settings) -> None:
    torch.set_num_threads(1)
    if workers > 1:
        distributed.init_process_group("gloo", rank=number, world_size=workers)
    _Run(number, workers, settings).run()
    if workers > 1:
        distributed.destroy_process_group()


class _Run:
    """One worker's training."""

    def __init__(self, number: int, workers: int, settings: Settings) -> None:
        self.number, self.workers, self.settings = number, workers, settings
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.corpus = Corpus(settings.folder / "corpus")
        self.states: list[NDArray[np.int16] | None] = pickle.loads(
            (settings.folder / "states.pkl").read_bytes()
        )
        torch.manual_seed(settings.seed)  # the same first weights everywhere
        self.model = AcousticModel(Shape(), *cepstral_spread(self.corpus)).to(self.device)
        self.optimiser = torch.optim.AdamW(self.model.parameters(), lr=settings.rate, weight_decay=1e-3)
        self.average: dict[str, torch.Tensor] = {}
        self.passes_done = 0
        self.seconds = 0.0  # of training so far, the same for all workers
        self._resume()
        seed = settings.seed + 1000 * self.passes_done + number
        torch.manual_seed(seed)
        shape = self.model.shape
        self.feeder = Feeder(self.corpus, self.states, shape.context, shape.subsampling, seed)
        self.steps = self.feeder.frames_per_pass // (settings.rows * settings.row_frames * workers)

    @property
    def progress(self) -> float:
        """How much of the run is over, 0 to 1."""
        return min(1.0, self.seconds / (60 * self.settings.minutes))

    def run(self) -> None:
        while self.progress < 1:
            self._one_pass()
            self.passes_done += 1
            if self.passes_done in self.settings.realign_after and self.progress < 1:
                self._realign(phases=1 if self.passes_done == 1 else self.model.shape.subsampling)
            if self.number == 0:
                self._save()
            if self.workers > 1:
                distributed.barrier()

    def _one_pass(self) -> None:
        self.model.train()
        losses, hits, counted = 0.0, 0, 0
        met = time.time()
        for step in range(self.steps):
            self._set_rate(step)
            cepstra, targets = self.feeder.batch(self.settings.rows, self.settings.row_frames)
            wanted = torch.as_tensor(targets).flatten().to(self.device)
            with torch.autocast(self.device, dtype=torch.bfloat16):
                logits = self.model(torch.as_tensor(cepstra).to(self.device))
            logits = logits.float().flatten(0, 1)
            loss = functional.cross_entropy(logits, wanted, ignore_index=IGNORED)
            self.optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), 5.0)
            self.optimiser.step()
            losses += loss.item()
            hits += int((logits.argmax(dim=1) == wanted).sum())
            counted += int((wanted != IGNORED).sum())
            if (step + 1) % _MEET_EVERY == 0 or step + 1 == self.steps:
                self._meet(time.time() - met)
                met = time.time()
                if (step + 1) % (5 * _MEET_EVERY) == 0 or step + 1 == self.steps or self.progress == 1:
                    self._report(
                        f"pass {self.passes_done + 1} step {step + 1}/{self.steps} "
                        f"loss {losses / (step + 1):.4f} "
                        f"frames right {hits / counted:.4f} progress {self.progress:.3f}"
                    )
                if self.progress == 1:
                    return

    def _set_rate(self, step: int) -> None:
        warm = min(1.0, (step + 1) / _WARM_UP) if self.passes_done == 0 else 1.0
        falling = 0.5 * (1 + math.cos(math.pi * self.progress))
        for group in self.optimiser.param_groups:
            group["lr"] = self.settings.rate * warm * (_LAST_RATE + (1 - _LAST_RATE) * falling)

    def _meet(self, seconds: float) -> None:
        """Average the workers' weights and the time they took, and let the running average follow."""
        spent = torch.tensor([seconds], dtype=torch.float64)
        if self.workers > 1:
            distributed.all_reduce(spent)
        self.seconds += spent.item() / self.workers
        for tensor in self.model.state_dict().values():
            if tensor.is_floating_point() and self.workers > 1:
                distributed.all_reduce(tensor)
                tensor /= self.workers
        for name, tensor in self.model.state_dict().items():
            if name not in self.average or not tensor.is_floating_point():
                self.average[name] = tensor.detach().clone()
            else:
                self.average[name].lerp_(tensor, 1 - _AVERAGE_DECAY)

    def _realign(self, phases: int) -> None:
        started = time.time()
        share = (self.number, self.workers)
        found = realign(self.model, self.corpus, self.states, self.device, phases=phases, share=share)
        everything: list[dict[int, Any] | None] = [found] * self.workers
        if self.workers > 1:
            distributed.all_gather_object(everything, found)
        changed = total = 0
        for part in everything:
            for index, path in (part or {}).items():
                before = self.states[index]
                if before is not None:
                    changed += int((before != path).sum())
                    total += len(path)
                self.states[index] = path
        if self.number == 0:
            (self.settings.folder / "states.pkl").write_bytes(pickle.dumps(self.states))
        self._report(
            f"realigned in {time.time() - started:.0f} s, {changed / total:.3f} of the frames changed"
        )

    def _save(self) -> None:
        path = self.settings.folder / "checkpoint.pt"
        content = {
            "shape": asdict(self.model.shape),
            "passes": self.passes_done,
            "seconds": self.seconds,
            "model": self.model.state_dict(),
            "average": self.average,
            "optimiser": self.optimiser.state_dict(),
        }
        torch.save(content, path.with_suffix(".new"))
        path.with_suffix(".new").replace(path)

    def _resume(self) -> None:
        path = self.settings.folder / "checkpoint.pt"
        if path.exists():
            content = torch.load(path, map_location=self.device, weights_only=True)
            self.model.load_state_dict(content["model"])
            self.optimiser.load_state_dict(content["optimiser"])
            self.average, self.passes_done = content["average"], content["passes"]
            self.seconds = content["seconds"]

    def _report(self, line: str) -> None:
        if self.number == 0:
            print(f"{time.strftime('%H:%M:%S')} {line}", file=sys.stderr, flush=True)
