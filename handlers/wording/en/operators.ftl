# What the operators of the bot hear, one line each. $about names the feed, chat or platform, $sentence what is wrong.

began-feed-dark = { $about } is dark: { $sentence }
began-feed-walled = { $about } shuts us out (asking again will not help): { $sentence }
began-feed-moved = { $about } has moved for good to { $sentence }. It is followed; change it in feeds.yaml.
began-chat-gone = { $about } hears nothing any more: { $sentence }
began-dead-letters = Messages to { $about } were given up ({ $sentence }). See them with: tocsin deadletters
began-unreadable = Entries of { $about } were damaged and could not be delivered ({ $sentence }). See them with: tocsin deadletters
began-disk-full = The disk of { $about } is nearly full: { $sentence }
began-state-away = The state cannot be read or written; nothing is sent until it is back: { $sentence }
began-channel-trouble = { $about } is in trouble: { $sentence }
began-channel-broken = { $about } takes no messages until somebody acts: { $sentence }

over-feed-dark = { $about } is back.
over-feed-walled = { $about } lets us in again.
over-dead-letters = No message to { $about } is given up any more.
over-unreadable = No damaged entry of { $about } is kept any more.
over-disk-full = The disk of { $about } has room again.
over-state-away = The state is back; what waited is being sent.
over-channel-trouble = { $about } works again.
over-channel-broken = { $about } takes messages again.

trouble-title = Tocsin: what you should know
trouble-unsaid = see tocsin deadletters
heartbeat =
    Tocsin is awake: { $polled } of { $feeds } feeds polled in the last day, { $dark } dark; events: { $events }; last alert: { $last }. If you heard nothing, nothing happened.
heartbeat-no-alert = none in the last two weeks

# Told to whoever asks too much.
slow-down = That was a lot at once. Try again in { $seconds } s.
