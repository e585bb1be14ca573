# Names of kinds, as a heading: what every act of the kind has in common, and no more.
kind-military_strike = Attack reported
kind-custody_death = Harm in official hands
kind-relations_cut = Ties cut or downgraded
kind-mobilization = Military movement
kind-ambassador_recalled = Ambassador recalled
kind-expulsion = Diplomats ordered out
kind-border_closed = Border closed or restricted
kind-airspace_closed = Airspace or flights restricted
kind-sanctions = Sanctions or trade curbs
kind-arrest = Detention
kind-conviction = Court verdict
kind-raid = Search or seizure
kind-deportation = Deportation or entry ban
kind-espionage_charge = Spying or sabotage alleged
kind-criminal_case = Criminal case
kind-media_blocked = Media or site restricted
kind-cyberattack = Cyberattack alleged
kind-ambassador_summoned = Ambassador summoned
kind-consular_denied = Consular access refused
kind-protest_note = Formal protest
kind-travel_advisory = Travel warning
kind-events_cancelled = Event or cooperation called off
kind-threat = Threat or warning
kind-hostile_rhetoric = Hostile words
kind-release = Release
kind-restriction_lifted = Restriction eased
kind-ambassador_returns = Ambassador back or ties restored
kind-apology = Apology or redress
kind-consular_granted = Consular access granted
kind-agreement = Agreement
kind-talks = Talks

status-reported = reported
status-denied = denied
status-planned = planned or possible
status-past = background

reason-FIRST_REPORT = First report
reason-ESCALATED = More serious than first reported
reason-CONFIRMED = Confirmed officially or by the other side
reason-DENIED = Now denied
reason-REVERSED = Reverses an act reported before
reason-CORRECTED_BY_OUTLET = The outlet corrected its report
reason-NEW_PARTY = A further party is named
reason-NUMBER_GREW = The number of people grew
reason-UNCLAIMED = Nobody has taken this yet
reason-TEST = Test alert, asked for in this chat
reason-ANOTHER_OUTLET = Another outlet reports it
reason-BETTER_SOURCE = A better source reports it
reason-RETITLED = The headline was changed
reason-AMENDED_BY_DESK = Amended by an editor
reason-COPY = The same report again
reason-QUIET_KIND = This kind is kept and counted, but never rings
reason-NOT_REPORTED = Planned or past: kept, but not rung
reason-RECAP = The article retells older acts
reason-TOO_OLD = Too old when first seen
reason-FIRST_POLL = From the backlog of a new feed
reason-HELD = Held until a second source or poll confirms it
reason-NO_EVENT = No act between two countries

standing-ONE_OUTLET = one outlet only
standing-ONE_SIDE_STATE_MEDIA = only state media of one side so far
standing-INDEPENDENT_OUTLETS = independent outlets report
standing-BOTH_SIDES = both sides report
standing-OFFICIAL = officially confirmed
standing-DENIED = denied
standing-denied-by = denied by { $by }
origins = { $count ->
        [one] one origin
       *[other] { $count } independent origins
    }

ownership-STATE = state
ownership-PRO_GOVERNMENT = pro-government
ownership-PUBLIC = public
ownership-INDEPENDENT = independent
ownership-EXILE = exile
ownership-AGENCY = news agency
ownership-GOVERNMENT = government body

direction = { $source } → { $target }
direction-mutual = { $source } – { $target }
direction-others = { $direction }, also { $others }
place-in = in { $place }
outlet = { $name } ({ $ownership })
outlet-in-line = { $name }, { $ownership }

just-now = just now
late = { $delay } late
seen = seen { $time }
published-unknown = no time given
ladder = ladder { $level }/10
ladder-up = ladder { $level }/10, up { $change }
ladder-down = ladder { $level }/10, down { $change }

mark-test = Test
mark-false-alarm = False alarm
mark-denied = Denied
mark-undone = Since reversed or eased
mark-planned = Planned or possible
mark-past = Background
