### 负荷限制、违规电器、安全、时间表、保底用电与原因。

## 报警
alarm-overload = { $how ->
    [watched] { $room } 房间功率 { $power }，超过限值 { $limit }。仅提示，不断电。
    [pause] { $room } 房间功率 { $power }，超过限值 { $limit }，暂时断电，稍后自动恢复。
   *[locked] { $room } 房间功率 { $power }，超过限值 { $limit }，保持断电，须由人员解除。
}
alarm-forbidden = { $how ->
    [watched] { $room } 房间接入了违规电器：{ $power }，功率因数 { $factor }。仅提示，不断电。
    [pause] { $room } 房间暂时断电：接入了违规电器，{ $power }，功率因数 { $factor }。
   *[locked] { $room } 房间保持断电，须由人员解除：再次接入违规电器，{ $power }，功率因数 { $factor }。
}
alarm-lifeline = { $room } 房间处于保底用电（{ $limit }），实际功率 { $power }，暂时断电。
alarm-quota-limit = { $room } 房间定额已用完，实际功率 { $power }，超过保留的 { $limit }，暂时断电。
alarm-over-voltage = 电压过高：{ $room } 房间 { $value }，高于 { $limit }。请尽快联系电工，以免损坏电器。
alarm-under-voltage = 电压过低：{ $room } 房间 { $value }，低于 { $limit }。可能是零线断开，请联系电工。
alarm-over-current = { $room } 房间电流 { $value }，超过线路允许的 { $limit }。
alarm-leakage = { $room } 房间漏电 { $value }，超过 { $limit }，可能危及人身安全，请立即检查。
alarm-heat = { $room } 房间开关温度 { $value }，高于 { $limit }，可能是接线端子松动，请立即检查。
alarm-unwatched = 从 { $from } 到 { $to }（{ $minutes } 分钟）无人值守：程序或电脑停止运行。
alarm-clock-set-back = 本机时钟从 { $before } 回拨到 { $after }。在有人确认时钟正确之前，不会因欠费断电。
alarm-cuts-wait = 有 { $rooms } 个房间等待因欠费断电：无人确认时每小时最多 { $limit } 个。请核实是否正常。

## 原因
reason-overload_pause = 因负荷过大，自 { $since } 起断电，{ $until } 自动恢复。
reason-overload_pause-short = 超负荷，暂停
reason-forbidden = 因接入违规电器，自 { $since } 起断电，须由人员解除。
reason-forbidden-short = 违规电器
reason-forbidden_pause = 因接入违规电器，自 { $since } 起断电，{ $until } 自动恢复。
reason-forbidden_pause-short = 违规电器，暂停
reason-debt = 因欠款由人员下令断电（{ $since }）。
reason-debt-short = 欠款
reason-lifeline = 余额（{ $balance }）已用完：保留 { $power } 以内的用电。
reason-lifeline-short = 保底用电
reason-over_limit = 自 { $since } 起断电：用电超过保留的 { $power }，{ $until } 自动恢复。
reason-over_limit-short = 超出限值，暂停
reason-quota_limit = 定额已用完：在 { $until } 重新开始之前保留 { $power } 以内的用电。
reason-quota_limit-short = 定额：限电
reason-held_debt = 仍然供电，尽管有人因欠款下令断电。暂缓原因：{ $guard }。
reason-held_debt-short = 欠款：暂缓
reason-held_quota = 仍然供电，尽管定额已用完。暂缓原因：{ $guard }。
reason-held_quota-short = 定额：暂缓
reason-clock_unsure_guard = 余额（{ $balance }）低于 { $limit }，但仍然供电：时钟曾回拨，尚无人确认其正确。
reason-clock_unsure_guard-short = 暂缓：时钟存疑
guard-clock_unsure = 时钟曾回拨
reason-restored_guard = 余额（{ $balance }）低于 { $limit }，但仍然供电：刚恢复了备份，此后的收款尚未补录。
reason-restored_guard-short = 暂缓：已恢复备份
guard-restored = 已恢复备份
order-reason-debt = 欠款

## 负荷事件
load-event-overload = { $at } 功率 { $power }，超过限值 { $limit }
load-event-forbidden = { $at } 增加 { $power }，功率因数 { $factor }
load-event-lifeline = { $at } 功率 { $power }，超过保底 { $limit }
load-event-quota-limit = { $at } 功率 { $power }，超过定额保留的 { $limit }
load-curve = { $room } 房间的负荷

## 规则的文字说明
rule-words-none = 上级的规则在此不适用。
rule-words-load = 不超过 { $limit }。
rule-words-load-timed = { $hours }：不超过 { $limit }。
rule-words-load-else = 其余时间不超过 { $limit }。
rule-words-over = 超限达 { $over }时，
rule-words-over-at-once = 超限时，
rule-words-found = 一旦出现，
rule-words-told = { $when }仅提示，不断电。
rule-words-off = { $when }断电 { $off }。{ $within }内超过 { $tries } 次后保持断电，须由人员解除。
rule-words-off-once = { $when }断电 { $off }。{ $within }内再次发生则保持断电，须由人员解除。
rule-words-off-at-once = { $when }将断电，须由人员解除。
rule-words-forbidden = 禁止使用电热器、电水壶等：功率阶跃 { $least } 及以上且功率因数 { $factor } 及以上。
rule-words-forbidden-between = 禁止使用电热器、电水壶等：功率阶跃 { $least } 至 { $most } 且功率因数 { $factor } 及以上。
rule-words-allowed = 允许：{ $names }。
rule-words-lights-out = 熄灯：{ $hours }。
rule-words-after-hours = 以下时段内 { $least } 及以上的用电会被记录：{ $hours }。
rule-words-lifeline = 余额用完后保留 { $limit } 的用电。超出则断电 { $minutes } 分钟，每天最多 { $tries } 次；之后断电至次日。
rule-words-over-voltage = 电压高于 { $limit } V 达 { $lasting }：{ $act }。
rule-words-under-voltage = 电压低于 { $limit } V 达 { $lasting }：{ $act }。
rule-words-over-current = 电流大于 { $limit } A 达 { $lasting }：{ $act }。
rule-words-leakage = 漏电大于 { $limit } mA 达 { $lasting }：{ $act }。
rule-words-heat = 温度高于 { $limit } °C 达 { $lasting }：{ $act }。
rule-words-alarm = 报警
rule-words-trip = 报警并断电，直到有人检查
rule-words-shadow = 试点组：只记录本应采取的动作，欠费与定额不断电。
rule-words-exempt = 不受时间表限制。
span-minutes = { $minutes } 分钟
span-seconds = { $seconds } 秒
hours-never = 从不
hours-every-day = 每天
hours-workdays = 工作日
hours-weekends = 周末
hours-holidays = 节假日
hours-and = 和
hours-before = { $days }前一晚
hours-special = { $name }（{ $from } 至 { $to }）：{ $hours }

## 可能被断电的房间
outlook-cut = 最早可在 { $at } 断电。
outlook-held = 低于限值但未断电：{ $by }。
outlook-later = 余额将在 { $at } 用完；届时暂缓原因：{ $by }。

## 原因追溯
why-held = { $rule }（暂缓：{ $by }）
why-reading = 示数 { $register } kWh，抄表距该时刻 { $age }。
why-age-minutes = { $number } 分钟
why-age-hours = { $number } 小时
why-age-days = { $number } 天
why-known = 当时所知：示数 { $register } kWh，{ $power }；{ $data }。
why-no-power = 功率未知
why-data-fresh = 读数是新的
why-data-stale = 读数已旧
why-data-suspect = 读数存疑
why-data- = 一无所知
why-notice = 已通知：{ $how }（第 { $level } 次预警）
why-latch-set = 余额用完且无任何阻止断电的条件：应断电。
why-latch-cleared = 已充值足额：应恢复。
why-load-over = 时间已到：解除。
why-load-released = 由 { $by } 解除：{ $note }
why-command-off = 向线路发出命令：断开继电器。
why-command-on = 向线路发出命令：闭合继电器。
why-read-off = 回读：继电器已断开。
why-read-on = 回读：继电器已闭合。
why-failed = 继电器未执行：{ $cause }

## 拒绝
error-unknown-rule-kind = 没有名为“{ $name }”的供电规则。
error-unknown-rule = 此处没有该规则。
error-no-limit = 请填写限值（瓦），可全天或分时段。
error-out-of-bounds = { $value } 不可用：请选择 { $least } 到 { $most }。
error-no-hours = 请填写适用时段。
error-special-ends-first = 特殊日期“{ $name }”的结束早于开始。
error-special-name = 请为特殊日期命名，最多 60 个字符。
error-allowed-name = 请为每个允许的电器命名，最多 60 个字符。
error-bad-time = “{ $text }”不是时间；请写成 23:00，一天的结束写成 24:00。
error-span-days = 请至少选择一种日期：工作日、周末或节假日。
error-span-beyond = 时段须在 24:00 之前开始，最迟在 24:00 结束。
error-span-empty = 开始与结束相同；全天请写 00:00 到 24:00。
error-unknown-load-event = 没有该事件。
error-no-load-lock = { $room } 房间并非因负荷而断电。
error-span-ends-first = 最后一天早于第一天。
error-span-too-long = 最多选择 { $days } 天。
error-why-future = 该时刻尚未到来。
error-why-before = 当时尚未对 { $room } 房间作出任何决定。
error-debts-do-not-cut = 本站点不允许因欠款断电。业主可在设置中更改；在许多地方这是违法的。
error-no-maintenance = { $room } 房间没有检修闭锁。
error-warn-days-order = 第一次预警须早于第二次：剩余天数更多。
list-semicolon = ；
