"""Pieces of lesson files that the tests share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

HEAD = "编号: probe\n标题: 试一试\n分钟: 5\n"
STEP = "## 跟读 大家好！\n"

WriteLesson = Callable[..., Path]

HERE = Path("lessons/probe/lesson.md")
"""Where a lesson that is read from text is said to stand."""

STEPS_BY_KIND = {
    "card": """\
## 卡片 认识红枣
红枣是**干果**。

- 看
- 摸

词: 红枣 hóngzǎo | en: jujube | ug: چىلان | kk: шылан
""",
    "prompt": """\
## 跟读 红枣真甜。
拼音: hóng zǎo zhēn tián
提示: 慢一点。
en: The jujubes are really sweet.
ug: چىلان بەك تاتلىق.
kk: Шылан өте тәтті.
读法: 说话
""",
    "read": """\
## 朗读 一袋500克。
提示: 先看清楚再开口。
""",
    "listen": """\
## 听 今天下单，明天发货。
提示: 哪一天发货？
en: Order today, it ships tomorrow.
""",
    "pairs": """\
## 听辨 翘舌还是平舌
对: 是 shì | 四 sì
对: 红枣 hóng zǎo | 红找 hóng zhǎo
提示: 听第一个音。
en: Curled or flat
""",
    "trace": """\
## 描调 妈麻
提示: 先平，后升。
""",
    "choice": """\
## 选择 红枣怎么放？
- [x] 密封，放阴凉的地方
- [ ] 放在太阳下面
- [ ] 泡在水里
解释: 红枣怕潮，也怕晒。
en: How do you store jujubes?
""",
    "truefalse": """\
## 判断 红枣可以当药卖。
答案: 错
解释: 红枣是普通食品。
""",
    "match": """\
## 配对 词和意思
- 保质期 = 能放多久
- 产地 = 从哪里来
- 净含量 = 里面有多重
解释: 这三样包装上都有。
""",
    "order": """\
## 排序 一场直播的顺序
1. 打招呼
2. 介绍
3. 报价
解释: 先认识，再说价钱。
""",
    "fill": """\
## 填空 一袋500____。
答案: 克
选项: 克 | 公斤
解释: 一袋是半公斤。
""",
    "pitch": """\
## 试讲 用一分钟介绍红枣
产品: probe
时间: 60
要点: 说产地
要点: 报价格
提示: 不用背。
""",
    "check": """\
## 自查 说完问自己
- 我看着镜头。
- 我报了重量。
""",
    "mirror": """\
## 照镜子 看着镜头笑
- 嘴角往上
- 眼睛看镜头
时间: 30
""",
    "product": """\
## 产品卡 红枣
是什么: 枣树的果子。
产地: 包装上写什么就说什么。
等级: 一级，印在袋子上。
存放: 密封，阴凉。
用法: 当零食。
规格: 一袋500克。
价格: 比如 ¥19.9 一袋。
发货: 明天发。
售后: 照规定。
不能说: “补血”：食品不能说治病。
不能说: “最甜”：绝对化用语。
问: 甜不甜？
答: 您尝一颗就知道。
问: 多少钱？
答: 十九块九。
问: 多重？
答: 一斤。
问: 哪里的？
答: 和田的。
问: 几天到？
答: 五天左右。
词: 红枣 hóngzǎo | en: jujube
""",
}
"""One right step of every kind, by the English name of the kind."""

EVERY_KIND = HEAD + "水平: 入门\nen: A try\nug: سىناق\nkk: Сынақ\n\n" + "\n".join(STEPS_BY_KIND.values())
"""A lesson that holds all of them."""
