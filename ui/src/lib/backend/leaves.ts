/** The same value with each number, text and other single thing in it made anew. */
export function leaves<T>(value: T, make: (one: unknown) => unknown): T {
  if (Array.isArray(value)) return value.map((one) => leaves<unknown>(one, make)) as T;
  if (value === null || typeof value !== "object") return make(value) as T;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, leaves(one, make)])) as T;
}
