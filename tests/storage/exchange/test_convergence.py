"""Stations that change things without each other, and hear of each other in any order, end the same."""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import random
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils.db import NotFoundError

from app.errors import ExpectedError
from app.people.values import Profile
from app.speech.values import Part, Verdict
from app.storage.exchange.lines import from_line, to_line
from app.storage.exchange.values import Record
from app.storage.orders_values import Needs, Order
from app.storage.plans_values import Given, Plan, PlanItem
from app.storage.progress_counts import differences
from app.storage.reviews_values import Comment
from app.storage.store import Store
from app.storage.values import Attempt
from tests.storage.exchange.centre_samples import (
    DAY,
    PEOPLE,
    as_person,
    carry,
    everything,
    found_centre,
    shuffled,
    station,
)
from tests.storage.storage_samples import NOON, attempt_of, make_score


class World:
    """Some stations, what they do, and the messages that are under way between them."""

    def __init__(self, stores: list[Store], chance: random.Random) -> None:
        self.stores = stores
        self.chance = chance
        self.numbers = itertools.count()
        self.clocks = [timedelta(days=chance.uniform(-2, 2)) for _ in stores]
        self.under_way: list[Record] = []
        self.owner: dict[str, str] = {}

    def now(self, store: Store) -> datetime:
        """What this station takes for now."""
        return NOON + self.clocks[self.stores.index(store)] + timedelta(minutes=next(self.numbers))

    def new_id(self, kind: str) -> str:
        return f"{kind}{next(self.numbers)}"

    def act(self) -> None:
        """Somebody does something somewhere."""
        store = self.chance.choice(self.stores)
        deed = self.chance.choice(
            [
                self.take,
                self.take,
                self.delete,
                self.undelete,
                self.rescore,
                self.review,
                self.say,
                self.take_back_comment,
                self.ask,
                self.plan,
                self.people,
                self.mark,
                self.order,
            ]
        )
        with contextlib.suppress(ExpectedError, NotFoundError):  # what it is about is not here (any more)
            deed(store)

    def any_attempt(self, store: Store) -> str:
        person = self.chance.choice(["nu", "omar"])
        found = as_person(store, person).attempts(person)
        if not found:
            raise NotFoundError
        return self.chance.choice(found).id

    # -- what is done

    def take(self, store: Store) -> None:
        person = self.chance.choice(["nu", "omar"])
        attempt: Attempt = attempt_of(
            store.user_dir,
            self.new_id("a"),
            profile_id=person,
            created=self.now(store),
            score=make_score(next(self.numbers)) if self.chance.random() < 0.8 else None,
        )
        as_person(store, person).add_attempt(attempt)
        self.owner[attempt.id] = person

    def delete(self, store: Store) -> None:
        store.delete_attempt(self.any_attempt(store))

    def undelete(self, store: Store) -> None:
        there = sorted(each.name for each in (store.user_dir / "trash").glob("*"))
        if there:
            attempt_id = self.chance.choice(there)
            as_person(store, self.owner[attempt_id]).undelete_attempt(attempt_id)

    def rescore(self, store: Store) -> None:
        store.replace_score(self.any_attempt(store), make_score(next(self.numbers), syllables=5))

    def ask(self, store: Store) -> None:
        attempt_id = self.any_attempt(store)
        if self.chance.random() < 0.7:
            store.reviews.ask(attempt_id, f"问{next(self.numbers)}", self.now(store))
        else:
            store.reviews.take_back(attempt_id)

    def review(self, store: Store) -> None:
        attempt_id = self.any_attempt(store)
        as_person(store, "li")
        verdict = self.chance.choice([None, *Verdict])
        with contextlib.suppress(ExpectedError):
            store.reviews.change_verdict(
                attempt_id, self.chance.randrange(6), self.chance.choice(list(Part)), verdict, self.now(store)
            )
        self.chance.choice(
            [
                lambda: store.reviews.finish(attempt_id, self.now(store)),
                lambda: store.reviews.reopen(attempt_id),
                lambda: store.reviews.spend(attempt_id, self.chance.uniform(1, 9)),
            ]
        )()

    def say(self, store: Store) -> None:
        attempt_id = self.any_attempt(store)
        comment = Comment(self.new_id("c"), None, f"说{next(self.numbers)}", self.now(store))
        as_person(store, "li").reviews.add_comment(attempt_id, comment)

    def take_back_comment(self, store: Store) -> None:
        attempt_id = self.any_attempt(store)
        comments = as_person(store, "li").reviews.review(attempt_id).comments
        if comments:
            store.reviews.remove_comment(self.chance.choice(comments).id)

    def plan(self, store: Store) -> None:
        as_person(store, "li")
        plans = store.plans.plans()
        items = tuple(PlanItem(f"lesson{n}", n) for n in range(self.chance.randrange(1, 4)))
        if plans and self.chance.random() < 0.5:
            plan = self.chance.choice(plans)
            store.plans.update(dataclasses.replace(plan, items=items, archived=self.chance.random() < 0.1))
        elif plans and self.chance.random() < 0.5:
            given = store.plans.given(self.chance.choice(plans).id)
            if given:
                store.plans.take_back(self.chance.choice(given).id)
        else:
            # one without a title goes with the last of those it was given to
            plan = Plan(self.new_id("p"), self.chance.choice(["", "周"]), "li", self.now(store), items)
            to = self.chance.choice([("first", ""), ("", "nu")])
            given = Given(self.new_id("g"), plan.id, *to, DAY, self.now(store), "li")
            store.plans.add_and_give(plan, given)

    def people(self, store: Store) -> None:
        as_person(store, "head")
        change = self.chance.choice(
            [
                {"nu": {"name": f"努尔{next(self.numbers)}"}},
                {"omar": {"number": str(next(self.numbers))}},
                {"nu": {"cohort_id": self.chance.choice(["", "first"])}},
                {"omar": {"archived": self.chance.random() < 0.5}},
            ]
        )
        store.people.change(change)
        if self.chance.random() < 0.3:
            new = Profile(self.new_id("new"), "新来的", "ug", self.now(store), cohort_id="first")
            store.people.add(new)
            store.people.change({new.id: {"language": "ug"}})
        if self.chance.random() < 0.3:
            store.people.set_trainers("first", self.chance.choice([["li"], ["li", "head"]]))

    def mark(self, store: Store) -> None:
        attempt_id = self.any_attempt(store)
        as_person(store, "li").marks.begin(attempt_id, self.now(store))
        marks = dict.fromkeys(Part, self.chance.choice(list(Verdict)))
        store.marks.mark(attempt_id, self.chance.randrange(6), marks, self.now(store))

    def order(self, store: Store) -> None:
        as_person(store, "li")
        plans = store.plans.plans()
        plan_id = self.chance.choice(plans).id if plans else ""
        orders = store.orders.orders()
        if orders and self.chance.random() < 0.6:
            order = self.chance.choice(orders)
            store.orders.update(dataclasses.replace(order, plan_id=plan_id, firm=f"厂{next(self.numbers)}"))
            self.chance.choice(
                [
                    lambda: store.orders.put_forward(order.id, ["omar"]),
                    lambda: store.orders.withdraw(order.id, "omar"),
                ]
            )()
        else:
            order = Order(self.new_id("o"), "厂", 2, DAY, Needs(), "li", self.now(store), plan_id=plan_id)
            store.orders.add(order)

    # -- how it travels

    def send(self) -> None:
        """Some of what a station has not sent is under way, now or again."""
        store = self.chance.choice(self.stores)
        some = store.exchange.pending(self.chance.randrange(1, 30))
        self.under_way += [from_line(to_line(each)) for each in some]
        if self.chance.random() < 0.5:  # else the answer was lost, and it sends them again
            store.exchange.mark_sent(some)

    def arrive(self) -> None:
        """Some of what is under way arrives somewhere, out of order, some of it twice."""
        if self.under_way:
            some = self.chance.sample(self.under_way, self.chance.randrange(1, len(self.under_way) + 1))
            self.chance.choice(self.stores).exchange.apply(
                shuffled(some, self.chance), pass_on=self.chance.random() < 0.3
            )


@pytest.mark.parametrize("seed", range(6))
def test_all_stations_end_the_same(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    first = station(tmp_path / "0")
    found_centre(first)
    copied = chance.random() < 0.5
    if copied:  # disks copied with their host names: the stations bear the same id
        first.close()
        for number in range(1, 3):
            shutil.copytree(tmp_path / "0", tmp_path / str(number))
        stores = [station(tmp_path / str(number)) for number in range(3)]
        assert len({store.exchange.station().id for store in stores}) == 1
    else:
        stores = [first, *(station(tmp_path / str(number)) for number in range(1, chance.randrange(3, 6)))]
        for store in stores[1:]:
            carry(first, store)
    world = World(stores, chance)
    for _ in range(140):
        chance.choice([world.act, world.act, world.act, world.send, world.arrive])()
    # In the end everybody is told, in whatever order, what each knew before anybody was told
    knew = [list(store.exchange.records()) for store in stores]
    ways = [*itertools.permutations(range(len(stores)), 2)]
    for source, target in chance.sample(ways, len(ways)):
        stores[target].exchange.apply(shuffled(knew[source], chance))
    first_of_all = everything(stores[0])
    assert len(first_of_all) > 25
    for store in stores[1:]:
        assert everything(store) == first_of_all
    for person in PEOPLE:
        views = [seen_by(person, store) for store in stores]
        assert all(view == views[0] for view in views), person
    live = {key[1] for key, (_, deleted, _, _) in first_of_all.items() if key[0] == "attempt" and not deleted}
    for store in stores:
        rows = [row["id"] for row in store._query("SELECT id FROM attempts")]
        assert sorted(rows) == sorted(live)  # each exactly once
        assert store._thread.call(differences) == []
    for store in stores:
        store.close()


def seen_by(person: str, store: Store) -> list[object]:
    """What a person sees, wherever she sits."""
    as_person(store, person)
    shown: list[object] = [sorted((p.id, p.name, p.cohort_id, p.role) for p in store.people.everyone())]
    for owner in ("nu", "omar"):
        if store.access.may_read(owner):
            shown.append(sorted(map(repr, store.attempts(owner))))
            shown.append(sorted(map(repr, store.sounds(owner))))
            shown.append(store.plans.for_person(owner))
            for each in store.attempts(owner):
                review = store.reviews.review(each.id)
                shown.append(
                    (
                        review.state,
                        review.changes,
                        sorted(comment.id for comment in review.comments),
                        review.question,
                        review.reviewed,
                    )
                )
    return shown


@pytest.mark.parametrize("seed", range(20))
def test_two_revisions_of_the_same_number_end_the_same(seed: int, tmp_path: Path) -> None:
    """Two trainers edit the same plan without each other, again and again."""
    chance = random.Random(seed)
    one, two = station(tmp_path / "one"), station(tmp_path / "two")
    found_centre(one)
    as_person(one, "li").plans.add(Plan("p", "计划", "li", NOON, (PlanItem("tones"),)))
    carry(one, two)
    for number in range(6):
        for store in chance.sample([one, two], chance.randrange(1, 3)):
            plan = as_person(store, "li").plans.plan("p")
            store.plans.update(dataclasses.replace(plan, title=f"{number} {chance.random()}"))
        if chance.random() < 0.5:
            carry(*chance.sample([one, two], 2))
    knew = list(one.exchange.records()), list(two.exchange.records())
    one.exchange.apply(knew[1])
    two.exchange.apply(knew[0])
    assert everything(one) == everything(two)
    assert one.plans.plan("p") == as_person(two, "li").plans.plan("p")
    one.close()
    two.close()
