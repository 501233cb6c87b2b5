"""What each command does: it imports what it needs only when it runs, so that a quick one need not wait for the bot."""

import argparse
import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import Any


def _wait(work: Coroutine[Any, Any, int]) -> int:
    return asyncio.run(work)


def run(_: argparse.Namespace) -> int:
    from bot.commands.running import run

    return _wait(run())


def migrate(args: argparse.Namespace) -> int:
    from bot.commands.running import migrate_database

    return _wait(migrate_database(to=args.to, without_backup=args.no_backup))


def demo(args: argparse.Namespace) -> int:
    from bot.demo.commands import demo, tour

    work = demo(port=args.port, hall=args.hall) if args.tour is None else tour(args.tour, hall=args.hall)
    return _wait(work)


def sandbox(args: argparse.Namespace) -> int:
    from bot.demo.commands import only_sandbox

    return _wait(only_sandbox(port=args.port, state=args.state))


def check(args: argparse.Namespace) -> int:
    from bot.commands.packs import check

    return check(args.pack)


def new(args: argparse.Namespace) -> int:
    from bot.commands.packs import new

    return new(args.directory)


def flow_draw(args: argparse.Namespace) -> int:
    from bot.commands.flows import draw

    return draw(args.name, hall=args.hall, language=args.language)


def write_posters(args: argparse.Namespace) -> int:
    from bot.commands.posters import write

    return write(args.file, bot=args.bot, hall=args.hall, language=args.language)


def verify_audit(args: argparse.Namespace) -> int:
    from bot.commands.verifying import verify_audit

    return _wait(verify_audit(expected=args.head))


def verify_cases(_: argparse.Namespace) -> int:
    from bot.commands.verifying import verify_cases

    return _wait(verify_cases())


def verify_visits(_: argparse.Namespace) -> int:
    from bot.commands.verifying import verify_visits

    return _wait(verify_visits())


def slots_plan(args: argparse.Namespace) -> int:
    from bot.commands.slots import plan

    return _wait(plan(preview=args.preview, now=datetime.now(UTC)))


def report_cases(args: argparse.Namespace) -> int:
    from bot.commands.reports import report_cases

    asked = {"first": args.first, "last": args.last, "language": args.language, "now": datetime.now(UTC)}
    return _wait(report_cases(**asked, csv=args.csv, xlsx=args.xlsx))


def report_visits(args: argparse.Namespace) -> int:
    from bot.commands.reports import report_visits

    asked = {"first": args.first, "last": args.last, "language": args.language, "now": datetime.now(UTC)}
    return _wait(report_visits(**asked, csv=args.csv, xlsx=args.xlsx))


def reload(_: argparse.Namespace) -> int:
    from bot.commands.packs import reload

    return reload()


def ask(args: argparse.Namespace) -> int:
    from bot.commands.asking import ask

    return ask(args.question, guides=args.guides, as_jsonl=args.jsonl)


def webhook_remove(_: argparse.Namespace) -> int:
    from bot.commands.webhook import remove

    return _wait(remove())


def staff_invite(args: argparse.Namespace) -> int:
    from bot.commands.staff import invite

    return _wait(invite(role=args.role, areas=args.area))


def staff_list(_: argparse.Namespace) -> int:
    from bot.commands.staff import show_staff

    return _wait(show_staff())


def staff_dismiss(args: argparse.Namespace) -> int:
    from bot.commands.staff import dismiss_one

    return _wait(dismiss_one(args.telegram_id, to=args.to, is_shared=args.share))


def dead_list(_: argparse.Namespace) -> int:
    from bot.commands.letters import show_all

    return _wait(show_all())


def dead_show(args: argparse.Namespace) -> int:
    from bot.commands.letters import show_one

    return _wait(show_one(args.number))


def dead_retry(args: argparse.Namespace) -> int:
    from bot.commands.letters import retry

    return _wait(retry(args.number))


def dead_settle(args: argparse.Namespace) -> int:
    from bot.commands.letters import settle

    return _wait(settle(args.number))


def backup(args: argparse.Namespace) -> int:
    from bot.commands.backups import backup, new_key

    return new_key(args.new_key) if args.new_key else _wait(backup())


def restore(args: argparse.Namespace) -> int:
    from bot.commands.backups import restore_backup

    return _wait(restore_backup(args.file, into=args.into, hall=args.hall))


def drill(args: argparse.Namespace) -> int:
    from bot.commands.backups import try_backup

    return _wait(try_backup(args.file))


def held_list(_: argparse.Namespace) -> int:
    from bot.commands.held import show_held

    return _wait(show_held())


def held_release(args: argparse.Namespace) -> int:
    from bot.commands.held import release

    return _wait(release(args.only))


def held_drop(args: argparse.Namespace) -> int:
    from bot.commands.held import drop

    return _wait(drop(args.only))


def doctor(args: argparse.Namespace) -> int:
    from bot.commands.doctor import doctor

    return _wait(doctor(with_alert=args.alert))
