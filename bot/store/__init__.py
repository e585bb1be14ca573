"""The room of the state: the ports over Redis, and the private server that needs no setting up. Begin at `state`."""

from bot.store.state import State, open_state

__all__ = ["State", "open_state"]
