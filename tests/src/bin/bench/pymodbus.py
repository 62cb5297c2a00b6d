"""The other plain peer of the line: every meter's blocks by pymodbus, one after the other, with the silence between
frames that Modbus over Serial Line wants. Prints the seconds of each round. Arguments as of libmodbus.c."""

import sys
import time

from pymodbus.client import ModbusSerialClient


def main(port, baud, units, rounds, silence_us, *blocks):
    blocks = [(int(start), int(count)) for start, count in zip(blocks[::2], blocks[1::2])]
    line = ModbusSerialClient(port, baudrate=int(baud), parity="N", stopbits=1, bytesize=8, timeout=1, retries=0)
    if not line.connect():
        sys.exit("pymodbus cannot open the port")
    for _ in range(int(rounds)):
        began = time.monotonic()
        for unit in range(1, int(units) + 1):
            for start, count in blocks:
                time.sleep(int(silence_us) / 1e6)
                answer = line.read_input_registers(start, count=count, device_id=unit)
                if answer.isError():
                    sys.exit(f"unit {unit}: {answer}")
        print(f"{time.monotonic() - began:.6f}", flush=True)
    line.close()


main(*sys.argv[1:])
