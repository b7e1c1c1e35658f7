"""A small evening and a product for the tests of the room."""

from __future__ import annotations

from collections.abc import Sequence

from app.curriculum.values import ProductCard
from app.live_room.room import Room
from app.live_room.values import Answer, Comment, Event, Kind, Script, Session, Trigger

JUJUBES = ProductCard(
    id="jujubes.1",
    name="新疆红枣",
    what="枣树的果子，晒干的。",
    origin="包装写若羌才说若羌。",
    grades="包装上印了特级就照着念。",
    storage="密封，放阴凉干燥的地方，夏天放冰箱冷藏。",
    use="洗一洗就能吃，煮粥也行。",
    size="一袋500克。",
    price="一袋500克 ¥19.9，两袋 ¥36，包邮。",
    delivery="今天下单，明天发货。",
    after_sales="破袋拍照找客服。",
    forbidden=("补血",),
    questions=(),
)
ASKS_PRICE = Comment("多少钱？", Kind.QUESTION, about="price")
PRAISE = Comment("讲得真好", Kind.PRAISE)
NOT_SMILING = Comment("怎么不笑？", Kind.HOSTILE)
CURES = Comment(
    "能治病吗？",
    Kind.REFUSE,
    answer=Answer((("普通食品", "不能治"),), 1, ("能治", "有疗效")),
)
WHERE_ARE_YOU = Comment("人呢？", Kind.SMALL_TALK, trigger=Trigger.SILENCE)
TOO_DEAR = Comment("贵了", Kind.HAGGLING, trigger=Trigger.PRICE, answer=Answer((("价格", "包邮"),), 1))
HOW_MANY = Comment(
    "{name}有几种？",
    Kind.QUESTION,
    trigger=Trigger.PRODUCT,
    about="size",
    meanings={"en": "How many kinds of {name}?"},
)


def evening(*comments: Comment, **changes: object) -> Script:
    """A script with a comment every ten seconds, the first after five."""
    values: dict[str, object] = {
        "id": "evening",
        "title": "一个晚上",
        "summary": "",
        "level": 1,
        "order": 1,
        "viewers": 20,
        "most_viewers": 200,
        "every": (10.0, 10.0, 10.0),
        "reply": 20.0,
        "silence": 6.0,
        "comments": comments,
        **changes,
    }
    return Script(**values)  # type: ignore[arg-type]


def play(
    room: Room,
    until: float,
    says: Sequence[tuple[float, str]] = (),
    *,
    talking: bool = False,
    tick: float = 0.5,
) -> tuple[list[Event], Session]:
    """The events of a session in which she has said so much at those times; `talking` fills the pauses."""
    events: list[Event] = []
    waiting = sorted(says)
    text = ""
    now = 0.0
    while now < until:
        now = min(until, round(now + tick, 3))
        while waiting and waiting[0][0] <= now:
            at, more = waiting.pop(0)
            text += more
            events += room.hear(text, at)
        events += room.voice(now) if talking else room.tick(now)
    return events, room.end(until)
