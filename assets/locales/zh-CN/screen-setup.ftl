# 从空白园区到第一位租客。
settings-setup = 初始设置

## 步骤
setup-steps = 设置步骤
setup-done = 已完成
setup-part = { $done } / { $all }
setup-skip = 暂时跳过
setup-continue = 继续
setup-finish = 前往首页
setup-all-done = 全部设置完毕，各房间从此自动运行。
setup-site = 名称与货币
setup-site-note = 园区叫什么、用什么货币计费、单据由谁开具。
setup-rooms = 房间
setup-rooms-note = 从表格中复制房间清单，粘贴到这里。每个房间都有自己的账户。
setup-line = 通信线路
setup-line-note = 这台电脑如何连到电表：RS-485 转换器，或网络中的网关。
setup-devices = 电表与继电器
setup-devices-note = 填写线路上的地址和型号。保存后立即询问，数值显示在下方。
setup-assign = 电表对应房间
setup-assign-note = 从此刻起，表底计入该房间，现在的示数就是起点。
setup-tariff = 电价
setup-tariff-note = 先设一个单价即可。分时、阶梯和税费以后随时可加。
setup-tenant = 第一位租客
setup-tenant-note = 租客按入住时的表底和首笔付款办理入住。

## 空白园区的首页
setup-welcome = { $site }，欢迎使用
setup-welcome-note = 七步即可让第一个房间自行计费。每一步都可以跳过，以后再做。
setup-next-step = 下一步
setup-go-on = 继续设置
setup-progress = 已完成 { $done } / { $all } 步

## 园区
setup-site-name-note = 显示在页面顶部和所有单据上。
setup-currency = 货币
setup-currency-note = 一旦有电表计量、保存电价或记账，就不能再改。
setup-zone = 时区
setup-zone-note = 每日每月从该时区的零点开始。
setup-fixed = 已固定：已有计量、电价或记账。
setup-landlord = 房东姓名或公司名称
setup-landlord-note = 收据和对账单的开具人。

## 房间
setup-building = 楼栋
setup-building-usual = 一号楼
setup-floor = 楼层（可不填）
setup-floor-short = 楼层
setup-floor-note = 用于下方所有房间；清单有第三列时以第三列为准。
setup-paste = 房间：名称、面积（m²）、楼层
setup-paste-note = 每行一个房间，只有名称必填。
setup-paste-empty = 粘贴的内容先显示在这里，确认后才会添加。
setup-area = 面积（m²）
setup-row-twice = 清单中重复
setup-row-there = 已存在
setup-row-area = 面积有误，应如 18.5
setup-rows-wrong = 有 { $rows } 行不能添加，请修改或删除。
setup-rooms-add = { $rooms ->
    [0] 添加房间
   *[other] 添加 { $rooms } 个房间
    }
setup-rooms-there = 本园区的房间
setup-room-edit = 修改房间 { $room }
setup-points = 不属于房间的电表：总表、公共区域、分支
setup-points-note = 同时计量总表，就能看出总表与各房间之间的损耗。
setup-points-waiting = 尚无电表：{ $names }
setup-point-kind = 计量对象
setup-point-supply = 总表
setup-point-common = 公共区域
setup-point-feeder = 分支
setup-point-other = 其他
setup-point-add = 添加
setup-point-added = 已添加“{ $name }”。

## 线路
setup-line-n = 线路 { $n }
setup-line-up = 已连接
setup-line-opening = 正在打开…
setup-line-another = 添加另一条线路
setup-line-how = 电表如何连接
road-serial = 本机上的 RS-485 转换器
road-serial-note = USB 转换器或串口。
road-tcp = 网络网关，Modbus TCP
road-tcp-note = 网关使用 Modbus TCP，端口通常为 502。
road-rtu = 网络网关，透明传输
road-rtu-note = 透传模式的串口服务器（RTU over TCP）。
setup-port = 端口
setup-port-note = Windows 如 COM3，Linux 如 /dev/ttyUSB0。
setup-host = 地址和端口
setup-host-note = 例如 192.168.1.50:502。
setup-line-name-note = 在列表和告警中显示的名称。
setup-baud = 波特率
setup-baud-note = 与电表一致，常见 9600 或 2400。
setup-parity = 校验
parity-none = 无校验
parity-even = 偶校验
parity-odd = 奇校验
setup-stop-bits = 停止位
setup-line-save = 保存并连接

## 设备
setup-needs-line = 请先添加线路：
setup-on-line = 线路
setup-units = 地址
setup-units-note = 一个或多个：1-8, 12
setup-units-again = 已存在，将改为此型号：{ $units }
setup-units-wrong = 请填写 1 到 247 的地址，例如 1-8, 12。
setup-model-note = 见电表面板。
setup-with-relay = 带继电器
setup-device-add = 添加
setup-devices-add = 添加 { $devices } 台设备
setup-devices-there = 线路上的设备
setup-answering = { $answering } / { $all } 已应答
setup-not-yet = 尚无应答
setup-silent-since = { $ago }起无应答
setup-silent-note = 没有应答？请核对电表的地址、波特率和校验，对调 A、B 线，并确认没有两台电表使用同一地址。

## 电表与房间
setup-needs-devices = 请先添加电表：
setup-needs-rooms = 请先添加房间：
setup-free = { $devices } 台电表空闲，{ $points } 个房间或计量点尚无电表。
setup-assign-one = 对应
setup-assign-all = 按所示对应全部 { $meters } 台
setup-meter = 电表
setup-measures = 计量对象
setup-by-hand = 手工填写
setup-register-of = { $meter } 的表底（kWh）
setup-room-of = { $meter } 的计量对象
setup-ratio = 互感器
setup-ratio-note = 电流互感器，例如 200/5；没有则留空。
setup-more-devices = { $points } 个房间或计量点尚无电表，请再添加设备。
setup-measured = 已计量
setup-measured-count = { $points } 个房间或计量点
setup-switch = 开关
setup-switch-own = 电表内置
setup-switch-at = { $line }，地址 { $unit }，第 { $channel } 路
setup-switch-none = 无
setup-switch-of = 房间 { $room } 的开关
setup-switch-kept = 已保存房间 { $room } 的开关。
setup-switch-note = 指定开关不会动作。没有开关的房间照常计费，但不会断电。

## 电价
setup-tariff-usual = 统一电价
setup-tariff-source = 房东设定
setup-price-note = 例如 0.6083。
setup-fee-note = 每房每天；没有则留空。
setup-tariff-from = 自 { $date } 起适用于整个园区。
setup-tariff-save = 保存此电价
setup-tariff-more = 分时、阶梯、示例…
setup-tariff-hold = 用于整个园区

## 第一位租客
setup-needs-meters = 房间有了电表，租客即可入住：
setup-needs-tariff = 尚无生效的电价：
