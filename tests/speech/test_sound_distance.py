"""Words compared by their sounds."""

from __future__ import annotations

import random

from app.speech.sound_distance import best_places, distance, sounds_of, syllable_distance


def test_tones_and_characters_do_not_count() -> None:
    assert sounds_of("红枣，") == sounds_of("宏早")
    assert distance(sounds_of("红枣"), sounds_of("宏早")) == 0.0


def test_sounds_that_are_mistaken_for_each_other_are_nearer() -> None:
    four, ten, two = (sounds_of(c)[0] for c in "四十二")
    assert 0 < syllable_distance(four, ten) < 0.3 < syllable_distance(ten, two)


def test_a_phrase_is_found_where_it_was_said() -> None:
    heard = sounds_of("我们把洪早放进冰箱红高也是")
    assert best_places(sounds_of("红枣"), heard, 0.0) == ((3, 5, 0.0),)
    places = best_places(sounds_of("红枣"), heard, 0.4)
    assert [place[:2] for place in places] == [(3, 5), (9, 11)]
    assert best_places(sounds_of("核桃"), heard, 0.1) == ()
    assert best_places((), heard, 1.0) == () and best_places(sounds_of("红枣"), (), 1.0) == ()


def test_the_search_agrees_with_the_plain_distance() -> None:
    """Wherever a phrase is found, that stretch is as far from it as two whole sequences would be."""
    draw = random.Random(0)
    sounds = sounds_of("红枣核桃放冰箱一袋五百克十九块九包邮下单四是")
    found = 0
    for _ in range(100):
        wanted = draw.choices(sounds, k=draw.randint(1, 6))
        heard = draw.choices(sounds, k=draw.randint(1, 40))
        for begin, end, off in best_places(wanted, heard, 0.7):
            found += 1
            assert abs(off - distance(wanted, heard[begin:end])) < 1e-9
    assert found > 100
