"""The time-of-use cost of a year of quarter hours with DuckDB, from a database file: energy times the band's price, by
meter, month and band; and one meter's year by day. No tiers, no fees, no rounding. Once from what meters tell, their
registers, and once from the energy of each quarter hour, where somebody else took the differences before.

Arguments: a file of little-endian u32 (Wh of each quarter hour, meter after meter), a JSON file (month, day and band of
each quarter hour, the bands' prices), the database file to make, the number of meters, the number of runs. Prints JSON:
the energy of each band, the seconds of each run, and the bytes of the file with the registers. Loading is not measured.
"""

import json
import os
import sys
import time

import duckdb
import numpy

energy_file, calendar_file, database_file = sys.argv[1:4]
meters, runs = int(sys.argv[4]), int(sys.argv[5])
wh = numpy.fromfile(energy_file, dtype="<u4")
with open(calendar_file, encoding="utf-8") as file:
    calendar = json.load(file)
quarters = len(calendar["band"])

database = duckdb.connect(database_file)
# A register before the first quarter hour, and one after each.
registers = numpy.zeros((meters, quarters + 1), dtype="<i8")
numpy.cumsum(wh.reshape(meters, quarters), axis=1, out=registers[:, 1:])
reading = {
    "meter": numpy.repeat(numpy.arange(meters, dtype="<u4"), quarters + 1),
    "edge": numpy.tile(numpy.arange(quarters + 1, dtype="<i4"), meters),
    "register": registers.reshape(-1),
}
database.register("reading_file", reading)
database.execute("create table reading as select * from reading_file")
database.execute("checkpoint")
size = os.path.getsize(database_file)
energy = {
    "meter": numpy.repeat(numpy.arange(meters, dtype="<u4"), quarters),
    "quarter": numpy.tile(numpy.arange(quarters, dtype="<i4"), meters),
    "wh": wh,
}
database.register("energy_file", energy)
database.execute("create table energy as select * from energy_file")
prices = numpy.array(calendar["prices"])
band = numpy.array(calendar["band"], dtype="u1")
frame = {
    "quarter": numpy.arange(quarters, dtype="<i4"),
    "month": numpy.array(calendar["month"], dtype="u1"),
    "day": numpy.array(calendar["day"], dtype="<u2"),
    "band": band,
    "price": prices[band],
}
database.register("calendar_file", frame)
database.execute("create table calendar as select * from calendar_file")
database.execute("checkpoint")


def timed(sql):
    start = time.perf_counter()
    rows = database.execute(sql).fetchall()
    return time.perf_counter() - start, rows


USED = """(
    select meter, edge - 1 as quarter, register - lag(register) over (partition by meter order by edge) as wh
    from reading
) as used"""
BY_BAND = (
    "select meter, month, band, sum(wh), sum(wh * price) from {} join calendar using (quarter)"
    " group by meter, month, band"
)
BY_DAY = (
    f"select day, sum(wh) from {{}} join calendar using (quarter) where meter = {meters // 2} group by day order by day"
)


def by_band(rows):
    sums = {}
    for _, _, name, total, _ in rows:
        sums[name] = sums.get(name, 0) + int(total)
    return [sums[name] for name in sorted(sums)]


cost, cost_of_energy, by_day = [], [], []
for _ in range(runs):
    seconds, rows = timed(BY_BAND.format(USED))
    cost.append(seconds)
    seconds, others = timed(BY_BAND.format("energy"))
    cost_of_energy.append(seconds)
    if by_band(rows) != by_band(others):
        sys.exit("the registers rise by other energy than that of the quarter hours")
    seconds, days = timed(BY_DAY.format("energy"))
    by_day.append(seconds)

said = {"bands": by_band(rows), "days": len(days), "bytes": size}
print(json.dumps(said | {"cost": cost, "cost_of_energy": cost_of_energy, "by_day": by_day}))
