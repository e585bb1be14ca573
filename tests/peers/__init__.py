"""Stand-ins for the platforms: small servers over real sockets that keep the platforms' rules.

`telegram` answers as the Bot API does, `slack` as Slack's Web API and Socket Mode do. Both know nothing of the bot: the
rules come from the platforms' documentation and from what their servers were seen to answer, and each rule names its
source where it stands. `python -m tests.peers` starts both to be played with by hand.

A test injects what people do (`say`, `press`, `block`), lets the bot work, and reads the store (`messages`), which
keeps every edit. `faults` makes the next call fail in a chosen way. `await peer.wait_for(condition)` waits for a
condition.
"""
