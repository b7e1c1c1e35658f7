"""`## 产品卡 name`: what an anchor must know of a product, may say of it and must not."""

from __future__ import annotations

from collections.abc import Sequence

from app.curriculum.blocks import Block, Field
from app.curriculum.fields import Item, read_parts, unknown_name
from app.curriculum.report import Report
from app.curriculum.steps.card import GLOSS_NAMES, read_gloss
from app.curriculum.steps.lines import ListRule, all_different, has_title, lacks
from app.curriculum.steps.step_type import LessonContext, StepType, holds
from app.curriculum.steps.writing import field_lines, gloss_line, heading
from app.curriculum.values import ProductCard
from app.i18n import msg

FACTS = {
    "是什么": "what",
    "产地": "origin",
    "等级": "grades",
    "存放": "storage",
    "用法": "use",
    "规格": "size",
    "价格": "price",
    "发货": "delivery",
    "售后": "after_sales",
}
"""The lines that every product card has once, and the fields of `ProductCard` they become."""

SORTS = {"食品": "food", "玉石": "jade", "纺织品": "textile", "其他": "other"}
"""What may be sold, and the name of that in `ProductCard.sort`; both may be written."""

_NAMES = {
    "类别": "sort",
    "sort": "sort",
    **FACTS,
    **{name.replace("_", "-"): name for name in FACTS.values()},
    "不能说": "forbidden",
    "forbidden": "forbidden",
    "问": "question",
    "question": "question",
    "答": "answer",
    "answer": "answer",
    **GLOSS_NAMES,
    "编号": "id",
    "id": "id",
}
_REPEATED = frozenset({"forbidden", "question", "answer", "gloss"})
_FORBIDDEN = ListRule("不能说", "不能说: “补血”：食品不能说治病，《食品安全法》第七十三条", least=2, most=8)
LEAST_QUESTIONS = 5


def read_product(block: Block, context: LessonContext) -> ProductCard | None:
    """A product card from its block; everything that is missing is told."""
    report = context.report
    parts = read_parts(block.lines, _NAMES, report, repeated=_REPEATED)
    titled = has_title(block, "产品卡", "红枣", report)
    facts = {name: parts.value(name) for name in FACTS.values()}
    missing = [shown for shown, name in FACTS.items() if not facts[name]]
    lacking = lacks(missing, block, "产品卡", "产地: 新疆和田，包装上写着。", report)
    forbidden = [Item(field.line, 0, field.value) for name, field in parts.repeated if name == "forbidden"]
    sort = parts.fields.get("sort")
    counted = _FORBIDDEN.fits(forbidden, block, report)
    questions = _questions(parts.repeated, block, report)
    glosses = [
        gloss
        for name, field in parts.repeated
        if name == "gloss" and (gloss := read_gloss(field, report)) is not None
    ]
    if not titled or lacking or not counted or questions is None:
        return None
    return ProductCard(
        id=context.step_id(parts.fields.get("id"), _words(block.title), block.line),
        name=block.title,
        forbidden=tuple(item.text for item in forbidden),
        questions=questions,
        glosses=tuple(glosses),
        sort=_sort(sort, report) if sort else "",
        **facts,
    )


def _sort(field: Field, report: Report) -> str:
    named = {**SORTS, **{name: name for name in SORTS.values()}}
    found = named.get(field.value.strip().lower())
    if found is None:
        report.error(field.line, unknown_name(field.value, named))
    return found or ""


def _questions(
    fields: Sequence[tuple[str, Field]], block: Block, report: Report
) -> tuple[tuple[str, str], ...] | None:
    """Questions with their answers; None, with the reasons reported, when one has no partner or some lack."""
    pairs: list[tuple[Field, Field]] = []
    waiting: Field | None = None
    fine = True
    for name, field in fields:
        if name == "question":
            if waiting is not None:
                fine = _unanswered(waiting, report)
            waiting = field
        elif name == "answer" and waiting is not None:
            pairs.append((waiting, field))
            waiting = None
        elif name == "answer":
            report.error(field.line, msg("“答”的前面没有“问”。先写一行“问: …”，下一行写“答: …”。"))
            fine = False
    if waiting is not None:
        fine = _unanswered(waiting, report)
    fine = all_different([(question.line, question.value) for question, _ in pairs], report) and fine
    if len(pairs) < LEAST_QUESTIONS:
        report.error(
            block.line,
            msg(
                "产品卡至少要有 {least} 个客人会问的问题，这里有 {count} 个。先写“问: …”，下一行写“答: …”。",
                least=LEAST_QUESTIONS,
                count=len(pairs),
            ),
        )
        return None
    return tuple((question.value, answer.value) for question, answer in pairs) if fine else None


def _unanswered(question: Field, report: Report) -> bool:
    report.error(question.line, msg("这个“问”没有“答”。请在下一行写“答: …”。"))
    return False


def _words(name: str) -> str:
    return f"product:{name}"


def write_product(step: ProductCard) -> list[str]:
    """A product card as lines of a lesson file."""
    sorts = {sort: name for name, sort in SORTS.items()}
    return [
        heading("产品卡", step.name),
        *field_lines(("类别", sorts.get(step.sort, ""))),
        *field_lines(*((shown, getattr(step, name)) for shown, name in FACTS.items())),
        *field_lines(*(("不能说", each) for each in step.forbidden)),
        *(line for asked, answer in step.questions for line in field_lines(("问", asked), ("答", answer))),
        *map(gloss_line, step.glosses),
    ]


STEP_TYPE = StepType(
    ("产品卡", "product"), read_product, write_product, lambda step: _words(step.name), holds(ProductCard)
)
