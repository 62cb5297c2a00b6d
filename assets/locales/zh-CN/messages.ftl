### 发往外部的消息，以及承载消息的渠道。

message-low-subject = { $site }：{ $room } 房间电费余额不足
message-low =
    { $room } 房间：您的电费余额为 { $balance }。
    请及时充值。余额低于 { $limit } 时可能停电，但不会早于本消息发出后 { $hours } 小时，也不会在保护时段内停电。
    { $site }
message-very-low-subject = { $site }：{ $room } 房间电费即将用完
message-very-low =
    { $room } 房间：您的电费余额仅剩 { $balance }。
    余额低于 { $limit } 时可能停电，但不会早于首次提醒后 { $hours } 小时，也不会在保护时段内停电。请立即充值。
    { $site }
message-cut-subject = { $site }：{ $room } 房间已停电
message-cut =
    { $room } 房间：电费余额已用完（{ $balance }），正在停止供电。
    充值 { $pay } 或以上，约一分钟内自动恢复供电。
    { $site }

message-load-subject = { $site }：{ $room } 房间断电原因
message-load =
    { $sentence }
    { $site }

message-alarm-subject = { $site }：{ $alarm }
message-alarms-subject = { $site }：{ $count } 条报警
message-several-subject = { $site }：多条报警
message-and-more = { $first } 另有 { $count } 条。
message-over = 已解除：{ $alarm }
message-more = ……更多内容请在 Roomwatt 的报警列表中查看。
message-trial-subject = { $site }：测试消息
message-trial = 这是 Roomwatt 为 { $site } 发送的测试消息。渠道“{ $channel }”工作正常。

alarm-notice-fails = 无法通知 { $room } 房间的租户电费不足：没有渠道接受该消息，或没有联系方式。请当面告知并记录通知。
alarm-channel-fails = 渠道“{ $channel }”无法发送消息：{ $cause }

notice-how-email = 电子邮件
notice-how-sms = 短信
notice-how-chat = 聊天消息
notice-how-message = 消息

mail-setting-host = 邮件服务器，如 smtp.example.org
mail-setting-port = 端口：TLS 为 465，STARTTLS 为 587
mail-setting-security = 加密方式：tls、starttls 或 none
mail-setting-user = 用户名（如服务器需要）
mail-setting-password = 密码
mail-setting-from = 发件人地址，如 office@example.org

error-unknown-channel = 该渠道已不存在。
error-unknown-channel-kind = 没有名为“{ $name }”的渠道类型。
error-unknown-channel-setting = 该渠道没有“{ $name }”这一设置。
error-channel-setting-missing = 请填写“{ $name }”，否则渠道无法发送。
error-bad-channel-setting = “{ $name }”的值不可用，请参看旁边的提示。
error-channel-name = 请为渠道起一个不重复的名称，最多 60 个字符。
error-contact-name = 请填写通知谁：名称最多 100 个字符。
error-contact-address = 该渠道需要地址：电子邮件地址，或带国家代码的电话号码。
error-quiet-hours = 请将免打扰时段写成两个时间，如 22:00 和 07:00，或都留空。
error-unknown-contact = 该联系人已不存在。
error-unknown-delivery = 只有已放弃的消息可以重新发送。

## 消息未被接受的原因
because-send-unreachable = 无法连接 { $server }（{ $cause }）。请检查网络、服务器名称和端口
because-send-silent = { $server } 没有及时答复，稍后重试
because-send-busy = { $server } 繁忙或故障（{ $status }：{ $reply }），稍后重试
because-send-refused = { $server } 拒收消息（{ $status }：{ $reply }）。请检查渠道设置和接收地址
because-send-unclear = { $server } 有答复，但未确认收下消息：{ $reply }
because-send-insecure = { $server } 没有可信的加密（{ $cause }）。请检查其证书或加密方式
because-send-address = 地址“{ $address }”不能用（{ $cause }）。请更正
because-send-missing = 渠道缺少“{ $setting }”。请填写
because-send-value = “{ $setting }”的值不能用（{ $cause }）。请更正
