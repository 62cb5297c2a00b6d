"""A Modbus slave by pymodbus, for tests: the arguments are those of slave.c; `tcp:0` takes a free port and prints it."""

import asyncio
import sys

from pymodbus import FramerType
from pymodbus.datastore import ModbusDeviceContext, ModbusSequentialDataBlock, ModbusServerContext
from pymodbus.server import ModbusSerialServer, ModbusTcpServer


def context(unit, cells):
    # pymodbus keeps wire address n at n + 1.
    tables = {name: [0] * 65537 for name in "hic"}
    for cell in cells:
        place, words = cell.split("=")
        table, address = place.split(":")
        for offset, word in enumerate(words.split(",")):
            tables[table][int(address, 16) + 1 + offset] = int(word, 16)
    blocks = {name: ModbusSequentialDataBlock(0, words) for name, words in tables.items()}
    device = ModbusDeviceContext(hr=blocks["h"], ir=blocks["i"], co=blocks["c"])
    return ModbusServerContext(devices={unit: device}, single=False)


async def serve(where, unit, cells):
    kind, rest = where.split(":", 1)
    devices = context(unit, cells)
    if kind == "rtu":
        device, baud = rest.rsplit(":", 1)
        server = ModbusSerialServer(
            devices, framer=FramerType.RTU, port=device, baudrate=int(baud), parity="N", stopbits=1, bytesize=8,
            ignore_missing_devices=True)
        await server.serve_forever(background=True)
        print("ready", flush=True)
    else:
        server = ModbusTcpServer(devices, address=("127.0.0.1", int(rest)), ignore_missing_devices=True)
        await server.serve_forever(background=True)
        print("ready", server.transport.sockets[0].getsockname()[1], flush=True)
    await asyncio.Event().wait()


asyncio.run(serve(sys.argv[1], int(sys.argv[2]), sys.argv[3:]))
