"""The room of events: matches become events, and a change of an event becomes an alert or rests.

    Match -> cluster (happening, likeness, growth) -> Change -> announce -> Verdict, Alert

All of it is pure: values in, values out, `now` an argument.
"""

from bot.events.cluster import Board, Change

__all__ = ["Board", "Change"]
