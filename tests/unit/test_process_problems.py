"""Ten and more broken process files, and the words that each one gets."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot.app.catalogue import ProcessFileError, check_file, load_process
from bot.domain.finding import Severity

UNIT = Path(__file__).parent
BROKEN = UNIT / "broken_processes"
SOUND = UNIT / "sound_process.yaml"

LINES: dict[str, str] = {
    "a_list": """\
a_list.yaml:1:1: this is a list, and must be a group of keys: schema, id, version, name, product, languages, desk, kinds, modules, versions, levels, teams, steps, numbering, card, notices, periods, coach, privacy, registration, renewals, calendars, priorities, priority_rules, targets, warnings, canned, assignment, asks, incidents, locks, remote, remote_access, erasure, retention""",
    "dead_end": """\
dead_end.yaml:41:5: steps.licence.outcomes: dead end: after some earlier answers, every answer to this question is refused; at least one must let the person go on""",
    "empty": """\
empty.yaml:1:1: the file is empty; it needs a process, beginning with `schema: 1`""",
    "hours": """\
hours.yaml:14:66: levels.first.calendar: there is no calendar "ofice"; there is: office, never; did you mean "office"?
hours.yaml:82:5: calendars.office.zone: "America/Tijuna" is not a time zone; write its name as in America/Mexico_City
hours.yaml:84:7: calendars.office.hours.monday: "09:00-14:00" and "13:30-18:00" overlap; write each hour once
hours.yaml:85:17: calendars.office.hours.tuesday[1]: "18:00-09:00" ends before it begins; if it goes past midnight, write until 24:00 here, and from 00:00 until 09:00 on the next day
hours.yaml:86:19: calendars.office.hours.wednesday[1]: "9 a 14" is not a span of hours; write it as in "09:00-14:00"
hours.yaml:87:18: calendars.office.hours.thursday[1]: "09:00-25:00" has a time that no clock shows; a day goes from 00:00 to 24:00
hours.yaml:88:16: calendars.office.hours.friday[1]: "10:00-10:00" begins and ends at the same time; the whole day is "00:00-24:00"
hours.yaml:89:17: calendars.office.holidays.country: "Mexico" is not the code of a country; write two capitals as in MX, AR or ES
hours.yaml:90:28: calendars.office.closures[2]: 2026-12-24 is in `closures` already; a day is written once
hours.yaml:91:17: calendars.office.open_days[1]: 2026-11-21 is a saturday, and saturday has no hours; write it in `exceptions` with its hours
hours.yaml:91:29: calendars.office.open_days[2]: 2026-12-24 is in `closures` already; a day is written once
hours.yaml:92:45: calendars.office.exceptions[1].hours[1]: "12:00-09:00" ends before it begins; if it goes past midnight, write until 24:00 here, and from 00:00 until 09:00 on the next day
hours.yaml:94:5: calendars.never.hours: this calendar never opens; give a weekday its hours, as in monday: ["09:00-14:00"]
hours.yaml:95:30: calendars.never.holidays.subdivision: the holidays of ES are not known for "Madrid"; there is: AN, AR, AS, CB, CE, CL, CM, CN, CT, EX, GA, IB, MC, MD, ML, NC, PV, RI, VC, Barcelona""",
    "languages": """\
languages.yaml:29:5: steps.name.ask: the text in "en" is missing; needed: es, en
languages.yaml:38:50: steps.licence.options.own.label.fr: "fr" is not a language of this file; it speaks es, en
languages.yaml:45:45: steps.licence.outcomes[1].text.en: this text is empty; write what the person shall read""",
    "later_answers": """\
later_answers.yaml:34:5: steps.licence.when: the condition looks at "version", which is answered later: only earlier answers are known
later_answers.yaml:42:9: steps.licence.outcomes[1].when: "licence" has no option "trail"; it has: own, trial, none; did you mean "trial"?
later_answers.yaml:42:9: steps.licence.outcomes[1].when: "name" has no option "ana"; it has: nothing
later_answers.yaml:46:9: steps.licence.outcomes[2].when: a condition is exactly one of: `step` with `one_of`, `none_of` or `lacks`; `all`; `any`
later_answers.yaml:56:5: steps.version.when: there is no question "license"; did you mean "licence"?""",
    "limits": """\
limits.yaml:31:5: steps.licence: the ids "licence" and "neither_a_licence_of_our_own_nor_one_on_trial_yet" are too long together for a button of Telegram; shorten them by 5 characters
limits.yaml:35:12: steps.licence.ask.es: the question has 335 characters; three lines hold 300: put the rest into `help`
limits.yaml:38:29: steps.licence.options.own.label.es: the button has 80 characters; Slack allows 75, a telephone shows 40
limits.yaml:39:9: steps.licence.options.trial: "Own" already means the option "own"; every option needs words of its own
limits.yaml:39:31: warning: steps.licence.options.trial.label.es: the button has 42 characters; a telephone shows about 40
limits.yaml:63:28: warning: steps.description.ask.en: the question has 4 lines; 3 at most are read""",
    "missing_keys": """\
missing_keys.yaml:1:1: `version` is missing; it must be a whole number
missing_keys.yaml:50:5: steps.version: `ask` is missing; it must be a text in each language (`es: …`, `en: …`)
missing_keys.yaml:64:1: numbering: `pattern` is missing; it must be a text""",
    "never_asked": """\
never_asked.yaml:46:9: steps.licence.outcomes[2]: this outcome never happens: those before it take every answer, or its condition never holds
never_asked.yaml:56:5: steps.version.when: this question is never asked: no earlier answers fulfil its condition""",
    "not_one_of": """\
not_one_of.yaml:1:1: schema: this is the number 2, and must be one of: 1
not_one_of.yaml:12:13: versions.rule: this is the text "calendar", and must be one of: fiscal_year
not_one_of.yaml:26:5: steps.name.kind: this is the text "txt", and must be one of: choice, multi_choice, text, number, phone, email, files, contact, confirmation, knowledge, moment; did you mean "text"?
not_one_of.yaml:43:9: steps.licence.outcomes[1].do: this is the text "refuse", and must be one of: accept, warn, route, block
not_one_of.yaml:67:19: card[2]: this is the text "urgent", and must be one of: requester, position, organisation, contact, kind, module, version, checklist, description, files, assignee, opened, clocks, level, since, priority
not_one_of.yaml:73:3: notices.waiting: "waiting" is not known here; allowed: welcome, person, opened, assigned, queued, taken, resolved, closed, reopened, cancelled""",
    "not_utf8": """\
not_utf8.yaml:4:1: this is not UTF-8 text; save the file as UTF-8 in your editor""",
    "not_yaml": """\
not_yaml.yaml:6:12: this is not YAML: a line that is indented too far, or a colon and a space inside a text: put that text in quotes""",
    "notices": """\
notices.yaml:63:12: warning: steps.description.ask.es: {name} would be shown as it is: only notices are filled in
notices.yaml:68:1: notices: the notice "queued" is missing: people are told it
notices.yaml:70:3: notices.person: the languages do not use the same places: es: nothing; en: telephone
notices.yaml:70:13: notices.person.es: a { or a } without its other half; a place looks like {number}
notices.yaml:70:41: notices.person.en: {telephone} has no value: the desk of this file has no telephone
notices.yaml:71:3: notices.opened: the languages do not use the same places: es: numero; en: number
notices.yaml:71:13: notices.opened.es: {numero} has no value here; allowed: {number}, {desk}, {telephone}; did you mean "number"?""",
    "odd_keys": """\
odd_keys.yaml:1:1: a key here is not a word; put texts with { } [ ] ! & * : in quotes
odd_keys.yaml:1:1: 7: there is no key "7" here; allowed: schema, id, version, name, product, languages, desk, kinds, modules, versions, levels, teams, steps, numbering, card, notices, periods, coach, privacy, registration, renewals, calendars, priorities, priority_rules, targets, warnings, canned, assignment, asks, incidents, locks, remote, remote_access, erasure, retention
odd_keys.yaml:72:14: notices.welcome.es: this is a group of keys, and must be a text; a text that begins with { or [ needs quotes""",
    "open_quote": """\
open_quote.yaml:69:19: this is not YAML: a quote, a comma or a bracket is missing here, or some lines above""",
    "incidents": """\
incidents.yaml:10:69: kinds.billing.incident: only one kind of consultation can go to development at once
incidents.yaml:81:3: incidents.pattern: the pattern needs {year} once, as in T-{year}-{number:05d}: numbers start at 1 each year
incidents.yaml:82:3: incidents.level: there is no level "secnd"; there is: first
incidents.yaml:84:25: incidents.times[1].fix_hours: -1 is no time to answer in; write hours, as in 0.5 for half an hour
incidents.yaml:85:7: incidents.times[2]: an earlier line fits everything that this one does; put this one first
incidents.yaml:85:38: incidents.times[2].priorities[1]: there is no priority "urgent"; there is: nothing
incidents.yaml:86:7: incidents.times[3]: this line promises nothing; write at least one of: answer_hours, fix_hours""",
    "locks": """\
locks.yaml:83:15: locks.oven.about[1].step: "description" has no options, so that no answer says that the work is needed
locks.yaml:83:70: locks.oven.about[2].optional: `optional` is for what is attested; here it says nothing
locks.yaml:84:15: locks.oven.attests[1]: say which answers to "licence" do, as in one_of: [own]
locks.yaml:84:36: locks.oven.attests[2].step: "licence" is in this list twice; once is enough
locks.yaml:84:60: locks.oven.attests[2].one_of[1]: "licence" has no option "onw"; it has: own, trial, none; did you mean "own"?
locks.yaml:84:82: locks.oven.attests[3].one_of: "name" has no options; leave `one_of` out: any answer that is understood does
locks.yaml:84:101: locks.oven.attests[4].step: there is no question "licnce"; did you mean "licence"?
locks.yaml:85:5: locks.oven.hours: 0 is no time that an attestation holds; write hours, as in 8, and at most 720
locks.yaml:86:35: locks.oven.ask.en: this stands above a question; write one line of at most 300 characters
locks.yaml:87:44: locks.oven.begins.en: {specialst} has no value here; allowed: {number}, {specialist}; did you mean "specialist"?
locks.yaml:90:5: locks.door.attests: nothing has to be attested, so this work would never be closed; name a question that is not optional""",
    "promises": """\
promises.yaml:80:1: priorities: exactly one priority has `usual: true`, which a ticket has at first; there is: nothing
promises.yaml:84:26: targets[1].resolution_hours: 0 is no time to answer in; write hours, as in 0.5 for half an hour
promises.yaml:85:15: targets[2].kinds[1]: there is no kind of consultation "quesion"; there is: question, billing; did you mean "question"?
promises.yaml:85:38: targets[2].priorities[1]: there is no priority "hihg"; there is: high, low; did you mean "high"?
promises.yaml:86:5: targets[3]: this target is never used: one above it fits all of its tickets; put the narrower one first
promises.yaml:87:5: targets[4]: this target promises nothing; write at least one of: first_response_hours, next_response_hours, resolution_hours""",
    "questions": """\
questions.yaml:16:1: steps: no question fills name (`fills: name`); a ticket needs it
questions.yaml:24:5: warning: steps.name: this question has no `validation`, so words that do not fit are refused without an example
questions.yaml:27:5: steps.name.options: a question of kind text takes no options; choice and multi_choice do
questions.yaml:30:5: steps.licence: a question of kind choice needs at least 2 options, or a `source`: kinds, modules, versions
questions.yaml:41:5: steps.version.source: the options shall come from `versions`, but this file has no `versions`
questions.yaml:46:5: steps.description: a ticket needs this answer, so always ask it: without `when` and `optional`
questions.yaml:50:5: steps.description.fills: a question of kind email cannot fill "description"; allowed: text
questions.yaml:53:5: steps.description.validation: `minimum` and `maximum` are for numbers; a length is `min_length` and `max_length`
questions.yaml:53:34: steps.description.validation.pattern: not a valid regular expression: missing ), unterminated subpattern at position 0""",
    "references": """\
references.yaml:7:53: desk.zone: "America/Tijuna" is not a time zone; write its name as in America/Mexico_City
references.yaml:10:55: kinds.billing.level: there is no level "frist"; there is: first; did you mean "first"?
references.yaml:14:52: levels.first.team: there is no team "cooks"; there is: Bakers
references.yaml:16:7: teams.Bakers.id: "Bakers" cannot be an id: small letters without accents, digits and _, a letter first
references.yaml:51:5: steps.licence.id: the id "licence" is used twice in this list; every entry needs its own
references.yaml:65:19: steps.description.validation.min_length: 60 is more than `max_length` (50): no answer would do
references.yaml:66:14: numbering.pattern: the pattern needs {year} once, as in T-{year}-{number:05d}: numbers start at 1 each year
references.yaml:67:25: card[3]: "requester" is in this list twice; once is enough
references.yaml:79:48: periods.close_days: 0 is too few; write 1 or more""",
    "refusals": """\
refusals.yaml:42:9: steps.licence.outcomes[1]: `do: block` needs a `text` that tells the person what to do next
refusals.yaml:47:9: steps.licence.outcomes[2].to: there is no kind of consultation "bilings"; there is: question, billing; did you mean "billing"?
refusals.yaml:65:41: steps.description.outcomes[1].to: `to` goes with `do: route` or `do: block`, not with `do: accept`
refusals.yaml:66:9: steps.description.outcomes[2]: `do: route` needs a `text` that tells the person what to do next
refusals.yaml:66:9: steps.description.outcomes[2]: `do: route` needs `to`: the kind that takes over; there is: question, billing""",
    "remote_access": """\
remote_access.yaml:82:3: remote_access.program: the program has no name; people are asked what it shows them
remote_access.yaml:83:3: remote_access.where: the text in "en" is missing; needed: es, en
remote_access.yaml:84:17: warning: remote_access.afterwards.es: {number} would be shown as it is: only notices are filled in""",
    "repeated_key": """\
repeated_key.yaml:4:1: "id" is written twice in the same place; keep one of them""",
    "retention": """\
retention.yaml:81:3: warning: retention.arrivals_hours: copies of what arrives are kept for 1000 hours; more than 720 are of no use
retention.yaml:82:3: retention.attachments_days: 3 days are too few: a closed ticket can be reopened for 7 days, and needs its files; write 7 or more
retention.yaml:83:3: retention.profiles_days: 5 days are too few: an unfinished request is kept for 30 days; write 30 or more
retention.yaml:84:3: retention.tickets_days: 30 days are too few: a ticket stays as long as what belongs to it; write 365 or more""",
    "tabs": """\
tabs.yaml:7:1: this is not YAML: a tab: indent with spaces""",
    "unknown_keys": """\
unknown_keys.yaml:7:9: desk.colour: there is no key "colour" here; allowed: name, zone, zones, telephone, website
unknown_keys.yaml:25:5: steps.name: `label` is missing; it must be a text in each language (`es: …`, `en: …`)
unknown_keys.yaml:30:5: steps.name.lable: there is no key "lable" here; did you mean "label"?
unknown_keys.yaml:34:25: steps.licence.when.oneof: there is no key "oneof" here; did you mean "one_of"?""",
    "warnings": """\
warnings.yaml:86:30: warnings[1].at: 0 is no share of a target; write percent, as in 75, or 100 for the deadline itself
warnings.yaml:87:66: warnings[2].levels[1]: there is no "frist" in `levels`; there is: first; did you mean "first"?
warnings.yaml:87:87: warnings[2].priorities[1]: there is no "hihg" in `priorities`; there is: high, low; did you mean "high"?
warnings.yaml:88:5: warnings[3]: `warn_assignee` at 75 of that clock is there already; write it once
warnings.yaml:89:7: warnings[4].clock: no target says `resolution_hours`, so this clock never runs; write it in `targets`
warnings.yaml:90:38: warning: warnings[5].do: there is no level after this one, so nothing is escalated
warnings.yaml:90:52: warnings[5].repeat: `escalate` is done once; leave `repeat` out
warnings.yaml:90:62: warnings[5].repeat.every_minutes: 0.5 is too often; write minutes, 1 or more
warnings.yaml:90:82: warnings[5].repeat.at_most: 0 is no such number; write from 1 to 100""",
    "weekdays": """\
weekdays.yaml:82:14: calendars.office.hours.monday: this is the text "09:00-14:00", and must be a list (`[one, two]`, or one line with a dash for each entry)
weekdays.yaml:82:37: calendars.office.hours.sonday: there is no key "sonday" here; did you mean "sunday"?
weekdays.yaml:83:16: calendars.office.closures[1]: this is the text "Christmas", and must be a date as in 2026-12-24
weekdays.yaml:85:7: targets[1].resolution_hours: this is the text "two days", and must be a number""",
    "wrong_types": """\
wrong_types.yaml:3:1: version: this is the text "3", and must be a whole number
wrong_types.yaml:4:9: name.es: this is the number 2026, and must be a text; put it in quotes
wrong_types.yaml:4:19: name.en: this is the value true, and must be a text; put it in quotes
wrong_types.yaml:5:1: product: this is the text "Oven", and must be a text in each language (`es: …`, `en: …`)
wrong_types.yaml:10:69: kinds.billing.example: this is the text "no", and must be true or false
wrong_types.yaml:11:1: modules: this is empty, and must be a list (`[one, two]`, or one line with a dash for each entry)
wrong_types.yaml:56:28: steps.version.when.one_of: this is the text "own", and must be a list (`[one, two]`, or one line with a dash for each entry)
wrong_types.yaml:79:1: periods: this is the number 24, and must be a group of keys: reminder_hours, reopen_days, close_days, kept_days, close_notice_days, rating_reminder_hours, rating_change_hours, example""",
}


def told(name: str) -> list[str]:
    folder = f"{BROKEN}/"
    return [str(problem).removeprefix(folder) for problem in check_file(BROKEN / f"{name}.yaml")]


@pytest.mark.parametrize("name", sorted(LINES))
def test_a_broken_file_is_told_all_its_problems_by_place_and_in_words(name: str) -> None:
    assert told(name) == LINES[name].splitlines()


def test_every_broken_file_has_its_words() -> None:
    assert sorted(LINES) == sorted(file.stem for file in BROKEN.glob("*.yaml"))


@pytest.mark.parametrize("name", sorted(LINES))
def test_a_broken_file_is_refused_with_its_errors_only(name: str) -> None:
    with pytest.raises(ProcessFileError) as refused:
        load_process(BROKEN / f"{name}.yaml")
    assert refused.value.problems
    assert all(problem.severity is Severity.ERROR for problem in refused.value.problems)
    assert str(refused.value) == "\n".join(str(problem) for problem in refused.value.problems)


def test_a_file_that_is_not_there_is_told_so(tmp_path: Path) -> None:
    file = tmp_path / "saacg.yaml"
    assert [str(each) for each in check_file(file)] == [f"{file}:1:1: there is no such file"]


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert [str(each) for each in check_file(tmp_path)] == [f"{tmp_path}:1:1: the file cannot be read: Is a directory"]


def test_an_entry_that_contains_itself_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "loop.yaml"
    file.write_text("&all\nsteps: *all\n", encoding="utf-8")
    message = "an entry contains itself, or too many are inside each other"
    assert [str(each) for each in check_file(file)] == [f"{file}:1:1: {message}"]


def test_the_words_no_and_yes_stay_words(tmp_path: Path) -> None:
    file = tmp_path / "words.yaml"
    text = SOUND.read_text(encoding="utf-8").replace("id: own,", "id: no,").replace("[own]", "[no]")
    file.write_text(text, encoding="utf-8")
    process = load_process(file)
    assert [option.id for option in process.steps[2].options] == ["no", "trial", "none"]


def test_a_byte_order_mark_is_no_problem(tmp_path: Path) -> None:
    file = tmp_path / "windows.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + SOUND.read_bytes().replace(b"\n", b"\r\n"))
    assert check_file(file) == ()


@settings(max_examples=60, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(data=st.data())
def test_no_damage_to_a_file_is_ever_more_than_a_problem(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    lines = SOUND.read_text(encoding="utf-8").splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        cut = data.draw(st.integers(0, len(lines[at])))
        junk = data.draw(
            st.sampled_from(["", "{", "]", "'", ": ", "- ", "&a *a", "!!x ", "\t", "0", "~", "\x00", "<<: "])
        )
        lines[at] = lines[at][:cut] + junk + lines[at][cut + len(junk) :]
    file = tmp_path_factory.mktemp("damage") / "damaged.yaml"
    file.write_text("\n".join(lines), encoding="utf-8")
    for problem in check_file(file):
        assert 1 <= problem.line <= len(lines) + 1
        assert problem.column >= 1
        assert problem.message
