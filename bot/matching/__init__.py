"""Entry -> Matches: who did what to whom, whether it happened, which sentence says so. Rules and actors are data."""

from bot.matching.explain import Explanation, explain
from bot.matching.match import find_matches
from bot.matching.rules import Rulebook, load_rules

__all__ = ["Explanation", "Rulebook", "explain", "find_matches", "load_rules"]
