import { leaves } from "./leaves";

const { MIN_SAFE_INTEGER: LEAST, MAX_SAFE_INTEGER: MOST } = Number;

/**
 * What the engine counts is whole and within what a number holds exactly. A number beyond that goes as the bound itself,
 * so that the engine refuses it at its field and in words, instead of the whole request.
 */
export function bounded<T>(args: T): T {
  return leaves(args, (one) => (typeof one === "number" ? Math.min(Math.max(one, LEAST), MOST) : one));
}
