# 关于人员、款项和电表，系统所用的词语。

## 结算的各个步骤
settlement-credit = 余额
settlement-charges = 计至该读数的费用
settlement-grant-reversed = 收回未用的赠款
settlement-emergency = 应还的应急额度
settlement-debt = 应还的旧欠款
settlement-bills = 未付账单
settlement-deposit = 押金抵扣
settlement-gets = 应退租户
settlement-owes = 租户应付
settlement-title = 房间 { $room } 结算单：{ $tenant }
settlement-file = settlement-{ $room }-{ $date }.pdf
settlement-refunded = 已退款，收据 { $receipt }
settlement-kept = 代租户保留
settlement-note-next = 下一位租户
settlement-note-next-text = 账户至本结算单为止。下一位入住者从零开始，不承接任何欠款或余额。
settlement-note-later = 日后发现的差错
settlement-note-later-text = 日后发现的差额（例如抄表有误）将按姓名与原租户多退少补。

## 款项的去向
top-up-part-fee = 服务费
top-up-part-tax = 税
top-up-part-emergency = 归还应急额度
top-up-part-debt = 归还旧欠款
top-up-part-bills = 支付账单（最早的在先）
top-up-part-balance = 计入余额

## 账单上
cause-part-fee = 付款服务费
cause-part-tax = 付款所含税
cause-part-emergency = 归还应急额度
cause-part-debt = 归还旧欠款
cause-part-bills = 支付账单
paper-fact-what = 事由
