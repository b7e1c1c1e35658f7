"""What a centre set holds in the studio: settings, who comes in, who adds herself, PINs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.bootstrap import build_studio, read_settings
from app.errors import ExpectedError
from app.people.pins import PinToChooseError
from app.people.rights import NotAllowedError
from app.policy import LISTED, Policy, SetByCentreError
from app.practice.studio import Studio

Open = Callable[[Policy], Studio]


@pytest.fixture
def opened(own_home: Path) -> Iterator[Open]:
    studios: list[Studio] = []

    def build(policy: Policy) -> Studio:
        for each in studios:
            each.close()
        studios.append(build_studio(own_home, read_settings(own_home, policy), policy))
        return studios[-1]

    yield build
    studios[-1].close()


@pytest.fixture
def centre(opened: Open) -> Studio:
    """A centre with Aynur in class one, Dilnur in class two, and Gulnar in none."""
    studio = opened(Policy())
    studio.people.set_up("中心", "一班", "4826", name="王老师")
    second = studio.people.add_cohort("二班")
    first = next(each for each in studio.people.cohorts() if each.name == "一班")
    studio.people.add("Aynur", "ug", cohort_id=first.id)
    studio.people.add("Dilnur", "ug", cohort_id=second.id)
    studio.people.add("Gulnar", "kk")
    studio.people.sign_out()
    return studio


def who(studio: Studio, name: str) -> str:
    return next(each.id for each in studio.people.faces() if each.name == name)


def test_what_the_centre_set_is_not_changed(opened: Open, own_home: Path) -> None:
    own_home.mkdir(parents=True)
    (own_home / "settings.json").write_text(
        json.dumps({"language": "kk", "model": "own", "welcome_done": True})
    )
    studio = opened(Policy(language="ug", model="kaibo"))
    assert (studio.settings.language, studio.settings.model) == ("ug", "kaibo")
    with pytest.raises(SetByCentreError, match="中心设定"):
        studio.change_settings(language="zh_CN")
    with pytest.raises(SetByCentreError):
        studio.models.use("")
    with pytest.raises(SetByCentreError):
        studio.change_settings(theme="dark", model="")
    assert studio.settings.theme == "system", "all or nothing"
    studio.change_settings(theme="dark", language="ug")
    kept = json.loads((own_home / "settings.json").read_text())
    assert (kept["theme"], kept["language"], kept["model"]) == ("dark", "kk", "own"), (
        "hers for a day without policy"
    )
    assert opened(Policy()).settings.language == "kk"


def test_only_who_is_listed_comes_in(centre: Studio, opened: Open) -> None:
    studio = opened(Policy(sign_in=LISTED, sign_in_classes=(" 一 班",)))
    assert [each.name for each in studio.people.admission.faces()] == ["王老师", "Aynur"]
    studio.choose_profile(who(studio, "Aynur"))
    for name in ("Dilnur", "Gulnar"):
        with pytest.raises(ExpectedError, match=name):
            studio.choose_profile(who(studio, name))
    assert studio.profile is not None and studio.profile.name == "Aynur", "who was here stays"
    studio.people.sign_in(who(studio, "王老师"), "4826")


def test_any_class_will_do_when_none_is_named(centre: Studio, opened: Open) -> None:
    studio = opened(Policy(sign_in=LISTED))
    assert [each.name for each in studio.people.admission.faces()] == ["王老师", "Aynur", "Dilnur"]


def test_who_was_here_last_is_not_let_in_any_more(centre: Studio, opened: Open) -> None:
    studio = opened(Policy())
    studio.choose_profile(who(studio, "Gulnar"))
    assert opened(Policy()).profile is not None
    assert opened(Policy(sign_in=LISTED)).profile is None


def test_a_founder_comes_in_although_nobody_is_listed(opened: Open) -> None:
    studio = opened(Policy(sign_in=LISTED, self_registration=False))
    with pytest.raises(ExpectedError, match="教师添加"):
        studio.create_profile("Aynur", "ug")
    studio.people.set_up("中心", "一班", "4826", name="王老师")
    assert studio.profile is not None and studio.profile.teaches
    studio.people.add("Aynur", "ug")


def test_nobody_adds_herself_where_the_centre_forbids_it(opened: Open) -> None:
    studio = opened(Policy(self_registration=False))
    assert not studio.people.admission.may_add_herself()
    with pytest.raises(ExpectedError, match="教师添加"):
        studio.create_profile("Aynur", "ug")
    assert studio.people.faces() == []


def test_a_newcomer_adds_herself_where_the_centre_allows_it(centre: Studio, opened: Open) -> None:
    studio = opened(Policy())
    assert not studio.people.admission.may_add_herself()
    with pytest.raises(NotAllowedError):
        studio.create_profile("Rena", "ug")
    studio = opened(Policy(self_registration=True))
    assert studio.people.admission.may_add_herself()
    assert studio.create_profile("Rena", "ug").role == "trainee"
    with pytest.raises(NotAllowedError):
        studio.people.add("Another", "ug")  # somebody is signed in, and does not teach
    studio.people.sign_out()
    cohort = studio.people.cohorts()[0]
    with pytest.raises(NotAllowedError):
        studio.people.add("Another", "ug", cohort_id=cohort.id)


def test_pins_as_the_policy_says(centre: Studio, opened: Open) -> None:
    studio = opened(Policy(pins_required=True))
    with pytest.raises(PinToChooseError):
        studio.choose_profile(who(studio, "Aynur"))
    studio.people.sign_in(who(studio, "王老师"), "4826")
    found = studio.people.centre()
    assert found is not None and found.pins_required
    with pytest.raises(SetByCentreError):
        studio.people.change_centre(pins_required=False)
    studio.people.change_centre(name="新中心", pins_required=True)
    studio = opened(Policy())
    found = studio.people.centre()
    assert found is not None and found.name == "新中心" and not found.pins_required, "the centre's own choice"


def test_the_policys_name_of_the_station_is_noted(centre: Studio, opened: Open) -> None:
    studio = opened(Policy(station="3-07"))
    studio.people.sign_in(who(studio, "王老师"), "4826")
    assert studio._store.sign_ins.station == "3-07"
    studio.database.restore(studio.database.make_backup())
    assert studio._store.sign_ins.station == "3-07", "in a restored database, too"
