"""Papers of one or two pages: the key sheet, the recovery sheet, the receipt."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from reportlab.lib import colors
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer
from reportlab.platypus import Table as Grid

from app.rendering.fonts import BOLD, REGULAR, drawing, register_fonts
from app.rendering.layout import date_line
from app.rendering.paper import CENTRED, document, page_width, plain, style
from app.rendering.square import draw_square

_BODY = 11.0
_QR_SIDE = 48 * mm
_LONGEST_QR = 1200


@dataclass(frozen=True)
class KeySheet:
    """The organisation's key for the higher organisation to compare: ``fingerprint`` is 64 hex digits.

    ``qr_text`` is what the square code holds; the fingerprint itself when empty.
    """

    organisation: str
    fingerprint: str
    parent: str = ""
    chair: str = ""
    printed_on: date | None = None
    qr_text: str = ""


@dataclass(frozen=True)
class RecoverySheet:
    """The code that opens the records when the password is forgotten: groups divided by spaces or hyphens."""

    organisation: str
    code: str = field(repr=False)
    printed_on: date | None = None


@dataclass(frozen=True)
class ReceiptPaper:
    """What was taken in, when and by whom. ``verdict`` is the decision in words («принято», «на уточнение»).

    ``contents`` are lines («Форма № 2 за 2026 год»), ``remarks`` pairs of a place and what is asked there.
    """

    sender: str
    recipient: str
    received_at: datetime
    verdict: str
    bundle: str
    contents: tuple[str, ...]
    remarks: tuple[tuple[str, str], ...] = ()
    accepted_by: str = ""
    checksum: str = ""


def key_sheet_pdf(sheet: KeySheet) -> bytes:
    """One page to be signed, stamped and handed to the higher organisation."""
    rows = [("Организация", sheet.organisation)]
    if sheet.parent:
        rows.append(("Кому передаётся", sheet.parent))
    how = [
        "1. Проверьте наименование организации, поставьте подпись и печать.",
        "2. Передайте этот лист в вышестоящую организацию лично, почтой или другим надёжным путём, "
        "не вместе с файлом ключа.",
        "3. Там сравнят отпечаток на листе с отпечатком, который покажет программа, знак за знаком, и начнут принимать "
        "файлы вашей организации.",
        "4. Если ключ потерян или им мог воспользоваться кто-то ещё, сообщите об этом сразу и передайте новый лист.",
    ]
    with drawing:
        register_fonts()
        story: list[Flowable] = [
            heading("ЛИСТ КЛЮЧА ОРГАНИЗАЦИИ"),
            plain(
                "По этому листу вышестоящая организация узнаёт файлы, которые подписывает ваша организация. "
                "Тайного на листе нет.",
                style(_BODY),
            ),
            Spacer(0, 8),
            facts(rows),
            Spacer(0, 12),
            plain("Отпечаток ключа", style(_BODY, bold=True)),
            Spacer(0, 6),
            _code_beside_square(_in_fours(sheet.fingerprint, 4), sheet.qr_text or sheet.fingerprint),
            Spacer(0, 14),
            *steps("Что сделать с листом", how),
            Spacer(0, 18),
            signature("Председатель", sheet.chair),
            Spacer(0, 14),
            plain(f"М.П.                              {date_line(sheet.printed_on)}", style(_BODY)),
        ]
        return document(story, title="Лист ключа организации")


def recovery_sheet_pdf(sheet: RecoverySheet) -> bytes:
    """One page to be kept under lock: whoever has it and the records can open them."""
    groups = sheet.code.replace("-", " ").split()
    how = [
        "1. Храните лист отдельно от компьютера: в сейфе, у председателя дома или в запечатанном конверте.",
        "2. Забыли пароль – на странице входа нажмите «Забыли пароль?», впишите код с листа (пробелы, дефисы и "
        "заглавные буквы не важны) и придумайте новый пароль.",
        "3. Код на листе открывает все данные организации. Никому не пересылайте его снимок и не держите лист рядом "
        "с копией данных.",
        "4. Если лист мог увидеть посторонний, в настройках сделайте новый: старый перестанет действовать.",
        "5. Без пароля и без этого листа открыть данные не сможет никто, и разработчики программы тоже.",
    ]
    with drawing:
        register_fonts()
        story: list[Flowable] = [
            heading("ЛИСТ ВОССТАНОВЛЕНИЯ ДОСТУПА"),
            facts([("Организация", sheet.organisation)]),
            Spacer(0, 14),
            plain("Код восстановления", style(_BODY, bold=True)),
            Spacer(0, 6),
            _code_beside_square(_rows_of(groups, 4), sheet.code),
            Spacer(0, 16),
            *steps("Как хранить и как воспользоваться", how),
            Spacer(0, 20),
            plain(f"Лист получил(а): ____________________ / ____________________ /    {date_line(sheet.printed_on)}",
                  style(_BODY)),
        ]  # fmt: skip
        return document(story, title="Лист восстановления доступа")


def receipt_pdf(receipt: ReceiptPaper) -> bytes:
    """What was accepted, when and by whom, with the remarks."""
    rows = [
        ("От кого", receipt.sender),
        ("Кто принял", receipt.recipient),
        ("Когда", f"{receipt.received_at:%d.%m.%Y %H:%M}"),
        ("Решение", receipt.verdict),
        ("Номер файла", receipt.bundle),
    ]
    if receipt.checksum:
        rows.append(("Контрольная сумма", " ".join(fours(receipt.checksum))))
    with drawing:
        register_fonts()
        story: list[Flowable] = [heading("КВИТАНЦИЯ О ПРИЁМЕ"), facts(rows), Spacer(0, 12)]
        story += steps("Что принято", [f"{n}. {line}" for n, line in enumerate(receipt.contents, start=1)])
        if receipt.remarks:
            story.append(Spacer(0, 10))
            story += steps("Замечания", [f"{place}: {text}" for place, text in receipt.remarks])
        story += [Spacer(0, 20), signature("Принял(а)", receipt.accepted_by)]
        return document(story, title="Квитанция о приёме")


def heading(text: str) -> Flowable:
    """The title of a paper."""
    return plain(text, style(14, bold=True, align=CENTRED, spaceAfter=10))


def facts(rows: list[tuple[str, str]]) -> Grid:
    """Names and values in a ruled table."""
    width = page_width(is_landscape=False)
    cells = [[plain(name, style(_BODY)), plain(text, style(_BODY, bold=name == "Организация"))] for name, text in rows]
    look: list[tuple[Any, ...]] = [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("FONT", (0, 0), (-1, -1), REGULAR, _BODY),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    ]
    return Grid(cells, colWidths=[width * 0.27, width * 0.73], style=look)


def steps(title: str, lines: list[str]) -> list[Flowable]:
    """A heading and numbered lines."""
    look = style(_BODY, spaceAfter=4, leftIndent=14, firstLineIndent=-14)
    return [plain(title, style(_BODY, bold=True, spaceAfter=4)), *(plain(line, look) for line in lines)]


def signature(who: str, name: str) -> Flowable:
    """A line to sign on."""
    return plain(f"{who}  ____________________  / {name or '____________________________'} /", style(_BODY))


def fours(text: str) -> list[str]:
    """Groups of four signs."""
    return [text[start : start + 4] for start in range(0, len(text), 4)]


def _in_fours(text: str, across: int) -> list[list[str]]:
    return _rows_of(fours(text), across)


def _rows_of(groups: list[str], across: int) -> list[list[str]]:
    rows = [groups[start : start + across] for start in range(0, len(groups), across)]
    return [row + [""] * (across - len(row)) for row in rows]


def _code_beside_square(rows: list[list[str]], text: str) -> Grid:
    """Groups of signs to be read by eye, and the same for a scanner."""
    width = page_width(is_landscape=False)
    across = max(len(row) for row in rows)
    left = width - _QR_SIDE - 6 * mm
    groups = Grid(
        rows,
        colWidths=[left / across] * across,
        rowHeights=[24] * len(rows),
        style=[
            ("FONT", (0, 0), (-1, -1), BOLD, 16),
            ("ALIGN", (0, 0), (-1, -1), "CENTER"),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("BOX", (0, 0), (-1, -1), 0.5, colors.black),
        ],
    )
    return Grid(
        [[groups, _Square(text, _QR_SIDE)]],
        colWidths=[left + 6 * mm, _QR_SIDE],
        style=[
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ],
    )


class _Square(Flowable):
    """A QR code as vectors: runs of dark modules in a row are one rectangle."""

    def __init__(self, text: str, side: float) -> None:
        super().__init__()
        if len(text) > _LONGEST_QR:
            raise ValueError("too long for a square code")
        self.text = text
        self.width = self.height = side

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """The side, whatever room there is."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw with the quiet zone of four modules inside the side."""
        draw_square(self.canv, self.text, 0, 0, self.width)
