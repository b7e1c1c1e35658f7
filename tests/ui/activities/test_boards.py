"""Matching and ordering: by clicks, by keys and by dragging."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QPoint, Qt

from app.ui.activities.option_button import Mark
from tests.ui.activities.examples import MATCHING, ORDERING

RIGHT = dict(MATCHING.pairs)


def partner(board, index: int) -> int:
    """Where the right partner of a left item stands."""
    return [each.words for each in board.right].index(RIGHT[board.left[index].words])


def drag(qtbot, item, to_item) -> None:
    """A press on `item`, a way across, a release on `to_item`; the item may move meanwhile."""
    begin, end = (each.mapToGlobal(each.rect().center()) for each in (item, to_item))
    end += QPoint(0, 4 if end.y() > begin.y() else -4)
    qtbot.mousePress(item, Qt.MouseButton.LeftButton, pos=item.mapFromGlobal(begin))
    for part in (0.3, 0.6, 1.0):
        qtbot.mouseMove(item, item.mapFromGlobal(begin + (end - begin) * part))
    qtbot.mouseRelease(item, Qt.MouseButton.LeftButton, pos=item.mapFromGlobal(end))


def test_pairs_are_joined_by_clicks(show, qtbot) -> None:
    told = show(MATCHING)
    board, check = told.view.board, told.view.check
    for index in range(4):
        assert not check.isEnabled()
        ends = [board.left[index], board.right[partner(board, index)]]
        for each in ends if index % 2 else reversed(ends):  # either side first
            qtbot.mouseClick(each, Qt.MouseButton.LeftButton)
    assert check.isEnabled()
    assert check.hasFocus()
    qtbot.mouseClick(check, Qt.MouseButton.LeftButton)
    right, asked, answers = told.outcome
    assert (right, asked) == (4, 4)
    assert answers == tuple(f"{left} = {right}" for left, right in MATCHING.pairs)
    assert told.settled == [True]
    assert MATCHING.why in told.view.feedback.text


def test_pairs_are_joined_by_numbers_and_letters(show, qtbot) -> None:
    told = show(MATCHING)
    board = told.view.board
    assert board.left[0].hasFocus()
    for index in range(4):
        qtbot.keyClick(told.view.focusWidget(), str(index + 1))
        qtbot.keyClick(told.view.focusWidget(), "abcd"[partner(board, index)])
    assert "→" in board.left[0].accessibleDescription()
    qtbot.keyClick(told.view.check, Qt.Key.Key_Return)
    assert told.outcome[:2] == (4, 4)


def test_pairs_are_joined_with_the_arrows(show, qtbot) -> None:
    told = show(MATCHING)
    board = told.view.board
    for index in range(4):
        assert board.left[index].hasFocus()
        qtbot.keyClick(board.left[index], Qt.Key.Key_Space)
        qtbot.keyClick(board.left[index], Qt.Key.Key_Right)
        assert board.right[index].hasFocus()
        for _ in range((partner(board, index) - index) % 4):
            qtbot.keyClick(told.view.focusWidget(), Qt.Key.Key_Down)
        qtbot.keyClick(told.view.focusWidget(), Qt.Key.Key_Return)
    qtbot.keyClick(told.view.check, Qt.Key.Key_Space)
    assert told.outcome[:2] == (4, 4)


def test_pairs_are_joined_by_dragging(show, qtbot) -> None:
    told = show(MATCHING)
    board = told.view.board
    said: list[str] = []
    board.said.connect(said.append)
    drag(qtbot, board.left[0], board.right[2])
    assert board.joins == {0: 2}
    assert said == [f"{board.left[0].words} 配 {board.right[2].words}"]
    drag(qtbot, board.right[1], board.left[3])
    assert board.joins == {0: 2, 3: 1}
    drag(qtbot, board.left[1], board.left[2])  # both on one side: nothing
    assert board.joins == {0: 2, 3: 1}
    drag(qtbot, board.left[2], board.right[2])  # taken from the first
    assert board.joins == {2: 2, 3: 1}
    assert all(each.mark is Mark.NONE for each in (*board.left, *board.right))


def test_right_pairs_stay_and_wrong_ones_are_tried_again(show, qtbot) -> None:
    told = show(MATCHING)
    board = told.view.board
    wrong = {0: partner(board, 1), 1: partner(board, 0)}
    for index in range(4):
        qtbot.mouseClick(board.left[index], Qt.MouseButton.LeftButton)
        qtbot.mouseClick(board.right[wrong.get(index, partner(board, index))], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(told.view.check, Qt.MouseButton.LeftButton)
    assert told.outcome[:2] == (2, 4)
    assert [each.mark for each in board.left] == [Mark.WRONG, Mark.WRONG, Mark.RIGHT, Mark.RIGHT]
    assert told.settled == []
    qtbot.mouseClick(told.view.feedback.again, Qt.MouseButton.LeftButton)
    assert set(board.joins) == {2, 3}
    assert [each.isEnabled() for each in board.left] == [True, True, False, False]
    for index in (0, 1):
        qtbot.mouseClick(board.left[index], Qt.MouseButton.LeftButton)
        qtbot.mouseClick(board.right[partner(board, index)], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(told.view.check, Qt.MouseButton.LeftButton)
    assert told.settled == [True]
    assert told.outcome[:2] == (2, 4)


def test_the_pairs_can_be_looked_up(show, qtbot) -> None:
    told = show(MATCHING)
    board = told.view.board
    for index in range(4):
        qtbot.mouseClick(board.left[index], Qt.MouseButton.LeftButton)
        qtbot.mouseClick(board.right[index], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(told.view.check, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(told.view.feedback.look, Qt.MouseButton.LeftButton)
    assert board.joins == {index: partner(board, index) for index in range(4)}


def test_equal_partners_are_as_good_as_each_other(show, qtbot) -> None:
    step = dataclasses.replace(MATCHING, pairs=(("斤", "重量"), ("元", "钱"), ("公斤", "重量")))
    told = show(step)
    board = told.view.board
    weights = [i for i, each in enumerate(board.right) if each.words == "重量"]
    money = next(i for i, each in enumerate(board.right) if each.words == "钱")
    for left, right in ((0, weights[1]), (1, money), (2, weights[0])):
        qtbot.mouseClick(board.left[left], Qt.MouseButton.LeftButton)
        qtbot.mouseClick(board.right[right], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(told.view.check, Qt.MouseButton.LeftButton)
    assert told.outcome[:2] == (3, 3)


def sort_by(told, put) -> None:
    """Bring every item into its place with `put(item, place)`."""
    for place, words in enumerate(ORDERING.items):
        here = told.view.list.order.index(words)
        if here != place:
            put(told.view.list.items[here], place)


def test_it_does_not_begin_in_the_right_order(show) -> None:
    told = show(ORDERING)
    assert told.view.list.order != ORDERING.items
    assert sorted(told.view.list.order) == sorted(ORDERING.items)


def test_items_are_ordered_by_clicks(show, qtbot) -> None:
    told = show(ORDERING)

    def put(item, place: int) -> None:
        qtbot.mouseClick(item, Qt.MouseButton.LeftButton)
        assert item.mark is Mark.CHOSEN
        qtbot.mouseClick(told.view.list.items[place], Qt.MouseButton.LeftButton)
        assert item.mark is Mark.NONE

    sort_by(told, put)
    qtbot.mouseClick(told.view.check, Qt.MouseButton.LeftButton)
    assert told.outcome == (4, 4, ORDERING.items)
    assert told.settled == [True]


def test_items_are_ordered_by_numbers(show, qtbot) -> None:
    told = show(ORDERING)

    def put(item, place: int) -> None:
        item.setFocus()
        qtbot.keyClick(item, str(place + 1))
        assert item.hasFocus()

    sort_by(told, put)
    assert [each.key for each in told.view.list.items] == ["1", "2", "3", "4"]
    qtbot.keyClick(told.view.check, Qt.Key.Key_Return)
    assert told.outcome == (4, 4, ORDERING.items)


def test_an_item_taken_up_goes_with_the_arrows(show, qtbot) -> None:
    told = show(ORDERING)
    first, second, *_rest = told.view.list.items
    assert first.hasFocus()
    qtbot.keyClick(first, Qt.Key.Key_Down)
    assert second.hasFocus()
    assert told.view.list.items[:2] == [first, second]  # only the focus went
    qtbot.keyClick(second, Qt.Key.Key_Space)
    qtbot.keyClick(second, Qt.Key.Key_Up)
    assert told.view.list.items[:2] == [second, first]
    qtbot.keyClick(second, Qt.Key.Key_Up)  # no higher
    assert told.view.list.items[0] is second
    qtbot.keyClick(second, Qt.Key.Key_Space)
    assert second.mark is Mark.NONE


def test_items_are_ordered_by_dragging(show, qtbot) -> None:
    told = show(ORDERING)
    first, *rest = told.view.list.items
    drag(qtbot, first, rest[-1])
    assert told.view.list.items == [*rest, first]
    assert first.mark is Mark.NONE
    drag(qtbot, first, rest[0])
    assert told.view.list.items == [first, *rest]


def test_a_wrong_order_counts_what_stands_in_its_place(show, qtbot) -> None:
    told = show(ORDERING)
    wanted = (ORDERING.items[1], ORDERING.items[0], *ORDERING.items[2:])
    told.view.list.set_order(wanted)
    qtbot.mouseClick(told.view.check, Qt.MouseButton.LeftButton)
    assert told.outcome == (2, 4, wanted)
    assert [each.mark for each in told.view.list.items] == [Mark.WRONG, Mark.WRONG, Mark.RIGHT, Mark.RIGHT]
    qtbot.mouseClick(told.view.feedback.again, Qt.MouseButton.LeftButton)
    assert told.view.list.order == wanted  # she goes on from there
    qtbot.mouseClick(told.view.check, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(told.view.feedback.look, Qt.MouseButton.LeftButton)
    assert told.view.list.order == ORDERING.items
    assert told.settled == [True]


def test_a_drag_that_goes_nowhere_changes_nothing(show, qtbot) -> None:
    told = show(MATCHING)
    item = told.view.board.left[0]
    qtbot.mousePress(item, Qt.MouseButton.LeftButton)
    qtbot.mouseMove(item, QPoint(-300, -300))
    qtbot.mouseRelease(item, Qt.MouseButton.LeftButton, pos=QPoint(-300, -300))
    assert told.view.board.joins == {}
    assert item.mark is Mark.NONE
