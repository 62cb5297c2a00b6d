import { fireEvent, render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { createRawSnippet } from "svelte";
import { describe, expect, test } from "vitest";
import { Formats } from "$lib/format";
import DataTable from "$parts/DataTable.svelte";

interface Row {
  name: string;
  watts: number | null;
}
const COLUMNS = [
  { id: "name", label: "Room", by: (row: Row) => row.name },
  { id: "watts", label: "Power", num: true, by: (row: Row) => row.watts },
];
const cells = createRawSnippet<[Row]>((row) => ({ render: () => `<td class="name">${row().name}</td>` }));
const shown = () => [...document.querySelectorAll("td.name")].map((cell) => cell.textContent);

function table(rows: Row[], open?: (row: Row) => void): void {
  // The component is generic; the renderer's types are not.
  const props = {
    rows,
    columns: COLUMNS,
    id: (row: Row) => row.name,
    label: "Rooms",
    cells,
    ...(open ? { open } : {}),
  };
  render(DataTable as never, { props: props as never });
}

describe("a table", () => {
  test("of thousands keeps only what is in sight in the page, and says how many there are", () => {
    table(Array.from({ length: 3000 }, (_, i) => ({ name: `${i + 1}`, watts: i })));
    expect(shown().length).toBeLessThan(80);
    expect(screen.getByRole("grid").getAttribute("aria-rowcount")).toBe("3001");
  });

  test("is sorted naturally, up, down and not; what is unknown stands last", async () => {
    table([{ name: "2-10", watts: 5 }, { name: "2-9", watts: null }, { name: "10-1", watts: 1 }]); // prettier-ignore
    const user = userEvent.setup();
    await user.click(screen.getByText("Room"));
    expect(shown()).toEqual(["2-9", "2-10", "10-1"]);
    await user.click(screen.getByText("Power"));
    expect(shown()).toEqual(["10-1", "2-10", "2-9"]);
    await user.click(screen.getByText("Power"));
    expect(shown()).toEqual(["2-10", "10-1", "2-9"]);
    await user.click(screen.getByText("Power"));
    expect(shown()).toEqual(["2-10", "2-9", "10-1"]);
  });

  test("is walked by arrows and opened by Enter", async () => {
    let opened = "";
    table([{ name: "101", watts: 1 }, { name: "102", watts: 2 }], (row) => (opened = row.name)); // prettier-ignore
    const rows = screen.getAllByRole("row");
    rows[1]?.focus();
    await fireEvent.keyDown(rows[1] as HTMLElement, { key: "ArrowDown" });
    await fireEvent.keyDown(document.activeElement as HTMLElement, { key: "Enter" });
    expect(opened).toBe("102");
  });
});

describe("a field for date and time", () => {
  test.each([
    ["Asia/Shanghai", "2026-11-23T10:00", "2026-11-23T02:00:00Z"],
    ["Asia/Kolkata", "2026-11-23T10:00", "2026-11-23T04:30:00Z"],
    ["Europe/London", "2026-07-01T00:30", "2026-06-30T23:30:00Z"],
    ["Europe/London", "2026-03-29T03:00", "2026-03-29T02:00:00Z"],
  ])("is meant in %s: %s", (zone, local, instant) => {
    const formats = new Formats("en", zone);
    expect(formats.instant(local)).toBe(Date.parse(instant));
    expect(formats.local(Date.parse(instant))).toBe(local);
  });

  test("that says nothing is nothing", () => expect(new Formats("en", "UTC").instant("")).toBeNull());
});
