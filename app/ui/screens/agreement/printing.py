"""The report as a PDF of one page, for who does not sit at this machine."""

from __future__ import annotations

import html
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QMarginsF, QSaveFile, QSizeF, Qt, SignalInstance
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPdfWriter, QTextDocument, QTextOption
from PySide6.QtWidgets import QWidget

from app import i18n
from app.errors import ExpectedError
from app.i18n import msg, tr
from app.practice.agreement_values import AgreementReport
from app.speech.values import Part
from app.ui.attempt.words import part_word
from app.ui.screens.agreement.words import (
    basis_sentence,
    cautions,
    figure_text,
    languages_sentence,
    part_sentence,
    people_sentence,
    share_text,
    trust_word,
    wanted_sentence,
)
from app.ui.sheets.writing import ask_where
from app.ui.texts import exact_time
from app.ui.theme.fonts import families

_RESOLUTION = 96
_MARGIN = 48.0  # 1/96 inch


def save_pdf(
    parent: QWidget, report: AgreementReport | None, done: SignalInstance, failed: SignalInstance
) -> None:
    """Ask where to, and write the PDF there."""
    if report is None:
        return
    path = ask_where(parent, f"kaibo-agreement_{datetime.now():%Y%m%d-%H%M}.pdf")
    if path is None:
        return
    try:
        write_pdf(path, report)
    except ExpectedError as error:
        failed.emit(str(error))
        return
    done.emit(tr("存好了：{path}", path=str(path)))


def write_pdf(path: Path, report: AgreementReport) -> None:
    """Write the report, whole or not at all. Raises ExpectedError when it cannot be written."""
    file = QSaveFile(str(path))
    if not file.open(QSaveFile.OpenModeFlag.WriteOnly):
        raise _not_saved(file.errorString())
    writer = QPdfWriter(file)
    writer.setResolution(_RESOLUTION)
    writer.setTitle(tr("机器可信到什么程度"))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN), QPageLayout.Unit.Point)
    document = QTextDocument()
    font = QFont()
    font.setFamilies(families(i18n.language()))
    font.setPixelSize(13)
    document.setDefaultFont(font)
    option = QTextOption()
    option.setTextDirection(
        Qt.LayoutDirection.RightToLeft if i18n.is_right_to_left() else Qt.LayoutDirection.LeftToRight
    )
    document.setDefaultTextOption(option)
    document.documentLayout().setPaintDevice(writer)
    document.setPageSize(QSizeF(writer.width(), writer.height()))
    document.setHtml(sheet_html(report))
    document.print_(writer)
    del writer
    if not file.commit():
        raise _not_saved(file.errorString())


def sheet_html(report: AgreementReport) -> str:
    """All sentences and figures, as Qt's rich text."""
    direction = "rtl" if i18n.is_right_to_left() else "ltr"
    parts = []
    rows = [[tr("部分"), tr("一致程度 κ"), tr("准确的判成不对"), tr("不对的放过"), tr("标了")]]
    for part in Part:
        found = report.parts[part]
        sentences = "\n".join(filter(None, (part_sentence(found), people_sentence(found))))
        parts.append(
            f"<h3>{_text(part_word(part))} – {_text(trust_word(found))}</h3><p>{_text(sentences)}</p>"
        )
        rows.append(
            [
                part_word(part),
                figure_text(found.kappa),
                share_text(found.usual.right_called_wrong),
                share_text(found.usual.wrong_called_right),
                str(found.marks),
            ]
        )
    if i18n.is_right_to_left():  # Qt leaves the columns of a table where they are
        rows = [row[::-1] for row in rows]
    table = "".join("<tr>" + "".join(f"<td>{_text(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    since, until = (exact_time(each) if each else "—" for each in (report.since, report.until))
    warnings = "".join(f"<li>{_text(each)}</li>" for each in cautions(report))
    return (
        f'<div dir="{direction}"><h2>{_text(tr("机器可信到什么程度"))}</h2>'
        f"<p>{_text(basis_sentence(report))}<br>{_text(languages_sentence(report))}<br>"
        f"{_text(since)} – {_text(until)}</p>{''.join(parts)}<br>"
        f'<table border="1" cellspacing="0" cellpadding="6" width="100%">{table}</table>'
        f"<p>{_text(tr('和教师分数的相关 r'))}: {_text(figure_text(report.pearson))}<br>"
        f"{_text(tr('κ：1 是完全一样，0 是碰运气也有的一样。括号里是 95% 的范围，标得越多越窄。'))}</p>"
        f"<ul>{warnings}</ul><p>{_text(wanted_sentence(report.standing))}</p></div>"
    )


def _text(words: str) -> str:
    return html.escape(words).replace("\n", "<br>")


def _not_saved(detail: str) -> ExpectedError:
    return ExpectedError(msg("没能保存。请换一个文件夹，或者检查磁盘空间，再试一次。"), detail)
