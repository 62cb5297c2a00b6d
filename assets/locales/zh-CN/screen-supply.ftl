# 供电规则、报警、负荷与消息的界面。

nav-alarms = 报警
alarms-title = 报警与消息
alarms-unseen = { $alarms } 条报警无人查看

## 标签
alarms-centre = 报警
alarms-loads = 负荷
alarms-ahead = 断电预告
alarms-sent = 已发消息
alarms-channels = 渠道与人员

## 报警中心
alarms-none = 没有报警，一切正常
alarms-none-text = 没有未结束的报警，所有报警都已查看。新的报警会自动出现在这里，最严重的在最前面。
alarms-no-match = 没有符合条件的报警。
alarms-to-see = 待查看
alarms-seen = 已查看，尚未结束
alarms-history = 已结束
alarms-history-none = 还没有结束的报警。
alarm-kind = 报警类型
alarm-kind-all = 全部类型
alarm-acknowledge = 标为已查看
alarm-acknowledge-all = 全部 { $alarms } 条标为已查看
alarm-note-hint = 正在如何处理（可不填）
alarm-seen-by = { $who } 已查看，{ $when }
alarm-over-at = { $when } 结束
alarm-many = { $kind }：同时 { $alarms } 条
alarm-one-by-one = 逐条查看
rooms-besides = 等，另有 { $more } 个
watched-title = 是否有人值守？
watched-always = 程序自设置以来一直在值守，没有中断。
watched-since = 程序自 { $when } 起一直在值守。此前无人值守的时段：
absence = { $from } 至 { $to }（{ $minutes } 分钟）
absence-stopped = 程序已停止
absence-slept = 电脑休眠

## 报警类型
alarm-kind-line-down = 线路中断
alarm-kind-meter-silent = 电表无应答
alarm-kind-suspect-reading = 存疑读数
alarm-kind-charges-held = 暂停计费
alarm-kind-quota-reached = 定额到达
alarm-kind-differences-wait = 差额待确认
alarm-kind-relay-welded = 继电器断不开
alarm-kind-relay-dead = 继电器合不上
alarm-kind-relay-no-answer = 继电器无应答
alarm-kind-relay-diverged = 继电器自行动作
alarm-kind-notice-fails = 通知未送达
alarm-kind-channel-fails = 渠道故障
alarm-kind-pool-held = 公摊费用暂停
alarm-kind-calendar-ends = 日历到期
alarm-kind-energy-unexplained = 电量不明
alarm-kind-overload = 过载
alarm-kind-forbidden = 违规电器
alarm-kind-lifeline = 超过保底用电
alarm-kind-quota-limit = 超过定额限值
alarm-kind-over-voltage = 电压过高
alarm-kind-under-voltage = 电压过低
alarm-kind-over-current = 电流过大
alarm-kind-leakage = 漏电
alarm-kind-heat = 开关过热
alarm-kind-unwatched = 无人值守
alarm-kind-clock-set-back = 时钟回拨
alarm-kind-cuts-wait = 断电待确认

## 负荷
loads-rules = 供电规则
loads-none = 没有超负荷
loads-none-text = 设有负荷限制或违规电器规则的地方，每次超限都会连同负荷曲线列在这里。
load-kind-overload = 过载
load-kind-forbidden = 违规电器
load-kind-lifeline = 超过保底用电
load-kind-quota-limit = 超过定额保留的功率
load-locked = 已闭锁，等待人员解除
load-watched = 仅提示
load-until = { $when } 恢复
load-over = 已结束
load-released = { $room } 房间已解除闭锁。
load-curve-of = { $room } 房间的负荷
load-no-samples = 此事件没有保留曲线。
load-step = 负荷突增
load-drawn = 实际功率
load-limit = 限值
load-back = 恢复时间
load-let-go = 解除
locked-title = { $rooms } 个房间因负荷断电，等待人员解除
locked-note = 请先与租客沟通或查看房间。解除后，如无其他原因，继电器将重新合上。
release = 解除闭锁
release-hint = 查到什么？如何约定？
why-at-that-moment = 当时的原因
