"""What a talk said of its product's facts: covered, missing, contradicted, or not heard clearly.

Words are matched by their characters and by their sounds, tones aside; numbers by value, whichever way they
were spoken. A wrong number contradicts the card only where it was heard with trust and where no single
mishearing would make the right one of it. What cannot be known is called unclear. The limits were chosen with
the tuning products of packaging/coaching/evaluate_pitch.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.coaching.card_facts import CardFact, NumberFact, WordFact
from app.coaching.heard_text import SENTENCE_PAUSE, HeardText, Match
from app.coaching.phrases import live_room, synonyms
from app.coaching.quantities import Quantity, counted_things, find_quantities
from app.coaching.values import FactFinding, FactKind, FactState
from app.speech.numerals import integer, price
from app.speech.sound_distance import distance, sounds_of, syllable_distance

CLEAR_ENOUGH = 0.7
"""Share of what was said that must have been heard for what was not found to be called missing."""

_SAME, _LIKE = 0.05, 0.26  # distance a syllable: taken for the word; perhaps the word
_SURE = 0.6  # confidence that a wrong number must have been heard with
_SURER = 0.85  # the same where a syllable more or less would make it right
_FAR = 4.0  # times the card's number: another reading of it is no claim
_LEADS = frozenset("袋箱盒瓶罐包把条只串套组件克斤价钱是要卖长宽")  # end what stands before a number
_NEAR_SYLLABLE = 0.4  # distance of two syllables that are misheard for each other
_BEFORE = 14  # syllables before a number that say what it counts
_APART = 0.6  # seconds of silence within a number
_BESIDE = 4  # syllables around a number that say it is no price


def judge_facts(
    heard: HeardText, facts: Sequence[CardFact], clarity: float, names: Sequence[str] = ()
) -> tuple[FactFinding, ...]:
    """What became of each fact; a wrong origin or number is told with the fact it goes against.

    A place in one of the product's `names` (新疆红枣) does not yet tell where it comes from.
    """
    numbers = tuple(q for q in find_quantities(heard.characters) if _together(heard, q))
    findings = [
        _word(heard, fact, names) if isinstance(fact, WordFact) else _number(heard, fact, numbers)
        for fact in facts
    ]
    _contradict_numbers(heard, facts, numbers, findings, clarity)
    _contradict_origin(heard, facts, findings)
    if clarity < CLEAR_ENOUGH:
        findings = [
            FactFinding(f.kind, f.fact, FactState.UNCLEAR) if f.state is FactState.MISSING else f
            for f in findings
        ]
    return tuple(findings)


def _word(heard: HeardText, fact: WordFact, names: Sequence[str]) -> FactFinding:
    called = [m for name in names for m in heard.find(name)] if fact.kind is FactKind.ORIGIN else []
    exact: list[Match] = []
    near: list[Match] = []
    for key in fact.keys:
        matches = [m for each in (key, *synonyms().get(key, ())) for m in heard.find(each, _LIKE)]
        matches = [m for m in matches if not any(c.begin <= m.begin < c.end for c in called)]
        if not matches:
            continue
        best = min(matches, key=lambda m: (m.distance, -m.confidence))
        (exact if best.distance <= _SAME else near).append(best)
    if len(exact) >= fact.enough:
        return _found(heard, fact, FactState.COVERED, exact)
    if len(exact) + len(near) >= fact.enough:
        return _found(heard, fact, FactState.UNCLEAR, [*exact, *near])
    return FactFinding(fact.kind, fact.fact, FactState.MISSING)


def _found(heard: HeardText, fact: WordFact, state: FactState, matches: Sequence[Match]) -> FactFinding:
    first = min(matches, key=lambda m: m.begin)
    sure = sum(m.confidence for m in matches) / len(matches)
    return FactFinding(
        fact.kind,
        fact.fact,
        state,
        heard.starts[first.begin],
        sure,
        heard.characters[first.begin : first.end],
    )


def _number(heard: HeardText, fact: NumberFact, numbers: Sequence[Quantity]) -> FactFinding:
    same = [q for q in numbers if q.unit == fact.unit and abs(q.value - fact.value) < 0.005]
    fitting = [q for q in same if _fits(heard, q, fact)]
    if fitting:
        return _told(heard, fact, FactState.COVERED, max(fitting, key=lambda q: _trust(heard, q)))
    best: Match | None = None
    for form in spoken_forms(fact.value, fact.unit):
        for match in heard.find(form, _LIKE):
            if not _only_blurred(form, heard.characters[match.begin : match.end]):
                continue
            if best is None or match.distance < best.distance:
                best = match
    if best is not None:
        state = FactState.COVERED if best.distance <= 0.0 else FactState.UNCLEAR
        return FactFinding(
            fact.kind,
            fact.fact,
            state,
            heard.starts[best.begin],
            best.confidence,
            heard.characters[best.begin : best.end],
        )
    return FactFinding(fact.kind, fact.fact, FactState.MISSING)


def _only_blurred(form: str, said: str) -> bool:
    """Whether two numbers differ by neighbouring sounds alone; two syllables are too few to tell."""
    wanted, got = sounds_of(form), sounds_of(said)
    if len(wanted) != len(got) or (len(wanted) < 3 and wanted != got):
        return False
    return all(syllable_distance(a, b) <= _NEAR_SYLLABLE for a, b in zip(wanted, got, strict=True))


def _fits(heard: HeardText, number: Quantity, fact: NumberFact) -> bool:
    """Whether a right number is said of what the card says it of, or of nothing else."""
    said = _said_of(heard, number)
    return not fact.said_of or not said or bool(said & fact.said_of)


def _said_of(heard: HeardText, number: Quantity) -> frozenset[str]:
    before = heard.characters[max(0, number.begin - _BEFORE) : number.begin]
    for each in reversed(find_quantities(before)):
        if each.unit == "yuan":  # what stands before another price belongs to that
            before = before[each.end :]
            break
    return counted_things(before)


def _together(heard: HeardText, number: Quantity) -> bool:
    """Whether a number was said in one go: 五 at the end of one sentence does not count the next one's 天."""
    return all(heard.starts[i] - heard.ends[i - 1] < _APART for i in range(number.begin + 1, number.end))


def _trust(heard: HeardText, number: Quantity) -> float:
    return heard.trust_in(number.begin, number.end)


def _told(heard: HeardText, fact: NumberFact, state: FactState, number: Quantity) -> FactFinding:
    return FactFinding(
        fact.kind,
        fact.fact,
        state,
        heard.starts[number.begin],
        _trust(heard, number),
        heard.characters[number.begin : number.end],
    )


def spoken_forms(value: float, unit: str) -> tuple[str, ...]:
    """The ways a number of the card is said: 十九块九, 十九块九毛, 十九点九; 五百克, 一斤."""
    if unit == "yuan":
        written = f"{value:g}"
        said = price(written)
        forms = [said, said.replace("元", "块")]
        if "块" in said and not said.endswith(("块", "分")):
            forms += [said + "毛", integer(int(value)) + "点" + said[-1]]
        elif said.endswith("元") and len(said) > 3:
            forms.append(said[:-1])  # 一箱一百零五
        return tuple(dict.fromkeys(forms))
    if unit == "g":
        forms = [f"{integer(round(value))}克"]
        if value % 500 == 0:
            forms.append(("两" if value == 1000 else integer(int(value // 500))) + "斤")
        if value % 1000 == 0:
            forms.append(("两" if value == 2000 else integer(int(value // 1000))) + "公斤")
        return tuple(forms)
    names = {
        "mm": ("毫米",),
        "h": ("小时",),
        "day": ("天",),
        "piece": ("颗",),
        "degree": ("度",),
        "clock": ("点",),
    }
    forms = [integer(round(value)) + name for name in names.get(unit, ())]
    if unit == "mm" and value % 10 == 0:
        forms.append(integer(round(value / 10)) + "厘米")
    return tuple(forms)


def _contradict_numbers(
    heard: HeardText,
    facts: Sequence[CardFact],
    numbers: Sequence[Quantity],
    findings: list[FactFinding],
    clarity: float,
) -> None:
    """Turn findings into contradictions, or into unclear ones, where another number was said."""
    for number in numbers:
        if number.unit not in ("yuan", "g", "h", "mm"):
            continue
        rivals = [
            (i, fact)
            for i, fact in enumerate(facts)
            if isinstance(fact, NumberFact) and fact.unit == number.unit
        ]
        if not rivals or not _claims(heard, number):
            continue
        said = _said_of(heard, number)
        named = [(i, fact) for i, fact in rivals if said & fact.said_of]
        if named:
            most = max(len(said & fact.said_of) for _, fact in named)
            named = [(i, fact) for i, fact in named if len(said & fact.said_of) == most]
        elif said and number.unit == "yuan":
            continue  # three bags, of which the card says nothing
        pool = named or rivals
        right = pool if number.unit == "yuan" else rivals  # 34 cm wide is no wrong length
        if any(abs(fact.value - number.value) < 0.005 for _, fact in right):
            continue
        open_facts = [(i, f) for i, f in pool if findings[i].state is not FactState.COVERED] or pool
        i, fact = min(open_facts, key=lambda pair: _misheard(heard, number, pair[1])[1])
        state = _state_of_wrong(heard, number, pool) if clarity >= CLEAR_ENOUGH else FactState.UNCLEAR
        if state is FactState.UNCLEAR and findings[i].state is FactState.COVERED:
            continue
        findings[i] = _told(heard, fact, state, number)


def _claims(heard: HeardText, number: Quantity) -> bool:
    """Whether a number states the product's own price or amount."""
    before = heard.characters[max(0, number.begin - _BESIDE) : number.begin]
    after = heard.characters[number.end : number.end + 1]
    if number.unit == "yuan":
        return number.value >= 1 and not any(
            word in before or (len(word) == 1 and word == after) for word in live_room()["not_a_price"]
        )
    if number.unit == "g":
        words = live_room()["amount_said_of"]
        return any(word in heard.characters[max(0, number.begin - 5) : number.begin] for word in words)
    return number.unit == "h" or any(w in before for w in ("直径", "圈口", "长", "宽"))


def _state_of_wrong(heard: HeardText, number: Quantity, pool: Sequence[tuple[int, NumberFact]]) -> FactState:
    trust = _trust(heard, number)
    steps = [_misheard(heard, number, fact) for _, fact in pool]
    if trust < _SURE or any(step == 0 for step, _ in steps):
        return FactState.UNCLEAR
    if any(step == 1 for step, _ in steps) and not (trust >= _SURER and _begins_clearly(heard, number)):
        return FactState.UNCLEAR
    if not any(fact.value / _FAR <= number.value <= fact.value * _FAR for _, fact in pool):
        return FactState.UNCLEAR  # nobody sells 91 jin in a bag
    return FactState.CONTRADICTED


def _begins_clearly(heard: HeardText, number: Quantity) -> bool:
    """Whether nothing of the number can have been lost before it: a pause, or what it is said of."""
    before = number.begin - 1
    if before < 0 or heard.starts[number.begin] - heard.ends[before] >= SENTENCE_PAUSE:
        return True
    return heard.characters[before] in _LEADS and heard.trust[before] >= _SURER


def _misheard(heard: HeardText, number: Quantity, fact: NumberFact) -> tuple[int, float]:
    """How a number may come of the card's by mishearing, and how far off it is.

    0: by neighbouring sounds alone; 1: by a syllable lost or put in; 2: not by one.
    """
    said = sounds_of(heard.characters[number.begin : number.end])
    best = (2, 9.0)
    for form in spoken_forms(fact.value, fact.unit):
        wanted = sounds_of(form)
        off = distance(wanted, said)
        if len(wanted) == len(said):
            worst = max((syllable_distance(a, b) for a, b in zip(wanted, said, strict=True)), default=0.0)
            step = 0 if worst <= _NEAR_SYLLABLE else 2
        else:
            step = 1 if off * len(wanted) <= 1.0 else 2
        best = min(best, (step, off))
    return best


def _contradict_origin(heard: HeardText, facts: Sequence[CardFact], findings: list[FactFinding]) -> None:
    origin = next((i for i, f in enumerate(facts) if f.kind is FactKind.ORIGIN), None)
    if origin is None:
        return
    fact = facts[origin]
    assert isinstance(fact, WordFact)
    room = live_room()
    for place in room["places"]:
        if place in fact.keys:
            continue
        for match in heard.find(place):
            before = heard.characters[max(0, match.begin - 8) : match.begin]
            after = heard.characters[match.end : match.end + 2]
            told = any(w in before or w in after for w in room["origin_words"] if w not in ("寄出", "发货地"))
            if told and not any(w in before for w in ("不是", "不像", "比")) and match.confidence >= _SURE:
                findings[origin] = FactFinding(
                    fact.kind,
                    fact.fact,
                    FactState.CONTRADICTED,
                    heard.starts[match.begin],
                    match.confidence,
                    place,
                )
                return
