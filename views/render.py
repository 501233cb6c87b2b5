"""Templates and labels in every language of the product."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_time, get_day_names
from jinja2 import BaseLoader, Environment, StrictUndefined, Template, TemplateNotFound

from content.chinese import to_traditional
from content.labels import labels
from content.overrides import product_overrides
from content.texts import Text
from domain.languages import Language
from domain.limits import Limit
from views.markup import Rich, parse_html

LOCALES = {
    Language.ZH_HANS: Locale("zh", "CN", "Hans"),
    Language.ZH_HANT: Locale("zh", "TW", "Hant"),
    Language.EN: Locale("en", "GB"),
}
_CONTENT = files("content")


class _Templates(BaseLoader):
    """Reads ``templates/<language>/<name>.j2``; Traditional Chinese is converted unless a file of its own exists.

    What has no words is one file for all languages, ``templates/<name>.j2``.
    """

    def __init__(self, language: Language) -> None:
        self.language = language

    def get_source(self, _: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        path = f"templates/{self.language}/{template}.j2"
        own = _CONTENT / path
        if own.is_file():
            return own.read_text("utf-8"), path, lambda: True
        simplified = _CONTENT / f"templates/{Language.ZH_HANS}/{template}.j2"
        if self.language is Language.ZH_HANT and simplified.is_file():
            return to_traditional(simplified.read_text("utf-8"), product_overrides()), path, lambda: True
        shared = _CONTENT / f"templates/{template}.j2"
        if shared.is_file():
            return shared.read_text("utf-8"), shared.name, lambda: True
        raise TemplateNotFound(path)


def label(language: Language, key: str, **values: object) -> str:
    """A short text from ``labels/<language>.yaml``: a button, a toast; ``{name}`` in it is filled in. Plain text."""
    return labels(language)[key].format(**values)


def _local(moment: datetime) -> datetime:
    if not isinstance(moment.tzinfo, ZoneInfo):
        raise ValueError(f"{moment!r} is not in the hall's zone: people read local times only")
    return moment


def short_day(language: Language, day: date) -> str:
    """A date with its weekday, as short as people still read it."""
    return format_date(day, "M月d日 EEE" if language is not Language.EN else "d MMM EEE", locale=LOCALES[language])


def month_name(language: Language, month: date) -> str:
    """A month with its year."""
    return format_date(month, "y年M月" if language is not Language.EN else "MMMM y", locale=LOCALES[language])


def weekday_name(language: Language, number: int) -> str:
    """A weekday, 0 is Monday, as the heading of a calendar has it."""
    name: str = get_day_names("narrow" if language is not Language.EN else "short", locale=LOCALES[language])[number]
    return name


def words_of_limit(language: Language, limit: Limit) -> str:
    """A time limit as people read it."""
    if not limit.amount:
        return label(language, "limit.at_once")
    plural = "one" if limit.amount == 1 else "many"
    return label(language, f"limit.{limit.unit.name.lower()}.{plural}", amount=limit.amount)


@cache
def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=_Templates(language),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        auto_reload=False,
    )
    locale = LOCALES[language]
    chinese = language is not Language.EN

    def day(moment: datetime) -> str:
        return format_date(_local(moment), "M月d日（EEE）" if chinese else "EEE d MMM", locale=locale)

    def clock(moment: datetime) -> str:
        return format_time(_local(moment), "HH:mm", locale=locale)

    def moment(value: datetime) -> str:
        return format_datetime(_local(value), "M月d日 HH:mm" if chinese else "d MMM, HH:mm", locale=locale)

    @lru_cache(maxsize=250)
    def whole_date(value: date) -> str:
        return format_date(value, "y年M月d日" if chinese else "d MMM y", locale=locale)

    def text(value: Text | None) -> str:
        return value.in_(language) if value else ""

    environment.filters.update(
        day=day, time=clock, moment=moment, date=whole_date, t=text, limit=lambda value: words_of_limit(language, value)
    )
    environment.globals.update(label=lambda key, **values: label(language, key, **values), language=language)
    return environment


@cache
def _template(language: Language, name: str) -> Template:
    template = _environment(language).get_template(name)
    # A chain of mappings, which takes longer to read than most templates to fill in.
    template.globals = dict(template.globals)
    return template


def render_page(language: Language, name: str, **values: object) -> str:
    """Fill in ``templates/<language>/<name>.j2`` that is a whole page of HTML.

    Raises:
        jinja2.UndefinedError: the template names a value it was not given.
    """
    return _template(language, name).render(**values)


def render(language: Language, name: str, **values: object) -> Rich:
    """Fill in ``templates/<language>/<name>.j2``.

    Raises:
        jinja2.UndefinedError: the template names a value it was not given.
        ValueError: the template's HTML is broken.
    """
    return parse_html(_template(language, name).render(**values))
