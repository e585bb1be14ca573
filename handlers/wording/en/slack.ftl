# What only Slack says: an alert that a newsroom works with.

slack-mute-event = Mute event
slack-claim = Claim
slack-release = Release
slack-publish = Published …
slack-drop = Drop
slack-false-alarm = False alarm
slack-working = { $name } is working on it, until { $time }.
slack-published = Published by { $name }.
slack-dropped = Dropped by { $name }: no story here.
slack-free = Nobody is working on it.
slack-let-go = Time is over for { $name }: nobody is working on it.
slack-taken = { $name } was first and is working on it, until { $time }.
slack-taken-published = { $name } has published it already.
slack-taken-dropped = { $name } has dropped it already.
slack-yours = It is yours until { $time }.
slack-released = Released.
slack-marked-published = Marked as published.
slack-marked-dropped = Marked as dropped.
slack-false-title = False alarm
slack-false-why = Why is it none?
slack-false-hint = For example: a football transfer, an old story, the wrong country. It is kept with the event and mends the rules.
slack-false-send = Call it false
slack-false-thread = Called a false alarm by an editor.
slack-merged-thread = Merged into another event by an editor.
slack-amended-thread = Put right by an editor: its reports are others now.
slack-merge = Merge …
slack-split = Split …
slack-merge-title = Two events are one
slack-merge-other = The same event as
slack-merge-send = Merge
slack-split-title = One event is two
slack-split-entries = Reports of another event
slack-split-send = Split
slack-correct-why = Why
slack-mute-how = Which event? Or name a kind or a country, and how long: { $example }
slack-publish-title = Published
slack-publish-link = Link to your article
slack-publish-wrong = Write an address that begins with https://
slack-save = Save
slack-cancel = Cancel
slack-new-report = + { $outlet }, { $time }
slack-retitled = Headline changed, { $outlet }
slack-more-reports = { $count ->
        [one] and one more report
       *[other] and { $count } more reports
    }
slack-explain-title = How Tocsin reads it
slack-explain-none = There are no words in this message.
slack-explain-nothing = No act between two countries is found in these words.
slack-explain-unable = This process has no rules to read with.
slack-home-title = Tocsin
slack-home-topics = Your subscriptions
slack-home-settings = Your settings
slack-home-latest = Latest events
slack-home-ladder = The ladder
slack-home-outsider = This is the alarm of a newsroom. Ask its administrator for an invitation, and type { $command } CODE.
slack-home-hint = What you choose here holds for your direct messages with me. In a channel, type { $command }.
slack-pick-title = Subscribe a channel
slack-pick-channel = Channel
slack-pick-topic = Topic
slack-pick-go = Subscribe
slack-handover-title = Handover: the last { $span }
slack-handover-rang = { $count ->
        [0] Nothing rang.
        [one] One event rang.
       *[other] { $count } events rang.
    }
slack-handover-worked = In hand
slack-handover-done = Finished
slack-handover-open = Open, nobody is on it
slack-handover-item = { $event }: { $work }
slack-handover-how = Write it like { $example }, or off.
slack-handover-set = Each day at { $time } ({ $zone }) the handover comes into this channel.
slack-handover-off = The handover comes no more by itself.
slack-trend-sent = The picture is in the channel.
slack-file-failed = I could not put the file into this channel. Invite me to it and try again.
slack-managers-only = Only managers of this channel, workspace administrators and people named in my settings may do that.
slack-command-why = why an event rang
slack-command-sources = who reports an event
slack-command-mute = no more of an event, a kind or a country: /tocsin mute talks 8h
slack-command-merge = two events are one
slack-command-split = a report is of another event
slack-command-topic = the latest of one topic; a topic of your own: /tocsin topic new NAME = words
slack-command-handover = what happened overnight, what is in hand, what is open; by itself: /tocsin handover daily 08:00
slack-mutes = Muted here. `/tocsin unmute` with a name lets it be heard again, `/tocsin unmute all` everything:
