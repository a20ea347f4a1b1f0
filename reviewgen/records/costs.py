"""What a pack lacks where an export has nothing for one of our columns."""

from __future__ import annotations

from collections.abc import Mapping

COSTS: Mapping[str, Mapping[str, str]] = {
    "tickets": {
        "resolved_at": "no resolution figures: no time to resolve, no targets met, no tickets resolved",
        "priority": "no figure by priority, and no target by priority",
        "state": "whether a ticket is open is read from its times alone",
        "first_response_at": "no response times, and no targets for them",
        "title": "tickets are listed by their number alone",
        "closed_at": "no tickets closed",
        "category": "no work by category, and nothing on what comes back",
        "type": "incidents and requests are not told apart",
        "sla_resolution": "no verdict of the tool on resolutions",
        "sla_response": "no verdict of the tool on responses",
        "hold_hours": "time on hold counts as yours, unless the changes of states are there",
        "reopen_count": "no reopenings, unless the changes of states are there",
        "service": "no figure by service",
        "updated_at": "open tickets that went silent are not found",
        "state_name": "a policy cannot name the kinds of waiting that stop its clock",
        "reassignment_count": "no reassignments",
        "requester": "people with repeated incidents are not found",
        "site": "no figure by site",
        "channel": "no word on how tickets reach you",
        "first_contact": "no share of tickets solved at first contact",
        "breach_cause": "misses of a target stand without their cause",
        "problem": "incidents are not tied to problems",
        "change": "incidents that a change caused are not found",
        "major": "incidents are not tied to major incidents",
        "duplicate_of": "a ticket that repeats another counts as one of its own",
    },
    "ticket_events": {
        "state": "no time on hold, and no reopenings",
        "state_name": "a policy cannot name the kinds of waiting that stop its clock",
        "priority": "changes of priority are not known",
        "sequence": "changes of the same instant are ordered by their states",
    },
    "surveys": {
        "sent_at": "no share of surveys that were answered",
        "answered_at": "no satisfaction figures: answers count on the day they were given",
        "score": "no satisfaction figures",
        "ticket": "answers are not tied to tickets",
        "comment": "no words of the customer",
    },
    "outages": {
        "ended_at": "every outage counts as lasting still",
        "planned": "announced maintenance counts as an outage",
        "impact": "each outage counts for the whole service",
        "cause": "outages stand without their cause",
        "title": "outages are listed by their number alone",
    },
    "changes": {
        "type": "emergency changes are not told apart",
        "outcome": "no figures on changes that were carried out, and none on how they went",
        "planned_start_at": "the changes to come are not listed",
        "planned_end_at": "no changes that took longer than planned",
        "started_at": "it is not known which changes were carried out when",
        "ended_at": "no figures on changes that were carried out",
        "risk": "changes stand without their risk",
        "service": "no changes by service",
    },
    "problems": {
        "closed_at": "every problem counts as open",
        "cause": "known causes are not told apart",
        "workaround": "known errors are not told apart",
        "service": "no problems by service",
        "rca_due_on": "no promised analyses",
    },
}
"""By table and column, what weighs most first; what is not here is required, or is missed in no figure and no list."""
