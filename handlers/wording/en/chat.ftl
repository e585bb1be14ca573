# What the bot says in a chat. No markup: each platform sets it in its own type.

button-open = Open
button-sources = Sources { $count }
button-why = Why?
button-mute = Mute
button-follow = Follow { $topic }
button-unfollow = Stop { $topic }
button-latest = Latest
button-mute-kind = Mute all: { $kind }

welcome = I ring when one country arrests, expels, blocks or summons somebody of another. Choose what you want to hear of.
welcome-outsider = This is the alarm of a newsroom. Ask its administrator for an invitation link and open it here.
joined-member = You are in. Choose what you want to hear of.
joined-admin = You are an administrator now. Invite colleagues with /invite, and choose what you want to hear of.
help-title = What I can do
help-access = Ask an administrator of this bot for an invitation to use it.

command-start = first steps
command-help = what I can do
command-subscribe = follow a topic here
command-unsubscribe = stop following a topic here
command-topics = all topics, with a tick at those followed here
command-topic = the latest of one topic
command-latest = the latest events: /latest [topic] [number]
command-why = why an alert rang: reply to it with /why
command-sources = who reports an event: reply to an alert with /sources
command-mute = no more of this event: reply to an alert with /mute
command-unmute = hear everything again
command-settings = language, least severity and more
command-test = send a test alert the whole way
command-invite = a one-time invitation link
command-forget = delete all that I keep of this chat

topics-title = Topics. A tick: followed here. Tap to change.
topics-none = There are no topics yet.
topic-followed = This chat follows { $topic }.
topic-not-followed = This chat does not follow { $topic }.
subscribed = This chat now follows { $topic }. You will hear of what happens from now on.
invite-me = If I am not in this channel yet, type /invite @Tocsin, or I cannot write here.
unsubscribed = This chat no longer follows { $topic }.
latest-all = The latest events
latest-of = The latest of { $topic }
latest-none = Nothing yet.
more = … and { $count } more

why-title = Why this rang
why-event = Event { $event }
why-rule = Rule { $rule }
why-sentence = The sentence
why-steps = How it was read: { $steps }
why-status = Status: { $status }
why-severity = Severity { $severity } of 5
sources-title = Who reports it
sources-origin = origin { $origin }

muted-event = Muted here: { $event }
muted-kind = Muted in this chat: { $kind }
muted-country = Muted in this chat: { $country }
mute-which = Reply to an alert with this command, or name a kind or a country: { $example }
unmuted = Nothing is muted here any more.

settings-title = Settings of this chat
settings-language = Language: { $language }
settings-zone = Time zone: { $zone } (change it with { $command } Asia/Baku)
settings-severity = Rings from severity { $severity } of 5
settings-crime-on = Ordinary crime rings too
settings-crime-off = Ordinary crime is left out
settings-edits-on = Alerts grow silently
settings-edits-off = Alerts are not changed once sent
settings-saved = Saved.
language-name = English

test-sent = A test alert is on its way to this chat.
test-headline = This is a test of the alarm. Nothing has happened.
test-sentence = Somebody in this chat asked for a test alert; it came the whole way that a real one takes.
invitation = A one-time invitation, good for seven days:
forgotten = All that I kept of this chat is deleted.
amended = Amended by an editor

no-access = I answer only members of the newsroom. Ask its administrator for an invitation link.
administrators-only = Only administrators of this bot may do that.
chat-administrators-only = Only administrators of this chat may change what it follows.
private-only = Ask me that in a private chat.
no-invitations = Invitations are switched off: people are named in the settings of this bot.
role-unknown = There is no role { $role }: member or admin.
invitation-unknown = This invitation is used up, too old or unknown. Ask for a new one.
topic-which = Which topic?
topic-unknown = There is no topic “{ $words }”.
topic-nearest = There is no topic “{ $words }”. Did you mean { $near }?
topic-ambiguous = That could be several: { $names }.
not-followed = This chat does not follow { $topic }.
event-unknown = I no longer know this event.
zone-unknown = I do not know the time zone “{ $zone }”. Name it like Europe/London.
severity-unknown = Severity is a number from 1 to 5.
language-unknown = I speak en, ru and az.
reply-to-alert = Reply to an alert with this command.
command-nearest = I do not know { $command }. Did you mean { $near }?
command-unknown = I do not know { $command }.
try-later = That did not work just now. Please try again in a minute.

# More answers.
command-search = search what is stored: words, kind:, from:, to:, since:
command-trend = the tension of a pair as a picture: /trend az-ru 30
command-digest = get a topic bundled, hourly or daily
command-missed = tell what should have rung: /missed LINK HEADLINE
command-export = all that I keep of this chat, as a file
command-privacy = what I keep, and for how long
command-cancel = leave it as it is
command-channel = serve a channel that you administer
command-status = how I am: feeds, undelivered alerts, last alert
command-feeds = all feeds and what is wrong with them
command-deadletters = alerts that could not be delivered
command-falsealarm = call an event a false alarm: reply to its alert
command-merge = two events are one: reply to an alert
command-split = a report is of another event: reply to an alert
command-backtest = how often words, a topic or a rule would have rung
command-broadcast = say something in every chat
command-audit = what editors and administrators did
help-editors = For editors
search-how = What are you looking for? For example: { $example }
search-title = Found for { $query }
search-none = Nothing is stored that fits { $query }.
search-more = There is more; narrow the search to see it.
pick-event = Which event?
trend-title = { $one } and { $other }, { $days } days
trend-side = { $source } → { $target }
trend-level = { $direction }: { $level } of 10
trend-events = { $count ->
        [0] no events
        [one] one event
       *[other] { $count } events
    }
trend-ladder = Ladder of tension, 0 to 10
trend-kinds = Events by kind
trend-quiet = Nothing was reported in this time.
trend-days = { $days } days
trend-alt = { $title }. { $there }. { $back }. { $events }.
pick-pair = Which pair of countries?
own-preview = Would have rung { $count ->
        [one] once
       *[other] { $count } times
    } in the last { $days } days
own-save = Save and follow
own-saved = Saved, and this chat follows it: { $topic }
own-removed = Removed: { $topic }. It was: { $spelled }
own-share = Share it: { $link }
own-help = A topic of your own: { $example }. Edit it by the same command, remove it with { $remove }.
mute-how = Reply to an alert with /mute, or name a kind or a country, and how long: { $example }
muted-until = Muted here until { $time }: { $what }
mute-crime = ordinary crime
mutes-title = Muted here. Tap to hear it again.
mutes-none = Nothing is muted here.
unmute-all = Hear everything again
unmuted-one = Heard again: { $what }
for-hours = For { $hours } h
settings-sound = Makes a sound from severity { $severity }
settings-soundless = Makes no sound
settings-quiet-off = No quiet hours (set them with { $command })
settings-quiet = Quiet from { $start } to { $end }; severity { $breaks } breaks through
settings-quiet-all = Quiet from { $start } to { $end }; nothing breaks through
settings-quiet-night = Quiet 23:00–07:00
settings-quiet-end = End quiet hours
settings-outlet-languages = Outlets' languages: { $languages }
settings-owners = Outlets' owners: { $owners }
settings-all = all
settings-more = Outlets …
settings-back = Back
settings-unknown = There is no setting “{ $name }”. I know { $known }.
outlets-title = An event rings if a ticked outlet reports it. No tick: all do.
owner-unknown = There is no owner “{ $name }”. I know { $known }.
digest-title = How each topic comes. Tap to change.
digest-none = This chat follows no topic yet.
digest-instant = at once
digest-hourly = each hour
digest-daily = daily at { $time }
digest-set = { $topic }: { $when }
digest-how = Write it like { $example }
bundle-title = { $count ->
        [one] One event that waited
       *[other] { $count } events, in one message
    }
bundle-overdue = { $count ->
        [one] One event while I was away
       *[other] { $count } events while I was away
    }
first-topics = 1/3. What do you want to hear of?
first-loud = 2/3. How loud?
first-loud-1 = Everything
first-loud-3 = What matters
first-loud-4 = Only grave events
first-language = 3/3. Which language?
first-done = Done. New alerts come as they happen. A taste of the last day:
first-nothing = Done. New alerts come as they happen. The last day was quiet.
missed-kept = Noted. Thank you; it helps to mend the rules.
missed-known = I do know it: { $event }.
missed-rang = It rang at { $time }.
missed-rested = It did not ring: { $status }, severity { $severity }.
missed-outlet-unread = I read no feed of this outlet.
missed-outlet-read = I read { $outlet }, but nothing of this address made an event.
missed-headline = Send it again with its headline, and I show how I read it.
missed-reads = I read in it: { $acts }
missed-near = Nearly: “{ $words }” ({ $verdict })
missed-nothing = I found no act between two countries in these words.
export-caption = All that I keep of this chat.
privacy-text = I keep this chat's number and title, its settings, topics and mutes until /forget; which alerts were sent here, until a year after the event. What you write in corrections, misses and messages to all stays in the audit trail with your number; a claim keeps the name of who made it for a week. No other message is kept. /export gives you what I keep of this chat.
forget-sure = Delete all that I keep of this chat? Alerts end at once.
forget-yes = Delete it all
cancelled = Nothing was changed.
button-cancel = Cancel
false-sure = Call it a false alarm? Every message of it is amended: { $event }
false-yes = False alarm
false-done = A false alarm. Every message of it is being amended: { $event }
merge-with = Which of these is the same event as { $event }?
merge-nothing = There is no other event of these two countries lately.
merge-done = Merged. Every message is being amended: { $event }
split-which = Which report is of another event than { $event }?
split-one = This event has a single report.
split-done = Split. Every message is being amended: { $event }
backtest-how = What shall I try? A topic, words or a rule: { $example }
status-title = How I am
status-feeds = { $count } feeds, { $dark } in trouble
status-polled = Last poll { $time }
status-never = Nothing was polled yet
status-rang = Last alert { $time }: { $event }
status-silent = No alert yet
status-chats = { $count } chats
status-dead = { $count } alerts not delivered
status-corrections = { $count } corrections waiting
feeds-title = Feeds
feed-good = last new { $time }
feed-unread = not read yet
dead-title = Not delivered
dead-none = Everything was delivered.
dead-again = Again: { $chat }
dead-revived = It is tried again.
broadcast-sure = Send this to { $count } chats?
broadcast-yes = Send
broadcast-done = Said in { $count } of { $all } chats.
broadcast-long = At most { $most } characters.
audit-title = What was done
audit-none = Nothing yet.
note-false-alarm = false alarm
note-merged = merged
note-split = split
note-missed = missed
note-claimed = taken
note-released = let go
note-published = published
note-dropped = dropped
note-invited = invited
note-broadcast = said to all
note-revived = tried again
channel-how = Choose a channel that you administer, or name it: { $example }. I must be an administrator there to write.
channel-pick = Choose a channel
channel-not-yours = I find no channel “{ $name }” that you administer and where I may write.
channel-title = { $title }: what I do there. More: { $example }
mark-merged = Merged into another event
