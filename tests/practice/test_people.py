"""People in a studio: who is here, the centre, PINs, pictures, and takes that go on when somebody leaves."""

from __future__ import annotations

import dataclasses
import gc
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.audio.journal import JournaledTake, JournalWriter
from app.bootstrap import read_settings
from app.curriculum.values import FreePitch, Prompt
from app.errors import ExpectedError
from app.people.pins import PinNeededError, PinToChooseError, UnusablePinError
from app.people.rights import NotAllowedError
from app.people.values import ADMINISTRATOR, TRAINEE, TRAINER
from app.practice.keeper import take_meta
from app.practice.studio import Studio
from app.storage.opening import open_store
from tests.practice.test_studio import PATIENCE, Ear, LiveMicrophone, say
from tests.storage.storage_samples import make_score

PNG = b"\x89PNG\r\n\x1a\n" + b"small"
PROMPT = Prompt("p", "新疆红枣")


def open_studio(home: Path) -> Studio:
    return Studio(home, read_settings(home), open_store(home, automatic_backup=False), ())


@pytest.fixture
def studio(own_home: Path) -> Iterator[Studio]:
    studio = open_studio(own_home)
    studio.create_profile("努尔", "ug")
    yield studio
    studio.close()


def here(studio: Studio) -> str:
    return studio.profile.name if studio.profile else ""


def found(studio: Studio) -> None:
    studio.people.set_up("中心", "一班", "4071", name="王老师")


def test_who_was_here_last_is_here_again(studio: Studio, own_home: Path) -> None:
    studio.close()
    again = open_studio(own_home)
    assert here(again) == "努尔"
    again.people.change_pin("", "4071")
    again.close()
    again = open_studio(own_home)
    assert again.profile is None  # nobody until she gives her PIN
    nu = again.settings.profile_id
    with pytest.raises(PinNeededError):
        again.choose_profile(nu)
    assert again.attempts() == [] and again.daily() == []
    again.people.sign_in(nu, "4071")
    assert here(again) == "努尔"
    again.people.sign_out()
    assert here(again) == ""
    again.close()


def test_a_centre_is_set_up_once(studio: Studio) -> None:
    assert studio.people.centre() is None
    with pytest.raises(ExpectedError, match="建立培训中心"):
        studio.classes.take_role(TRAINER)
    for names in (("", "一班", "4071"), ("中心", "", "4071"), ("中心", "一班", "1234")):
        with pytest.raises(ExpectedError):
            studio.people.set_up(*names, name="王老师")
    assert [each.name for each in studio.people.faces()] == ["努尔"]  # nothing half-done
    cohort = studio.people.set_up("中心", "一班", "4071", name="王老师")
    assert studio.profile is not None and studio.profile.role == ADMINISTRATOR
    assert studio.people.led() == [cohort]
    centre = studio.people.centre()
    assert centre is not None and centre.name == "中心"
    with pytest.raises(ExpectedError, match="已经建立"):
        studio.people.set_up("又一个", "二班", "5093", name="别人")
    assert len(studio.people.faces()) == 2


def test_somebody_known_sets_it_up(studio: Studio) -> None:
    assert studio.profile is not None
    nu = studio.profile
    studio.people.change_pin("", "4071")
    with pytest.raises(PinNeededError):
        studio.people.set_up("中心", "一班", "", profile_id=nu.id)
    studio.people.set_up("中心", "一班", "", profile_id=nu.id, pin="4071")
    assert studio.profile.id == nu.id and studio.profile.role == ADMINISTRATOR


def test_a_trainer_is_made_with_a_starting_pin(studio: Studio) -> None:
    assert studio.profile is not None
    nu = studio.profile.id
    found(studio)
    li = studio.people.add("李老师", "zh")
    starting = studio.people.set_role(li.id, TRAINER)
    with pytest.raises(PinToChooseError):
        studio.people.sign_in(li.id, starting)
    studio.people.sign_in(li.id, starting, "8362")
    second = studio.people.add_cohort("二班")
    assert [each.name for each in studio.people.led()] == ["二班"]
    with pytest.raises(NotAllowedError):
        studio.people.profile(nu)
    studio.people.move([nu], second.id)  # she was in no class
    assert [each.name for each in studio.people.profiles(second.id)] == ["努尔"]
    studio.people.change(nu, name="努尔古丽", number="07")
    with pytest.raises(ExpectedError, match="已经有人用了"):
        studio.people.add("又一位", "ug", cohort_id=second.id, number="07")
    with pytest.raises(NotAllowedError):
        studio.people.set_role(nu, TRAINER)
    assert studio.people.reset_pin(nu)
    studio.people.archive(nu)
    assert "努尔古丽" not in [each.name for each in studio.people.faces()]
    assert [each.role for each in studio.people.profiles(second.id, archived=True)] == [TRAINEE]


def test_a_trainee_chooses_a_class_once(studio: Studio) -> None:
    assert studio.profile is not None
    nu = studio.profile.id
    found(studio)
    [first] = studio.people.cohorts()
    second = studio.people.add_cohort("二班")
    studio.people.sign_in(nu)
    studio.classes.join(first.id)
    with pytest.raises(NotAllowedError):
        studio.classes.join(second.id)
    with pytest.raises(NotAllowedError):
        studio.classes.join("")


def test_names_may_be_the_same_in_two_classes(studio: Studio) -> None:
    found(studio)
    [first] = studio.people.cohorts()
    second = studio.people.add_cohort("二班")
    studio.people.add("古丽", "ug", cohort_id=first.id)
    studio.people.add("古丽", "ug", cohort_id=second.id)
    with pytest.raises(ExpectedError, match="已经有叫"):
        studio.people.add("古丽", "ug", cohort_id=second.id)


def test_a_picture_is_kept_beside_the_data(studio: Studio, own_home: Path) -> None:
    assert studio.profile is not None
    with_one = studio.people.set_picture(studio.profile.id, PNG)
    path = studio.people.picture(with_one)
    assert path is not None and path.parent == own_home / "pictures" and path.read_bytes() == PNG
    assert studio.people.picture(studio.people.faces()[0]) == path
    other = studio.people.set_picture(studio.profile.id, PNG + b"!")
    assert not path.exists()
    for wrong in (b"GIF89a", b"", PNG + bytes(300_000)):
        with pytest.raises(ExpectedError, match="照片不能用"):
            studio.people.set_picture(studio.profile.id, wrong)
    assert studio.people.picture(other) is not None
    assert studio.people.picture(dataclasses.replace(other, picture="../kaibo.db")) is None
    studio.people.set_picture(studio.profile.id, None)
    assert list((own_home / "pictures").iterdir()) == []


def test_a_centre_asks_everyone_for_a_pin(studio: Studio) -> None:
    assert studio.profile is not None
    nu = studio.profile.id
    found(studio)
    studio.people.change_centre(pins_required=True)
    with pytest.raises(PinToChooseError):
        studio.people.sign_in(nu)
    with pytest.raises(UnusablePinError):
        studio.people.sign_in(nu, new_pin="1234")
    studio.people.sign_in(nu, new_pin="8362")
    with pytest.raises(NotAllowedError):
        studio.people.change_centre(name="我的")


def test_only_the_administrator_puts_a_backup_back(studio: Studio) -> None:
    assert studio.profile is not None
    nu = studio.profile.id
    found(studio)
    backup = studio.database.make_backup()
    studio.people.sign_in(nu)
    with pytest.raises(NotAllowedError):
        studio.database.restore(backup)
    assert here(studio) == "努尔"


def journaled(studio: Studio, home: Path) -> JournaledTake:
    """A take of whoever is here, ended and not yet kept."""
    assert studio.profile is not None
    meta = take_meta(Prompt("p", ""), "", studio.profile)
    writer = JournalWriter(home / "takes", "t1", meta, "USB")
    writer.append(np.full(16_000, 3_000, np.int16))
    return writer.finish(interrupted=False)


def test_a_take_is_kept_for_its_speaker_when_somebody_else_is_here(studio: Studio, own_home: Path) -> None:
    """The speaker leaves while her take is being scored; whoever sits down next does not get or see it."""
    nu = studio.profile
    assert nu is not None
    take = journaled(studio, own_home)

    def finish() -> object:
        studio.create_profile("阿里", "kk")  # she is gone by the time the score is there
        return make_score(3)

    attempt = studio._keeper.keep(take, PROMPT, "lesson", nu, finish)  # type: ignore[arg-type]
    assert here(studio) == "阿里"
    assert studio.attempts() == []
    with pytest.raises(NotAllowedError):
        studio.attempt(attempt.id)
    studio.people.sign_in(nu.id)
    assert [each.id for each in studio.attempts()] == [attempt.id]


def test_what_a_take_taught_goes_to_its_speaker(studio: Studio) -> None:
    nu = studio.profile
    assert nu is not None

    class Running:
        register = type("Register", (), {"to_json": lambda self: {"median": 200.0}})()

        def finish(self) -> object:
            studio.create_profile("阿里", "kk")
            return make_score(3)

    studio._keeper.finish(Running(), nu)  # type: ignore[arg-type]
    assert studio.profile is not None and studio.profile.register == ""
    studio.people.sign_in(nu.id)
    assert studio.profile.register == '{"median": 200.0}'


def test_a_rescued_take_goes_to_its_speaker(studio: Studio, own_home: Path) -> None:
    nu = studio.profile
    assert nu is not None
    take = journaled(studio, own_home)
    studio.create_profile("阿里", "kk")
    assert studio.rescues.owner(take) == "努尔"
    studio.rescues.keep(take)
    assert studio.attempts() == []
    studio.people.sign_in(nu.id)
    assert len(studio.attempts()) == 1


def test_in_a_centre_a_rescued_take_is_offered_to_its_speaker_only(studio: Studio, own_home: Path) -> None:
    nu = studio.profile
    assert nu is not None
    take_id = journaled(studio, own_home).take_id
    gc.collect()  # who holds a take still works on it
    studio.people.set_up("中心", "一班", "4071", name="王老师")
    assert studio.rescues.all() == []
    studio.people.sign_out()
    assert studio.rescues.all() == []
    studio.people.sign_in(nu.id)
    [take] = studio.rescues.all()
    assert take.take_id == take_id
    studio.people.sign_out()  # the dialog may still be open
    for forbidden in (studio.rescues.keep, studio.rescues.discard):
        with pytest.raises(NotAllowedError):
            forbidden(take)
    studio.people.sign_in(nu.id)
    studio.rescues.keep(take)
    assert len(studio.attempts()) == 1


def test_the_next_one_does_not_see_what_the_last_one_said(own_home: Path) -> None:
    microphone = LiveMicrophone()
    studio = Studio(own_home, read_settings(own_home), open_store(own_home), (), lambda _id: microphone)
    nu = studio.create_profile("努尔", "ug")
    ear = Ear()
    studio.free_takes.start(FreePitch("free", "介绍红枣", (), 60), "lesson", ear)
    say(studio, microphone, np.full(32_000, 0.1, np.float32))
    studio.people.sign_out()
    studio.stop_take()
    assert ear.over.wait(PATIENCE)
    assert ear.attempt is None and ear.error is not None and "努尔" in str(ear.error)
    studio.people.sign_in(nu.id)
    assert len(studio.attempts()) == 1
    studio.close()
