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
