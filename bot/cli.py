"""The command line: one parser, one function a command, exit codes that scripts can rely on.

0 done · 1 problems were found · 2 wrong usage · 3 wrong settings · 4 it cannot run now (schema, lock, token).
What a command does is in bot/runs.py.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from bot import runs

PROBLEMS = 1
WRONG_SETTINGS = 3
CANNOT_RUN = 4
MOST_PORT = 65_535
LANGUAGES = ("zh-Hans", "zh-Hant", "en")
ROLES = ("clerk", "supervisor", "director", "auditor", "editor", "admin")

Run = Callable[[argparse.Namespace], int]


def _command(parent: Any, name: str, run: Run, *, help: str) -> argparse.ArgumentParser:  # noqa: A002 # argparse's word
    command: argparse.ArgumentParser = parent.add_parser(name, help=help, description=help)
    command.set_defaults(run=run)
    return command


def build_parser() -> argparse.ArgumentParser:
    """Every command and option; a test holds them against docs/commands.md."""
    parser = argparse.ArgumentParser(prog="banshi", description="The messaging front door of a service hall.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _command(commands, "run", runs.run, help="run the bot until SIGTERM; SIGHUP takes a changed hall pack")
    migrate = _command(commands, "migrate", runs.migrate, help="bring the database to this release's schema")
    migrate.add_argument("--to", default="head", metavar="REVISION", help="another revision; base empties the database")
    migrate.add_argument("--no-backup", action="store_true", help="make no backup before, whatever happens")
    _demo_commands(commands)
    check = _command(commands, "check", runs.check, help="report every problem of a hall pack")
    check.add_argument("pack", type=Path, metavar="PACK", help="the pack's directory")
    new = _command(commands, "new", runs.new, help="write a small hall pack to begin with")
    new.add_argument("directory", type=Path, metavar="DIR", help="a directory that does not exist yet, or is empty")
    _flow_commands(commands)
    _poster_command(commands)
    _report_commands(commands)
    _slot_commands(commands)
    _command(commands, "reload", runs.reload, help="check the hall pack and let the running bot take it")
    ask = _command(commands, "ask", runs.ask, help="answer a question as the bot would")
    ask.add_argument("question", nargs="?", help="the question, as a citizen writes it")
    ask.add_argument("--guides", type=Path, metavar="FILE", help="guides as JSON lines instead of the hall pack's")
    ask.add_argument("--jsonl", action="store_true", help='read {"query": "…"} lines, print one answer line each')
    webhook = commands.add_parser("webhook", help="how Telegram brings updates")
    actions = webhook.add_subparsers(required=True, metavar="ACTION")
    _command(actions, "remove", runs.webhook_remove, help="let the bot poll again; what waits at Telegram stays there")
    _staff_commands(commands)
    _dead_commands(commands)
    _backup_commands(commands)
    _held_commands(commands)
    verify = commands.add_parser("verify", help="whether the records agree with themselves")
    checks = verify.add_subparsers(required=True, metavar="WHAT")
    _command(checks, "cases", runs.verify_cases, help="tell from its events how each case must stand, and compare")
    visits = "count the places that are taken anew, and compare appointments with their events"
    _command(checks, "visits", runs.verify_visits, help=visits)
    audit = _command(checks, "audit", runs.verify_audit, help="compare what was done with its seals")
    audit.add_argument("--head", metavar="HEAD", help="a head this command printed earlier, or that of a manifest")
    doctor = _command(commands, "doctor", runs.doctor, help="look at everything the bot needs, and say what to do")
    doctor.add_argument("--alert", action="store_true", help="also send a test alert by every path there is")
    return parser


def _demo_commands(commands: Any) -> None:
    port: dict[str, Any] = {
        "type": _port,
        "default": 8081,
        "help": "port on 127.0.0.1 (default 8081; 0 takes a free one)",
    }
    demo = _command(commands, "demo", runs.demo, help="a pretended Telegram in the browser with the bot behind it")
    demo.add_argument("--port", **port)
    demo.add_argument("--hall", type=Path, metavar="DIR", help="the hall pack; what is saved there is seen at once")
    tour = "play a story of the pack, the main one unless named, and end"
    demo.add_argument("--tour", nargs="?", const="", metavar="NAME", help=tour)
    sandbox = _command(commands, "sandbox", runs.sandbox, help="only the pretended Telegram, for any bot")
    sandbox.add_argument("--port", **port)
    sandbox.add_argument("--state", type=Path, metavar="FILE", help="keep everything in this file, and go on from it")


def _port(words: str) -> int:
    if not words.isdecimal() or int(words) > MOST_PORT:
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to {MOST_PORT}, not {words}")
    return int(words)


def _flow_commands(commands: Any) -> None:
    flow = commands.add_parser("flow", help="what happens to each kind of case")
    actions = flow.add_subparsers(required=True, metavar="ACTION")
    draw = _command(actions, "draw", runs.flow_draw, help="print a flow as a Mermaid diagram")
    draw.add_argument("name", metavar="NAME", help="the flow's id, like complaint")
    draw.add_argument("--hall", type=Path, metavar="DIR", help="the hall pack; the sample hall's if left out")
    draw.add_argument("--language", choices=LANGUAGES, help="of the words in it; the hall's first if left out")


def _slot_commands(commands: Any) -> None:
    slots = commands.add_parser("slots", help="what can be booked").add_subparsers(required=True, metavar="ACTION")
    plan = _command(slots, "plan", runs.slots_plan, help="make the times that can be booked what the hall pack says")
    plan.add_argument("--preview", action="store_true", help="only say what would be done, and to whom")


def _poster_command(commands: Any) -> None:
    posters = _command(commands, "posters", runs.write_posters, help="write what hangs at the entrances, to be printed")
    posters.add_argument("file", type=Path, metavar="FILE", help="where to write it, as HTML")
    posters.add_argument("--bot", required=True, metavar="NAME", help="the bot's username, to which the codes lead")
    posters.add_argument("--hall", type=Path, metavar="DIR", help="the hall pack; the sample hall's if left out")
    posters.add_argument("--language", choices=LANGUAGES, help="of the words on it; the hall's first if left out")


def _report_commands(commands: Any) -> None:
    report = commands.add_parser("report", help="what was done").add_subparsers(required=True, metavar="WHAT")
    _report(report, "cases", runs.report_cases, help="what was promised, kept and missed in a period", of="case")
    visits = "how appointments were used, waited for, served and missed in a period"
    _report(report, "visits", runs.report_visits, help=visits, of="appointment")


def _report(reports: Any, name: str, run: Callable[[argparse.Namespace], int], *, help: str, of: str) -> None:  # noqa: A002 # as argparse has it
    report = _command(reports, name, run, help=help)
    report.add_argument("--from", dest="first", type=_day, required=True, metavar="DAY", help="the first day")
    report.add_argument("--to", dest="last", type=_day, required=True, metavar="DAY", help="the last day, included")
    report.add_argument("--csv", type=Path, metavar="FILE", help=f"also write a row for each {of}")
    report.add_argument("--xlsx", type=Path, metavar="FILE", help="the same as a workbook")
    report.add_argument("--language", choices=LANGUAGES, help="of all words in it; the hall's first if left out")


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{written!r} is no day; write it like 2026-10-01") from None


def _staff_commands(commands: Any) -> None:
    staff = commands.add_parser("staff", help="who works here").add_subparsers(required=True, metavar="ACTION")
    invite = _command(
        staff, "invite", runs.staff_invite, help="print a one-time link that makes whoever opens it staff"
    )
    invite.add_argument("--role", choices=ROLES, required=True)
    invite.add_argument("--area", action="append", default=[], metavar="AREA", help="of the hall; all if left out")
    _command(staff, "list", runs.staff_list, help="everybody who is staff now")
    dismiss = _command(staff, "dismiss", runs.staff_dismiss, help="end somebody's role at once")
    dismiss.add_argument("telegram_id", type=int, metavar="TELEGRAM_ID", help="the number staff list shows")
    cases = dismiss.add_mutually_exclusive_group()
    cases.add_argument("--to", type=int, metavar="OTHER", help="who gets their open cases, by the number as well")
    cases.add_argument("--share", action="store_true", help="their open cases go to those who have fewest of each area")


def _dead_commands(commands: Any) -> None:
    dead = commands.add_parser("dead", help="what failed for good").add_subparsers(required=True, metavar="ACTION")
    _command(dead, "list", runs.dead_list, help="updates (u…) and messages (m…) that failed, oldest first")
    show = _command(dead, "show", runs.dead_show, help="everything about one; of an update also what was written")
    show.add_argument("number", metavar="NUMBER", help="like u12 or m34")
    retry = _command(dead, "retry", runs.dead_retry, help="give one another life")
    retry.add_argument("number", metavar="NUMBER", help="like u12 or m34")
    settle = _command(dead, "settle", runs.dead_settle, help="take one off the list, once it was seen to otherwise")
    settle.add_argument("number", metavar="NUMBER", help="like u12 or m34")


def _backup_commands(commands: Any) -> None:
    backup = _command(commands, "backup", runs.backup, help="make an encrypted backup, also while the bot runs")
    backup.add_argument("--new-key", type=Path, metavar="FILE", help="only make a key file, to encrypt backups with")
    restore = _command(commands, "restore", runs.restore, help="put a backup into an empty database")
    restore.add_argument("file", type=Path, metavar="FILE", help="the backup")
    restore.add_argument("--into", required=True, metavar="URL", help="a database with nothing in it")
    restore.add_argument("--hall", type=Path, metavar="DIR", help="a new directory for the hall pack in the backup")
    drill = _command(commands, "drill", runs.drill, help="restore a backup into a place of its own and work with it")
    drill.add_argument("file", nargs="?", type=Path, metavar="FILE", help="the backup; the newest if none is named")


def _held_commands(commands: Any) -> None:
    held = commands.add_parser("held", help="what a restored bot holds").add_subparsers(required=True, metavar="ACTION")
    _command(held, "list", runs.held_list, help="messages that were not yet sent when the backup was made, by kind")
    release = _command(held, "release", runs.held_release, help="send them after all, each marked as a possible copy")
    drop = _command(held, "drop", runs.held_drop, help="never send them")
    for command in (release, drop):
        command.add_argument("--only", metavar="KIND", help="only those of one kind, as held list names it")


def _say(text: object) -> None:
    print(text, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code. Nobody is shown a traceback."""
    args = build_parser().parse_args(arguments)
    try:
        return int(args.run(args))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 0
    except Exception as error:
        from bot.commands.failures import explain

        code, words = explain(error)
        print(words, file=sys.stderr)
        return code
