"""A ticket's history as a person reads it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.clock_steps import StepDoes
from bot.domain.clock_words import CLOCK_WORDS
from bot.domain.clocks import Which
from bot.domain.folding import shortened
from bot.domain.text import Moment, Phrase, Span, Text, phrase
from bot.domain.ticket import STATUS_WORDS, Action, HistoryEntry

LONGEST_REASON = 200
"""Characters of a reason in a line; the export has it whole."""

ACTION_WORDS: Mapping[Action, Phrase] = {
    Action.OPEN: phrase("opened it"),
    Action.ASSIGN: phrase("assigned it"),
    Action.TAKE: phrase("took it"),
    Action.REPLY: phrase("replied"),
    Action.NOTE: phrase("noted"),
    Action.ASK: phrase("asked the requester"),
    Action.RESUME: phrase("resumed it"),
    Action.TELL: phrase("wrote"),
    Action.ANSWER: phrase("answered"),
    Action.ESCALATE: phrase("escalated it"),
    Action.INFORM: phrase("told news of development"),
    Action.DELIVER: phrase("told in which version it is"),
    Action.RETURN: phrase("told that development will not do it"),
    Action.CONFIRM: phrase("said whether it works"),
    Action.GIVE_BACK: phrase("gave it back to the level before"),
    Action.INCIDENT: phrase("opened an incident"),
    Action.RESOLVE: phrase("resolved it"),
    Action.CLOSE: phrase("closed it"),
    Action.REOPEN: phrase("reopened it"),
    Action.CANCEL: phrase("cancelled it"),
    Action.WAIVE: phrase("waived a condition"),
    Action.MOVE: phrase("brought it to another chat"),
    Action.OFFER: phrase("offered it"),
    Action.DECLINE: phrase("left it to the next"),
    Action.RELEASE: phrase("put it back into the queue"),
    Action.PAUSE: phrase("paused it"),
    Action.LINK: phrase("linked it"),
    Action.MERGE: phrase("merged it"),
    Action.WATCH: phrase("watches it"),
    Action.UNWATCH: phrase("watches it no more"),
    Action.RATE: phrase("rated it"),
    Action.FOLLOW: phrase("follows it"),
    Action.CALLED: phrase("told it by telephone"),
    Action.WARN: phrase("did what is done about a deadline"),
    Action.PRIORITIZE: phrase("changed the priority"),
    Action.BEGIN: phrase("began work that was locked"),
    Action.ATTEST: phrase("wrote down what the requester attests"),
    Action.OVERRIDE: phrase("let locked work begin"),
    Action.EXPIRE: phrase("closed locked work again"),
    Action.REMOTE: phrase("began remote help"),
    Action.CHECK: phrase("said what is ready"),
    Action.POSTPONE: phrase("put remote help off"),
    Action.CALL_OFF: phrase("called remote help off"),
    Action.HAND_OVER: phrase("was asked for the ID and the password"),
    Action.REVEAL: phrase("saw the ID and the password, which were destroyed"),
    Action.ASK_AGAIN: phrase("asked again for the ID and the password"),
    Action.END_REMOTE: phrase("ended the remote session"),
    Action.LAPSE: phrase("let go of the ID and the password"),
    Action.ERASE: phrase("erased personal data"),
}
"""What was done, after the name of whoever did it."""

REMOTE_WORDS: Mapping[str, Phrase] = {
    "received": phrase("gave the ID and the password, sealed"),
    "part": phrase("gave one of the ID and the password, sealed"),
    "unfit": phrase("wrote something else when the ID and the password were asked"),
    "declined": phrase("could not give the ID and the password then"),
    "secured": phrase("closed the way in for remote help, by their own word"),
    "unanswered": phrase("stopped waiting for the ID and the password"),
    "expired": phrase("destroyed the ID and the password unread"),
    "time": phrase("asked about remote help at the agreed time"),
    "silent": phrase("had no answer about remote help yet"),
}
"""What came of it when they were asked for, and what its timer did, likewise."""

STEP_WORDS: Mapping[str, Phrase] = {
    StepDoes.WARN_ASSIGNEE.value: phrase("warned its specialist"),
    StepDoes.WARN_SUPERVISORS.value: phrase("warned the supervisors"),
    StepDoes.REOFFER.value: phrase("offered it to somebody else"),
    StepDoes.ESCALATE.value: phrase("handed it to the next level"),
    StepDoes.POST.value: phrase("told the channel"),
}
"""What a step did, likewise."""


def history_line(entry: HistoryEntry, actor: Span, zone: str) -> Text:
    """One line: when, who, what, from where, how the state changed, and why."""
    what: Text = (ACTION_WORDS[entry.action],)
    if entry.action is Action.WARN:
        clock = CLOCK_WORDS[Which(entry.data["clock"])]
        what = (STEP_WORDS[entry.data["step"]], " (", clock, f", {entry.data['percent']} %)")
    if entry.data.get("remote") in REMOTE_WORDS:
        what = (REMOTE_WORDS[entry.data["remote"]],)
    moved: Text = (" → ", STATUS_WORDS[entry.after]) if entry.after is not entry.before else ()
    why: Text = (": ", shortened(entry.reason, LONGEST_REASON)) if entry.reason is not None else ()
    return (Moment(entry.at, zone), " · ", actor, " ", *what, f" [{entry.channel}]", *moved, *why)
