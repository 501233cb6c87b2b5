"""Every message that is rendered when it leaves, with its loader and its screen; and who hears how messages ended."""

from actions import alerts, incidents
from actions.booking import calls as visit_calls
from actions.booking import caring as visit_care
from actions.booking import delivered as visits_delivered
from actions.booking import progress, reminding
from actions.booking import telling as visits
from actions.cases import (
    abuse,
    calls,
    contacting,
    danger,
    dates,
    delays,
    delivered,
    giving,
    invitations,
    joining,
    loaders,
    nudging,
    parts,
    ratings,
    revealing,
    sharing,
    telling,
    trace,
    urging,
    words,
)
from actions.desk import correcting, deputies, handover, menu, morning
from actions.line import card as day_cards
from actions.line import ratings as visit_ratings
from actions.line import shutting
from actions.line import telling as lines
from gateway.messages import LateMessage, Registry
from views import alerts as alert_screens
from views import correcting as correcting_screens
from views import deadlines, marking
from views import deputies as deputy_screens
from views import handover as handover_screens
from views import incidents as incident_screens
from views import menu as menu_screens
from views import morning as morning_screens
from views.booking import calls as visit_call_screens
from views.booking import closing as closing_screens
from views.booking import files as visit_files
from views.booking import tickets as visit_screens
from views.cases import calling, delaying, extending, rating, told, topic
from views.cases import cohandling as cohandling_screens
from views.cases import contacting as contacting_screens
from views.cases import danger as danger_screens
from views.cases import giving as giving_screens
from views.cases import revealing as revealing_screens
from views.cases import urging as urging_screens
from views.line import card as day_screens
from views.line import counter as counter_screens
from views.line import ratings as visit_rating_screens
from views.line import turns

registry = Registry(
    messages={
        "alert": LateMessage(alerts.load_alert, alert_screens.alert),
        "alert_trial": LateMessage(alerts.load_trial, alert_screens.trial),
        "incident_for_person": LateMessage(incidents.load_incident, incident_screens.for_person),
        "incident_for_staff": LateMessage(incidents.load_incident, incident_screens.for_staff),
        "case_date_moved": LateMessage(dates.load_moved, deadlines.moved),
        "case_extended": LateMessage(dates.load_extended, deadlines.extended),
        "case_word": LateMessage(words.load_word, deadlines.word),
        "case_digest": LateMessage(words.load_digest, deadlines.digest),
        "case_overdue": LateMessage(words.load_overdue, deadlines.overdue),
        "case_marked": LateMessage(abuse.load_marked, marking.marked),
        "case_contact_wanted": LateMessage(contacting.load_wanted, contacting_screens.wanted),
        "case_danger": LateMessage(danger.load_danger, danger_screens.danger),
        "case_corrected": LateMessage(correcting.load_corrected, correcting_screens.told),
        "case_urged": LateMessage(urging.load_urged, urging_screens.urged),
        "case_explained": LateMessage(delays.load_explained, delaying.explained),
        "extension_asked": LateMessage(dates.load_request, deadlines.asked),
        "extension_decided": LateMessage(dates.load_request, deadlines.decided),
        "morning": LateMessage(morning.load_morning, morning_screens.morning),
        "staff_menu": LateMessage(menu.load_menu, menu_screens.staff_menu),
        "handed_over": LateMessage(handover.load_handed, handover_screens.handed),
        "deputy_named": LateMessage(deputies.load_away, deputy_screens.named),
        "away_set": LateMessage(deputies.load_away, deputy_screens.told),
        "away_ended": LateMessage(deputies.load_ended, deputy_screens.ended),
        "group_morning": LateMessage(morning.load_group_morning, morning_screens.group_morning),
        "extension_in_topic": LateMessage(dates.load_request_in_topic, extending.in_topic),
        "call_task": LateMessage(calls.load_task, calling.task),
        "case_contact": LateMessage(revealing.load_contact, revealing_screens.contact),
        "case_card": LateMessage(loaders.load_card, topic.card),
        "case_added": LateMessage(loaders.load_message_for_staff, topic.added),
        "case_edited": LateMessage(loaders.load_edited, topic.edited),
        "case_line": LateMessage(loaders.load_line, topic.line),
        "case_joined": LateMessage(joining.load_joined, topic.joined),
        "case_merged": LateMessage(sharing.load_merged, told.merged),
        "case_split": LateMessage(sharing.load_split, told.split),
        "case_shared": LateMessage(sharing.load_shared, topic.shared),
        "case_given": LateMessage(giving.load_given, giving_screens.given),
        "part_wanted": LateMessage(parts.load_wanted, cohandling_screens.wanted),
        "part_given": LateMessage(parts.load_given, cohandling_screens.given),
        "case_status": LateMessage(loaders.load_status, topic.status),
        "case_history": LateMessage(loaders.load_history, topic.history),
        "case_reply": LateMessage(loaders.load_for_citizen, told.reply),
        "case_reply_heading": LateMessage(loaders.load_told, told.reply_heading),
        "case_answer": LateMessage(loaders.load_for_citizen, told.answer),
        "case_nudged": LateMessage(nudging.load_nudged, topic.nudged),
        "case_rating_asked": LateMessage(invitations.load_asked, rating.asked),
        "case_rated": LateMessage(ratings.load_rated, rating.for_staff),
        "case_told": LateMessage(loaders.load_told, told.moved),
        "visit_code": LateMessage(visits.load_code, visit_files.code, links=True),
        "visit_reminder": LateMessage(visits.load_reminder, visit_screens.reminder),
        "closure_progress": LateMessage(progress.load_progress, closing_screens.progress),
        "visit_affected": LateMessage(visits.load_affected, visit_screens.affected),
        "visit_relieved": LateMessage(visits.load_code, visit_screens.relieved),
        "visit_missed": LateMessage(visits.load_missed, visit_screens.missed),
        "visit_excused": LateMessage(visits.load_excused, visit_screens.excused),
        "visit_called": LateMessage(visits.load_call, visit_screens.called),
        "visit_offer": LateMessage(visits.load_offer, visit_screens.offer),
        "visit_by_staff": LateMessage(visit_care.load_by_staff, visit_screens.by_staff),
        "visit_slip": LateMessage(visit_care.load_slip, visit_files.slip, links=True),
        "visit_number": LateMessage(visit_calls.load_number, visit_call_screens.number),
        "visit_waited": LateMessage(visits.load_end_of_waiting, visit_screens.waited),
        "visit_entry": LateMessage(visits.load_entry, visit_files.entry),
        "turn_place": LateMessage(lines.load_place, turns.place),
        "turn_near": LateMessage(lines.load_near, turns.near),
        "turn_called": LateMessage(lines.load_called, turns.called),
        "turn_closed": LateMessage(lines.load_closed, turns.closed),
        "turn_shut": LateMessage(lines.load_shut, turns.shut),
        "visit_shut": LateMessage(shutting.load_visit_shut, turns.shut),
        "visit_rating_asked": LateMessage(visit_ratings.load_visit_asked, visit_rating_screens.asked),
        "day_card": LateMessage(day_cards.load_day, day_screens.day, links=True),
        "turn_slip": LateMessage(lines.load_slip, counter_screens.slip_of, links=True),
    },
    delivered={
        trace.MESSAGE: delivered.on_delivery,
        trace.TOLD: telling.on_told,
        revealing.REVEAL: revealing.on_revealed,
        reminding.REMINDER: reminding.on_reminded,
        visits.REBOOKING: visits_delivered.on_asked_to_move,
        visit_care.BY_STAFF: visits_delivered.on_done_by_staff,
    },
    recreated={"case": delivered.on_topic_recreated, day_cards.AREA: day_cards.on_area_topic_recreated},
)
