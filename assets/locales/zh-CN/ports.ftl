# 正在运行的程序所占用的端口。
error-port-held = { $port } 是数据文件夹 { $folder } 上正在运行的站点的线路“{ $line }”，两个程序同用一条线路会互相破坏应答；请先停止该程序，或通过它来做：roomwatt health、roomwatt room、roomwatt scan 和 roomwatt set-address 都由它执行。
