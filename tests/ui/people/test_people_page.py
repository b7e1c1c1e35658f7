"""The people page over a real store: who is offered what, what it does, and the way back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QDialog, QMenu, QPushButton

from app.i18n import LANGUAGES
from app.people.values import TRAINER
from app.practice.studio import Studio
from app.settings import Settings
from app.ui.i18n import apply_language
from app.ui.jobs import Jobs
from app.ui.screens.people import PeopleScreen
from app.ui.screens.people.facts import AWAY, CLASSLESS
from app.ui.screens.people.menus import add_tables
from app.ui.screens.people.pin_told import PinToldDialog
from app.ui.screens.people.table import MIME
from app.ui.theme import Theme
from tests.ui.people.conftest import class_of, id_of


@pytest.fixture
def screen(centre: Studio, jobs: Jobs, theme: Theme, qtbot) -> Iterator[PeopleScreen]:
    made = PeopleScreen(centre, jobs, theme)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    made.enter()
    made.list.show_group(class_of(centre).id)
    yield made
    for each in made.findChildren(QDialog):
        each.close()


@pytest.fixture
def failures(screen: PeopleScreen) -> list[str]:
    told: list[str] = []
    screen.failed.connect(told.append)
    return told


def shown(screen: PeopleScreen) -> list[str]:
    return [each.name for each in screen.list.table.people]


def pick(screen: PeopleScreen, *names: str) -> None:
    screen.list.table.choose({each.id for each in screen.list.table.people if each.name in names})


def undos(screen: PeopleScreen) -> list[object]:
    made: list[object] = []
    screen.undo_offered.connect(lambda _sentence, undo: made.append(undo))
    return made


def as_trainer(centre: Studio, screen: PeopleScreen) -> None:
    """李老师 leads 二班 and is here."""
    people = centre.people
    li = people.add("李老师", "zh")
    starting = people.set_role(li.id, TRAINER)
    second = people.add_cohort("二班")
    people.set_trainers(second.id, [li.id])
    people.add("古丽", "ug", cohort_id=second.id)
    people.add("巴哈尔", "ug")
    people.sign_in(li.id, starting, "8305")
    screen.enter()


def test_one_is_added_with_enter_and_then_the_next(screen: PeopleScreen) -> None:
    adding = screen.list.adding
    for name in ("古丽", "巴哈尔"):
        adding.name.setText(name)
        adding.name.returnPressed.emit()
        assert adding.name.text() == "" and adding.name.isEnabled()
    assert set(shown(screen)) == {"努尔", "阿丽", "古丽", "巴哈尔"}
    adding.name.setText("古丽")
    adding.name.returnPressed.emit()
    assert "已经有" in adding.sentence
    assert adding.name.text() == "古丽"


def test_people_are_moved_and_the_way_back_leads_back(screen: PeopleScreen, centre: Studio) -> None:
    second = centre.people.add_cohort("二班")
    screen.enter()
    made = undos(screen)
    pick(screen, "努尔")
    data = QMimeData()
    data.setData(MIME, id_of(centre, "努尔").encode())
    screen.list.classes.drop_people(data, second.id)
    assert shown(screen) == ["阿丽"]
    assert centre.people.profile(id_of(centre, "努尔")).cohort_id == second.id
    [undo] = made
    undo()
    assert set(shown(screen)) == {"努尔", "阿丽"}


def test_people_dropped_where_they_are_stay(screen: PeopleScreen, centre: Studio) -> None:
    made = undos(screen)
    screen.list.move_people([id_of(centre, "努尔")], class_of(centre).id)
    assert made == []


def test_people_are_put_away_and_brought_back(screen: PeopleScreen, centre: Studio) -> None:
    made = undos(screen)
    pick(screen, "努尔", "阿丽")
    screen.list.archive.click()
    assert shown(screen) == []
    assert [each.name for each in centre.people.faces()] == ["王老师"]
    made[0]()
    assert set(shown(screen)) == {"努尔", "阿丽"}
    pick(screen, "努尔")
    screen.list.archive.click()
    screen.list.show_group(AWAY)
    pick(screen, "努尔")
    assert screen.list.archive.text() == "拿回来"
    screen.list.archive.click()
    assert "努尔" in {each.name for each in centre.people.faces()}


def test_a_reset_pin_is_shown_large_and_lets_her_in_once(screen: PeopleScreen, centre: Studio) -> None:
    pick(screen, "努尔")
    screen.list.reset.click()
    [dialog] = screen.findChildren(PinToldDialog)
    pin = "".join(each for each in dialog.pin.text() if each.isdigit())
    nur = id_of(centre, "努尔")
    centre.people.sign_in(nur, pin, "8305")
    assert centre.profile is not None and centre.profile.id == nur


def test_several_chosen_offer_what_holds_for_several(screen: PeopleScreen) -> None:
    pick(screen, "努尔", "阿丽")
    page = screen.list
    assert page.open.isHidden() and page.reset.isHidden()
    assert not page.move_to.isHidden() and not page.archive.isHidden()
    page.table.clearSelection()
    assert page.move_to.isHidden() and page.archive.isHidden()


def test_details_are_changed_together(screen: PeopleScreen, centre: Studio) -> None:
    dialog = screen.list.open_person(id_of(centre, "努尔"))
    assert dialog is not None
    dialog.name.setText("努尔古丽")
    dialog.number.setText("007")
    dialog.language.setCurrentIndex(dialog.language.findData("kk"))
    dialog.keep()
    changed = centre.people.profile(id_of(centre, "努尔古丽"))
    assert (changed.number, changed.language) == ("007", "kk")
    assert shown(screen) == ["努尔古丽", "阿丽"]  # numbers first


def test_a_name_that_cannot_be_used_is_said(screen: PeopleScreen, centre: Studio) -> None:
    dialog = screen.list.open_person(id_of(centre, "努尔"))
    assert dialog is not None
    dialog.name.setText("阿丽")
    dialog.keep()
    assert "已经有" in dialog.sentence
    assert dialog.isVisible()


def test_a_picture_is_chosen_and_taken_away(screen: PeopleScreen, centre: Studio, tmp_path: Path) -> None:
    photo = QImage(400, 600, QImage.Format.Format_RGB888)
    photo.fill(QColor("#336699"))
    photo.save(str(tmp_path / "nur.jpg"))
    nur = id_of(centre, "努尔")
    dialog = screen.list.open_person(nur)
    assert dialog is not None
    dialog.take_picture(tmp_path / "nur.jpg")
    kept = centre.people.picture(centre.people.profile(nur))
    assert kept is not None and kept.stat().st_size < 256 * 1024
    dialog.take_picture(tmp_path / "not there.jpg")
    assert "打不开" in dialog.sentence
    dialog.drop_picture.click()
    assert centre.people.profile(nur).picture == ""


def test_a_new_trainer_gets_a_starting_pin(screen: PeopleScreen, centre: Studio) -> None:
    dialog = screen.list.open_person(id_of(centre, "努尔"))
    assert dialog is not None
    dialog.role.setCurrentIndex(dialog.role.findData(TRAINER))
    dialog.keep()
    assert centre.people.profile(id_of(centre, "努尔")).role == TRAINER
    assert len(screen.findChildren(PinToldDialog)) == 1


def test_a_class_is_made_renamed_and_put_away(screen: PeopleScreen, centre: Studio) -> None:
    made = undos(screen)
    dialog = screen.list.make_class()
    assert dialog is not None
    dialog.name.setText("一班")
    dialog.keep()
    assert "已经有" in dialog.sentence
    dialog.name.setText("二班")
    dialog.keep()
    assert "二班" in screen.list.sentence
    change = screen.list.change_class()
    assert change is not None
    change.name.setText("晚班")
    change.strictness.setCurrentIndex(2)
    change.keep()
    evening = next(each for each in centre.people.cohorts() if each.name == "晚班")
    assert evening.strictness != "normal"
    screen.list.archive_class()
    assert evening.id not in screen.list.classes.groups
    made[-1]()
    assert evening.id in screen.list.classes.groups


def test_what_holds_for_the_centre(screen: PeopleScreen, centre: Studio) -> None:
    dialog = screen.list.change_centre()
    assert dialog is not None
    dialog.name.setText("和田中心")
    dialog.pins.setChecked(True)
    dialog.keep()
    kept = centre.people.centre()
    assert kept is not None and (kept.name, kept.pins_required) == ("和田中心", True)


def test_a_trainer_is_offered_only_what_is_hers(screen: PeopleScreen, centre: Studio, failures) -> None:
    as_trainer(centre, screen)
    page = screen.list
    names = {page.classes.item(row).text() for row in range(page.classes.count())}
    assert not any("一班" in each for each in names)
    assert page.centre.isHidden()
    page.show_group(CLASSLESS)
    assert shown(screen) == ["巴哈尔"]
    pick(screen, "巴哈尔")
    assert page.open.isHidden() and page.reset.isHidden() and page.archive.isHidden()
    assert not page.move_to.isHidden()
    second = centre.people.led()[0]
    page.move_people([id_of(centre, "巴哈尔")], second.id)
    page.show_group(second.id)
    assert set(shown(screen)) == {"古丽", "巴哈尔"}
    dialog = page.open_person(id_of(centre, "古丽"))
    assert dialog is not None
    assert not dialog.role.isVisible()
    assert failures == []


def test_what_the_store_refuses_is_a_sentence(screen: PeopleScreen, centre: Studio, failures) -> None:
    nur = id_of(centre, "努尔")
    as_trainer(centre, screen)
    screen.list.move_people([nur], centre.people.led()[0].id)
    assert len(failures) == 1
    assert "没有改动" in failures[0]


def test_search_narrows_and_sorting_keeps_the_choice(screen: PeopleScreen, centre: Studio) -> None:
    for number in range(15):
        centre.people.add(f"学员{number}", "ug", cohort_id=class_of(centre).id, number=f"{number:02}")
    screen.enter()
    screen.list.search.setText("员1")
    assert set(shown(screen)) == {"学员1", *(f"学员{n}" for n in range(10, 15))}
    screen.list.search.setText("07")
    assert shown(screen) == ["学员7"]
    pick(screen, "学员7")
    screen.list.search.clear()
    assert screen.list.table.chosen == [id_of(centre, "学员7")]


def test_a_roster_is_shown_before_it_is_taken_over(
    screen: PeopleScreen, centre: Studio, tmp_path: Path
) -> None:
    path = tmp_path / "名单.csv"
    path.write_text(
        "编号,姓名,母语,班级\n1,努尔,哈萨克语,一班\n2,古丽,,二班\n3,,,一班\n4,丙,火星语,一班\n",
        encoding="utf-8",
    )
    told: list[str] = []
    screen.done.connect(told.append)
    screen.open_table(path)
    page = screen.roster
    assert "加 1 人" in page.accept.text() and "改 1 人" in page.accept.text()
    texts = {each.text() for table in page.findChildren(type(page._table([], 0))) for each in _items(table)}
    assert "火星语" in "".join(texts)
    assert any("维吾尔语" in each and "哈萨克语" in each for each in texts)
    assert {each.name for each in centre.people.faces()} == {"王老师", "努尔", "阿丽"}  # nothing yet
    [(tick, missing)] = page._missing
    assert missing.name == "阿丽" and page.put_away == []
    tick.setCheckState(tick.checkState().Checked)
    assert "收起 1 人" in page.accept.text()
    page.accept.click()
    assert {each.name for each in centre.people.faces()} == {"王老师", "努尔", "古丽"}
    assert screen.currentWidget() is screen.list
    assert told == ["名单导入好了。"]


def _items(table):
    cells = (
        table.item(row, column) for row in range(table.rowCount()) for column in range(table.columnCount())
    )
    return [each for each in cells if each is not None]


def test_a_file_that_is_no_roster_is_said(screen: PeopleScreen, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    screen.open_table(path)
    assert not screen.roster.accept.isEnabled()
    screen.escape()
    assert screen.currentWidget() is screen.list


def test_what_is_written_comes_back_unchanged(screen: PeopleScreen, centre: Studio, tmp_path: Path) -> None:
    told: list[str] = []
    screen.done.connect(told.append)
    path = tmp_path / "名单.xlsx"
    screen.write_roster(path, class_of(centre).id)
    assert "2 人" in told[0]
    screen.open_table(path)
    assert not screen.roster.accept.isEnabled()
    screen.write_template(tmp_path / "空.xlsx")
    screen.write_roster(tmp_path / "no folder" / "x.xlsx", None)
    assert len(told) == 2


@pytest.mark.parametrize("scale", [1.0, 1.3])
@pytest.mark.parametrize("language", list(LANGUAGES))
def test_it_fits_a_small_screen_in_every_language(
    application, centre: Studio, jobs: Jobs, qtbot, language: str, scale: float
) -> None:
    apply_language(application, language)
    centre.people.reset_pin(id_of(centre, "努尔"))
    screen = PeopleScreen(centre, jobs, Theme(application, Settings(language=language, font_scale=scale)))
    qtbot.addWidget(screen)
    screen.show()
    screen.enter()
    screen.list.show_group(class_of(centre).id)
    pick(screen, "努尔")
    dialogs = [screen.list.open_person(id_of(centre, "努尔")), screen.list.change_class()]
    for each in (screen, *dialogs):
        assert each is not None
        assert each.minimumSizeHint().width() <= 1366 - 140
        assert each.minimumSizeHint().height() <= 768 - 48
        for control in each.findChildren(QPushButton):
            assert control.text() or control.accessibleName()


def test_the_menus_offer_the_other_classes_and_the_tables(screen: PeopleScreen, centre: Studio) -> None:
    second = centre.people.add_cohort("二班")
    screen.enter()
    pick(screen, "努尔")
    menu = QMenu(screen)
    screen.list._add_moves(menu)
    assert [each.text() for each in menu.actions() if each.text()] == ["二班", "不在班级里"]
    menu.actions()[0].trigger()
    assert centre.people.profile(id_of(centre, "努尔")).cohort_id == second.id
    asked: list[object] = []
    tables = QMenu(screen)
    add_tables(
        tables,
        class_of(centre),
        bring=lambda: asked.append("in"),
        template=lambda: asked.append("empty"),
        write=lambda cohort_id, name: asked.append(name),
    )
    for each in tables.actions():
        each.trigger()
    assert asked == ["in", "empty", "一班", ""]
