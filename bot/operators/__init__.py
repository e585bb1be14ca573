"""The room of the operators: what they hear of the bot itself, each trouble once, and again when it is over.

    watches -> Trouble -> rounds (the loop) -> news (decides who hears what) -> Speaker

`news` is pure. `watches` look at what the other rooms remember (feed states, dead letters, the disk), so that a trouble
is found again after a restart; what was told already is remembered in the store.
"""
