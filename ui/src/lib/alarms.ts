import type { Alarm, RoomRow, Severity } from "$lib/backend";
import type { Words } from "$lib/state/words.svelte";

const ORDER: Severity[] = ["critical", "warning", "info"];
/** So many of one kind are one line that opens. */
const MANY = 4;

/** Alarms of one kind and one severity that stand together. */
export interface AlarmGroup {
  key: string;
  kind: string;
  severity: Severity;
  alarms: Alarm[];
  /** Too many to stand one by one. */
  many: boolean;
}

/** Open alarms that no person has seen yet. */
export function unseen(alarms: readonly Alarm[]): Alarm[] {
  return alarms.filter((alarm) => !alarm.acknowledged && alarm.cleared_at === null);
}

export function worst(alarms: readonly Alarm[]): Severity {
  return ORDER.find((severity) => alarms.some((alarm) => alarm.severity === severity)) ?? "info";
}

/** What nobody has seen and is worst first, so that it is in any short list. */
export function worstFirst(alarms: readonly Alarm[]): Alarm[] {
  const seen = (alarm: Alarm) => Number(alarm.acknowledged || alarm.cleared_at !== null);
  return [...alarms].sort((a, b) => seen(a) - seen(b) || rank(a) - rank(b) || b.at - a.at);
}

/** The code without the number of the line or channel that it may carry. */
export function kindOf(alarm: Alarm): string {
  return alarm.kind.split(":")[0] ?? alarm.kind;
}

/** The worst first, then the newest; many of one kind are one group, so that the others are not lost among them. */
export function alarmGroups(alarms: readonly Alarm[]): AlarmGroup[] {
  const found = new Map<string, Alarm[]>();
  for (const alarm of [...alarms].sort((a, b) => rank(a) - rank(b) || b.at - a.at)) {
    const key = `${alarm.severity}:${kindOf(alarm)}`;
    found.set(key, [...(found.get(key) ?? []), alarm]);
  }
  const groups = [...found].flatMap(([key, members]): AlarmGroup[] => {
    const [first] = members;
    if (!first) return [];
    const { severity } = first;
    const kind = kindOf(first);
    if (members.length >= MANY) return [{ key, kind, severity, alarms: members, many: true }];
    return members.map((alarm) => ({ key: String(alarm.id), kind, severity, alarms: [alarm], many: false }));
  });
  return groups.sort((a, b) => order(a.severity) - order(b.severity) || newest(b) - newest(a));
}

const order = (severity: Severity) => ORDER.indexOf(severity);
const rank = (alarm: Alarm) => order(alarm.severity);
const newest = (group: AlarmGroup) => Math.max(...group.alarms.map((alarm) => alarm.at));

/** The newest reading of all rooms; null where none was ever read. */
export function lastRead(rooms: readonly Pick<RoomRow, "last_reading_at">[]): number | null {
  return rooms.reduce<number | null>(
    (newest, { last_reading_at: at }) => (at !== null && (newest === null || at > newest) ? at : newest),
    null,
  );
}

/** A kind of channel that comes with the program is named in the person's language; any other as its file names it. */
export function channelName(words: Words, template: string, name: string): string {
  const id = `channel-named-${template}`;
  return words.has(id) ? words.say(id) : name;
}
