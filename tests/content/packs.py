"""A small pack without problems, for tests that break one thing in it."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from content.loader import load_hall
from content.models import Hall

TODAY = date(2026, 9, 1)

HALL = """\
id: town
name: {zh: 镇大厅, en: Town hall}
address: {zh: 和平路, en: Peace Road}
directions: {zh: 南门, en: South door}
phone: "5555"
zone: Asia/Shanghai
languages: [zh-Hans, en]
hours:
  mon: ["09:00-12:00", "13:00-17:00"]
  tue: ["09:00-12:00"]
closed:
  - {date: 2026-10-01, reason: {zh: 国庆, en: National Day}}
extra:
  - {date: 2026-09-27, hours: ["09:00-12:00"]}
areas:
  - id: general
    name: {zh: 综合, en: General}
    counters: "1-4"
    place: {zh: 一楼, en: Ground floor}
categories:
  - id: family
    name: {zh: 家庭, en: Family}
    icon: 👪
staff_chats:
  - name: front
privacy_contact: {zh: 一号窗口, en: Counter 1}
"""

BIRTH = """\
id: birth
title: {zh: 出生登记, en: Register a birth}
summary: {zh: 给孩子上户口, en: Put a child on the register}
aliases:
  - 上户口
  - 报户口
category: family
area: general
for_whom: {zh: 新生儿父母, en: Parents}
questions:
  - id: born
    ask: {zh: 孩子在哪里出生？, en: Where was the child born?}
    options:
      - {id: here, label: {zh: 国内, en: In the country}}
      - {id: abroad, label: {zh: 国外, en: Abroad}}
  - id: paper
    ask: {zh: 国外证明翻译了吗？, en: Is it translated?}
    only_if: {born: [abroad]}
    options:
      - {id: done, label: {zh: 翻译了, en: Done}}
      - {id: open, label: {zh: 没有, en: Not yet}}
materials:
  - id: certificate
    name: {zh: 出生证明, en: Certificate of birth}
    original: 1
    only_if: {born: [here]}
  - id: translation
    name: {zh: 译文, en: Translation}
    copies: 2
    only_if: {paper: [open]}
steps:
  - {what: {zh: 受理, en: Check}, unit: {zh: 窗口, en: Counter}, limit: 20 minutes}
promised: 3 working days
legal: 30 working days
fee: {zh: 免费, en: Free}
where: {zh: 一号窗口, en: Counter 1}
when: {zh: 工作日, en: Weekdays}
legal_basis:
  - {zh: 户口登记条例, en: Registration rules}
faqs:
  - asked: [几天办好]
    answer: {zh: 三天, en: Three days}
source: {name: {zh: 镇大厅, en: Town hall}, url: "https://hall.example/birth"}
version: 2026-1
checked_on: 2026-08-01
valid_until: 2027-08-01
review_by: 2027-02-01
owner: 综合
"""

MARRIAGE = (
    BIRTH.replace("id: birth", "id: marriage")
    .replace("出生登记, en: Register a birth", "结婚登记, en: Get married")
    .replace("上户口\n  - 报户口", "领证\n  - 领结婚证")
)
"""Has the lines of ``BIRTH``."""


@dataclass(frozen=True)
class Pack:
    """A pack on the disk; its files are named by their path inside it."""

    root: Path

    def write(self, name: str, text: str) -> None:
        """Write a whole file."""
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def change(self, name: str, old: str, new: str) -> None:
        """Replace a passage that stands exactly once in a file."""
        text = (self.root / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        self.write(name, text.replace(old, new))

    def load(self) -> tuple[Hall | None, list[str]]:
        """The hall, and the problems as they are printed, with paths inside the pack."""
        hall, problems = load_hall(self.root, today=TODAY)
        return hall, [str(problem).removeprefix(f"{self.root}/") for problem in problems]

    def problems(self) -> list[str]:
        """The problems as they are printed."""
        return self.load()[1]

    def hall(self) -> Hall:
        """The hall of a pack without any problem."""
        hall, problems = self.load()
        assert hall is not None, problems
        assert problems == []
        return hall


CALENDAR = """\
year: 2026
source: {name: {zh: 通知, en: Notice}}
checked_on: 2026-08-01
holidays:
  - name: {zh: 国庆节, en: National Day}
    first: 2026-10-02
    last: 2026-10-07
    makeup: [2026-09-20, 2026-10-10]
"""


def write_pack(root: Path) -> Pack:
    """Write the small pack."""
    pack = Pack(root)
    pack.write("hall.yaml", HALL)
    pack.write("services/birth.yaml", BIRTH)
    pack.write("calendar/2026.yaml", CALENDAR)
    pack.write("services/marriage.yaml", MARRIAGE)
    return pack
