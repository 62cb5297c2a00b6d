### 用电规定：某处适用的全部规则，可打印张贴。

house-title = 用电规定
house-credit = 余额
house-grants = 免费电量与定额
house-load = 用电功率
house-forbidden = 电器
house-lights-out = 熄灯
house-after-hours = 非使用时段
house-lifeline = 余额用完之后
house-safety = 安全
house-shadow = 试点组
house-exempt = 例外
house-warnings = 电费预付。余额低于 { $first } 时第一次提醒，低于 { $second } 时第二次提醒。
house-warning-days-1 = 余额不足 { $days } 天用电时也会第一次提醒。
house-warning-days-2 = 余额不足 { $days } 天用电时也会第二次提醒。
house-cut = 余额低于 { $limit } 时可以断电，但最早在第一次提醒 { $notice }之后。
house-friendly = 只在{ $days } { $from } 至 { $to } 之间因余额断电，其他时间不断电。
house-back = 余额达到 { $amount } 及以上时自动恢复供电。
house-emergency = 余额用完时可使用一次 { $amount } 的应急额度，下次充值时扣回。
house-debts = 有欠款时，也可由人员下令断电，提前通知的时间相同。
house-hours = { $hours } 小时
house-named = { $name }：{ $what }
house-ask = 咨询：{ $text }
house-phone = 电话：{ $text }
house-complain = 投诉：{ $text }
