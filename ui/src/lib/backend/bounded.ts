/**
 * What the engine counts is whole and within what a number holds exactly. A number beyond that goes as the bound itself,
 * so that the engine refuses it at its field and in words, instead of the whole request.
 */
export function bounded<T>(args: T): T {
  if (typeof args === "number") return Math.min(Math.max(args, Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER) as T; // prettier-ignore
  if (Array.isArray(args)) return args.map(bounded) as T;
  if (args === null || typeof args !== "object") return args;
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, bounded(value)])) as T;
}
