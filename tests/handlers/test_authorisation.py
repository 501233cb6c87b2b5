"""Who may press and write what, where: all of it in everybody's hands, because a press is what a client sends."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from inspect import getmembers, isclass
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest
from aiogram.filters.callback_data import CallbackData
from pydantic import BaseModel
from sqlalchemy import func, select

from actions.booking.booking_for import BookingFor, GuestWords
from actions.booking.calls import ask_to_call
from actions.booking.caring import CancelWords
from actions.booking.closing import close
from actions.booking.confirming import book
from actions.booking.holding import Asked, hold
from actions.booking.planning import plan_day
from actions.booking.planning_closing import ClosingDraft
from actions.cases.calls import task_of, want_call
from actions.cases.cohandling import ask_part, withdraw
from actions.cases.drafts import (
    CaseDraft,
    ContactWords,
    DelayWords,
    DenialWords,
    DraftPart,
    FilingFor,
    MergingWith,
    PartWords,
    PerhapsCase,
    QuestionDraft,
    RevealWords,
    StaffWords,
    TimeWords,
    UrgeWords,
    WhichCase,
)
from actions.desk.away import AwayDraft
from actions.line.taking import Wanted, give_number
from actions.staff import dismiss
from content.capacity import visit_plan
from domain.abuse import Abuse
from domain.booking import Excuse, Step, Visitor
from domain.cases import Actor, Channel, Privacy
from domain.closures import ClosedDays, Closing, ClosureReason
from domain.conversation import ContentKind
from domain.deputies import span_of
from domain.desk import Pile
from domain.filing import Contact, Detail
from domain.flows import Party
from domain.languages import Language
from domain.people import ANONYMOUS_ADMIN, CHANNEL_BOT, Role
from domain.visit_calls import CallOutcome, CallReason
from domain.walk_ins import TurnStep
from handlers.routers import build_router, prefixes_of
from handlers.staff.access import ClerksOnly
from storage.case_messages import get_message
from storage.cases import get_case, list_running
from storage.contacts import add_contact, add_guest
from storage.deputies import add_absence
from storage.extensions import add_request
from storage.forms import save_form
from storage.people import get_member, get_person, list_staff
from storage.ratings import add_rating
from storage.slots import list_open
from storage.tables import (
    absence,
    booking,
    case_message,
    case_rating,
    checklist,
    closure,
    event,
    hall_case,
    outbox,
    staff,
    visit_call,
    visit_rating,
    waiting,
    walk_in,
)
from storage.visit_calls import list_calls
from storage.visit_ratings import add_visit_rating
from storage.waiting import add_waiting
from tests.handlers.hall import QUESTION, asks_staff, card_in, replies
from tests.kit.people import words_of
from tests.kit.town import A_WEDNESDAY, STAFF_GROUP, Town
from views import (
    booking_callbacks,
    callbacks,
    case_callbacks,
    closing_callbacks,
    cohandling_callbacks,
    delay_callbacks,
    desk_callbacks,
    filing_callbacks,
    line_callbacks,
    merging_callbacks,
    own_case_callbacks,
    visit_callbacks,
)
from views.booking_callbacks import (
    AppealMissed,
    AskCancel,
    AskCounter,
    AskExcuse,
    AskMove,
    AskNoDay,
    AskPhone,
    BookArea,
    BookDay,
    BookService,
    BookVisit,
    CancelVisit,
    ConfirmVisit,
    DropHold,
    DropPhone,
    ExcuseVisit,
    HoldPlace,
    LeaveWaiting,
    MoveDay,
    MoveVisit,
    MyVisits,
    OpenVisit,
    SayComing,
    SeeVisit,
    ShowToday,
    StepVisit,
    WaitFor,
)
from views.callbacks import (
    AnswerQuestion,
    ChooseLanguage,
    ConfirmRemoval,
    GiveUp,
    GoHome,
    MakeChecklist,
    MyChecklists,
    OpenCategories,
    OpenCategory,
    OpenChecklist,
    OpenFaq,
    OpenGuide,
    OpenSection,
    RedoChecklist,
    RemoveChecklist,
    Section,
    SetLanguage,
    ShowHelp,
    ShowHours,
    StepBack,
    TickItem,
)
from views.case_callbacks import (
    AskAssign,
    AskContact,
    AskTakeOver,
    AskTime,
    AskUrging,
    AssignCase,
    ChangeDenial,
    ChangeReason,
    ChangeWords,
    ChooseArea,
    ChooseCode,
    ChooseTime,
    DenyTime,
    DoAction,
    DropWords,
    FileKind,
    FileNow,
    FileVia,
    GrantTime,
    MakeNote,
    NoteCall,
    ReleaseCase,
    SendDenial,
    SendRequest,
    SendWords,
    StopReply,
    TakeCase,
    TakeOver,
    WriteWords,
)
from views.closing_callbacks import (
    AskLift,
    BeginClosing,
    CloseArea,
    CloseCounters,
    CloseDay,
    CloseFor,
    CloseFrom,
    CloseWordless,
    ConfirmClosing,
    LiftClosing,
    OpenClosings,
    SeeClosing,
)
from views.cohandling_callbacks import (
    AskPart,
    AskWithdrawPart,
    ChangePart,
    ChoosePartArea,
    ChoosePartTerm,
    SendPart,
    WithdrawPart,
)
from views.delay_callbacks import AskCause, AskCauseOnDesk, GiveCause, GiveCauseOnDesk
from views.desk_callbacks import (
    AskAbout,
    AskCorrection,
    AskHandover,
    AskMark,
    AskUrgingOnDesk,
    AwayColleagues,
    AwayDay,
    AwayDeputy,
    AwayOf,
    ChooseAbout,
    ChooseCorrection,
    ConfirmAway,
    Correct,
    CorrectFrom,
    DoHandover,
    DoOnDesk,
    EndAway,
    HandOverOf,
    MarkAbuse,
    NameAbout,
    OpenAway,
    OpenDesk,
    OpenHandover,
    OpenPile,
    ReleaseOnDesk,
    SeeCase,
    TakeOnDesk,
    UnmarkAbuse,
    WriteContact,
)
from views.filing_callbacks import (
    ChooseDay,
    ChooseKind,
    ChoosePrivacy,
    ChooseService,
    DropDraft,
    EditDetail,
    EmptyDetail,
    FileAbout,
    FileWords,
    JoinCase,
    OnlyAsk,
    OpenShelf,
    RemovePiece,
    SayArea,
    ShowDraft,
    StartFiling,
    SubmitAnyway,
    SubmitCase,
)
from views.line_callbacks import (
    AskGiveNumber,
    AskLeaveLine,
    AskLineService,
    AskOwnCounter,
    AskVisitRating,
    CallNext,
    GiveNumber,
    GiveNumberFor,
    GiveVisitReason,
    LeaveLine,
    OpenCounter,
    PrintNumber,
    RateVisit,
    SeeNumber,
    SeeTurn,
    StepTurn,
    TakeNumber,
    TakeNumberFor,
    WorkAt,
)
from views.menu import COMMANDS
from views.merging_callbacks import AskMerge, AskSplit, ChooseMain, MergeCase, SendAlone, SplitCase
from views.own_case_callbacks import (
    ActInCase,
    AddToCase,
    AskRating,
    AskStaff,
    AskWithdrawal,
    ChangeQuestion,
    ChooseCase,
    ChooseNone,
    CommentRating,
    GiveReason,
    HandOver,
    MyCases,
    NudgeCase,
    OpenCase,
    RateCase,
    SendQuestion,
    ShowSteps,
    TakeBack,
    WithdrawCase,
    WriteForAction,
)
from views.render import render
from views.visit_callbacks import (
    AskCancelFor,
    BookFor,
    CancelFor,
    CancelForHall,
    CancelForReason,
    ForConfirm,
    ForDay,
    ForDays,
    ForDrop,
    ForLeave,
    ForNobody,
    ForService,
    ForTime,
    ForWait,
    MoveFor,
    MoveForDay,
    MoveForTo,
    NoteVisitCall,
    PrintSlip,
    SeeCall,
    SeeWaiting,
    ShowCalls,
    ShowNumber,
)

SERVICE = "birth-registration"
DRAFT_KEY, WORDS_KEY, CASE_KEY = "draft-of-mine", "words-of-mine", "case-of-mine"
OTHER_GROUP = -1009999
LATER = A_WEDNESDAY.date() + timedelta(days=10)
NOT_YOURS = render(Language.ZH_HANS, "errors/not_yours", number="ZX2026-000001").text
REFUSALS = frozenset(
    render(Language.ZH_HANS, f"errors/{code}").text
    for code in ("gone", "outdated_button", "staff_only", "anonymous_admin")
)


class For(StrEnum):
    """Whose a button is."""

    ANYBODY = "anybody"
    """Anybody's in their own chat, where it touches what is theirs."""
    OWNER = "owner"
    """The citizen's whose matter it names."""
    CLERK = "clerk"
    """Enrolled staff's who answer citizens, in a staff chat."""
    DESK = "desk"
    """Enrolled staff's, in their own chat."""
    CLERKS_DESK = "clerk's desk"
    """The same, but only theirs who answer citizens."""
    ABOVES_DESK = "above's desk"
    """The same, but only theirs who stand above a clerk."""
    ABOVE = "above"
    """Those of them who stand above a clerk."""


STAFF = (For.CLERK, For.ABOVE)
ABOVE = (Role.SUPERVISOR, Role.DIRECTOR)


@dataclass
class Matters:
    """What belongs to one citizen, and the clerk's part in it."""

    person: int
    checklist: str
    case: int
    addition: int
    reply: int
    clerk: int
    request: int
    clock: int
    rating: int
    absence: int
    closure: int
    part: int
    supervisor: int
    director: int
    day: int
    slot: int
    visit: str
    held: str
    waiting: int
    turn: str
    visit_rating: int
    call: int
    guest: int
    guest_visit: str
    guest_held: str
    guest_waiting: int


BUTTONS: dict[type[CallbackData], tuple[For, Callable[[Matters], CallbackData]]] = {
    GoHome: (For.ANYBODY, lambda _: GoHome()),
    GiveUp: (For.ANYBODY, lambda _: GiveUp()),
    SetLanguage: (For.ANYBODY, lambda _: SetLanguage(language=Language.ZH_HANS)),
    ChooseLanguage: (For.ANYBODY, lambda _: ChooseLanguage()),
    ShowHelp: (For.ANYBODY, lambda _: ShowHelp()),
    ShowHours: (For.ANYBODY, lambda _: ShowHours()),
    BookVisit: (For.ANYBODY, lambda _: BookVisit()),
    BookArea: (For.ANYBODY, lambda _: BookArea(area="a")),
    BookService: (For.ANYBODY, lambda _: BookService(service_id=SERVICE)),
    BookDay: (For.ANYBODY, lambda of: BookDay(service_id=SERVICE, day=of.day)),
    AppealMissed: (For.ANYBODY, lambda _: AppealMissed()),
    AskNoDay: (For.ANYBODY, lambda _: AskNoDay()),
    HoldPlace: (For.ANYBODY, lambda of: HoldPlace(service_id=SERVICE, slot_id=of.slot)),
    WaitFor: (For.ANYBODY, lambda of: WaitFor(service_id=SERVICE, first=of.day, last=of.day)),
    MyVisits: (For.ANYBODY, lambda _: MyVisits()),
    OpenVisit: (For.OWNER, lambda of: OpenVisit(ref=of.visit)),
    AskPhone: (For.OWNER, lambda of: AskPhone(ref=of.visit)),
    DropPhone: (For.OWNER, lambda of: DropPhone(ref=of.visit)),
    AskMove: (For.OWNER, lambda of: AskMove(ref=of.visit)),
    MoveDay: (For.OWNER, lambda of: MoveDay(ref=of.visit, day=of.day)),
    MoveVisit: (For.OWNER, lambda of: MoveVisit(ref=of.visit, version=2, slot_id=of.slot)),
    SayComing: (For.OWNER, lambda of: SayComing(ref=of.visit)),
    AskCancel: (For.OWNER, lambda of: AskCancel(ref=of.visit)),
    CancelVisit: (For.OWNER, lambda of: CancelVisit(ref=of.visit, version=3)),
    ConfirmVisit: (For.OWNER, lambda of: ConfirmVisit(ref=of.held)),
    DropHold: (For.OWNER, lambda of: DropHold(ref=of.held, version=1)),
    LeaveWaiting: (For.OWNER, lambda of: LeaveWaiting(waiting_id=of.waiting)),
    TakeNumber: (For.ANYBODY, lambda _: TakeNumber(area="b", key="one-key")),
    AskLineService: (For.ANYBODY, lambda _: AskLineService(area="a")),
    TakeNumberFor: (For.ANYBODY, lambda _: TakeNumberFor(service_id=SERVICE, key="another-key")),
    SeeTurn: (For.OWNER, lambda of: SeeTurn(ref=of.turn)),
    AskLeaveLine: (For.OWNER, lambda of: AskLeaveLine(ref=of.turn)),
    LeaveLine: (For.OWNER, lambda of: LeaveLine(ref=of.turn, version=1)),
    AskVisitRating: (For.OWNER, lambda of: AskVisitRating(rating_id=of.visit_rating)),
    RateVisit: (For.OWNER, lambda of: RateVisit(rating_id=of.visit_rating, level=5)),
    GiveVisitReason: (For.OWNER, lambda of: GiveVisitReason(rating_id=of.visit_rating, reason="speed")),
    OpenCategories: (For.ANYBODY, lambda _: OpenCategories()),
    OpenCategory: (For.ANYBODY, lambda _: OpenCategory(category_id="residence")),
    OpenGuide: (For.ANYBODY, lambda _: OpenGuide(service_id=SERVICE)),
    OpenSection: (For.ANYBODY, lambda _: OpenSection(service_id=SERVICE, section=Section.TIME)),
    OpenFaq: (For.ANYBODY, lambda _: OpenFaq(service_id=SERVICE, faq=0)),
    MakeChecklist: (For.ANYBODY, lambda _: MakeChecklist(service_id=SERVICE)),
    AnswerQuestion: (For.ANYBODY, lambda _: AnswerQuestion(service_id=SERVICE, step=0, option=0)),
    StepBack: (For.ANYBODY, lambda _: StepBack(service_id=SERVICE, step=1)),
    MyChecklists: (For.ANYBODY, lambda _: MyChecklists()),
    AskStaff: (For.ANYBODY, lambda _: AskStaff()),
    HandOver: (For.ANYBODY, lambda _: HandOver()),
    ChangeQuestion: (For.ANYBODY, lambda _: ChangeQuestion()),
    MyCases: (For.ANYBODY, lambda _: MyCases()),
    ChooseNone: (For.ANYBODY, lambda _: ChooseNone()),
    StartFiling: (For.ANYBODY, lambda _: StartFiling()),
    FileAbout: (For.ANYBODY, lambda _: FileAbout(service_id=SERVICE)),
    ChooseKind: (For.ANYBODY, lambda _: ChooseKind(kind="complaint")),
    DropDraft: (For.ANYBODY, lambda _: DropDraft()),
    OpenChecklist: (For.OWNER, lambda of: OpenChecklist(ref=of.checklist)),
    TickItem: (For.OWNER, lambda of: TickItem(ref=of.checklist, version=1, item=0, ticked=True)),
    RedoChecklist: (For.OWNER, lambda of: RedoChecklist(ref=of.checklist)),
    RemoveChecklist: (For.OWNER, lambda of: RemoveChecklist(ref=of.checklist)),
    ConfirmRemoval: (For.OWNER, lambda of: ConfirmRemoval(ref=of.checklist)),
    SendQuestion: (For.OWNER, lambda _: SendQuestion(key=DRAFT_KEY)),
    FileWords: (For.OWNER, lambda _: FileWords()),
    OnlyAsk: (For.OWNER, lambda _: OnlyAsk()),
    ShowDraft: (For.OWNER, lambda _: ShowDraft()),
    EditDetail: (For.OWNER, lambda _: EditDetail(detail=Detail.PLACE)),
    EmptyDetail: (For.OWNER, lambda _: EmptyDetail(detail=Detail.PLACE)),
    OpenShelf: (For.OWNER, lambda _: OpenShelf(category_id="residence")),
    ChooseService: (For.OWNER, lambda _: ChooseService(service_id=SERVICE)),
    SayArea: (For.OWNER, lambda _: SayArea(area_id="a")),
    ChooseDay: (For.OWNER, lambda _: ChooseDay(days_ago=1)),
    ChoosePrivacy: (For.OWNER, lambda _: ChoosePrivacy(privacy=Privacy.ANONYMOUS)),
    RemovePiece: (For.OWNER, lambda _: RemovePiece(message_id=1)),
    JoinCase: (For.OWNER, lambda of: JoinCase(case_id=of.case, key="some-other-case")),
    SubmitCase: (For.OWNER, lambda _: SubmitCase(key=CASE_KEY)),
    SubmitAnyway: (For.OWNER, lambda _: SubmitAnyway(key=f"{CASE_KEY}-anyway")),
    OpenCase: (For.OWNER, lambda of: OpenCase(case_id=of.case)),
    ShowSteps: (For.OWNER, lambda of: ShowSteps(case_id=of.case)),
    AddToCase: (For.OWNER, lambda of: AddToCase(case_id=of.case)),
    ChooseCase: (For.OWNER, lambda of: ChooseCase(case_id=of.case)),
    TakeBack: (For.OWNER, lambda of: TakeBack(message_id=of.addition)),
    WriteForAction: (For.OWNER, lambda of: WriteForAction(case_id=of.case, version=2, action="settle")),
    AskWithdrawal: (For.OWNER, lambda of: AskWithdrawal(case_id=of.case)),
    ActInCase: (For.OWNER, lambda of: ActInCase(case_id=of.case, version=2, action="settle")),
    WithdrawCase: (For.OWNER, lambda of: WithdrawCase(case_id=of.case, version=2)),
    NudgeCase: (For.OWNER, lambda of: NudgeCase(case_id=of.case)),
    AskRating: (For.OWNER, lambda of: AskRating(rating_id=of.rating)),
    RateCase: (For.OWNER, lambda of: RateCase(rating_id=of.rating, level=5)),
    GiveReason: (For.OWNER, lambda of: GiveReason(rating_id=of.rating, reason="speed")),
    CommentRating: (For.OWNER, lambda of: CommentRating(rating_id=of.rating)),
    TakeCase: (For.CLERK, lambda of: TakeCase(case_id=of.case)),
    AskTakeOver: (For.CLERK, lambda of: AskTakeOver(case_id=of.case)),
    TakeOver: (For.CLERK, lambda of: TakeOver(case_id=of.case, version=2)),
    ChooseArea: (For.CLERK, lambda of: ChooseArea(case_id=of.case, area="b")),
    ChooseCode: (For.CLERK, lambda of: ChooseCode(case_id=of.case, code="substantiated")),
    AskUrging: (For.ABOVE, lambda of: AskUrging(case_id=of.case)),
    AskAssign: (For.ABOVE, lambda of: AskAssign(case_id=of.case)),
    AssignCase: (For.ABOVE, lambda of: AssignCase(case_id=of.case, version=2, staff_id=of.clerk)),
    FileKind: (For.CLERK, lambda _: FileKind(kind="complaint")),
    FileVia: (For.CLERK, lambda _: FileVia(channel=Channel.CALL)),
    FileNow: (For.CLERK, lambda _: FileNow(key=WORDS_KEY)),
    AskCause: (For.CLERK, lambda of: AskCause(case_id=of.case)),
    GiveCause: (For.CLERK, lambda of: GiveCause(clock_id=of.clock, cause="staff")),
    NoteCall: (For.CLERK, lambda of: NoteCall(case_id=of.case, task=f"m{of.reply}", reached=False)),
    AskContact: (For.CLERK, lambda of: AskContact(case_id=of.case)),
    AskTime: (For.CLERK, lambda of: AskTime(case_id=of.case)),
    ChooseTime: (For.CLERK, lambda of: ChooseTime(case_id=of.case, version=2, amount=3)),
    SendRequest: (For.CLERK, lambda of: SendRequest(case_id=of.case, key=WORDS_KEY)),
    ChangeReason: (For.CLERK, lambda _: ChangeReason()),
    GrantTime: (For.CLERK, lambda of: GrantTime(request_id=of.request)),
    SendDenial: (For.CLERK, lambda of: SendDenial(request_id=of.request, key=WORDS_KEY)),
    ChangeDenial: (For.CLERK, lambda _: ChangeDenial()),
    DenyTime: (For.CLERK, lambda of: DenyTime(request_id=of.request)),
    AskMerge: (For.CLERK, lambda of: AskMerge(case_id=of.case)),
    ChooseMain: (For.CLERK, lambda of: ChooseMain(case_id=of.case, main_id=of.case)),
    MergeCase: (For.CLERK, lambda of: MergeCase(case_id=of.case, version=2, main_id=of.case)),
    AskSplit: (For.CLERK, lambda of: AskSplit(case_id=of.case)),
    SplitCase: (For.CLERK, lambda of: SplitCase(case_id=of.case, version=2)),
    SendAlone: (For.CLERK, lambda of: SendAlone(case_id=of.case, key=WORDS_KEY)),
    ReleaseCase: (For.CLERK, lambda of: ReleaseCase(case_id=of.case)),
    WriteWords: (For.CLERK, lambda of: WriteWords(case_id=of.case, version=2, action="answer")),
    DoAction: (For.CLERK, lambda of: DoAction(case_id=of.case, version=2, action="close")),
    SendWords: (For.CLERK, lambda of: SendWords(case_id=of.case, key=WORDS_KEY)),
    ChangeWords: (For.CLERK, lambda _: ChangeWords()),
    DropWords: (For.CLERK, lambda _: DropWords(mark=WORDS_KEY)),
    StopReply: (For.CLERK, lambda of: StopReply(message_id=of.reply)),
    MakeNote: (For.CLERK, lambda of: MakeNote(message_id=of.reply)),
    AskPart: (For.CLERK, lambda of: AskPart(case_id=of.case)),
    ChoosePartArea: (For.CLERK, lambda of: ChoosePartArea(case_id=of.case, area="b")),
    ChoosePartTerm: (For.CLERK, lambda of: ChoosePartTerm(case_id=of.case, area="b", days=0)),
    ChangePart: (For.CLERK, lambda _: ChangePart()),
    SendPart: (For.CLERK, lambda _: SendPart(key=WORDS_KEY)),
    AskWithdrawPart: (For.CLERK, lambda of: AskWithdrawPart(case_id=of.case, part_id=of.part)),
    WithdrawPart: (For.CLERK, lambda of: WithdrawPart(case_id=of.case, part_id=of.part)),
    ShowToday: (For.CLERKS_DESK, lambda _: ShowToday(area="a")),
    SeeVisit: (For.CLERKS_DESK, lambda of: SeeVisit(ref=of.visit)),
    AskCounter: (For.CLERKS_DESK, lambda of: AskCounter(ref=of.visit)),
    AskExcuse: (For.CLERKS_DESK, lambda of: AskExcuse(ref=of.visit)),
    ExcuseVisit: (For.CLERKS_DESK, lambda of: ExcuseVisit(ref=of.visit, version=2, reason=Excuse.HALL)),
    StepVisit: (For.CLERKS_DESK, lambda of: StepVisit(ref=of.visit, version=2, step=Step.CHECK_IN)),
    OpenCounter: (For.CLERKS_DESK, lambda _: OpenCounter(area="a")),
    AskOwnCounter: (For.CLERKS_DESK, lambda _: AskOwnCounter(area="a")),
    WorkAt: (For.CLERKS_DESK, lambda _: WorkAt(area="a", counter="A03")),
    CallNext: (For.CLERKS_DESK, lambda _: CallNext(area="a")),
    AskGiveNumber: (For.CLERKS_DESK, lambda _: AskGiveNumber(area="a")),
    GiveNumber: (For.CLERKS_DESK, lambda _: GiveNumber(area="a", key="on-paper")),
    GiveNumberFor: (For.CLERKS_DESK, lambda _: GiveNumberFor(service_id=SERVICE, key="on-paper-too")),
    SeeNumber: (For.CLERKS_DESK, lambda of: SeeNumber(ref=of.turn)),
    PrintNumber: (For.CLERKS_DESK, lambda of: PrintNumber(ref=of.turn)),
    StepTurn: (For.CLERKS_DESK, lambda of: StepTurn(ref=of.turn, version=2, step=TurnStep.SERVE)),
    ShowCalls: (For.CLERKS_DESK, lambda _: ShowCalls(area="a")),
    SeeCall: (For.CLERKS_DESK, lambda of: SeeCall(call_id=of.call)),
    ShowNumber: (For.CLERKS_DESK, lambda of: ShowNumber(call_id=of.call)),
    NoteVisitCall: (
        For.CLERKS_DESK,
        lambda of: NoteVisitCall(call_id=of.call, version=1, outcome=CallOutcome.NOT_REACHED),
    ),
    BookFor: (For.CLERKS_DESK, lambda _: BookFor(area="a")),
    ForService: (For.CLERKS_DESK, lambda _: ForService(service_id=SERVICE)),
    ForNobody: (For.CLERKS_DESK, lambda _: ForNobody()),
    ForDays: (For.CLERKS_DESK, lambda _: ForDays()),
    ForDay: (For.CLERKS_DESK, lambda of: ForDay(day=of.day)),
    ForTime: (For.CLERKS_DESK, lambda of: ForTime(slot_id=of.slot)),
    ForWait: (For.CLERKS_DESK, lambda of: ForWait(first=of.day, last=of.day)),
    SeeWaiting: (For.CLERKS_DESK, lambda of: SeeWaiting(waiting_id=of.guest_waiting)),
    ForLeave: (For.CLERKS_DESK, lambda of: ForLeave(waiting_id=of.guest_waiting)),
    ForConfirm: (For.CLERKS_DESK, lambda of: ForConfirm(ref=of.guest_held)),
    ForDrop: (For.CLERKS_DESK, lambda of: ForDrop(ref=of.guest_held, version=1)),
    MoveFor: (For.CLERKS_DESK, lambda of: MoveFor(ref=of.guest_visit)),
    MoveForDay: (For.CLERKS_DESK, lambda of: MoveForDay(ref=of.guest_visit, day=of.day)),
    MoveForTo: (For.CLERKS_DESK, lambda of: MoveForTo(ref=of.guest_visit, version=2, slot_id=of.slot)),
    PrintSlip: (For.CLERKS_DESK, lambda of: PrintSlip(ref=of.guest_visit)),
    AskCancelFor: (For.CLERKS_DESK, lambda of: AskCancelFor(ref=of.guest_visit)),
    CancelForHall: (For.CLERKS_DESK, lambda of: CancelForHall(ref=of.guest_visit, version=2)),
    CancelForReason: (For.CLERKS_DESK, lambda of: CancelForReason(ref=of.guest_visit, version=2)),
    CancelFor: (For.CLERKS_DESK, lambda of: CancelFor(ref=of.guest_visit, version=2)),
    OpenDesk: (For.DESK, lambda _: OpenDesk()),
    OpenPile: (For.DESK, lambda _: OpenPile(pile=Pile.NOBODYS)),
    SeeCase: (For.DESK, lambda of: SeeCase(case_id=of.case)),
    WriteContact: (For.CLERKS_DESK, lambda of: WriteContact(case_id=of.case)),
    DoOnDesk: (For.CLERKS_DESK, lambda of: DoOnDesk(case_id=of.case, version=2, action="close")),
    TakeOnDesk: (For.CLERKS_DESK, lambda of: TakeOnDesk(case_id=of.case)),
    AskCauseOnDesk: (For.CLERKS_DESK, lambda of: AskCauseOnDesk(case_id=of.case)),
    GiveCauseOnDesk: (For.CLERKS_DESK, lambda of: GiveCauseOnDesk(clock_id=of.clock, cause="staff")),
    OpenHandover: (For.ABOVES_DESK, lambda _: OpenHandover()),
    HandOverOf: (For.ABOVES_DESK, lambda of: HandOverOf(staff_id=of.clerk)),
    AskHandover: (For.ABOVES_DESK, lambda of: AskHandover(staff_id=of.clerk, to=0)),
    DoHandover: (For.ABOVES_DESK, lambda of: DoHandover(staff_id=of.clerk, to=0)),
    AskUrgingOnDesk: (For.ABOVES_DESK, lambda of: AskUrgingOnDesk(case_id=of.case)),
    AskMark: (For.ABOVES_DESK, lambda of: AskMark(case_id=of.case)),
    MarkAbuse: (For.ABOVES_DESK, lambda of: MarkAbuse(case_id=of.case, abuse=Abuse.INSULT)),
    UnmarkAbuse: (For.ABOVES_DESK, lambda of: UnmarkAbuse(case_id=of.case)),
    AskCorrection: (For.CLERKS_DESK, lambda of: AskCorrection(case_id=of.case)),
    CorrectFrom: (For.CLERKS_DESK, lambda of: CorrectFrom(case_id=of.case, category_id="residence")),
    ChooseCorrection: (For.CLERKS_DESK, lambda of: ChooseCorrection(case_id=of.case, service_id="id-card")),
    Correct: (For.CLERKS_DESK, lambda of: Correct(case_id=of.case, version=2, service_id="id-card")),
    AskAbout: (For.ABOVES_DESK, lambda of: AskAbout(case_id=of.case)),
    ChooseAbout: (For.ABOVES_DESK, lambda of: ChooseAbout(case_id=of.case, staff_id=of.clerk)),
    NameAbout: (For.ABOVES_DESK, lambda of: NameAbout(case_id=of.case, version=2, staff_id=of.clerk)),
    OpenAway: (For.CLERKS_DESK, lambda _: OpenAway()),
    AwayDay: (For.CLERKS_DESK, lambda _: AwayDay(day=LATER.toordinal())),
    AwayDeputy: (For.CLERKS_DESK, lambda of: AwayDeputy(staff_id=of.director)),
    EndAway: (For.CLERKS_DESK, lambda of: EndAway(absence_id=of.absence)),
    ConfirmAway: (For.CLERKS_DESK, lambda _: ConfirmAway(key=WORDS_KEY)),
    AwayColleagues: (For.CLERKS_DESK, lambda _: AwayColleagues()),
    AwayOf: (For.ABOVES_DESK, lambda of: AwayOf(staff_id=of.supervisor)),
    ReleaseOnDesk: (For.CLERKS_DESK, lambda of: ReleaseOnDesk(case_id=of.case)),
    OpenClosings: (For.ABOVES_DESK, lambda _: OpenClosings()),
    BeginClosing: (For.ABOVES_DESK, lambda _: BeginClosing()),
    CloseArea: (For.ABOVES_DESK, lambda _: CloseArea(area="a")),
    CloseDay: (For.ABOVES_DESK, lambda _: CloseDay(day=LATER.toordinal())),
    CloseFrom: (For.ABOVES_DESK, lambda _: CloseFrom(minute=14 * 60)),
    CloseCounters: (For.ABOVES_DESK, lambda _: CloseCounters(counters=0)),
    CloseFor: (For.ABOVES_DESK, lambda _: CloseFor(reason=ClosureReason.POWER)),
    CloseWordless: (For.ABOVES_DESK, lambda _: CloseWordless()),
    ConfirmClosing: (For.ABOVES_DESK, lambda _: ConfirmClosing(key=WORDS_KEY)),
    SeeClosing: (For.ABOVES_DESK, lambda of: SeeClosing(closure_id=of.closure)),
    AskLift: (For.ABOVES_DESK, lambda of: AskLift(closure_id=of.closure)),
    LiftClosing: (For.ABOVES_DESK, lambda of: LiftClosing(closure_id=of.closure)),
}


OF_THE_OWNER = (
    AskCause,
    GiveCause,
    AskPart,
    ChoosePartArea,
    ChoosePartTerm,
    ChangePart,
    SendPart,
    AskWithdrawPart,
    WithdrawPart,
    AskContact,
    AskTime,
    ChooseTime,
    ChooseArea,
    ChooseCode,
    AskMerge,
    ChooseMain,
    MergeCase,
    AskSplit,
    SplitCase,
    SendAlone,
    ReleaseCase,
    WriteWords,
    DoAction,
    SendWords,
    ChangeWords,
    TakeCase,
)
"""What a clerk does to their own case only."""

OF_A_DRAFT = (
    ShowDraft,
    EditDetail,
    EmptyDetail,
    OpenShelf,
    ChooseService,
    SayArea,
    ChooseDay,
    ChoosePrivacy,
    RemovePiece,
    JoinCase,
    SubmitCase,
    SubmitAnyway,
)
"""Buttons that do nothing without a case that was begun."""
OF_WHAT_EXISTS = (ChooseCase, JoinCase)
"""Buttons that somebody else may press with a form of their own, and still reach nothing of the owner's."""
PART = DraftPart(kind=ContentKind.TEXT, text="还有一件事", chat_id=1, message_id=999_999)


def form_for(button: type[CallbackData], of: Matters) -> BaseModel | None:
    """The form that must be open for a press to do anything."""
    if button is SendQuestion:
        return QuestionDraft(key=DRAFT_KEY, parts=[PART])
    if button is ForNobody:
        return GuestWords(service_id=SERVICE)
    if button in (ForDays, ForDay, ForTime, ForWait):
        return BookingFor(service_id=SERVICE, guest_id=of.guest)
    if button is CancelForReason:
        return CancelWords(ref=of.guest_visit, version=2, reason="停电")
    if button is ChooseCase:
        return WhichCase(parts=[PART])
    if button in (FileWords, OnlyAsk):
        return PerhapsCase(kind="complaint", parts=[PART])
    if button in OF_A_DRAFT:
        key = {SubmitCase: CASE_KEY, SubmitAnyway: f"{CASE_KEY}-anyway"}.get(button, "some-other-case")
        return CaseDraft(key=key, kind="complaint", parts=[PART])
    if button in (SendWords, SendAlone, ChangeWords, DropWords, ChooseArea, ChooseCode):
        return StaffWords(case_id=of.case, version=2, action="answer", key=WORDS_KEY, mark=WORDS_KEY, part=PART)
    if button in (FileKind, FileVia, FileNow):
        return FilingFor(kind="complaint", channel=Channel.VISIT, text="窗口排队太久", key=WORDS_KEY)
    if button in (SendRequest, ChangeReason):
        return TimeWords(case_id=of.case, version=2, amount=3, key=WORDS_KEY, part=PART)
    if button in (SendDenial, ChangeDenial):
        return DenialWords(request_id=of.request, key=WORDS_KEY, part=PART)
    if button in (ChangePart, SendPart):
        return PartWords(case_id=of.case, area="b", days=0, text="请查参保记录", key=WORDS_KEY)
    if button in (CloseArea, CloseDay):
        return ClosingDraft(area="a")
    if button in (CloseFrom, CloseCounters, CloseFor, CloseWordless, ConfirmClosing):
        days = {"first": LATER, "last": LATER, "has_hours": True}
        why = {"reason": ClosureReason.OTHER, "words_zh": "", "affected": 0}
        return ClosingDraft(area="a", counters=0, key=WORDS_KEY, **days, **why)
    if button in (AwayDay, AwayDeputy, ConfirmAway):
        days = {} if button is AwayDay else {"first": LATER, "last": LATER, "deputy_id": of.director}
        return AwayDraft(staff_id=of.clerk, reason="生病", key=WORDS_KEY, **days)
    return None


class Scene:
    """A town in which everybody is who might press something.

    ``others`` are all but the owner, the clerk, a colleague of another area, and those ``above`` them.
    """

    def __init__(
        self,
        town: Town,
        *,
        owner: int,
        clerk: int,
        others: dict[str, int],
        colleague: int,
        above: dict[str, int],
        of_owner: Matters,
        card: dict[str, Any],
    ) -> None:
        self.town = town
        self._card = card
        self.owner = owner
        self.clerk = clerk
        self.others = others
        self.colleague = colleague
        self.above = above
        self.of_owner = of_owner
        self._presses = count(1)
        self._toast = ""
        self._call = town.app.telegram.call
        town.app.telegram.call = self._call_or_keep  # type: ignore[method-assign] # these presses Telegram never saw

    async def _call_or_keep(self, method: str, body: str = "{}", **more: Any) -> Any:
        if method != "answerCallbackQuery":
            return await self._call(method, body, **more)
        self._toast = orjson.loads(body).get("text", "")
        return True

    async def _presses_under(self, message: dict[str, Any], person: int, data: str) -> str:
        """Press what no screen has to show; return the words that came up."""
        sender = {"id": person, "is_bot": False, "first_name": "某人"}
        query = {"id": str(next(self._presses)), "from": sender, "chat_instance": "1", "data": data}
        await self.town.control("update", update={"callback_query": {**query, "message": message}})
        await self.town.settle()
        return self._toast

    async def in_private(self, person: int, data: str) -> str:
        """Press under the bot's latest message in somebody's own chat; return all the bot said to it."""
        said = await self._said_to(person)
        toast = await self._presses_under(said[-1], person, data)
        return toast or words_of((await self._said_to(person))[-1])

    async def _said_to(self, person: int) -> list[dict[str, Any]]:
        messages = (await self.town.read("messages", chat_id=person))["messages"]
        return [message for message in messages if message["from"]["is_bot"]]

    async def in_topic(self, person: int, data: str) -> str:
        """Press the card in the staff group."""
        return await self._presses_under(self._card, person, data)

    async def in_other_group(self, person: int, data: str) -> str:
        """Press in a group of which the hall knows nothing."""
        chat = {"id": OTHER_GROUP, "title": "邻居群", "type": "supergroup"}
        message = {"message_id": 5, "date": 1_700_000_000, "chat": chat, "text": "x"}
        return await self._presses_under(message, person, data)

    async def on_something_old(self, person: int, data: str, *, chat_id: int) -> str:
        """Press under a message that Telegram does not show to bots any more: its number and chat are all it tells."""
        chat = {"id": chat_id, "title": "值班组", "type": "supergroup"}
        return await self._presses_under({"chat": chat, "message_id": 5, "date": 0}, person, data)

    async def writes(self, person: int, text: str, *, reply_to: int | None = None, anonymous: bool = False) -> None:
        """Write in the topic of the card, as one whom somebody has let into the group."""
        await self.town.control(
            "member", chat_id=STAFF_GROUP, user_id=person, status="administrator" if anonymous else "member"
        )
        place = {"chat_id": STAFF_GROUP, "message_thread_id": self._card["message_thread_id"]}
        body = {"text": text, "from_id": person, "anonymous": anonymous, **place}
        await self.town.control("say", **body | ({"reply_to_message_id": reply_to} if reply_to else {}))
        await self.town.settle()

    @property
    def question(self) -> int:
        """The message in the topic that stands for the citizen's question."""
        number: int = self._card["message_id"]
        return number

    async def writes_in_private(self, person: int, text: str) -> str:
        """Write to the bot; return what it said last."""
        await self.town.control("say", text=text, chat_id=person, from_id=person)
        await self.town.settle()
        return await self.reads(person)

    async def reads(self, person: int) -> str:
        """The words the bot said last to somebody in private."""
        return words_of((await self._said_to(person))[-1])

    async def trace(self) -> tuple[Any, ...]:
        """All that words may leave behind: what is kept, events, forms, and what the bot said to whom."""
        async with self.town.app.database.read() as tx:
            counts = [(await tx.execute(select(func.count()).select_from(of))).scalar_one() for of in (event, outbox)]
            noted = (await tx.execute(select(func.count()).select_from(case_message))).scalar_one()
        return (*await self.kept(), *counts, noted)

    async def told_to(self, person: int) -> int:
        """How much was ever said to somebody in private."""
        async with self.town.app.database.read() as tx:
            said = select(func.count()).select_from(outbox).where(outbox.c.chat_id == person)
            return int((await tx.execute(said)).scalar_one())

    async def open_form(self, conversation: str, draft: BaseModel | None) -> None:
        """What somebody has begun."""
        if draft is not None:
            async with self.town.app.database.write() as tx:
                data = draft.model_dump(mode="json")
                save_form(tx, conversation, name=type(draft).__name__, data=data, now=self.town.clock.now())

    def topic_conversation(self, person: int) -> str:
        """The key of somebody's form in the topic of the card, whatever topics came after it."""
        return f"g:{STAFF_GROUP}:{self._card['message_thread_id']}:{person}"

    async def kept(self) -> list[Any]:
        """What belongs to the owner, and who works here; not what staff note for themselves."""
        theirs = (booking.c.person_id == self.of_owner.person) | booking.c.guest_id.is_not(None)
        kept = (
            select(hall_case).order_by(hall_case.c.id),
            select(case_message).where(case_message.c.purpose != "note").order_by(case_message.c.id),
            select(checklist).where(checklist.c.person_id == self.of_owner.person).order_by(checklist.c.id),
            select(case_rating).order_by(case_rating.c.id),
            select(booking).where(theirs).order_by(booking.c.id),
            select(waiting).order_by(waiting.c.id),
            select(visit_call).order_by(visit_call.c.id),
            select(walk_in).where(walk_in.c.person_id == self.of_owner.person).order_by(walk_in.c.id),
            select(visit_rating).order_by(visit_rating.c.id),
            select(staff).order_by(staff.c.id),
            select(absence).order_by(absence.c.id),
            select(closure).order_by(closure.c.id),
        )
        async with self.town.app.database.read() as tx:
            return [[tuple(row) for row in await tx.execute(rows)] for rows in kept]

    async def said_in_groups(self) -> int:
        """How much was ever said in a group."""
        in_group = (outbox.c.topic_id.is_not(None)) | (outbox.c.chat_id < 0)
        async with self.town.app.database.read() as tx:
            return int((await tx.execute(select(func.count()).select_from(outbox).where(in_group))).scalar_one())


async def _matters(town: Town) -> Matters:
    async with town.app.database.read() as tx:
        [listed] = (await tx.execute(select(checklist))).all()
        [asked] = (await tx.execute(select(hall_case))).all()
        messages = (await tx.execute(select(case_message).order_by(case_message.c.id))).all()
    async with town.app.database.write() as tx:
        [clock] = await list_running(tx, asked.id)
        wanted = {"clock_id": clock.id, "amount": 3, "reason": "要调档案", "asked_by": asked.owner_id}
        request = (await add_request(tx, case_id=asked.id, now=town.clock.now(), **wanted)).id
        case = await get_case(tx, asked.id)
        reply_to_call = await get_message(tx, next(row.id for row in messages if row.purpose == "reply"))
        if case and reply_to_call:
            await add_contact(tx, case.id, Contact("陈女士", "13800000000"))
            await want_call(tx, case, task_of(reply_to_call), now=town.app.hall.clock.now())
    addition = next(message.id for message in messages if message.purpose == "addition")
    reply = next(message.id for message in messages if message.purpose == "reply")
    async with town.app.database.write() as tx:
        # Of an earlier round, so that ending the case asks for one of its own.
        rating = await add_rating(tx, case_id=asked.id, round_number=0, staff_id=None, invited_at=town.clock.now())
    assert rating is not None
    visits = await _visits(town, listed.person_id)
    about = {"addition": addition, "reply": reply, "rating": rating.id, "request": request, "clerk": asked.owner_id}
    part = await _part_taken_back(town, asked.id, asked.owner_id)
    later = await _away_later(town, asked.owner_id)
    return Matters(listed.person_id, listed.ref, asked.id, part=part, **about, **later, **visits, clock=clock.id)


async def _part_taken_back(town: Town, case_id: int, clerk: int) -> int:
    """The clerk asked another area and took it back, so that the case waits for nobody; the request."""
    present = town.app.hall.present()
    draft = PartWords(case_id=case_id, area="c", days=0, text="请查参保记录")
    async with town.app.database.write() as tx:
        member = await get_member(tx, clerk)
        assert member is not None
        _, part = await ask_part(tx, draft, member=member, hall=present.hall, now=present.now)
        await withdraw(tx, case_id, part.id, member=member, hall=present.hall, now=present.now)
    await town.settle()
    return part.id


async def _away_later(town: Town, clerk: int) -> dict[str, int]:
    """The clerk will be away, and the director stands in then; with the staff ids of those above."""
    async with town.app.database.write() as tx:
        ids = {role: next(one.id for one in await list_staff(tx) if one.role is role) for role in ABOVE}
        now = town.app.hall.clock.now()
        span = span_of(LATER + timedelta(days=1), LATER + timedelta(days=1), now=now)
        about = {"staff_id": clerk, "deputy_id": ids[Role.DIRECTOR], "set_by": clerk}
        later = await add_absence(tx, **about, span=span, reason="", now=now)
        director = await get_member(tx, ids[Role.DIRECTOR])
        assert director
        days = ClosedDays(LATER, LATER).span(ZoneInfo("Asia/Shanghai"))
        what = Closing("b", days, 0, ClosureReason.TRAINING, words_zh="", words_en="")
        closed = await close(tx, what, key="closed", member=director, now=now)
    return {
        "absence": later.id,
        "closure": closed.id,
        "supervisor": ids[Role.SUPERVISOR],
        "director": ids[Role.DIRECTOR],
    }


async def _visits(town: Town, person_id: int) -> dict[str, Any]:
    """The owner has an appointment, holds a second place, waits for a third, and has a number of today."""
    present = town.app.hall.present()
    hall, now, tomorrow = present.hall, present.now, present.now.date() + timedelta(days=1)
    service = hall.service(SERVICE)
    assert service
    plan = visit_plan(hall, service)
    assert plan
    asked = Asked(Visitor(person_id=person_id), service, "visit", by=Actor(Party.CITIZEN, person_id))
    async with town.app.database.write() as tx:
        await plan_day(tx, "a", tomorrow, plan=plan.plan, now=now)
        first, second, third, fourth, fifth, *_ = await list_open(tx, area="a", day=tomorrow, quota=None)
        visit = await book(tx, first.id, asked, hall=hall, now=now)
        held = await hold(tx, second.id, replace(asked, key="held"), hall=hall, now=now)
        days = {"first_day": tomorrow, "last_day": tomorrow, "since": now, "until": first.span.starts_at}
        wish = {"person_id": person_id, "area": "a", "service": SERVICE, "quota": "", "request_key": "waits"}
        waits = await add_waiting(tx, {**wish, **days})
        caller = Visitor(guest_id=await add_guest(tx, Contact("李女士", "13900000000"), now=now))
        guest_waits = {**wish, "person_id": None, "guest_id": caller.guest_id, "request_key": "caller waits"}
        for_them = await add_waiting(tx, {**guest_waits, **days})
        theirs = await book(tx, fourth.id, replace(asked, visitor=caller, key="caller"), hall=hall, now=now)
        held_for = await hold(tx, fifth.id, replace(asked, visitor=caller, key="caller held"), hall=hall, now=now)
        await ask_to_call(tx, theirs, reason=CallReason.REMINDER, now=now)
        [(call, _)] = await list_calls(tx, areas=["a"], now=now)
        wanted = Wanted("a", None, await get_person(tx, person_id), "number", by=asked.by)
        turn = await give_number(tx, wanted, hall=hall, now=now)
        what = {"booking_id": visit.id, "walk_in_id": None, "area": "a", "service": SERVICE, "staff_id": None}
        rating = await add_visit_rating(tx, **what, person_id=person_id, invited_at=now)
    assert rating
    assert waits
    assert for_them
    return {
        "day": tomorrow.toordinal(), "slot": third.id, "visit": visit.ref, "held": held.ref, "waiting": waits.id,
        "turn": turn.walk_in.ref,
        "visit_rating": rating.id,
        "call": call.id,
        "guest": caller.guest_id,
        "guest_visit": theirs.ref,
        "guest_held": held_for.ref,
        "guest_waiting": for_them.id,
    }  # fmt: skip


async def _scene(town: Town) -> Scene:
    """A citizen with a checklist and a question; a clerk whose reply to it still waits; and everybody else."""
    clerk, chen, lin = await town.clerk("王敏"), await town.citizen("陈晓"), await town.citizen("林夕")
    former, auditor, outsider = (
        await town.clerk("旧人"),
        await town.clerk("审计", role=Role.AUDITOR),
        await town.outsider("路人"),
    )
    editor = await town.clerk("编辑", role=Role.EDITOR)
    await chen.starts(f"svc-{SERVICE}")
    await chen.presses(MakeChecklist(service_id=SERVICE))
    for _ in range(4):
        await chen.presses("1 ")
    await asks_staff(chen)
    await chen.says("补充一句")
    await replies(clerk, "请带户口簿。")
    for somebody in (lin, outsider):
        await somebody.starts()
    async with town.app.database.write() as tx:
        await dismiss(tx, telegram_id=former.id, now=town.clock.now())
    colleague = await town.clerk("孙莉", areas=["b"])
    above = {
        "supervisor": (await town.clerk("主管", role=Role.SUPERVISOR)).id,
        "director": (await town.clerk("负责", role=Role.DIRECTOR)).id,
    }
    others = {
        "another citizen": lin.id,
        "former": former.id,
        "auditor": auditor.id,
        "editor": editor.id,
        "outsider": outsider.id,
    }
    card = await card_in(town)
    matters = await _matters(town)
    return Scene(
        town,
        owner=chen.id,
        clerk=clerk.id,
        others=others,
        colleague=colleague.id,
        above=above,
        of_owner=matters,
        card=card,
    )


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """SQLite alone: who may press does not depend on the database; what they lock does, and has tests of its own."""
    return sqlite_url


@pytest.fixture
async def scene(town: Town) -> Scene:
    """One scene for a whole test."""
    return await _scene(town)


def buttons_for(*whose: For) -> list[type[CallbackData]]:
    """The buttons of somebody."""
    return [button for button, (of, _) in BUTTONS.items() if of in whose]


def test_every_button_says_whose_it_is() -> None:
    modules = (
        booking_callbacks,
        callbacks,
        case_callbacks,
        closing_callbacks,
        cohandling_callbacks,
        delay_callbacks,
        desk_callbacks,
        filing_callbacks,
        line_callbacks,
        merging_callbacks,
        own_case_callbacks,
        visit_callbacks,
    )
    every = [member for module in modules for member in getmembers(module, isclass)]
    ours = {button for _, button in every if issubclass(button, CallbackData)}
    assert set(BUTTONS) == ours - {CallbackData}


async def test_a_citizens_buttons_obey_only_that_citizen(scene: Scene) -> None:
    for button in buttons_for(For.OWNER):
        data = BUTTONS[button][1](scene.of_owner).pack()
        before = await scene.kept()
        for who, person in {**scene.others, "clerk": scene.clerk}.items():
            form = form_for(button, scene.of_owner) if button in OF_WHAT_EXISTS else None
            await scene.open_form(f"p:{person}", form)
            shown = await scene.in_private(person, data)
            assert shown in REFUSALS, (button, who)
            assert await scene.kept() == before, (button, who)
        await scene.open_form(f"p:{scene.owner}", form_for(button, scene.of_owner))
        assert await scene.in_private(scene.owner, data) not in REFUSALS, button


async def test_what_is_anybodys_touches_nothing_of_others(scene: Scene) -> None:
    before = await scene.kept()
    for button in buttons_for(For.ANYBODY):
        for who, person in {**scene.others, "clerk": scene.clerk}.items():
            shown = await scene.in_private(person, BUTTONS[button][1](scene.of_owner).pack())
            assert QUESTION not in shown, (button, who)
            assert await scene.kept() == before, (button, who)


async def test_citizens_buttons_do_nothing_in_a_group(scene: Scene) -> None:
    everybody = {"outsider": scene.others["outsider"], "owner": scene.owner, "clerk": scene.clerk}
    before, said = await scene.kept(), await scene.said_in_groups()
    for button in buttons_for(For.OWNER, For.ANYBODY):
        data = BUTTONS[button][1](scene.of_owner).pack()
        for who, person in everybody.items():
            await scene.in_topic(person, data)
            await scene.in_other_group(person, data)
            await scene.on_something_old(person, data, chat_id=OTHER_GROUP)
            await scene.on_something_old(person, data, chat_id=STAFF_GROUP)
            assert await scene.kept() == before, (button, who)
    assert await scene.said_in_groups() == said


async def test_staff_buttons_obey_only_enrolled_clerks(scene: Scene) -> None:
    hidden = {"anonymous": ANONYMOUS_ADMIN, "channel": CHANNEL_BOT}
    for button in buttons_for(*STAFF):
        data = BUTTONS[button][1](scene.of_owner).pack()
        before, said = await scene.kept(), await scene.said_in_groups()
        for who, person in {**scene.others, **hidden, "owner": scene.owner}.items():
            await scene.open_form(scene.topic_conversation(person), form_for(button, scene.of_owner))
            assert await scene.in_topic(person, data) in REFUSALS, (button, who)
            assert await scene.kept() == before, (button, who)
        assert await scene.said_in_groups() == said, button
        if BUTTONS[button][0] is For.CLERK:
            await scene.open_form(scene.topic_conversation(scene.clerk), form_for(button, scene.of_owner))
            assert await scene.in_topic(scene.clerk, data) not in REFUSALS, button


async def test_those_above_a_clerk_may_press_whatever_a_clerk_may(scene: Scene) -> None:
    for button in buttons_for(*STAFF):
        data = BUTTONS[button][1](scene.of_owner).pack()
        for who, person in scene.above.items():
            await scene.open_form(scene.topic_conversation(person), form_for(button, scene.of_owner))
            shown = await scene.in_topic(person, data)
            assert shown not in REFUSALS, (button, who)
            assert shown != NOT_YOURS, (button, who)


async def test_what_is_for_those_above_is_refused_to_a_clerk(scene: Scene) -> None:
    before, said = await scene.kept(), await scene.said_in_groups()
    for button in buttons_for(For.ABOVE):
        data = BUTTONS[button][1](scene.of_owner).pack()
        for person in (scene.clerk, scene.colleague):
            assert await scene.in_topic(person, data) == NOT_YOURS, button
    assert await scene.kept() == before
    assert await scene.said_in_groups() == said


async def test_a_colleague_who_presses_reads_whose_the_case_is_and_changes_nothing(scene: Scene) -> None:
    before = await scene.kept()
    for button in OF_THE_OWNER:
        data = BUTTONS[button][1](scene.of_owner).pack()
        await scene.open_form(scene.topic_conversation(scene.colleague), form_for(button, scene.of_owner))
        assert "王敏" in await scene.in_topic(scene.colleague, data), button
        assert await scene.kept() == before, button


def test_every_staff_button_has_a_handler_behind_the_rule_that_lets_only_clerks_act() -> None:
    [staff_features] = [router for router in build_router().sub_routers if router.name == "staff"]
    for router in (part for feature in staff_features.sub_routers for part in feature.chain_tail):
        if router.callback_query.handlers:
            assert any(isinstance(one, ClerksOnly) for one in router.callback_query.middleware), router.name
    handled = {prefix for feature in staff_features.sub_routers for prefix in prefixes_of(feature)} - {None}
    assert handled == {button.__prefix__ for button in buttons_for(*STAFF)}


async def test_staff_buttons_work_in_staff_chats_alone(scene: Scene) -> None:
    before, said = await scene.kept(), await scene.said_in_groups()
    for button in buttons_for(*STAFF):
        data = BUTTONS[button][1](scene.of_owner).pack()
        await scene.open_form(f"p:{scene.clerk}", form_for(button, scene.of_owner))
        assert await scene.in_private(scene.clerk, data) in REFUSALS, button
        await scene.in_other_group(scene.clerk, data)
        await scene.on_something_old(scene.clerk, data, chat_id=OTHER_GROUP)
        assert await scene.kept() == before, button
    assert await scene.said_in_groups() == said


async def test_a_desk_is_only_for_those_who_work_here(scene: Scene) -> None:
    strangers = {who: scene.others[who] for who in ("another citizen", "former", "outsider")} | {"owner": scene.owner}
    clerks = {"auditor": scene.others["auditor"]}
    above = {**clerks, "clerk": scene.clerk, "colleague": scene.colleague}
    boss = next(iter(scene.above.values()))
    for whose, also, person in (
        (For.DESK, {}, scene.clerk),
        (For.ABOVES_DESK, above, boss),
        (For.CLERKS_DESK, clerks, boss),
    ):
        await scene.in_private(scene.clerk, TakeOnDesk(case_id=scene.of_owner.case).pack())
        for button in buttons_for(whose):
            await _obeys_at_the_desk(scene, button, refused=strangers | also, obeyed=person)


async def _obeys_at_the_desk(scene: Scene, button: type[CallbackData], *, refused: dict[str, int], obeyed: int) -> None:
    data = BUTTONS[button][1](scene.of_owner).pack()
    before, said = await scene.kept(), await scene.said_in_groups()
    for who, person in refused.items():
        await scene.open_form(f"p:{person}", form_for(button, scene.of_owner))
        assert await scene.in_private(person, data) in REFUSALS, (button, who)
    for person in (obeyed, *refused.values()):
        await scene.in_topic(person, data)
        await scene.in_other_group(person, data)
        await scene.on_something_old(person, data, chat_id=OTHER_GROUP)
    assert await scene.kept() == before, button
    assert await scene.said_in_groups() == said, button
    await scene.open_form(f"p:{obeyed}", form_for(button, scene.of_owner))
    assert await scene.in_private(obeyed, data) not in REFUSALS, button


async def test_commands_do_nothing_in_a_group(scene: Scene) -> None:
    before, said = await scene.kept(), await scene.said_in_groups()
    thread = (await scene.town.topics())[-1]["message_thread_id"]
    for command in (*COMMANDS, "home", "menu", "cancel", "start inv-x", "nonsense"):
        for person in (scene.clerk, scene.others["outsider"]):
            place = {"chat_id": STAFF_GROUP, "from_id": person, "message_thread_id": thread}
            await scene.town.control("say", text=f"/{command}", **place)
            await scene.town.settle()
    assert await scene.kept() == before
    assert await scene.said_in_groups() == said


async def test_a_button_nobody_made_is_an_old_button_and_no_incident(scene: Scene) -> None:
    said, huge = await scene.said_in_groups(), 10**25
    for data in (f"eo:{huge}", f"me:{huge}", "co:\x00", "ct:a\x00b:1:0:1", f"ct:a:{huge}:0:1", "ek:-1", "eo:", "zz:1"):
        assert await scene.in_private(scene.owner, data) in REFUSALS, data
    assert await scene.in_topic(scene.clerk, f"st:{huge}") in REFUSALS
    assert await scene.said_in_groups() == said


WRITTEN: dict[str, tuple[For, Callable[[Matters], BaseModel | None], str]] = {
    "desk.finding.find_for_group": (For.DESK, lambda _: None, "/find 补充"),
    "desk.finding.find": (For.DESK, lambda _: None, "/find 补充"),
    "desk.looking.come_to_desk": (For.DESK, lambda _: None, "/desk"),
    "desk.counter.come_to_counter": (For.CLERKS_DESK, lambda _: None, "/today"),
    "desk.line.show_for_group": (For.CLERK, lambda _: None, "/today"),
    "desk.explaining.write_why": (
        For.CLERKS_DESK,
        lambda of: DelayWords(case_id=of.case, clock_id=of.clock, cause="facts"),
        "还在等档案",
    ),
    "desk.deputies.leave": (For.CLERKS_DESK, lambda _: None, "/away"),
    "desk.deputies.come_back": (For.CLERKS_DESK, lambda _: None, "/back"),
    "desk.deputies.write": (For.CLERKS_DESK, lambda of: AwayDraft(staff_id=of.clerk), "12-05"),
    "desk.closing.ask_what_is_closed": (For.ABOVES_DESK, lambda _: None, "/close"),
    "desk.closing.write": (For.ABOVES_DESK, lambda _: ClosingDraft(area="a"), "12-05"),
    "desk.contacting.write": (For.CLERKS_DESK, lambda of: ContactWords(case_id=of.case), "李女士 13900000000"),
    "desk.booking_for.write_who": (
        For.CLERKS_DESK,
        lambda _: GuestWords(service_id=SERVICE),
        "李女士 13900000001",
    ),
    "desk.caring.write_why": (
        For.CLERKS_DESK,
        lambda of: CancelWords(ref=of.guest_visit, version=2),
        "设备检修",
    ),
    "desk.urging.write_why": (For.ABOVES_DESK, lambda of: UrgeWords(case_id=of.case), "请抓紧"),
    "cases.filing_for.begin": (For.CLERK, lambda _: None, "/file"),
    "cases.filing_for.write": (For.CLERK, lambda _: FilingFor(kind="complaint", channel=Channel.CALL), "排队太久"),
    "cases.extending.write_reason": (
        For.CLERK,
        lambda of: TimeWords(case_id=of.case, version=2, amount=3),
        "要调档案",
    ),
    "cases.extending.write_denial": (For.ABOVE, lambda of: DenialWords(request_id=of.request), "来得及"),
    "cases.revealing.write_why": (For.CLERK, lambda of: RevealWords(case_id=of.case), "电话说明"),
    "cases.delaying.write_why": (
        For.CLERK,
        lambda of: DelayWords(case_id=of.case, clock_id=of.clock, cause="facts"),
        "还在等档案",
    ),
    "cases.urging.write_why": (For.ABOVE, lambda of: UrgeWords(case_id=of.case), "请抓紧"),
    "cases.cohandling.write": (
        For.CLERK,
        lambda of: PartWords(case_id=of.case, area="b", days=0),
        "请查参保记录",
    ),
    "cases.merging.write_number": (For.CLERK, lambda of: MergingWith(case_id=of.case), "ZX2026-000009"),
    "cases.topics.write_words": (
        For.CLERK,
        lambda of: StaffWords(case_id=of.case, version=2, action="answer"),
        "可以，请带户口簿",
    ),
    "cases.topics.note": (For.CLERK, lambda _: None, "电话打过了"),
}
"""Words that a handler of staff waits for: whose, with which form, and an example."""
REPLIES = ("cases.topics.reply_to_citizen", "cases.topics.reply_hidden", "cases.topics.reply_from_outside")
ELSEWHERE = {
    "cases.topics.talk": "refuses nobody and does nothing: tests/handlers/test_case_replies.py",
    "cases.topics.reword": "of a message somebody wrote themselves: tests/handlers/test_case_replies.py",
    "desk.counter.scan": "whoever answers citizens: tests/handlers/test_counter.py",
    "desk.counter.type_code": "the same",
    "desk.line.type_number": "whoever answers citizens: tests/handlers/test_line.py",
    "desk.line.scan_slip": "the same",
    "desk.counter.come_from_group": "whoever answers citizens: tests/handlers/test_day_card.py",
    "enrol.accept": "whoever holds an invitation: tests/handlers/test_enrolment.py",
}


def handled_words() -> set[str]:
    """Every handler of staff for messages, by its module and name."""
    found, left = set(), [build_router()]
    while left:
        router = left.pop()
        left += router.sub_routers
        handlers = (*router.message.handlers, *router.edited_message.handlers)
        found |= {f"{one.callback.__module__}.{one.callback.__name__}" for one in handlers}
    prefix = "handlers.staff."
    return {name.removeprefix(prefix) for name in found if name.startswith(prefix)}


def test_every_word_staff_may_write_says_whose_it_is() -> None:
    assert handled_words() == {*WRITTEN, *REPLIES, *ELSEWHERE}


def written_in(whose: tuple[For, ...], *, private: bool) -> dict[str, tuple[For, Callable[[Matters], Any], str]]:
    """What somebody writes in their own chat, or in a topic."""
    at_desk = {name for name in WRITTEN if name.startswith("desk.") and not name.endswith("_for_group")}
    return {name: row for name, row in WRITTEN.items() if row[0] in whose and (name in at_desk) is private}


async def test_what_staff_write_in_a_topic_obeys_only_whose_it_is(scene: Scene) -> None:
    strangers = {who: scene.others[who] for who in ("another citizen", "former", "outsider")} | {"owner": scene.owner}
    no_clerks = {who: scene.others[who] for who in ("auditor", "editor")}
    for name, (whose, form, words) in written_in((For.DESK, *STAFF), private=False).items():
        refused = strangers | ({} if whose is For.DESK else no_clerks)
        refused |= {"clerk": scene.clerk} if whose is For.ABOVE else {}
        for who, person in refused.items():
            await scene.open_form(scene.topic_conversation(person), form(scene.of_owner))
            before, told = await scene.kept(), await scene.told_to(scene.owner)
            await scene.writes(person, words)
            assert (await scene.kept(), await scene.told_to(scene.owner)) == (before, told), (name, who)
            assert person == scene.clerk or "13800000000" not in await scene.reads(person), (name, who)
        obeyed = scene.clerk if whose in (For.CLERK, For.DESK) else scene.above["supervisor"]
        await scene.open_form(scene.topic_conversation(obeyed), form(scene.of_owner))
        before_all = await scene.trace()
        await scene.writes(obeyed, words)
        assert await scene.trace() != before_all, name


async def test_what_staff_write_at_their_desk_obeys_only_whose_it_is(scene: Scene) -> None:
    strangers = {who: scene.others[who] for who in ("another citizen", "former", "outsider")}
    no_clerks = {"auditor": scene.others["auditor"]}
    for name, (whose, form, words) in written_in((For.DESK, For.CLERKS_DESK, For.ABOVES_DESK), private=True).items():
        refused = strangers | ({} if whose is For.DESK else no_clerks)
        refused |= {"clerk": scene.clerk} if whose is For.ABOVES_DESK else {}
        for who, person in refused.items():
            await scene.open_form(f"p:{person}", form(scene.of_owner))
            before = await scene.kept()
            said = await scene.writes_in_private(person, words)
            assert who not in strangers or "ZX2026" not in said, (name, who)
            assert await scene.kept() == before, (name, who)
        obeyed = scene.above["supervisor"] if whose is For.ABOVES_DESK else scene.clerk
        await scene.open_form(f"p:{obeyed}", form(scene.of_owner))
        before_all = await scene.trace()
        await scene.writes_in_private(obeyed, words)
        assert await scene.trace() != before_all, name


async def test_only_a_clerks_reply_goes_to_the_citizen(scene: Scene) -> None:
    strangers = {who: scene.others[who] for who in ("another citizen", "former", "outsider", "auditor", "editor")}
    before, told = await scene.kept(), await scene.told_to(scene.owner)
    for who, person in {**strangers, "owner": scene.owner}.items():
        await scene.writes(person, "请带户口簿", reply_to=scene.question)
        assert (await scene.kept(), await scene.told_to(scene.owner)) == (before, told), who
    await scene.writes(scene.clerk, "请带户口簿", reply_to=scene.question, anonymous=True)
    assert (await scene.kept(), await scene.told_to(scene.owner)) == (before, told), "anonymous"
    await scene.writes(scene.clerk, "请带户口簿", reply_to=scene.question)
    assert await scene.kept() != before
