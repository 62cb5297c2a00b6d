"""A Modbus master by pymodbus, for tests: `master.py rtu|tcp|rtu+tcp WHERE UNIT START COUNT` prints the input registers in
hexadecimal; with a sixth word, `on` or `off`, it writes holding register START by function 16 and prints what it reads back.
"""

import sys

from pymodbus import FramerType
from pymodbus.client import ModbusSerialClient, ModbusTcpClient


def client(kind, where):
    if kind == "rtu":
        return ModbusSerialClient(where, baudrate=9600, parity="N", stopbits=1, bytesize=8, timeout=2)
    host, port = where.rsplit(":", 1)
    framer = FramerType.RTU if kind == "rtu+tcp" else FramerType.SOCKET
    return ModbusTcpClient(host, port=int(port), framer=framer, timeout=2)


def main(kind, where, unit, start, count, state=None):
    master = client(kind, where)
    if not master.connect():
        sys.exit("pymodbus cannot connect")
    if state is None:
        answer = master.read_input_registers(int(start, 16), count=int(count), device_id=int(unit))
    else:
        written = master.write_registers(int(start, 16), [1 if state == "on" else 0], device_id=int(unit))
        if written.isError():
            sys.exit(str(written))
        answer = master.read_holding_registers(int(start, 16), count=int(count), device_id=int(unit))
    if answer.isError():
        sys.exit(str(answer))
    print(" ".join(f"{word:04x}" for word in answer.registers))
    master.close()


main(*sys.argv[1:])
