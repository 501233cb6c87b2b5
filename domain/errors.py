"""Refusals: a rule said no, and the person deserves to know why."""

from typing import ClassVar


class Refusal(Exception):
    """A rule said no.

    ``code`` names the template ``errors/<code>.j2``; ``params`` are its variables. A refusal says the rule with its
    number and the next step. No sentence meant for people is written in Python.
    """

    code: ClassVar[str]

    def __init__(self, **params: object) -> None:
        super().__init__(self.code)
        self.params = params


class Gone(Refusal):
    """What was asked for is not there, or not this person's: the same answer for both, so that nobody can probe."""

    code = "gone"


class OtherArea(Refusal):
    """A visitor is ``area``'s (None if the hall has it no longer), and not of an area of whoever would act."""

    code = "other_area"


class OutdatedButton(Refusal):
    """A button of a release or a screen that is no more."""

    code = "outdated_button"


class GuideGone(Refusal):
    """The hall has no guide of that id, or no longer."""

    code = "guide_gone"


class GuideExpired(Refusal):
    """Nobody has vouched for the guide since ``valid_until`` (a date), so it is not shown. ``title``: its name.

    Source: docs/rules/guides.md, 1.
    """

    code = "guide_expired"


class StaffOnly(Refusal):
    """Only enrolled staff may do this."""

    code = "staff_only"


class AnonymousAdmin(Refusal):
    """An anonymous administrator or a channel acts: nobody can tell who it is.

    Source: docs/rules/staff.md, 2.
    """

    code = "anonymous_admin"


class InviteInvalid(Refusal):
    """The invite link was used, has expired, or was never given out."""

    code = "invite_invalid"


class AlreadyTaken(Refusal):
    """A colleague already takes care of this case. ``owner``: their name."""

    code = "already_taken"


class AlreadySent(Refusal):
    """The reply has left the house and can no longer be stopped or changed."""

    code = "already_sent"


class TooManyOpenCases(Refusal):
    """The citizen already has ``limit`` open questions with staff."""

    code = "too_many_open_cases"


class NothingToSend(Refusal):
    """An answer needs words."""

    code = "nothing_to_send"


class AnswerTooLong(Refusal):
    """An answer of more than ``limit`` characters does not fit into one message together with its heading."""

    code = "answer_too_long"


class TooManyParts(Refusal):
    """A question is made of at most ``limit`` messages before it is sent."""

    code = "too_many_parts"


class CaseChanged(Refusal):
    """Somebody acted on case ``number`` meanwhile; what is shown is no longer the present."""

    code = "case_changed"


class CaseOver(Refusal):
    """The state of case ``number`` does not have that action, or no longer."""

    code = "case_over"


class NotYours(Refusal):
    """That action on case ``number`` is another party's, or must be done by somebody new to the case."""

    code = "not_yours"


class TooLateForThat(Refusal):
    """The action on case ``number`` was possible only for so long after the last answer. ``period``: for how long."""

    code = "too_late_for_that"


class WordsMissing(Refusal):
    """An action needs words of at most ``limit`` characters."""

    code = "words_missing"


class CodeMissing(Refusal):
    """An action on case ``number`` needs to know how the case turned out: one of the codes of its flow."""

    code = "code_missing"


class NotExtendable(Refusal):
    """Nothing that runs in case ``number`` may be prolonged."""

    code = "not_extendable"


class AlreadyExtended(Refusal):
    """The period of case ``number`` was prolonged ``times`` times, as often as it may be, or it was asked for."""

    code = "already_extended"


class TooLateToExtend(Refusal):
    """The period of case ``number`` is over: what was not asked for and approved before is simply late."""

    code = "too_late_to_extend"


class ExtensionTooLong(Refusal):
    """The period of case ``number`` may be prolonged by at most ``longest`` (a limit) in all."""

    code = "extension_too_long"


class NothingToExplain(Refusal):
    """Nothing of case ``number`` is overdue, or somebody has said why.

    Source: docs/rules/deadlines.md, 8.
    """

    code = "nothing_to_explain"


class RatingOver(Refusal):
    """Case ``number`` is not to be rated: its time for that is over, or it goes on.

    Source: docs/rules/ratings.md, 1.
    """

    code = "rating_over"


class NothingToFile(Refusal):
    """A case needs a sentence or a recording."""

    code = "nothing_to_file"


class TooManyOpenMatters(Refusal):
    """The citizen has ``limit`` cases open besides questions."""

    code = "too_many_open_matters"


class TooManyFiled(Refusal):
    """The citizen has filed ``limit`` cases today besides questions."""

    code = "too_many_filed"


class TooMuchEvidence(Refusal):
    """A case is filed with at most ``limit`` pieces of evidence."""

    code = "too_much_evidence"


class EvidenceTooBig(Refusal):
    """A piece of evidence has at most ``limit`` megabytes."""

    code = "evidence_too_big"


class EvidenceUnreadable(Refusal):
    """Staff could not, or must not, open a piece of evidence of this type."""

    code = "evidence_unreadable"


class ContactMissing(Refusal):
    """There is no telephone number in what somebody wrote or shared as their own."""

    code = "contact_missing"


class ContactKnown(Refusal):
    """How whoever brought case ``number`` can be reached was written down before."""

    code = "contact_known"


class NotConfidentialHere(Refusal):
    """The hall has no restricted staff chat that would keep a case confidential."""

    code = "not_confidential_here"


class AnonymousHasNoContact(Refusal):
    """Somebody who files anonymously leaves no name and no telephone number."""

    code = "anonymous_has_no_contact"


class ContactNotYours(Refusal):
    """How to reach the citizen of case ``number`` is for others. ``owner``: who has it; empty for nobody.

    Source: docs/rules/staff.md, 10.
    """

    code = "contact_not_yours"


class TooManyRevealed(Refusal):
    """Somebody was shown ``limit`` contacts today.

    Source: docs/rules/staff.md, 10.
    """

    code = "too_many_revealed"


class PrivateClosed(Refusal):
    """What is for one member of staff alone, about case ``number``, does not reach them: they have blocked the bot."""

    code = "private_closed"


class UrgedToday(Refusal):
    """Case ``number`` was urged in this working day. ``again`` (a date): from when on it may be once more.

    Source: docs/rules/cases.md, 16.
    """

    code = "urged_today"


class NobodyToUrge(Refusal):
    """Nobody else has case ``number``: it is to be taken or given first, or it is one's own.

    Source: docs/rules/cases.md, 16.
    """

    code = "nobody_to_urge"


class NudgedToday(Refusal):
    """Case ``number`` was nudged in this working day. ``again`` (a date): from when on it may be once more.

    Source: docs/rules/cases.md, 13.
    """

    code = "nudged_today"
