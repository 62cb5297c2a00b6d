# 对账单与收据。金额、日期和数字由填写者先行写好再传入。

paper-statement = 电费对账单
paper-statement-title = 电费对账单，{ $room } 房，{ $month }
paper-standing = 截至 { $at }，本月尚未结束
paper-balance = 余额变动
paper-readings = 电表示数
paper-meter = 电表
paper-opening-reading = 上期示数
paper-closing-reading = 本期示数
paper-factor = 倍率
paper-energy = 电量
paper-charges = 费用明细
paper-item = 项目
paper-quantity = 数量
paper-rate = 单价
paper-amount = 金额
paper-charges-total = 费用合计
paper-no-charges = 本期没有费用。
paper-payments = 充值记录
paper-date = 日期
paper-receipt-number = 收据号
paper-tender = 方式
paper-payments-total = 充值合计
paper-no-payments = 本期没有充值。
paper-daily-energy = 每日用电量
paper-estimated = 估算
paper-estimated-note = 部分电量未能实测，暂按估算计入，图中以斜纹表示；抄到电表读数后将予以补正。
paper-not-utility = 本账单由房东（物业）出具，并非供电公司账单。
paper-journal-head = 打印时账簿末条：
paper-page = 第 { $page } 页，共 { $pages } 页

# 对账单和收据抬头的各项。
paper-fact-tenant = 户名
paper-fact-room = 房间
paper-fact-account = 户号
paper-fact-meter = 表号
paper-fact-period = 计费周期
paper-fact-tariff = 电价
paper-fact-issued = 出具日期
paper-fact-date = 日期时间
paper-fact-tender = 付款方式
paper-fact-operator = 经办人
paper-fact-balance = 余额
paper-vacant = 空置（业主账户）
paper-period = { $from } 起至 { $to } 前（{ $zone }）
paper-price-per-kwh = 每千瓦时 { $price }

# 从期初余额到期末余额。
paper-sum-opening = { $date } 余额
paper-sum-paid = 充值
paper-sum-charged = 费用
paper-sum-other = 其他
paper-sum-closing = { $date } 余额
paper-sum-before = 充值前余额
paper-sum-paid-now = 本次充值
paper-sum-after = 当前余额

# 各行的名目。
paper-line-energy = 电费
paper-line-daily-fee = 每日基本费
paper-line-service-fee = 服务费
paper-line-common = 公摊电费
paper-line-minimum = 最低消费
paper-line-tax = 税费
paper-line-allowance = 免费额度
paper-line-quota-surcharge = 超定额加价
paper-line-tax-included = 含税
paper-line-tier = 第 { $tier } 档
paper-line-other = 其他
paper-line-correction = { $month }补正：{ $what }
paper-line-estimated = 其中估算 { $energy } kWh
paper-line-since = 单价自 { $date } 起执行
paper-quantity-energy = { $energy } kWh
paper-quantity-days = { $days } 天（当月 { $all } 天）
paper-payment-reversal = 冲销收据 { $receipt }
paper-payment-refund = 退款，{ $tender }
paper-payment-credit = 赠送金额

# 图表。
paper-chart-title = { $room } 房 { $month }每日用电量
paper-chart-summary = { $month }共用电 { $total } kWh；{ $date } 最多，为 { $most } kWh。
paper-chart-none = { $month }没有用电。
paper-chart-tip = { $when }：{ $energy } kWh
paper-chart-tip-estimated = { $when }：{ $energy } kWh（估算）

# 怎么办、找谁。
paper-note-topup = 如何充值
paper-note-topup-text = 请到管理处付款并告知房号，可用现金、银行卡、微信或支付宝；当场出具带编号的收据。
paper-note-cutoff = 何时停电
paper-note-cutoff-text = 余额低于 { $warning } 时提醒；低于 { $limit } 时可能停电，但停电前必先通知。充值后即恢复供电。
paper-note-questions = 对账单有疑问？
paper-note-questions-text = 请查看电表并与本期示数核对；账单上每一个数字都可以用计算器验算。如有疑问请联系 { $contact }，您可以查阅本房间的全部读数。

# 收据。
paper-receipt = 收据
paper-receipt-title = 收据 { $number }
paper-received = 今收到
paper-received-by = 经办人
paper-signature = 收款人（签章）
paper-keep-receipt = 请妥善保管本收据；收据号连续编排，不重号、不缺号。
paper-journal-hash = 账簿条目：
paper-receipt-reversed = 已由 { $receipt } 冲销
paper-receipt-copy = 副本
paper-receipt-supply-on = 您的房间正在供电。
paper-receipt-supply-returns = 您的房间正在恢复供电。
paper-receipt-still-off = 暂不恢复供电：{ $reason }
paper-receipt-days = 按近期用电量，约可使用 { $days } 天。

paper-tender-cash = 现金
paper-tender-transfer = 银行转账
paper-tender-card = 银行卡
paper-tender-wechat = 微信支付
paper-tender-alipay = 支付宝

paper-file-statement = 对账单 { $room } { $month }.pdf
paper-file-receipt = 收据 { $number }.pdf
