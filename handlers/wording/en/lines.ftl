# What happened, as a clause without capital and full stop: `id` for reported, denied and past, `.planned` for planned.
# Chosen with a libel lawyer in mind: a clause claims no more than every act of its kind has in common (see gold codebook),
# and what would accuse a state is told as an attribution.
# Slots: $source, $target (names as in a sentence), $target-adj, $target-type (state, body), $people (0: not known).

nationals =
    { $target-type ->
        [body]
            { $people ->
                [0] one or more staff of { $target }
                [1] one staff member of { $target }
               *[other] { $people } staff of { $target }
            }
       *[state]
            { $people ->
                [0] one or more { $target-adj } nationals
                [1] one { $target-adj } national
               *[other] { $people } { $target-adj } nationals
            }
    }
envoys =
    { $people ->
        [0] one or more diplomats or mission staff of { $target }
        [1] one diplomat or staff member of the mission of { $target }
       *[other] { $people } diplomats or mission staff of { $target }
    }

line-military_strike = a strike or another attack on { $target }{ $place } is attributed to { $source }
    .planned = a strike or another attack on { $target }{ $place } by { $source } is thought possible
line-custody_death =
    { nationals } died or { $people ->
        [1] was
       *[other] were
    } harmed{ $place } in the hands of the authorities of { $source }
    .planned = { nationals } may come to harm{ $place } in the hands of the authorities of { $source }
line-relations_cut = { $source } cut or downgraded ties with { $target }
    .planned = { $source } may cut or downgrade ties with { $target }
line-mobilization = { $source } moved forces or showed military activity close to { $target }
    .planned = { $source } may move forces or show military activity close to { $target }
line-ambassador_recalled = { $source } recalled its ambassador from { $target }
    .planned = { $source } may recall its ambassador from { $target }
line-expulsion = { $source } ordered out { envoys }
    .planned = { $source } may order out { envoys }
line-border_closed = { $source } closed or restricted its border or trade routes for { $target }
    .planned = { $source } may close or restrict its border or trade routes for { $target }
line-airspace_closed = { $source } closed or restricted its airspace or flights for { $target }
    .planned = { $source } may close or restrict its airspace or flights for { $target }
line-sanctions = { $source } imposed sanctions or trade curbs on { $target }
    .planned = { $source } may impose sanctions or trade curbs on { $target }
line-arrest = { $source } detained { nationals }{ $place }
    .planned = { $source } may detain { nationals }{ $place }
line-conviction = { $source } convicted or sentenced { nationals }{ $place }
    .planned = { $source } may convict or sentence { nationals }{ $place }
line-raid = { $source } searched or seized premises or property{ $place } linked to { $target }
    .planned = { $source } may search or seize premises or property{ $place } linked to { $target }
line-deportation = { $source } deported or refused entry to { nationals }
    .planned = { $source } may deport or refuse entry to { nationals }
line-espionage_charge = { $source } alleged spying, treason or sabotage for { $target }
    .planned = { $source } may allege spying, treason or sabotage for { $target }
line-criminal_case = { $source } opened or pursued a criminal case against { nationals }{ $place }
    .planned = { $source } may open or pursue a criminal case against { nationals }{ $place }
line-media_blocked = { $source } blocked or restricted a site, an app or an outlet of { $target }
    .planned = { $source } may block or restrict a site, an app or an outlet of { $target }
line-cyberattack = a cyberattack on { $target } is attributed to { $source }
    .planned = a cyberattack on { $target } by { $source } is thought possible
line-ambassador_summoned = { $source } summoned the ambassador or another envoy of { $target }
    .planned = { $source } may summon the ambassador or another envoy of { $target }
line-consular_denied = { $source } refused or delayed consular access for { $target }
    .planned = { $source } may refuse or delay consular access for { $target }
line-protest_note = { $source } sent a formal protest to { $target }
    .planned = { $source } may send a formal protest to { $target }
line-travel_advisory = { $source } warned its citizens about travel to { $target }
    .planned = { $source } may warn its citizens about travel to { $target }
line-events_cancelled = { $source } called off an event, a visit or cooperation with { $target }
    .planned = { $source } may call off an event, a visit or cooperation with { $target }
line-threat = { $source } threatened { $target } or warned it of consequences
    .planned = { $source } may threaten { $target } or warn it of consequences
line-hostile_rhetoric = { $source } condemned or accused { $target }
    .planned = { $source } may condemn or accuse { $target }
line-release = { $source } released { nationals } from custody{ $place }
    .planned = { $source } may release { nationals } from custody{ $place }
line-restriction_lifted = { $source } lifted or eased a restriction on { $target }
    .planned = { $source } may lift or ease a restriction on { $target }
line-ambassador_returns = { $source } sent its ambassador back to { $target } or restored ties
    .planned = { $source } may send its ambassador back to { $target } or restore ties
line-apology = { $source } offered { $target } an apology, compensation or an admission
    .planned = { $source } may offer { $target } an apology, compensation or an admission
line-consular_granted = { $source } granted { $target } consular access
    .planned = { $source } may grant { $target } consular access
line-agreement = { $source } and { $target } reached an agreement{ $place }
    .planned = { $source } and { $target } may reach an agreement{ $place }
line-talks = { $source } and { $target } held talks{ $place }
    .planned = { $source } and { $target } may hold talks{ $place }

# $clause is one of the above with its place; $persons is empty or begins with its own colon.
status-line-reported = { $clause }{ $persons } ({ $outlet })
status-line-denied = it is denied that { $clause }{ $persons } ({ $outlet })
status-line-planned = { $clause }{ $persons } ({ $outlet })
status-line-past = background: { $clause }{ $persons } ({ $outlet })
