"""Broadcasts in words: days, money, what an hour brought."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from PySide6.QtCore import QDate, QLocale

from app.broadcasts.columns import FIELDS
from app.broadcasts.values import Broadcast
from app.i18n import tr
from app.ui.i18n import isolate


def day_words(day: date) -> str:
    """A day, short, as the language writes it."""
    return isolate(QLocale().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.ShortFormat))


def money(fen: int) -> str:
    """Fen as yuan: ¥1,234.50; whole yuan without places."""
    yuan = Decimal(fen) / 100
    return f"¥{yuan:,.0f}" if fen % 100 == 0 else f"¥{yuan:,.2f}"


def name_of(broadcast: Broadcast) -> str:
    """Which broadcast: its day and what was sold."""
    return f"{day_words(broadcast.day)} {isolate(broadcast.product)}"


def when_words(broadcast: Broadcast) -> str:
    """Day, times and length."""
    parts = [day_words(broadcast.day)]
    if broadcast.start is not None:
        end = broadcast.end
        parts.append(isolate(f"{broadcast.start:%H:%M}" + (f"–{end:%H:%M}" if end else "")))
    if broadcast.minutes is not None:
        parts.append(tr("{count} 分钟", count=isolate(str(broadcast.minutes))))
    return " · ".join(parts)


def figures(broadcast: Broadcast) -> tuple[tuple[str, str], ...]:
    """What is known, each with its name: numbers as typed, then what follows from them."""
    found = []
    for name in ("viewers", "peak", "orders", "turnover", "returns"):
        value = getattr(broadcast, name)
        if value is not None:
            found.append((plain_name(name), money(value) if name == "turnover" else f"{value:,}"))
    return tuple(found)


def shares(broadcast: Broadcast) -> tuple[tuple[str, str], ...]:
    """What follows from the numbers: turnover an hour, orders per 100 viewers, the share that came back."""
    found = []
    if broadcast.turnover is not None and broadcast.minutes:
        found.append(
            (tr("每小时成交"), money(round(broadcast.turnover * 60 / broadcast.minutes / 100) * 100))
        )
    if broadcast.orders is not None and broadcast.viewers:
        found.append((tr("每百人下单"), f"{100 * broadcast.orders / broadcast.viewers:.1f}"))
    if broadcast.returns is not None and broadcast.orders:
        found.append((tr("退货率"), f"{100 * broadcast.returns / broadcast.orders:.0f}%"))
    return tuple(found)


def plain_name(field: str) -> str:
    """A field's name without its unit, for where the number carries it."""
    short = {"turnover": tr("成交额"), "minutes": tr("分钟")}
    return short.get(field) or str(FIELDS[field])


def pairs_text(pairs: tuple[tuple[str, str], ...]) -> str:
    """Names with their numbers; lines break between pairs only."""
    return "\u00a0· ".join(f"{name}\u00a0{isolate(value)}".replace(" ", "\u00a0") for name, value in pairs)
