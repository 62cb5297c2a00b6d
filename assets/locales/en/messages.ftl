### Messages that leave the house, and the channels that carry them.

message-low-subject = { $site }: credit of room { $room } runs low
message-low =
    Room { $room }: your electricity credit is { $balance }.
    Please top up in good time. Below { $limit } the supply can be switched off, not earlier than { $hours } hours after this message and never in protected hours.
    { $site }
message-very-low-subject = { $site }: credit of room { $room } is nearly used up
message-very-low =
    Room { $room }: your electricity credit is only { $balance }.
    Below { $limit } the supply can be switched off, not earlier than { $hours } hours after the first warning and never in protected hours. Please top up now.
    { $site }
message-cut-subject = { $site }: supply of room { $room } is switched off
message-cut =
    Room { $room }: the electricity credit is used up ({ $balance }), so the supply is being switched off.
    Pay { $pay } or more and it comes back by itself within a minute or so.
    { $site }

message-load-subject = { $site }: why the light went out in room { $room }
message-load =
    { $sentence }
    { $site }

message-alarm-subject = { $site }: { $alarm }
message-alarms-subject = { $site }: { $count } alarms
message-several-subject = { $site }: several alarms
message-and-more = { $first } And { $count } more.
message-over = Over: { $alarm }
message-more = … and more: look at the alarms in Roomwatt.
message-trial-subject = { $site }: a trial message
message-trial = This is a trial message from Roomwatt for { $site }. The channel “{ $channel }” works.

alarm-notice-fails = The tenant of room { $room } could not be told that credit runs low: no channel accepted it, or there is no address. Tell the tenant and record the notice.
alarm-channel-fails = Channel “{ $channel }” does not carry messages: { $cause }

notice-how-email = E-mail
notice-how-sms = Text message
notice-how-chat = Chat message
notice-how-message = Message

mail-setting-host = Mail server, such as smtp.example.org
mail-setting-port = Port: 465 with TLS, 587 with STARTTLS
mail-setting-security = Encryption: tls, starttls or none
mail-setting-user = User name, if the server wants one
mail-setting-password = Password
mail-setting-from = Sender’s address, such as office@example.org

error-unknown-channel = There is no such channel any more.
error-unknown-channel-kind = There is no kind of channel called “{ $name }”.
error-unknown-channel-setting = This channel has no setting “{ $name }”.
error-channel-setting-missing = Fill in “{ $name }”: without it the channel cannot send.
error-bad-channel-setting = The value of “{ $name }” cannot be used; look at the hint beside it.
error-channel-name = Give the channel a name of its own, up to 60 characters.
error-contact-name = Say who is told: a name of up to 100 characters.
error-contact-address = This channel needs an address: a mail address, or a telephone number with its country’s code.
error-quiet-hours = Write quiet hours as two times, such as 22:00 and 07:00, or leave both empty.
error-unknown-contact = There is no such contact any more.
error-unknown-delivery = Only a message that was given up can be sent again.

## Why a message was not accepted
because-send-unreachable = { $server } cannot be reached: { $cause }; check the network, the name and the port
because-send-silent = { $server } did not answer in time; it is tried again
because-send-busy = { $server } is busy or in trouble ({ $status }): { $reply }; it is tried again
because-send-refused = { $server } refused the message ({ $status }): { $reply }; check the channel's settings and the address
because-send-unclear = { $server } answered, but not that it took the message: { $reply }
because-send-insecure = { $server } has no encryption that can be trusted: { $cause }; check its certificate or the kind of encryption
because-send-address = the address "{ $address }" cannot be used: { $cause }; correct it
because-send-missing = the channel lacks "{ $setting }"; fill it in
because-send-value = the value of "{ $setting }" cannot stand there: { $cause }
